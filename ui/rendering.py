"""Answers, citations, receipts and reports on the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from copilot.domain import Cell, Column
from copilot.evidence import Evidence, PassageEvidence, ReceiptEvidence, describe_source, publication_day
from copilot.recheck_words import RUN_WORDS, outcome_of, shown_differences, verdict_of, versions_of
from copilot.support import UNSOUND
from copilot.tieout import UNTIED, VERDICTS
from copilot.values import is_number, write_cell, write_value
from ui.payloads import report_payload
from ui.table_rendering import SHOWN_FLAGS, render_flags
from ui.terminal import Screen

if TYPE_CHECKING:
    from copilot.answer import Answer
    from copilot.domain import CheckReport, DocumentSummary, Hit, Metric, Parameter, Recheck
    from copilot.tieout import CheckedFigure
    from ingest.report import IngestReport, Refusal

ROWS_IN_CITATION = 5
"""Rows of a receipt shown below an answer; ``tieout metric`` shows all."""

SENTENCE_SHOWN = 90
"""Characters of a sentence that is not supported: enough to find it in the answer above."""

SKIPPED_SHOWN = 20
"""Skipped sources named one by one: a table can have thousands of empty rows. Refused ones are all named."""


def render_answer(screen: Screen, answer: Answer) -> None:
    """The prose, the numbered citations, and the verdicts of the figures. A refusal is its sentence alone.

    Below stands how it came about, where there is something to know, and what it took of a language model.
    """
    screen.markdown(answer.prose)
    if not answer.refused:
        _render_evidence(screen, answer)
    used = answer.usage.describe()
    told = [*answer.notes, *([f"{answer.model}: {used}"] if used else [])]
    if answer.refused and told:
        screen.line()
    for line in told:
        screen.line(line, "dim")


def _render_evidence(screen: Screen, answer: Answer) -> None:
    for number, evidence in enumerate(answer.citations, start=1):
        screen.line()
        render_citation(screen, number, evidence)
    screen.line()
    render_verdicts(screen, answer.figures)
    render_unsound(screen, answer)


def render_unsound(screen: Screen, answer: Answer) -> None:
    """The sentences that are not supported by what they cite, the worst first, each with the reason."""
    for verdict in UNSOUND:
        for sentence in answer.sentences:
            if sentence.verdict == verdict:
                words = " ".join(answer.prose[sentence.start : sentence.end].split())
                shown = words if len(words) <= SENTENCE_SHOWN else f"{words[: SENTENCE_SHOWN - 1]}…"
                screen.line(f"{verdict}: “{shown}”: {'; '.join(sentence.reasons)}", "bold", indent=1)


def render_citation(screen: Screen, number: int, evidence: Evidence) -> None:
    """What ``[number]`` stands for."""
    if isinstance(evidence, PassageEvidence):
        screen.line(f"[{number}] {describe_source(evidence)}", "bold")
        screen.line(f"“{' '.join(evidence.quote.split())}”", indent=1)
        if evidence.url:
            screen.line(evidence.url, "dim", indent=1)
    else:
        screen.line(f"[{number}] {evidence.title}", "bold")
        render_receipt(screen, evidence, rows=ROWS_IN_CITATION, indent=1)


def render_receipt(
    screen: Screen, receipt: ReceiptEvidence, *, rows: int | None = None, indent: int = 0
) -> None:
    """A receipt: metric, parameters, window, value, the first ``rows`` rows (all where ``None``), sources, notes."""
    pairs = [("metric", _call(receipt.metric, receipt.params))]
    if receipt.window:
        pairs.append(("window", f"{receipt.window['start']} to {receipt.window['end']}"))
    if receipt.value is not None:
        pairs.append(("value", write_value(receipt.value, receipt.unit, short=True)))
    if receipt.sources:
        pairs.append(("sources", ", ".join(receipt.sources)))
    pairs += [("note", note) for note in receipt.notes]
    screen.pairs([*pairs, ("receipt", receipt.id)], indent=indent)
    render_rows(screen, receipt, rows=rows, indent=indent)


def render_rows(
    screen: Screen, receipt: ReceiptEvidence, *, rows: int | None = None, indent: int = 0
) -> None:
    """The rows of a receipt, each number with its unit: one row as its cells, several as a table.

    What all rows have in common stands once below the table, so that it fits on a screen.
    """
    columns = [Column(**column) for column in receipt.columns]
    common = common_cells(columns, receipt.rows)
    if len(receipt.rows) == 1:
        said_above = {*map(str, receipt.params.values()), *receipt.sources}
        told = {name: cell for name, cell in common.items() if cell not in said_above}
        screen.line(_joined(told), indent=indent)
        return
    shown = receipt.rows if rows is None else receipt.rows[:rows]
    varying = [column for column in columns if column.name not in common]
    screen.table(
        [column.name for column in varying],
        [[write_cell(column, row) for column in varying] for row in shown],
        right=[number for number, column in enumerate(varying) if is_number(column)],
        indent=indent,
    )
    if hidden := len(receipt.rows) - len(shown):
        screen.line(f"and {hidden} more rows", "dim", indent=indent)
    if said := _joined(common):
        screen.line(f"in all rows: {said}", "dim", indent=indent)


def common_cells(columns: Sequence[Column], rows: Sequence[dict[str, Cell]]) -> dict[str, str]:
    """The cells, by column, that are written the same in all of ``rows``."""
    written = {column.name: {write_cell(column, row) for row in rows} for column in columns}
    return {name: cells.pop() for name, cells in written.items() if len(cells) == 1}


def render_recheck(screen: Screen, found: Recheck, *, latest: bool) -> None:
    """A receipt computed again: the verdict, then each run.

    What differs at the pinned versions and by the formula is named; what newer data change, where ``latest`` is.
    """
    receipt = found.receipt
    screen.line(receipt.title, "bold")
    screen.line(verdict_of(found))
    for comparison in found.comparisons:
        screen.line(f"{RUN_WORDS[comparison.run]} ({versions_of(comparison)})", "dim", indent=1)
        screen.line(outcome_of(comparison), indent=2)
        if comparison.run in ("pinned", "formula") or latest:
            lines, hidden = shown_differences(comparison)
            for line in lines:
                screen.line(line, indent=3)
            if hidden:
                screen.line(f"and {hidden:,} more (--json has all)", "dim", indent=3)
    pairs = [
        ("metric", _call(receipt.metric, receipt.params)),
        ("as of", receipt.as_of.isoformat()),
        ("receipt", receipt.id),
    ]
    screen.pairs(pairs, indent=1)


def render_verdicts(screen: Screen, figures: Sequence[CheckedFigure]) -> None:
    """How many figures have which verdict; those that do not tie out by name."""
    screen.line(describe_verdicts(figures), "dim")
    for verdict in UNTIED:
        for figure in figures:
            if figure.verdict == verdict:
                step = f": {figure.step}" if figure.step else ""
                screen.line(f"{verdict}: “{figure.text}”{step}", "bold", indent=1)


def describe_verdicts(figures: Sequence[CheckedFigure]) -> str:
    """For instance ``5 figures: 3 computed, 2 quoted``."""
    if not figures:
        return "no figures"
    counts: Counter[str] = Counter(figure.verdict for figure in figures)
    parts = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict])
    return f"{_count(len(figures), 'figure')}: {parts}"


def render_metric(screen: Screen, metric: Metric) -> None:
    """A metric: what it gives, its parameters, columns, and questions that it answers."""
    screen.line(f"{metric.name}: {metric.title}", "bold")
    screen.line(metric.summary, indent=1)
    parameters = [
        (f"{parameter.name}=", f"{parameter.description} [{parameter.kind}]{_default(parameter)}")
        for parameter in metric.parameters
    ]
    columns = [
        (column.name, " ".join(filter(None, [column.description, f"[{column.unit}]" if column.unit else ""])))
        for column in metric.columns
    ]
    screen.line("parameters", "dim", indent=1)
    screen.pairs(parameters, indent=2)
    screen.line("columns", "dim", indent=1)
    screen.pairs(columns, indent=2)
    screen.line("answers for instance", "dim", indent=1)
    for example in metric.examples:
        screen.line(example, indent=2)


def render_metrics(screen: Screen, metrics: Sequence[Metric]) -> None:
    """All metrics: the call with its parameters, and what each gives."""
    for metric in metrics:
        screen.line(" ".join([metric.name, *map(_call_part, metric.parameters)]), "bold")
        screen.line(metric.summary, indent=1)
        for example in metric.examples[:1]:
            screen.line(f"“{example}”", "dim", indent=1)


def render_hits(screen: Screen, hits: Sequence[Hit]) -> None:
    """Passages that were found, best first."""
    for number, hit in enumerate(hits, start=1):
        evidence = PassageEvidence.of(hit.document, hit.passage)
        if number > 1:
            screen.line()
        screen.line(f"{number}. {describe_source(evidence)}", "bold")
        screen.line(evidence.quote.strip(), indent=1)
        screen.line(f"{evidence.id}  score {hit.score:.3f}  document {evidence.document_id}", "dim", indent=1)


def render_documents(screen: Screen, documents: Sequence[DocumentSummary]) -> None:
    """Documents, one a line; versions and near-copies in columns of their own, where there are any."""
    if not documents:
        screen.line("No documents. Add some with tieout ingest, or the demo's with tieout demo.")
        return
    columns = {
        "published": [publication_day(item.published_at, dated=item.dated) for item in documents],
        "kind": [item.kind for item in documents],
        "publisher": [item.publisher for item in documents],
        "title": [item.title for item in documents],
        "passages": [str(item.passages) for item in documents],
        "version": [str(item.version) if item.version > 1 or item.next_version else "" for item in documents],
        "near-copy of": [item.near_copy_of for item in documents],
        "id": [item.id for item in documents],
    }
    shown = {name: cells for name, cells in columns.items() if any(cells)}
    screen.table(
        list(shown),
        [list(row) for row in zip(*shown.values(), strict=True)],
        right=[number for number, name in enumerate(shown) if name in ("passages", "version")],
    )


def render_check(screen: Screen, report: CheckReport) -> None:
    """What a check of the library found and mended."""
    if report.pending:
        screen.line(f"indexed: {report.pending:,} passages that had waited for it")
    for finding in report.findings:
        screen.line(f"{'mended' if finding.mended else 'found'}: {finding.count:,} {finding.text}")
    older = f", {report.superseded:,} of older versions" if report.superseded else ""
    nothing = "; nothing to mend" if report.ok else ""
    screen.line(f"{report.passages:,} passages are indexed{older}{nothing}")


def show_report(screen: Screen, report: IngestReport, *, as_json: bool) -> None:
    """What a run of ingest did, for a reader or as JSON."""
    if as_json:
        screen.json(report_payload(report))
    else:
        render_report(screen, report)


def render_report(screen: Screen, report: IngestReport) -> None:
    """What a run of ingest did: documents, rows by table, notes, and what was not taken."""
    if report.added or report.unchanged or report.replaced:
        counts = f"{report.added} added, {report.unchanged} unchanged, {report.replaced} replaced"
        screen.line(f"documents: {counts}")
    for table, count in report.rows.items():
        screen.line(
            f"{table}: {count.added:,} rows added, {count.corrected:,} corrected, {count.unchanged:,} unchanged"
        )
    for note in report.notes:
        screen.line(f"note: {note}")
    render_flags(screen, report.flags, limit=SHOWN_FLAGS)
    _render_refusals(screen, "skipped", report.skipped[:SKIPPED_SHOWN], of=len(report.skipped))
    _render_refusals(screen, "refused", report.refused, of=len(report.refused))
    if not (
        report.added or report.unchanged or report.replaced or report.rows or report.refused or report.skipped
    ):
        screen.line("nothing to take")


def _render_refusals(screen: Screen, verb: str, refusals: Sequence[Refusal], *, of: int) -> None:
    if not refusals:
        return
    screen.line(f"{verb}: {of:,}", "bold")
    for refusal in refusals:
        mend = f". {refusal.mend}" if refusal.mend else ""
        screen.line(f"{refusal.source}: {refusal.reason}{mend}", indent=1)
    if hidden := of - len(refusals):
        screen.line(f"and {hidden:,} more", "dim", indent=1)


def _call(metric: str, params: Mapping[str, Cell]) -> str:
    parameters = ", ".join(f"{name}={value}" for name, value in params.items())
    return f"{metric} ({parameters})" if parameters else metric


def _joined(cells: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {cell}" for name, cell in cells.items() if cell)


def _call_part(parameter: Parameter) -> str:
    """``symbol=`` of a call, in brackets with its default where it may be left out."""
    if parameter.default is None:
        return f"{parameter.name}={parameter.kind}"
    return f"[{parameter.name}={parameter.default}]"


def _default(parameter: Parameter) -> str:
    return ", required" if parameter.default is None else f", default {parameter.default}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
