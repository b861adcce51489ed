"""Looks up what a company's reports give for a line and a period: the cell, its row, its column, and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from copilot.reports.columns import INSTANT, Column, Span
from copilot.reports.lines import (
    AS_GOOD,
    POSSIBLE,
    STATEMENTS,
    SURE,
    Line,
    is_of_statement,
    label_words,
    score,
)
from copilot.reports.periods import ROUNDING, AskedPeriod, ReportPeriod, ends_of
from copilot.reports.tables import Row, plain_label, rows_of
from vectorstore.labels import Period, label_of

if TYPE_CHECKING:
    from vectorstore.library import Library
    from vectorstore.summaries import DocumentSummary

QUARTER_MONTHS = (3, 6, 9)
REPORTS_OF_VOCABULARY = 4
"""A year of reports has the words of a company's lines."""
OTHER_LINES = 4
_TITLE_WORDS = r"[A-Z][\w&]*(?:[ -](?:and |of |& )?[A-Z][\w&]*){0,5}"
LONGEST_COMPARISON = timedelta(days=380)
"""A report repeats the figures of up to a year before it for comparison."""


@dataclass(frozen=True, slots=True)
class Found:
    """A row of a report with the column that was asked for."""

    document_id: str
    company: str
    row: Row
    column: Column
    span: Span
    score: float

    @property
    def written(self) -> str:
        """The cell as the report writes it."""
        return self.row.cell(self.column)


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the reports of one company give for a line and a period.

    ``found`` is the cell that is meant. Where several rows are as likely or none is certain, it is ``None`` and
    ``nearest`` are the rows that come nearest.
    """

    company: str
    asked: AskedPeriod
    end: date | None
    found: Found | None
    nearest: tuple[Found, ...] = ()
    other_lines: tuple[str, ...] = ()
    """Where nothing fits: how the report calls the lines that have words in common with the one asked for."""


class CompanyReports:
    """The reports of one company in a library that stood at a moment."""

    def __init__(self, library: Library, company: str, as_of: datetime | None) -> None:
        self.company = company
        self._library = library
        held = library.documents(as_of, companies=[company])
        self.reports = sorted(
            (item for item in held if item.period_end and item.form),
            key=lambda item: item.period_end or date.min,
        )

    def periods(self) -> list[ReportPeriod]:
        """The reports by their periods."""
        return [
            ReportPeriod(
                item.period_end, _stated(item), _fiscal(self._text(item), item.form, item.period_end)
            )
            for item in self.reports
            if item.period_end
        ]

    def look_up(self, line: Line, asked: AskedPeriod) -> Lookup:
        """What the reports give for ``line`` in the period that is asked for."""
        ends = ends_of(asked, self.periods())
        for end in ends:
            for report in self._telling_of(end):
                candidates = self._candidates(report, line, asked, end)
                if candidates:
                    return self._chosen(candidates, line, asked, end)
        others = self._other_lines(line, asked, ends)
        return Lookup(self.company, asked, ends[0] if ends else None, None, other_lines=others)

    def vocabulary(self) -> frozenset[str]:
        """The stems of all words in the labels and groups of the newest reports' tables."""
        texts = [self._text(report) for report in self.reports[-REPORTS_OF_VOCABULARY:]]
        return frozenset[str]().union(*map(_label_stems, texts))

    def written_out(self, short: str) -> str:
        """What initials stand for in the reports: CCG, as in "Client Computing (CCG)"; empty where none says so."""
        pattern = re.compile(rf"({_TITLE_WORDS}) \(\W?{re.escape(short)}\W?\)")
        found = (pattern.search(self._text(report)) for report in reversed(self.reports))
        return next((match[1] for match in found if match), "")

    def about(self, asked: AskedPeriod) -> list[DocumentSummary]:
        """The reports that are of the period which is asked for."""
        for end in ends_of(asked, self.periods()):
            found = [
                item for item in self.reports if item.period_end and abs(item.period_end - end) <= ROUNDING
            ]
            if found:
                return found
        return []

    def _telling_of(self, end: date) -> list[DocumentSummary]:
        """The reports that may hold figures of a period, the one about it first, then those that repeat it."""
        return [
            item for item in self.reports
            if item.period_end and end - ROUNDING <= item.period_end <= end + LONGEST_COMPARISON
        ]  # fmt: skip

    def _candidates(self, report: DocumentSummary, line: Line, asked: AskedPeriod, end: date) -> list[Found]:
        scored = [(row, score(row, line)) for row in rows_of(self._text(report))]
        found = []
        for row, likeness in scored:
            if likeness < POSSIBLE:
                continue
            column = _column(row, line, asked, end)
            if column and column.span:
                found.append(Found(report.id, self.company, row, column, column.span, likeness))
        return sorted(found, key=lambda item: -item.score)

    def _other_lines(self, line: Line, asked: AskedPeriod, ends: Sequence[date]) -> tuple[str, ...]:
        """The names of the rows with figures of the period that share most words with ``line``, the likest first."""
        wanted = line.narrowing.union(*line.names)
        shared: dict[str, float] = {}
        for report in [report for end in ends for report in self._telling_of(end)][:1]:
            for row in rows_of(self._text(report)):
                common = wanted & (label_words(row.label) | label_words(row.group))
                if common and any(_column(row, line, asked, end) for end in ends):
                    name = plain_label(f"{row.group}: {row.label}" if row.group else row.label)
                    weight = len(common & line.narrowing) + len(common) / (1 + len(label_words(name)))
                    shared[name] = max(weight, shared.get(name, 0.0))
        return tuple(sorted(shared, key=lambda name: -shared[name])[:OTHER_LINES])

    def _chosen(self, candidates: Sequence[Found], line: Line, asked: AskedPeriod, end: date) -> Lookup:
        own = [item for item in candidates if item.score >= SURE and is_of_statement(item.row, line)]
        candidates = own if own and not (line.narrowing and line.names) else candidates
        best = candidates[0]
        rivals = [item for item in candidates if item.score > best.score - AS_GOOD]
        agree = len({(item.written.strip("$ "), item.span.months) for item in rivals}) == 1
        if best.score >= SURE and agree:
            return Lookup(self.company, asked, end, best)
        distinct = {(item.row.label, item.row.group, item.written): item for item in reversed(rivals)}
        return Lookup(self.company, asked, end, None, tuple(reversed(distinct.values())))

    def _text(self, report: DocumentSummary) -> str:
        return self._library.document(report.id).text


