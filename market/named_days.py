"""Days that have a name: holidays of the United States and of Europe's calendars, and days of the market."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

DayOf = Callable[[int], date]
"""The day in a year; ValueError where that year has none."""

MONDAY, TUESDAY, THURSDAY = 0, 1, 3


@dataclass(frozen=True, slots=True)
class NamedDay:
    """What people call a day, and which day of a year it is."""

    names: tuple[str, ...]
    """As patterns of :mod:`market.grammar`."""
    of_year: DayOf
    only_day: date | None = None
    """The day, where it was one alone."""


def _fixed(month: int, day: int) -> DayOf:
    return lambda year: date(year, month, day)


def _weekday_of(month: int, weekday: int, number: int) -> DayOf:
    """The ``number``-th such weekday of the month; -1 is the last."""

    def find(year: int) -> date:
        if number < 0:
            last = date(year, month + 1, 1) - timedelta(days=1)
            return last - timedelta(days=(last.weekday() - weekday) % 7)
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))

    return find


def _after(find: DayOf, days: int) -> DayOf:
    return lambda year: find(year) + timedelta(days=days)


def _easter(year: int) -> date:
    """Easter Sunday by the Gregorian rule (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    g = (8 * b + 13) // 25
    h = (19 * a + b - b // 4 - g + 15) % 30
    line = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * line) // 451
    month, day = divmod(h + line - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _election(year: int) -> date:
    """The general election of the United States: the Tuesday after the first Monday of November, in even years."""
    if year % 2:
        raise ValueError("there was no general election in that year")
    return _weekday_of(11, MONDAY, 1)(year) + timedelta(days=1)


def _only(name: str, day: date) -> NamedDay:
    def find(year: int) -> date:
        if year != day.year:
            raise ValueError(f"it was on {day}")
        return day

    return NamedDay((name,), find, day)


_THANKSGIVING = _weekday_of(11, THURSDAY, 4)

NAMED_DAYS = (
    NamedDay(("new year ['s] [day]", "new years [day]"), _fixed(1, 1)),
    NamedDay(("new year ['s] eve", "new years eve"), _fixed(12, 31)),
    NamedDay(("mlk|king day", "martin luther king [jr] [.] day"), _weekday_of(1, MONDAY, 3)),
    NamedDay(("valentine|valentines ['s] day",), _fixed(2, 14)),
    NamedDay(("president|presidents ['s] ['] day",), _weekday_of(2, MONDAY, 3)),
    NamedDay(("good friday",), _after(_easter, -2)),
    NamedDay(("easter", "easter sunday"), _easter),
    NamedDay(("easter monday",), _after(_easter, 1)),
    NamedDay(("memorial day",), _weekday_of(5, MONDAY, -1)),
    NamedDay(("juneteenth",), _fixed(6, 19)),
    NamedDay(("independence day", "fourth|4th of july", "july fourth", "4 th of july"), _fixed(7, 4)),
    NamedDay(("labor|labour day",), _weekday_of(9, MONDAY, 1)),
    NamedDay(("columbus day",), _weekday_of(10, MONDAY, 2)),
    NamedDay(("halloween",), _fixed(10, 31)),
    NamedDay(("veterans ['] day",), _fixed(11, 11)),
    NamedDay(("election day",), _election),
    NamedDay(("thanksgiving [day]",), _THANKSGIVING),
    NamedDay(("black friday",), _after(_THANKSGIVING, 1)),
    NamedDay(("cyber monday",), _after(_THANKSGIVING, 4)),
    NamedDay(("christmas eve",), _fixed(12, 24)),
    NamedDay(("christmas [day]", "xmas"), _fixed(12, 25)),
    NamedDay(("boxing day",), _fixed(12, 26)),
    _only("brexit vote|referendum", date(2016, 6, 23)),
    _only("liberation day", date(2025, 4, 2)),
)
"""The days that market reports date by. Thanksgiving, Labor Day and Memorial Day are those of the United States."""
