"""Dates, months, quarters and years as people write them: the parts that periods are made of."""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from market.date_words import MONTH, NUMBER, ORDINALS, UNIT, WEEKDAYS, YEAR, any_of, count_of, month_number
from market.errors import UnknownPeriod

DAY = timedelta(days=1)
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12, "decade": 120}

YEARS_BACK = 8
"""29 February comes round within eight years (1900 was no leap year)."""

_ORDINAL_END = r"(?:st|nd|rd|th)?(?![0-9])"
_QUARTER = rf"(?:q(?P<q>[1-4])|(?P<nth>{any_of(ORDINALS)})[ -]quarter)"
_HALF = r"(?:h(?P<h>[12])|(?P<nth>first|second|1st|2nd)[ -]half)"


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
        for _ in range(count):
            day -= DAY
            while day.weekday() >= len(WEEKDAYS):
                day -= DAY
        return day

    def latest_session(self) -> date:
        """The last session on or before today; today itself, if a weekday, where no sessions are given."""
        position = bisect_right(self.sessions, self.today)
        return self.sessions[position - 1] if position else self.session_before(self.today + DAY)


@dataclass(frozen=True, slots=True)
class Span:
    """A date or a stretch of days. ``base`` is the day whose close a return over it starts from."""

    base: date
    first: date
    last: date

    @classmethod
    def of_day(cls, day: date) -> Span:
        """One day as the edge of a period: "since 19 February" starts from that day's close."""
        return cls(day, day, day)

    @classmethod
    def of_months(cls, year: int, month: int, count: int) -> Span:
        """``count`` whole months; a return over them starts from the last close before."""
        first = date(year, month, 1)
        return cls(first - DAY, first, shift_months(first, count) - DAY)


Finder = Callable[[int], Span]
"""The span in a given year, for words that name none; ValueError where that year has no such day."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads a span's words: the clock, and the spans that words without a year lean on."""

    clock: Clock
    before: Span | None = None
    """The end of the range, when its start is read: "19 Feb" in "19 Feb to 23 March 2020"."""
    after: Span | None = None
    """The start of the range, when its end is read: "June" in "March 2020 to June"."""

    def year(self, words: str | None) -> int | None:
        """The year that the words give, ``None`` where they give none."""
        if not words:
            return None
        relative = {"last year": self.clock.today.year - 1, "this year": self.clock.today.year}
        words = " ".join(words.lower().split())
        return relative[words] if words in relative else int(words)

    def placed(self, year_words: str | None, find: Finder) -> Span:
        """The span in its year; without one the latest that had begun, or the one next to the other edge."""
        year = self.year(year_words)
        if year is not None:
            return find(year)
        if self.after is not None:
            floor = self.after.first
            return _first_valid(
                find, range(floor.year, floor.year + YEARS_BACK + 1), lambda s: s.last >= floor
            )
        limit = self.before.last if self.before else self.clock.today
        return _first_valid(
            find, range(limit.year, limit.year - YEARS_BACK - 1, -1), lambda s: s.first <= limit
        )


def _first_valid(find: Finder, years: range, fits: Callable[[Span], bool]) -> Span:
    for year in years:
        try:
            span = find(year)
        except ValueError:
            continue
        if fits(span):
            return span
    raise ValueError("no such day")


def shift_months(day: date, count: int) -> date:
    """``day`` moved by ``count`` months; the last day of a shorter month stands for one that it lacks."""
    month = day.year * 12 + day.month - 1 + count
    year, month = month // 12, month % 12 + 1
    if not 1 <= year <= date.max.year:
        raise OverflowError("outside the calendar")
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def back_from(day: date, count: int, unit: str) -> date:
    """The day ``count`` days, weeks, months, quarters, years or decades before ``day``."""
    if unit in MONTHS_OF:
        return shift_months(day, -count * MONTHS_OF[unit])
    return day - timedelta(days=count * (7 if unit == "week" else 1))


