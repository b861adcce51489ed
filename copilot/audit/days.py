"""The days that a report names, also those that no calendar has."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from market.date_words import MONTH_NUMBERS, WEEKDAY_NUMBERS

_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_WEEKDAY = "|".join(name for name in WEEKDAY_NUMBERS if len(name) > 3)
_YEAR = r"(?:1[89]|20|21)[0-9]{2}"
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?(?![0-9]|[.,][0-9]|\s?%)"
_WRITTEN = re.compile(
    rf"""(?:\b(?P<weekday>{_WEEKDAY})\b,?\s+(?:the\s+)?)?
    (?:\b(?P<iso>{_YEAR}-[0-9]{{2}}-[0-9]{{2}})\b
      |\b(?P<month>{_MONTH})\b\.?\s+(?P<day>{_DAY})(?:,?\s+(?P<year>{_YEAR})\b)?
      |\b(?P<day_first>{_DAY})\s+(?:of\s+)?(?P<month_after>{_MONTH})\b\.?(?:,?\s+(?P<year_after>{_YEAR})\b)?)""",
    re.VERBOSE | re.IGNORECASE,
)
_OF_A_RANGE = re.compile(rf"(?:\b(?:{_WEEKDAY})\s?(?:and|to|or|through)\s|[^\s(\[“\"'])\Z", re.IGNORECASE)
"""Before the second of two weekdays: "Tuesday-Wednesday, March 17-18"."""
_NEAR = timedelta(days=183)
"""A day without a year is the one nearest to the report's own date."""


@dataclass(frozen=True, slots=True)
class StatedDay:
    """A day as it is written, at ``[start, end)``."""

    text: str
    start: int
    end: int
    year: int | None
    """``None`` where none is written."""
    month: int
    number: int
    weekday: int | None
    """The day of the week that is named with it, Monday is 0."""
    day: date | None
    """``None`` for a day that its month does not have."""

    @property
    def month_name(self) -> str:
        """``February``, or the number where there is no such month."""
        return calendar.month_name[self.month] if 1 <= self.month <= 12 else f"month {self.month}"


def find_days(text: str, today: date | None = None) -> list[StatedDay]:
    """The days that ``text`` names, in order. ``today`` tells the year of those that are written without one."""
    return list(_days(text, today))


def _days(text: str, today: date | None) -> Iterator[StatedDay]:
    for match in _WRITTEN.finditer(text):
        if match["iso"]:
            year, month, number = map(int, match["iso"].split("-"))
        else:
            written = match["year"] or match["year_after"]
            year = int(written) if written else 0
            month = MONTH_NUMBERS[(match["month"] or match["month_after"]).lower()]
            number = int(re.sub(r"\D", "", match["day"] or match["day_first"]))
        alone = match["weekday"] and not _OF_A_RANGE.search(text[: match.start()])
        weekday = WEEKDAY_NUMBERS[match["weekday"].lower()] if alone else None
        yield StatedDay(
            text=" ".join(match.group().split()),
            start=match.start(),
            end=match.end(),
            year=year or None,
            month=month,
            number=number,
            weekday=weekday,
            day=_day(year, month, number, today),
        )


def _day(year: int, month: int, number: int, today: date | None) -> date | None:
    if year:
        return _calendar_day(year, month, number)
    if today is None:
        return None
    near = [_calendar_day(today.year + shift, month, number) for shift in (0, -1, 1)]
    return next((day for day in near if day and abs(day - today) <= _NEAR), None)


def _calendar_day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def month_has(month: int, number: int, year: int | None) -> bool:
    """Whether that month has a day of that number; 29 February counts where no year is written."""
    return _calendar_day(year or 2024, month, number) is not None
