"""What an audit gives: the figures of a report with what they tie out to, and the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from copilot.evidence import Evidence

Status = Literal["computed", "quoted", "derived", "repeated", "contradicted", "unchecked"]

STATUSES: tuple[Status, ...] = get_args(Status)
"""``computed`` from the tables, ``quoted`` by the library, ``derived`` from the report's own figures, ``repeated`` from
an earlier sentence whose figure ties out, ``contradicted``, ``unchecked``."""

TIED: tuple[Status, ...] = ("computed", "quoted", "derived", "repeated")

Kind = Literal[
    "arithmetic",
    "two_values",
    "order",
    "no_session",
    "other_session",
    "table_value",
    "library_value",
    "impossible_date",
    "before_first_day",
    "wrong_rating",
    "source_mismatch",
    "not_in_cited_source",
    "missing_reference",
    "never_cited",
    "two_dates",
    "uncited",
]

KINDS: dict[Kind, str] = {
    "arithmetic": "contradicted by the report's own figures",
    "two_values": "two values for the same quantity",
    "order": "a ranking or comparison that its figures contradict",
    "no_session": "a close or a move that no session shows",
    "other_session": "a close or a move of another session",
    "table_value": "the tables give another value",
    "library_value": "the library gives another value",
    "impossible_date": "an impossible date",
    "before_first_day": "before the first day of the index",
    "wrong_rating": "a rating that the tables do not show",
    "source_mismatch": "one source is named, another is cited",
    "not_in_cited_source": "not in the cited source as the library holds it",
    "missing_reference": "cited, and not among the references",
    "never_cited": "a reference that is never cited",
    "two_dates": "the report gives two dates",
    "uncited": "figures without a citation",
}
"""Every kind of finding, the gravest first, with its heading."""

Severity = Literal["contradiction", "warning", "note"]

SEVERITIES: tuple[Severity, ...] = get_args(Severity)

_SEVERITY: dict[Kind, Severity] = {
    "source_mismatch": "warning",
    "not_in_cited_source": "warning",
    "missing_reference": "warning",
    "never_cited": "warning",
    "uncited": "warning",
    "two_dates": "note",
}


@dataclass(frozen=True, slots=True)
class Span:
    """The place ``[start, end)`` in the report's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the report that does not add up, or cannot be traced."""

    kind: Kind
    severity: Severity
    sentence: str
    """The sentence or the line it stands in."""
    reason: str
    spans: tuple[Span, ...]
    """What to mark in the text, the place where the finding is first."""
    evidence: tuple[str, ...] = ()
    """The ids of the evidence that it rests on; empty where the report alone shows it."""


@dataclass(frozen=True, slots=True)
class AuditedFigure:
    """One figure of the report with its status."""

    text: str
    value: float
    unit: str
    start: int
    end: int
    status: Status
    subject: str
    """Whom it is taken to be about; empty where that is not clear."""
    measure: str
    """What it is taken to measure; empty where that is not clear."""
    reason: str
    """What it ties out to, or why it was not checked."""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the report's list of sources."""

    label: str
    text: str
    start: int
    end: int
    cited: int
    """How often the text cites it."""


@dataclass(frozen=True, slots=True)
class AuditResult:
    """The audit of one report."""

    title: str
    text: str
    """The report as it was read; the places of figures and findings are places in it."""
    report_date: str | None
    """ISO day; ``None`` where the report gives none."""
    as_of: str
    """The moment past which nothing was looked at, in UTC."""
    figures: tuple[AuditedFigure, ...]
    findings: tuple[Finding, ...]
    references: tuple[Reference, ...]
    evidence: tuple[Evidence, ...]

    @property
    def contradictions(self) -> tuple[Finding, ...]:
        """The findings that say that something is wrong; the others say that it cannot be traced."""
        return tuple(finding for finding in self.findings if finding.severity == "contradiction")

    @property
    def tied(self) -> tuple[AuditedFigure, ...]:
        """The figures that tie out."""
        return tuple(figure for figure in self.figures if figure.status in TIED)

    def counts(self) -> dict[str, int]:
        """How many figures have which status, all statuses in their order."""
        counted = Counter(figure.status for figure in self.figures)
        return {status: counted[status] for status in STATUSES}

    def to_json(self) -> dict[str, Any]:
        """The result as plain JSON, with the counts."""
        return {**asdict(self), "counts": self.counts()}


def finding(
    kind: Kind, sentence: str, reason: str, spans: Iterable[tuple[int, int]], evidence: Iterable[str] = ()
) -> Finding:
    """A finding with the severity of its kind."""
    return Finding(
        kind=kind,
        severity=_SEVERITY.get(kind, "contradiction"),
        sentence=" ".join(sentence.split()),
        reason=reason,
        spans=tuple(Span(*span) for span in spans),
        evidence=tuple(dict.fromkeys(evidence)),
    )
