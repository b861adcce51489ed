"""What words for a day stand for: dates, weekdays, holidays, days ago."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from market.calendar_spans import DAY, Reader, Span, calendar_span, shift
from market.date_words import WEEKDAYS
from market.grammar import Build, Parts
from market.named_days import NamedDay
from market.span_words import SpanWords, in_its_year, whole_of
from market.time_leaves import YearWords


def day_words(parts: Parts) -> SpanWords:
    """A day of a month."""
    month, day = parts.number("month"), parts.number("day")
    return in_its_year(parts, lambda year: Span.of_day(date(year, month, day)))


def compact_day(parts: Parts) -> SpanWords:
    """``20200219``."""
    year, rest = divmod(parts.number("day"), 10_000)
    return SpanWords(lambda _: Span.of_day(date(year, *divmod(rest, 100))))


def numeric_day(parts: Parts) -> SpanWords:
    """Day and month in either order, where only one of the two is a date."""
    first, second = parts.number("a"), parts.number("b")
    year_words = cast("YearWords", parts["year"])

    def read(reader: Reader) -> Span:
        year = year_words.seen_from(reader.today)
        if first <= 12 and second <= 12 and first != second:
            american, british = date(year, first, second), date(year, second, first)
            raise ValueError(
                f"it can be {british:%-d %B %Y} or {american:%-d %B %Y}; write {british} or {american}"
            )
        month, day = (second, first) if first > 12 else (first, second)
        return Span.of_day(date(year, month, day))

    return SpanWords(read)


def day_of_week(parts: Parts) -> SpanWords:
    """A date with its weekday, which must be its own."""
    named, inner = parts.number("weekday"), whole_of(parts, "day")

    def read(reader: Reader) -> Span:
        span = inner.read(reader)
        if span.first.weekday() != named:
            right = list(WEEKDAYS)[span.first.weekday()].capitalize()
            raise ValueError(f"{span.first} was a {right}")
        return span

    return SpanWords(read, floating=inner.floating)


def day_of_this_month(parts: Parts) -> SpanWords:
    """The latest day of that number: "since the 15th"."""
    day = parts.number("day")

    def read(reader: Reader) -> Span:
        month = calendar_span("month", reader.today)
        for _ in range(3):  # of three months in a row one has 31 days
            if day <= month.last.day and month.first + (day - 1) * DAY <= reader.today:
                return Span.of_day(month.first + (day - 1) * DAY)
            month = calendar_span("month", month.base)
        raise ValueError("no such day")

    return SpanWords(read, weak=True)


def days_of_month(parts: Parts) -> SpanWords:
    """From one day of a month to another."""
    month, first, last = parts.number("month"), parts.number("a"), parts.number("b")
    return in_its_year(parts, lambda year: _edges(date(year, month, first), date(year, month, last)))


def _edges(first: date, last: date) -> Span:
    if last < first:
        raise ValueError("it ends before it begins")
    return Span(first, first + DAY, last)


def weekday_words(parts: Parts) -> SpanWords:
    """The latest such day; "last Friday" is never today."""
    number, last = parts.number("weekday"), parts.get("which") == "last"

    def read(reader: Reader) -> Span:
        back = (reader.today.weekday() - number) % 7
        return Span.of_day(reader.today - timedelta(days=back or 7 * last))

    return SpanWords(read)


def short_weekday(parts: Parts) -> SpanWords:
    """``sun`` and ``sat`` are words too."""
    return replace(weekday_words(parts), weak=True)


def weekday_of_last_week(parts: Parts) -> SpanWords:
    """The Friday of the week before this one."""

    def read(reader: Reader) -> Span:
        monday = calendar_span("week", calendar_span("week", reader.today).base).first
        return Span.of_day(monday + timedelta(days=parts.number("weekday")))

    return SpanWords(read)


def days_before_today(count: int) -> Build:
    """So many days before the day of the as-of."""
    return lambda _: SpanWords(lambda reader: Span.of_day(reader.today - count * DAY))


def days_ago(parts: Parts) -> SpanWords:
    """So many units before the day of the as-of."""
    count, unit = cast("int", parts.get("count", 1)), parts.word("unit")
    return SpanWords(lambda reader: Span.of_day(shift(reader.today, -count, unit)))


def sessions_ago(parts: Parts) -> SpanWords:
    """So many sessions before the latest one."""

    def read(reader: Reader) -> Span:
        clock = reader.clock
        return Span.of_day(clock.session_before(clock.latest_session(), parts.number("count")))

    return SpanWords(read)


def named_day_words(named: NamedDay) -> Build:
    """A day that has a name."""

    def build(parts: Parts) -> SpanWords:
        words = in_its_year(parts, lambda year: Span.of_day(named.of_year(year)))
        day = named.only_day
        return words if day is None else SpanWords(lambda _: Span.of_day(day))

    return build
