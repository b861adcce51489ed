"""What words for weeks, months, quarters, halves, years, decades and seasons stand for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

from market.calendar_spans import DAY, Reader, Span, before_stretch, calendar_span
from market.date_words import SEASONS
from market.grammar import Parts
from market.span_words import SpanWords, in_its_year, whole_of
from market.time_leaves import YearWords


def months(count: int, name: str) -> Callable[[Parts], SpanWords]:
    """A span of ``count`` months: the month, quarter or half of that number."""

    def build(parts: Parts) -> SpanWords:
        first = (parts.number(name) - 1) * count + 1
        weak = name == "month" and "year" not in parts and parts.get("of") is None
        return in_its_year(parts, lambda year: Span.of_months(year, first, count), weak=weak)

    return build


def months_until(parts: Parts) -> SpanWords:
    """The quarter that ends with a month: "the December quarter"."""
    month = parts.number("month")
    return in_its_year(parts, lambda year: stretch_to(Span.of_months(year, month, 1).last, 1, "quarter"))


def stretch_to(last: date, count: int, unit: str) -> Span:
    """So many units that end with ``last``."""
    return Span.after(before_stretch(last, count, unit), last)


def last_month(parts: Parts) -> SpanWords:
    """The latest month of that name that is over."""
    month = parts.number("month")
    return SpanWords(
        lambda reader: Span.of_months(reader.today.year - (month >= reader.today.month), month, 1)
    )


def this_month(parts: Parts) -> SpanWords:
    """The month of that name in this year."""
    return SpanWords(lambda reader: Span.of_months(reader.today.year, parts.number("month"), 1))


def month_or_day(parts: Parts) -> SpanWords:
    """``Mar-20``: a month of a year to some, a day to others."""
    month = parts.number("month")
    year = cast("YearWords", parts["year"]).seen_from(date.min)

    def read(_: Reader) -> Span:
        if year % 100 > 31:
            return Span.of_months(year, month, 1)
        name = f"{date(year, month, 1):%B}"
        raise ValueError(
            f"it can be {name} {year} or {year % 100} {name}; write {year}-{month:02d} or the day"
        )

    return SpanWords(read)


def part_of_month(parts: Parts) -> SpanWords:
    """The first ten days, the next ten, and the rest; a range begins or ends with the 15th of a middle."""
    part, month = parts["part"], parts.number("month")

    def find(year: int) -> Span:
        whole = Span.of_months(year, month, 1)
        tenth, twentieth = date(year, month, 10), date(year, month, 20)
        if part == "early":
            return Span(whole.base, whole.first, tenth)
        if part == "late":
            return Span(twentieth, twentieth + DAY, whole.last)
        middle = date(year, month, 15)
        return Span(middle, tenth + DAY, twentieth, middle)

    return in_its_year(parts, find)


def part_of_year(parts: Parts) -> SpanWords:
    """Four months: early 2025 is January to April; a range begins or ends with 30 June of the middle."""
    third = {"early": 0, "mid": 1, "middle": 1, "late": 2}[parts.word("part")]

    def find(year: int) -> Span:
        span = Span.of_months(year, 4 * third + 1, 4)
        middle = date(year, 6, 30)
        return Span(middle, span.first, span.last, middle) if third == 1 else span

    return in_its_year(parts, find)


def part_of_decade(parts: Parts) -> SpanWords:
    """Four years, three, and three: the early 2000s are 2000 to 2003."""
    begin, years = {"early": (0, 4), "mid": (4, 3), "late": (7, 3)}[parts.word("part")]
    return SpanWords(lambda _: Span.of_months(parts.number("decade") + begin, 1, 12 * years))


def decade_words(parts: Parts) -> SpanWords:
    """Ten years."""
    decade = parts.number("decade")
    return SpanWords(lambda _: Span.of_months(decade, 1, 120), weak=True)


def year_words(parts: Parts) -> SpanWords:
    """A whole year that has begun."""

    def find(year: int, reader: Reader) -> Span:
        if year > reader.today.year:
            raise ValueError("the year has not begun")
        return Span.of_months(year, 1, 12)

    year = cast("YearWords", parts["year"])
    weak = year.number is not None and parts.get("sure") is None
    return SpanWords(lambda reader: find(year.seen_from(reader.today), reader), weak=weak)


def years_words(parts: Parts) -> SpanWords:
    """From one year to another: ``2019-21``."""
    first = cast("YearWords", parts["year"]).seen_from(date.min)
    second = first // 100 * 100 + cast("YearWords", parts["end"]).seen_from(date.min) % 100
    return SpanWords(lambda _: _later(Span.of_months(first, 1, 12), Span.of_months(second, 1, 12)))


def _later(first: Span, second: Span) -> Span:
    if second.last < first.last:
        raise ValueError("it ends before it begins")
    return Span(first.base, first.first, second.last)


def season_words(parts: Parts) -> SpanWords:
    """Three whole months; the winter of a year is not said to be the one that begins or the one that ends in it."""
    month, which = parts.number("season"), parts.get("which")

    def find(year: int) -> Span:
        if month == SEASONS["winter"] and "year" in parts:
            raise ValueError(
                f"it can be the winter of {year - 1}/{year} or of {year}/{year + 1}; give its months"
            )
        return Span.of_months(year, month, 3)

    def last(reader: Reader) -> Span:
        years = (reader.today.year - back for back in range(3))
        return next(span for year in years if (span := find(year)).last < reader.today)

    def this(reader: Reader) -> Span:
        span = reader.placed(find)
        if span.last < reader.today and span.last.year < reader.today.year:
            raise ValueError("it has not begun; for the one before write 'last' and its name")
        return span

    if which is not None:
        return SpanWords(last if which == "last" else this)
    return in_its_year(parts, find, weak="year" not in parts)


def calendar_unit_words(parts: Parts) -> SpanWords:
    """The one that holds today, or the one before it."""
    unit = parts.word("unit")
    back = {"this": 0, "current": 0, "the": 0, "before last": 2}.get(parts.word("which"), 1)
    return SpanWords(lambda reader: _units_back(reader.today, unit, back))


def _units_back(day: date, unit: str, count: int) -> Span:
    span = calendar_span(unit, day)
    for _ in range(count):
        span = calendar_span(unit, span.base)
    return span


def before_last(parts: Parts) -> SpanWords:
    """The unit before the last one."""
    return calendar_unit_words(Parts({**parts, "which": "before last"}))


def week_of(parts: Parts) -> SpanWords:
    """The week, from Monday, that holds a day."""
    day = whole_of(parts, "day")
    return SpanWords(lambda reader: calendar_span("week", day.read(reader).first), floating=day.floating)
