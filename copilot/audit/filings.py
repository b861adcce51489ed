"""Figures of companies in a report against the tables of the companies' own reports in the library."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from copilot.analyst.report_questions import companies_named
from copilot.audit.check import Check
from copilot.audit.claims import Claim
from copilot.audit.intervals import Interval, magnitude, meet, middle, percent_change, size
from copilot.evidence import PassageEvidence
from copilot.figures import Figure, find_figures
from copilot.figures.units import is_currency
from copilot.reports.evidence import evidence_of, row_name, span_in_words, value_in_words
from copilot.reports.lines import Line, line_of, line_words
from copilot.reports.lookup import CompanyReports, Found, Lookup
from copilot.reports.periods import AskedPeriod, asked_periods

if TYPE_CHECKING:
    from vectorstore.library import Library

PIECE_REACH = 90
"""Characters after a figure in which the period it is for is named."""
YEAR_ROUNDING_DAYS = 15
_YEAR_BEFORE = re.compile(
    r"\b(?:year\s(?:ago|earlier|before)|(?:prior|previous|last)\syear|year-ago|(?:above|below|from|against)\sthe)\b",
    re.I,
)
_GROWTH_ONLY = re.compile(r"\b(?:from|year|over|compared|versus|earlier|ago|period|quarter)\b", re.IGNORECASE)
_SEQUENTIAL = re.compile(
    r"\b(?:sequential\w*|quarter[\s-](?:over|on)[\s-]quarter|from\sthe\s(?:prior|previous)\squarter|qoq)\b",
    re.I,
)
_NOT_REPORTED = re.compile(
    r"\b(?:guidance|outlook|expects?|expected|forecasts?|consensus|estimates?|adjusted|non-GAAP|constant\scurrency|organic|"
    r"annuali[sz]ed|run[\s-]rate|approximately\s\d+\sbasis)\b",
    re.IGNORECASE,
)


class FilingCheck:
    """Looks up claims in the rows of the reports that the library holds of a company."""

    def __init__(self, library: Library, as_of: datetime) -> None:
        self._library = library
        self._as_of = as_of
        self._companies = library.companies()
        self._reports: dict[str, CompanyReports] = {}
        self._carried: dict[int, AskedPeriod] = {}
        """The period last named in each paragraph."""
        self._lines: dict[int, Line] = {}
        """The line last named in each sentence."""

    def check(self, claim: Claim, held: Sequence[Claim]) -> Check | None:
        """What the company's reports say; ``None`` where they hold no such line or period.

        ``held`` are the claims of the sentence.
        """
        company = claim.subject.company if claim.subject else ""
        if not company or claim.stance == "expected" or _NOT_REPORTED.search(claim.sentence.text):
            return None
        line = self._line(claim, held)
        asked = self._period(claim, held)
        if line is None or asked is None:
            return None
        unit = claim.figure.unit
        if is_currency(unit) and claim.role == "level":
            return self._amount(claim, company, line, asked)
        if unit == "%" and claim.measure.endswith("growth") and not _SEQUENTIAL.search(claim.sentence.text):
            return self._growth(claim, company, line, asked)
        return None

    def _line(self, claim: Claim, held: Sequence[Claim]) -> Line | None:
        before, _ = _pieces(claim, held)
        _, rest = companies_named(before, self._companies)
        _, rest = asked_periods(rest)
        line = line_of(
            line_words(re.sub(r"\b(?:per\s?cent|percent|increase[sd]?|decrease[sd]?|rate)\b|%", " ", rest))
        )
        known = self._lines.get(claim.sentence.number)
        carries = claim.stance == "earlier" or claim.figure.unit == "%" or _GROWTH_ONLY.search(before)
        if known is not None and (line.is_empty or (carries and not line.names)):
            return known
        if line.is_empty:
            return None
        self._lines[claim.sentence.number] = line
        return line

    def _period(self, claim: Claim, held: Sequence[Claim]) -> AskedPeriod | None:
        _, after = _pieces(claim, held)
        paragraph = claim.sentence.paragraph
        asked, _ = asked_periods(claim.sentence.text)
        own = [one for one in asked if not one.is_open]
        near = [one for one in asked_periods(after)[0] if not one.is_open and not one.years_back]
        if own:
            self._carried[paragraph] = own[0]
        base = (
            near[0]
            if near and len({(o.year, o.quarter, o.month) for o in own}) > 1
            else next(iter(own), self._carried.get(paragraph))
        )
        if base is None:
            return None
        base = replace(base, years_back=0, quarters_back=0, months=base.months or 3)
        earlier = claim.stance == "earlier" and not near and any(one.years_back for one in asked)
        return replace(base, years_back=1) if earlier else base

    def _amount(self, claim: Claim, company: str, line: Line, asked: AskedPeriod) -> Check | None:
        lookup = self._look_up(company, line, asked)
        for item in _each(lookup):
            value = _value(item)
            if value and meet(size(claim), _exact(value)):
                return Check("quoted", _told(item), self._evidence(item))
        found = lookup.found
        value = _value(found) if found else None
        if found is None or value is None or value.unit != claim.figure.unit:
            return None
        reason = f"{company}'s report gives {_told(found)}"
        elsewhere = next(
            (one for one in _others(found) if (v := _value(one)) and meet(size(claim), _exact(v))), None
        )
        if (
            elsewhere is not None
            and _is_year_before(found, elsewhere)
            and _YEAR_BEFORE.search(claim.sentence.text)
        ):
            return Check("quoted", _told(elsewhere), self._evidence(elsewhere))
        if elsewhere is not None:
            reason += f"; {claim.figure.text} is the figure for {span_in_words(elsewhere.span)}"
        return Check("contradicted", reason, self._evidence(found), "library_value")

    def _growth(self, claim: Claim, company: str, line: Line, asked: AskedPeriod) -> Check | None:
        now = self._look_up(company, line, replace(asked, years_back=0)).found
        then = self._look_up(company, line, replace(asked, years_back=1)).found
        later, earlier = (_value(now) if now else None), (_value(then) if then else None)
        if (
            now is None
            or then is None
            or later is None
            or earlier is None
            or min(later.value, earlier.value) <= 0
        ):
            return None
        change = percent_change(_exact(earlier), _exact(later))
        told = f"{row_name(now)} went from {value_in_words(then, then.written)} to {value_in_words(now, now.written)}"
        told += f", {middle(change):+.2f} %"
        evidence = (*self._evidence(now), *self._evidence(then))
        right_way = not claim.sign or (middle(change) > 0) == (claim.sign > 0)
        if meet(size(claim), magnitude(change)) and right_way:
            return Check("quoted", told, evidence)
        return Check("contradicted", f"{company}'s report gives: {told}", evidence, "library_value")

    def _look_up(self, company: str, line: Line, asked: AskedPeriod) -> Lookup:
        if company not in self._reports:
            self._reports[company] = CompanyReports(self._library, company, self._as_of)
        return self._reports[company].look_up(line, asked)

    def _evidence(self, found: Found) -> tuple[PassageEvidence, ...]:
        return tuple(evidence_of(self._library, [found]))


def _pieces(claim: Claim, held: Sequence[Claim]) -> tuple[str, str]:
    """The words before the figure, from the figure before it on, and those after it, up to the next."""
    text, start = claim.sentence.text, claim.sentence.start
    places = sorted((c.figure.start - start, c.figure.end - start) for c in held)
    own = (claim.figure.start - start, claim.figure.end - start)
    begin = max((end for _, end in places if end <= own[0]), default=0)
    stop = min((first for first, _ in places if first >= own[1]), default=len(text))
    return text[begin : own[0]], text[own[1] : min(stop, own[1] + PIECE_REACH)]


def _is_year_before(found: Found, other: Found) -> bool:
    return (
        abs((found.span.end - other.span.end).days - 364) <= YEAR_ROUNDING_DAYS
        and found.span.months == other.span.months
    )


def _each(lookup: Lookup) -> list[Found]:
    return [lookup.found] if lookup.found else list(lookup.nearest)


def _others(found: Found) -> Iterator[Found]:
    """The other cells of the row that tell of a period."""
    for column in found.row.table.columns:
        if column.span and column is not found.column and found.row.cell(column):
            yield replace(found, column=column, span=column.span)


def _value(found: Found) -> Figure | None:
    figures = find_figures(value_in_words(found, found.written))
    return figures[0] if figures else None


def _exact(figure: Figure) -> Interval:
    """The value as the table gives it, within its last digit."""
    return magnitude((figure.low, figure.high))


def _told(found: Found) -> str:
    return f"{row_name(found)} of {value_in_words(found, found.written)} for {span_in_words(found.span)}"