def calendar_span(unit: str, day: date) -> Span:
    """The calendar week, month, quarter or year that holds ``day``."""
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return Span(monday - DAY, monday, monday + timedelta(days=6))
    months = MONTHS_OF[unit]
    return Span.of_months(day.year, (day.month - 1) // months * months + 1, months)


def _day(found: re.Match[str], reader: Reader) -> Span:
    parts = found.groupdict()
    month = month_number(parts["month"]) if parts.get("month") else int(parts["m"])
    number = int(parts["d"])
    return reader.placed(parts["y"], lambda year: Span.of_day(date(year, month, number)))


def _month(found: re.Match[str], reader: Reader) -> Span:
    parts = found.groupdict()
    month = month_number(parts["month"]) if parts.get("month") else int(parts["m"])
    if parts.get("last"):
        today = reader.clock.today
        return Span.of_months(today.year - (month >= today.month), month, 1)
    return reader.placed(parts["y"], lambda year: Span.of_months(year, month, 1))


def _part_of_month(found: re.Match[str], reader: Reader) -> Span:
    """Ten days at the beginning or the end of a month, or its middle day."""
    month = month_number(found["month"])

    def find(year: int) -> Span:
        whole = Span.of_months(year, month, 1)
        if found["part"].lower() == "early":
            return Span(whole.base, whole.first, date(year, month, 10))
        if found["part"].lower() == "late":
            return Span(date(year, month, 20), date(year, month, 21), whole.last)
        return Span.of_day(date(year, month, 15))

    return reader.placed(found["y"], find)


def _third_of_year(found: re.Match[str], _reader: Reader) -> Span:
    """Four months: early 2025 is January to April."""
    third = ("early", "mid", "late").index(found["part"].lower())
    return Span.of_months(int(found["y"]), 4 * third + 1, 4)


def _part_of_year(months: int, digit: str) -> Callable[[re.Match[str], Reader], Span]:
    def read(found: re.Match[str], reader: Reader) -> Span:
        number = int(found[digit]) if found[digit] else ORDINALS[found["nth"].lower()]
        return reader.placed(found["y"], lambda year: Span.of_months(year, (number - 1) * months + 1, months))

    return read


def _year(found: re.Match[str], reader: Reader) -> Span:
    year = reader.year(found["y"])
    if year is None or year > reader.clock.today.year:
        raise ValueError("the year has not begun")
    return Span.of_months(year, 1, 12)


def _calendar_unit(found: re.Match[str], reader: Reader) -> Span:
    unit, today = found["unit"].lower(), reader.clock.today
    this = calendar_span(unit, today)
    return this if found["which"].lower() in ("this", "the") else calendar_span(unit, this.base)


def _edge(found: re.Match[str], reader: Reader) -> Span:
    whole = read_span(found["whole"], reader)
    return Span.of_day(whole.last if found["edge"].lower() in ("end", "close") else whole.base)


def _relative_day(found: re.Match[str], reader: Reader) -> Span:
    today = reader.clock.today
    return Span.of_day(today - DAY if found["word"].lower() == "yesterday" else today)


def _ago(found: re.Match[str], reader: Reader) -> Span:
    return Span.of_day(back_from(reader.clock.today, count_of(found["n"]), found["unit"].lower()))


def _weekday(found: re.Match[str], reader: Reader) -> Span:
    today = reader.clock.today
    return Span.of_day(today - timedelta(days=(today.weekday() - WEEKDAYS[found["weekday"].lower()]) % 7))


_PLAIN_RULES: tuple[tuple[str, Callable[[re.Match[str], Reader], Span]], ...] = (
    (r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})", _day),
    (r"(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>[0-9]{4})", _day),
    (rf"(?P<d>[0-9]{{1,2}}){_ORDINAL_END}(?: of)? (?P<month>{MONTH})(?:,? (?P<y>{YEAR}))?", _day),
    (rf"(?P<month>{MONTH}) (?P<d>[0-9]{{1,2}}){_ORDINAL_END}(?:,? (?P<y>{YEAR}))?", _day),
    (r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})(?![0-9-])", _month),
    (rf"(?P<last>last )(?P<month>{MONTH})(?P<y>)", _month),
    (rf"(?P<part>early|mid|late)(?: |-)(?P<month>{MONTH})(?:,? (?P<y>{YEAR}))?", _part_of_month),
    (rf"the (?P<part>middle) of (?P<month>{MONTH})(?:,? (?P<y>{YEAR}))?", _part_of_month),
    (r"(?P<part>early|mid|late)(?: |-)(?P<y>[0-9]{4})", _third_of_year),
    (rf"(?P<month>{MONTH})(?:,? (?:of )?(?P<y>{YEAR}))?", _month),
    (rf"{_QUARTER}(?:[ -]?(?:of )?(?P<y>{YEAR}))?", _part_of_year(3, "q")),
    (r"(?P<y>[0-9]{4})[ -]?q(?P<q>[1-4])(?P<nth>)", _part_of_year(3, "q")),
    (rf"{_HALF}(?:[ -]?(?:of )?(?P<y>{YEAR}))?", _part_of_year(6, "h")),
    (rf"(?:(?:calendar |full[ -])?year )?(?P<y>{YEAR})", _year),
    (r"(?P<which>last|this|previous|prior) (?P<unit>week|month|quarter|year)", _calendar_unit),
)

_NOW_RULE = (r"(?P<which>the) (?P<unit>week|month|quarter|year)", _calendar_unit)
"""Only as the whole of an edge: "the end of the year"."""

_PLAIN = "|".join(re.sub(r"\?P<\w+>", "?:", pattern) for pattern, _ in (*_PLAIN_RULES, _NOW_RULE))

_SPAN_RULES = (
    (rf"(?:the )?(?P<edge>end|close|start|beginning) of (?P<whole>{_PLAIN})", _edge),
    (rf"(?:year[ -])(?P<edge>end)(?: of)? (?P<whole>{YEAR})", _edge),
    (r"(?P<word>today|yesterday|now)", _relative_day),
    (rf"(?P<n>{NUMBER}) (?P<unit>{UNIT})s? ago", _ago),
    (rf"(?:last |this )?(?P<weekday>{any_of(WEEKDAYS)})", _weekday),
    *_PLAIN_RULES,
)

SPAN = "(?:" + "|".join(re.sub(r"\?P<\w+>", "?:", pattern) for pattern, _ in _SPAN_RULES) + ")"
"""A pattern for any span, to be built into the patterns of periods; a space in it is any white space."""


def compiled(pattern: str) -> re.Pattern[str]:
    """``pattern`` without regard to case, each space outside ``[ ]`` standing for any white space."""
    return re.compile(re.sub(r"(?<!\[) (?![-\]])", r"\\s+", pattern), re.IGNORECASE)


_COMPILED = tuple((compiled(pattern), read) for pattern, read in (*_SPAN_RULES, _NOW_RULE))


def read_span(words: str, reader: Reader) -> Span:
    """The span that ``words`` name. Raises UnknownPeriod where they name none or no such day exists."""
    for pattern, read in _COMPILED:
        found = pattern.fullmatch(words.strip())
        if found is None:
            continue
        try:
            return read(found, reader)
        except (ValueError, OverflowError) as error:
            raise UnknownPeriod(words, str(error)) from error
    raise UnknownPeriod(words)