def _column(row: Row, line: Line, asked: AskedPeriod, end: date) -> Column | None:
    """The column of a row that is about the period, where its cell holds a figure in the unit asked for."""
    fitting = [
        column
        for column in row.table.columns
        if column.span
        and abs(column.span.end - end) <= ROUNDING
        and _fits(column.span.months, asked.months)
        and any(sign.isdigit() for sign in row.cell(column))
        and row.is_in_percent == line.in_percent
    ]
    wanted = asked.months or 3
    return min(
        fitting,
        key=lambda column: abs((column.span.months or wanted) - wanted) if column.span else 0,
        default=None,
    )


def _fits(months: int, asked: int | None) -> bool:
    """Whether a column's months are those asked for; the stock at the end of a quarter is told as of a day."""
    if asked is None:
        return months in (INSTANT, 3)
    return months == asked or (months == INSTANT and asked == 3)


def _stated(item: DocumentSummary) -> frozenset[Period]:
    label = label_of(title=item.title, source=item.source, company=item.company, symbol="", form=item.form,
                     period_end=item.period_end)  # fmt: skip
    return label.periods if label else frozenset()


@lru_cache(maxsize=32)
def _label_stems(text: str) -> frozenset[str]:
    return frozenset[str]().union(*(label_words(f"{row.label} {row.group}") for row in rows_of(text)))


@lru_cache(maxsize=256)
def _fiscal(text: str, form: str, end: date) -> Period | None:
    """Which quarter of the company's own year a report is of: the longest span of months that ends with it tells."""
    if form.startswith("10-K"):
        return Period(end.year, 4)
    months = [
        column.span.months
        for row in rows_of(text)
        if STATEMENTS["income"].match(row.table.title)
        for column in row.table.columns
        if column.span and column.span.end == end and column.span.months in QUARTER_MONTHS
    ]
    if not months:
        return None
    quarter = max(months) // 3
    last = end + timedelta(days=91 * (4 - quarter))
    return Period(last.year, quarter)
