"""The tool that finds figures in companies' reports: what it says to a model, and the passages it rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from copilot.evidence import PassageEvidence
from copilot.inert import as_name
from copilot.reports.columns import INSTANT, Span
from copilot.reports.lines import line_of
from copilot.reports.lookup import CompanyReports, Found, Lookup
from copilot.reports.periods import asked_periods
from copilot.reports.tables import plain_label
from vectorstore.documents import Document, Passage

if TYPE_CHECKING:
    from vectorstore.library import Library

LONGEST_SPAN = 6_000
"""Characters of a table from its head to a row: a balance sheet has 2,500."""
COUNTS = {3: "three", 6: "six", 9: "nine", 12: "twelve"}
_SCALE = re.compile(r"\b(?:in|\$)\s?(?:thousands|millions|billions)\b", re.IGNORECASE)


def look_up(library: Library, company: str, line: str, period: str, as_of: datetime | None) -> Lookup:
    """What the reports of ``company``, by its name in the library, give for a line and a period in words."""
    asked, _ = asked_periods(period)
    return CompanyReports(library, company, as_of).look_up(line_of(line), asked[-1])


def evidence_of(library: Library, found: Sequence[Found]) -> list[PassageEvidence]:
    """The passages in which the rows stand, with the head of the table and its scale, each once."""
    evidence: dict[str, PassageEvidence] = {}
    for item in found:
        document = library.document(item.document_id)
        passage = _passage_with_head(document, library.passages_of(item.document_id), item)
        evidence.setdefault(passage.id, PassageEvidence.of(document, passage))
    return list(evidence.values())


def _passage_with_head(document: Document, passages: Sequence[Passage], found: Found) -> Passage:
    """The passage of a row where it holds the table's head and tells the scale, else the span from there to the row."""
    row = found.row
    own = next((item for item in passages if item.start <= row.start and row.end <= item.end), None)
    if own and own.start <= row.table.start:
        told = own.context + document.text[own.start : row.start]
        if not row.scale or _SCALE.search(told):
            return own
    above = [
        match.start() for match in _SCALE.finditer(document.text, max(0, row.end - LONGEST_SPAN), row.start)
    ]
    start = min(above[-1], row.table.start) if above else row.table.start
    start = document.text.rfind("\n", 0, start) + 1
    context = next((item.context for item in passages if item.start <= start < item.end), "")
    return Passage(document.id, start, row.end, document.text[start : row.end], context)


def describe_lookup(lookup: Lookup, evidence: Sequence[PassageEvidence]) -> str:
    """What was found, as a model reads it: each row with its columns and the id of its passage, or that there is none.

    Names and figures are made inert: they are data.
    """
    shown = [lookup.found] if lookup.found else list(lookup.nearest)
    company = as_name(lookup.company)
    if not shown:
        until = f" for a period that ends about {lookup.end}" if lookup.end else ""
        return f"The reports of {company} in the library give no such figure{until}."
    lines = [] if lookup.found else ["It is not certain which of these rows is meant."]
    for item in shown:
        lines.append(f"[{evidence_id(item, evidence)}] {as_name(row_name(item))}, {company}")
        for column in item.row.table.columns:
            if cell := item.row.cell(column):
                mark = " (asked for)" if lookup.found and column is item.column else ""
                head = span_in_words(column.span) if column.span else as_name(column.head)
                lines.append(f"  {head}: {as_name(value_in_words(item, cell))}{mark}")
    return "\n".join(lines)


def evidence_id(found: Found, evidence: Sequence[PassageEvidence]) -> str:
    """The id of the passage among ``evidence`` that holds the row; empty where none does."""
    return next(
        (
            item.id
            for item in evidence
            if item.document_id == found.document_id
            and item.start <= found.row.start
            and found.row.end <= item.end
        ),
        "",
    )


def row_name(found: Found) -> str:
    """What the row is called, its group before it where it has one and the label alone says little."""
    label = plain_label(found.row.label)
    return f"{plain_label(found.row.group)}: {label}" if found.row.group and len(label.split()) < 2 else label


def span_in_words(span: Span) -> str:
    """``the three months ended October 1, 2022``, or the day alone."""
    day = day_in_words(span.end)
    return day if span.months == INSTANT else f"the {COUNTS.get(span.months, span.months)} months ended {day}"


def day_in_words(day: date) -> str:
    """``October 1, 2022``."""
    return f"{day:%B} {day.day}, {day.year}"


def value_in_words(found: Found, cell: str) -> str:
    """A cell with its currency and its scale: ``$15,338 million``; as written where it is no plain number."""
    number = re.sub(r"[^\d.]", "", cell)
    if not number:
        return cell
    row = found.row
    if row.is_in_percent:
        return f"{'-' if cell.startswith('(') else ''}{number}%"
    sign = "-" if "(" in cell or cell.startswith(("-", "–", "—")) else ""
    money = "" if row.counts_shares or not row.table.holds_money else "$"
    scale = f" {row.scale.rstrip('s')}" if row.scale else ""
    return f"{sign}{money}{number if row.is_per_share else _as_written(cell)}{scale}"


def _as_written(cell: str) -> str:
    return re.sub(r"[^\d.,]", "", cell)
