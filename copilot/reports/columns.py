"""The columns of a table in a report: which days or months each is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from market.date_words import MONTH

INSTANT = 0
"""Months of a column that tells how things stood on a day."""

_COUNTS = {"three": 3, "six": 6, "nine": 9, "twelve": 12, "3": 3, "6": 6, "9": 9, "12": 12}
_SPAN = re.compile(
    rf"\b(?P<count>{'|'.join(_COUNTS)})\s+months?\s+end(?:ed|ing)\b"
    r"|\b(?P<quarter>quarter(?:ly period)?)\s+end(?:ed|ing)\b"
    r"|\b(?P<year>(?:fiscal\s+)?year)\s+end(?:ed|ing)\b|\b(?P<weeks>13|26|39|52)\s+weeks\s+end(?:ed|ing)\b",
    re.IGNORECASE,
)
_WEEKS = {"13": 3, "26": 6, "39": 9, "52": 12}
_DAY = re.compile(
    rf"(?P<month>{MONTH})\.?\s+(?P<day>\d{{1,2}})(?:,?\s+(?P<year>(?:19|20)\d\d))?", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_OF_A_CHANGE = re.compile(r"%|\b(?:change|percent\w*|growth|increase|decrease|variance|vs)\b", re.IGNORECASE)
"""Heads of columns that compare two others."""
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


@dataclass(frozen=True, slots=True)
class Span:
    """The months up to a day that a column is about; with no months, the day itself."""

    end: date
    months: int


@dataclass(frozen=True, slots=True)
class Column:
    """One column of figures: its head in words, and what it is about where the head says so."""

    number: int
    head: str
    span: Span | None


def columns_of(heads: Sequence[Sequence[str]], width: int) -> list[Column]:
    """The columns 1 to ``width`` - 1 under rows of heads; the first column holds the labels.

    A head that stands over several columns stands in the first or, run together with a day, in the last of them.
    """
    above = [_spread(row, width) for row in heads]
    return [_column(number, [row[number] for row in above], _corner(heads)) for number in range(1, width)]


def _corner(heads: Sequence[Sequence[str]]) -> str:
    """What stands over the labels: "Three Months Ended September 30," may be about all columns."""
    return " ".join(row[0] for row in heads if row)


def _spread(row: Sequence[str], width: int) -> list[str]:
    """A row of heads with those that stand over several columns repeated over each of them."""
    cells = [*row, *[""] * (width - len(row))][:width]
    if not any(_SPAN.search(cell) for cell in cells[1:]):
        return _joined_leftwards(cells)
    spread, last = list(cells), ""
    for number in range(1, width):
        if cells[number]:
            last = cells[number]
        spread[number] = cells[number] or last
    return _joined_leftwards(spread)


def _joined_leftwards(cells: list[str]) -> list[str]:
    """A bare year takes the day that stands beside the last year of its group: 2023 | Nine Months Ended May 1, 2022."""
    for number in range(len(cells) - 2, 0, -1):
        beside = cells[number + 1]
        if _is_year(cells[number]) and _DAY.search(beside) and _YEAR.search(beside):
            cells[number] = _YEAR.sub(cells[number].strip(), beside)
    return cells


def _is_year(cell: str) -> bool:
    return _YEAR.fullmatch(cell.strip()) is not None


def _column(number: int, heads: Sequence[str], corner: str) -> Column:
    words = " ".join(dict.fromkeys(head for head in heads if head))
    if _OF_A_CHANGE.search(words):
        return Column(number, words, None)
    return Column(number, words, _span_of(words) or (_span_of(f"{corner} {words}") if words else None))


def _span_of(words: str) -> Span | None:
    day = _DAY.search(words)
    if day is None:
        return None
    year = day["year"] or next(iter(_YEAR.findall(words[day.end() :]) or _YEAR.findall(words)), None)
    if year is None:
        return None
    try:
        end = date(int(year), 1 + _MONTHS.index(day["month"][:3].lower()), int(day["day"]))
    except ValueError:
        return None
    return Span(end, _months_in(words))


def _months_in(words: str) -> int:
    span = _SPAN.search(words)
    if span is None:
        return INSTANT
    if span["count"]:
        return _COUNTS[span["count"].lower()]
    return _WEEKS.get(span["weeks"] or "", 12 if span["year"] else 3)
