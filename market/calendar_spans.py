"""Stretches of days: what words for dates stand for, and the arithmetic of days, months and sessions."""

from __future__ import annotations

import calendar
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from market.date_words import SATURDAY
from market.errors import UnknownPeriod

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}
DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}

YEARS_BACK = 8
"""29 February comes round within eight years (1900 was no leap year)."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The day that relative words start from, and the sessions there were up to it, in order."""

    today: date
    sessions: Sequence[date] = field(default=())

    def session_before(self, day: date, count: int = 1) -> date:
        """The ``count``-th session before ``day``; by weekdays where no sessions are given."""
        if self.sessions:
            position = bisect_left(self.sessions, day) - count
            if position < 0:
                raise UnknownPeriod(str(day), f"there are fewer than {count} sessions before it")
            return self.sessions[position]
        return _weekdays_from(day, count, -DAY)

    def session_after(self, day: date, count: int = 1) -> date:
        """The ``count``-th session after ``day``; by weekdays where no sessions are given."""
        if self.sessions:
            position = bisect_right(self.sessions, day) + count - 1
            if position >= len(self.sessions):
                raise UnknownPeriod(str(day), f"there are fewer than {count} sessions after it")
            return self.sessions[position]
        return _weekdays_from(day, count, DAY)

    def latest_session(self) -> date:
        """The last session on or before today; today itself, if a weekday, where no sessions are given."""
        position = bisect_right(self.sessions, self.today)
        return self.sessions[position - 1] if position else self.session_before(self.today + DAY)


@dataclass(frozen=True, slots=True)
class Span:
    """A date or a stretch of days."""

    base: date
    """The day whose close a return over it, or since it, starts from."""
    first: date
    last: date
    until: date | None = None
    """The day on which "to it" ends, where that is not the last: the 15th for the middle of a month."""

    @property
    def finish(self) -> date:
        """The day on which a range that ends with this span ends."""
        return self.until or self.last

    @classmethod
    def of_day(cls, day: date) -> Span:
        """One day as the edge of a period: "since 19 February" starts from that day's close."""
        return cls(day, day, day)

    @classmethod
    def of_months(cls, year: int, month: int, count: int) -> Span:
        """``count`` whole months; a return over them starts from the last close before."""
        first = date(year, month, 1)
        return cls(first - DAY, first, shift_months(first, count) - DAY)

    @classmethod
    def after(cls, base: date, last: date) -> Span:
        """The days after ``base`` up to ``last``."""
        return cls(base, min(base + DAY, last), last)


Finder = Callable[[int], Span]
"""The span in a given year, for words that name none; ValueError where that year has no such day."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What gives words their dates: the clock, and the spans that words without a year lean on."""

    clock: Clock
    before: Span | None = None
    """The end of the range, when its start is read: "19 Feb" in "19 Feb to 23 March 2020"."""
    after: Span | None = None
    """The start of the range, when its end is read: "June" in "March 2020 to June"."""

    @property
    def today(self) -> date:
        """The day that relative words start from."""
        return self.clock.today

    def placed(self, find: Finder) -> Span:
        """The latest span of its kind that had begun, or the one next to the other edge of the range."""
        if self.after is not None:
            floor = self.after.first
            years = range(floor.year, floor.year + YEARS_BACK + 1)
            return _first_valid(find, years, lambda span: span.last >= floor)
        limit = self.before.last if self.before else self.today
        return _first_valid(
            find, range(limit.year, limit.year - YEARS_BACK - 1, -1), lambda span: span.first <= limit
        )


def shift_months(day: date, count: int) -> date:
    """``day`` moved by ``count`` months; the last day of a shorter month stands for one that it lacks."""
    month = day.year * 12 + day.month - 1 + count
    year, month = month // 12, month % 12 + 1
    if not 1 <= year <= date.max.year:
        raise OverflowError("outside the calendar")
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def shift(day: date, count: int, unit: str) -> date:
    """``day`` moved by ``count`` days, weeks, fortnights, months, quarters, halves, years or decades."""
    if unit in MONTHS_OF:
        return shift_months(day, count * MONTHS_OF[unit])
    return day + timedelta(days=count * DAYS_OF[unit])


def before_stretch(last: date, count: int, unit: str) -> date:
    """The day before the stretch of ``count`` units that ends with ``last``; whole months stay whole."""
    return shift(last + DAY, -count, unit) - DAY


def calendar_span(unit: str, day: date) -> Span:
    """The calendar week (from Monday), month, quarter, half, year or decade that holds ``day``."""
    if unit in DAYS_OF:
        first = day - timedelta(days=day.weekday()) if unit == "week" else day
        return Span(first - DAY, first, first + timedelta(days=DAYS_OF[unit] - 1))
    if unit == "decade":
        return Span.of_months(day.year // 10 * 10, 1, MONTHS_OF[unit])
    months = MONTHS_OF[unit]
    return Span.of_months(day.year, (day.month - 1) // months * months + 1, months)


def _first_valid(find: Finder, years: range, fits: Callable[[Span], bool]) -> Span:
    for year in years:
        try:
            span = find(year)
        except ValueError:
            continue
        if fits(span):
            return span
    raise ValueError("no such day")


def _weekdays_from(day: date, count: int, step: timedelta) -> date:
    for _ in range(count):
        day += step
        while day.weekday() >= SATURDAY:
            day += step
    return day
