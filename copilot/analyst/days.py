"""The days, months, quarters and years that a question about documents names, and where it names them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from market.date_words import MONTH, month_number
from vectorstore.labels import periods_in

_YEAR = r"(?:19|20)\d\d"
_DAY_OF_MONTH = r"\d{1,2}(?:st|nd|rd|th)?(?!\d)"
_NAMED = re.compile(
    rf"\b(?P<iso>{_YEAR}-\d\d-\d\d)\b"
    rf"|\b(?:(?P<before>{_DAY_OF_MONTH})\s+(?:of\s+)?)?(?P<month>{MONTH})"
    rf"(?:\s*(?P<after>{_DAY_OF_MONTH})(?:\s*[-–]\s*\d{{1,2}})?)?(?:,?\s+(?:of\s+)?(?P<year>{_YEAR}))?",
    re.IGNORECASE,
)
LEAP_YEAR, YEARS_BACK = 2000, 15
_MAY_BE_A_VERB = re.compile(r"(?:may|march|mar|sun|sat)\b", re.IGNORECASE)
_AND_A_MONTH = re.compile(r"\s*(?:,|and|to|or|vs\.?|against|statements?|minutes|meeting)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedDays:
    """Days that a text names at ``[start, end)``, both included."""

    first: date
    last: date
    start: int
    end: int
    or_else: tuple[date, date] | None = None
    """Other days that the words may mean: of "Sept 24" the month of that year, where no document is of the day."""

    @property
    def is_a_year(self) -> bool:
        """Whether a whole year is named, which a document seldom is of."""
        return (self.last - self.first).days > 100


def days_in(text: str, today: date, year: int | None = None) -> list[NamedDays]:
    """The days that ``text`` names, in order.

    A month without a year is of the next year named, else of ``year``, else the latest such month.
    """
    found: list[NamedDays] = []
    rest = text
    matches = [match for match in _NAMED.finditer(text) if _is_meant(match, text)]
    years = [(match.start(), int(match["year"])) for match in matches if match["year"]]
    for match in matches:
        rest = rest[: match.start()] + " " * (match.end() - match.start()) + rest[match.end() :]
        if match["iso"]:
            day = _valid(*map(int, match["iso"].split("-")))
            found += [NamedDays(day, day, *match.span())] if day else []
            continue
        month = month_number(match["month"])
        later = next((year for start, year in years if start >= match.start()), None)
        of_year = int(match["year"]) if match["year"] else later or year or today.year - (month > today.month)
        day_of_month = re.sub(r"\D", "", match["before"] or match["after"] or "")
        first = _valid(of_year, month, int(day_of_month or 1))
        if first:
            last = first if day_of_month else _last_day(first)
            found.append(NamedDays(first, last, *match.span(), _month_of_year(match, month, today)))
    for start, end, period in periods_in(rest):
        first = date(period.year, (period.quarter or 1) * 3 - 2, 1)
        found.append(NamedDays(first, period.last_day, start, end))
    return sorted(found, key=lambda item: item.start)


def impossible_days(text: str) -> list[str]:
    """The words of ``text`` that name a day which no calendar has: 31 February."""
    found = []
    for match in _NAMED.finditer(text):
        if match["iso"]:
            year, month, day = map(int, match["iso"].split("-"))
        else:
            day = int(re.sub(r"\D", "", match["before"] or match["after"] or "") or 1)
            year, month = int(match["year"] or LEAP_YEAR), month_number(match["month"])
        if _valid(year, month, day) is None:
            found.append(match[0])
    return found


def without_days(text: str, found: list[NamedDays]) -> str:
    """``text`` without the words for the days, and the small words that led to them."""
    for item in sorted(found, key=lambda item: -item.start):
        before = re.sub(
            r"\b(?:in|of|on|from|at|for|since|during|by)\s+(?:the\s+)?$",
            "",
            text[: item.start],
            flags=re.IGNORECASE,
        )
        text = before + text[item.end :]
    return " ".join(text.split())


def _is_meant(match: re.Match[str], text: str) -> bool:
    """Whether a word is the month and no other word: "may" and "march" need a capital, and a first word more."""
    if match["iso"] or match["year"] or match["before"] or match["after"]:
        return True
    word = match["month"]
    if _MAY_BE_A_VERB.match(word):
        return word[0].isupper() and bool(match.start() or _AND_A_MONTH.match(text, match.end()))
    return len(word) > 3 or word[0].isupper()


def _month_of_year(match: re.Match[str], month: int, today: date) -> tuple[date, date] | None:
    """The month of a year of two digits that may also be a day: Sept 24."""
    digits = re.sub(r"\D", "", match["after"] or "")
    year = today.year // 100 * 100 + int(digits) if len(digits) > 1 and match["after"] == digits else 0
    if match["before"] or match["year"] or not today.year - YEARS_BACK <= year <= today.year:
        return None
    first = date(year, month, 1)
    return first, _last_day(first)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last_day(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)
