"""An audit on the terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from copilot.audit.result import KINDS, TIED
from copilot.evidence import Evidence, PassageEvidence, describe_source
from copilot.values import write_value

if TYPE_CHECKING:
    from copilot.audit.result import AuditedFigure, AuditResult, Finding
    from ui.terminal import Screen

SENTENCE_CHARACTERS = 240
"""Of a sentence that are shown with a finding."""


def render_audit(screen: Screen, result: AuditResult) -> None:
    """The counts, the findings by kind, and the figures that tie out, each with its evidence."""
    screen.line(result.title, "bold")
    screen.line(summary_of(result))
    evidence = {item.id: item for item in result.evidence}
    numbered = enumerate(result.findings, start=1)
    for kind, group in groupby(numbered, key=lambda item: item[1].kind):
        screen.line()
        screen.line(heading_of(kind), "bold")
        for number, found in group:
            _render_finding(screen, number, found, evidence)
    tied = [figure for figure in result.figures if figure.status in TIED]
    if tied:
        screen.line()
        screen.line("Figures that tie out", "bold")
        for figure in tied:
            screen.line(f"{figure.text}  {figure.status}: {figure.reason}{ids_of(figure.evidence)}", indent=1)
    _render_unchecked(screen, [figure for figure in result.figures if figure.status == "unchecked"])


def summary_of(result: AuditResult) -> str:
    """For instance ``Report of 2026-01-24, as of …: 48 figures, 26 tie out …; 25 contradictions, 6 warnings``."""
    dated = (
        f"report of {result.report_date}"
        if result.report_date
        else "a report without a date (--as-of gives one)"
    )
    contradictions = len(result.contradictions)
    other = len(result.findings) - contradictions
    counts = ", ".join(f"{count} {status}" for status, count in result.counts().items() if count) or "none"
    return (
        f"{dated}, seen as of {result.as_of}: {len(result.figures)} figures ({counts}); "
        f"{contradictions} contradictions, {other} other findings"
    )


def heading_of(kind: str) -> str:
    """The heading of a kind of finding."""
    text = KINDS[kind]  # type: ignore[index]
    return text[:1].upper() + text[1:]


def describe_evidence(evidence: Evidence) -> str:
    """A piece of evidence on one line."""
    if isinstance(evidence, PassageEvidence):
        return f"{describe_source(evidence)}: “{' '.join(evidence.quote.split())[:SENTENCE_CHARACTERS]}”"
    value = "" if evidence.value is None else f" = {write_value(evidence.value, evidence.unit, short=True)}"
    given = ", ".join(f"{name}={cell}" for name, cell in evidence.params.items())
    return f"{evidence.metric} ({given}){value}"


def ids_of(evidence: tuple[str, ...]) -> str:
    """The ids in brackets, as evidence is referred to; empty without any."""
    return f" [{', '.join(evidence)}]" if evidence else ""


def shortened(sentence: str) -> str:
    """A sentence, cut where it is long."""
    return (
        sentence if len(sentence) <= SENTENCE_CHARACTERS else f"{sentence[:SENTENCE_CHARACTERS].rstrip()} …"
    )


def marked_words(result: AuditResult, found: Finding) -> str:
    """The words that a finding is about."""
    return ", ".join(dict.fromkeys(" ".join(result.text[s.start : s.end].split()) for s in found.spans[:1]))


def _render_finding(screen: Screen, number: int, found: Finding, evidence: dict[str, Evidence]) -> None:
    screen.line(f"{number}. {found.reason}", indent=1)
    screen.line(f"“{shortened(found.sentence)}”", "dim", indent=2)
    for item in found.evidence:
        if item in evidence:
            screen.line(f"{item}  {describe_evidence(evidence[item])}", "dim", indent=2)


def _render_unchecked(screen: Screen, figures: list[AuditedFigure]) -> None:
    if figures:
        screen.line()
        screen.line("Figures that could not be checked", "bold")
        for figure in figures:
            about = " ".join(part for part in (figure.subject, figure.measure) if part)
            screen.line(f"{figure.text}  {about}".rstrip(), indent=1)
