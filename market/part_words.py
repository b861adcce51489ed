"""What words for a part of a span, and for days beside one, stand for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

from market.calendar_spans import DAY, WEEK, Reader, Span, before_stretch, calendar_span, shift
from market.episodes import Episode
from market.grammar import Build, Parts
from market.month_words import stretch_to
from market.span_words import SpanWords, whole_of

LONG_EVENT = 4 * DAY
"""A fall over a weekend is one event, and "since" it is since its end."""


def edge_words(parts: Parts) -> SpanWords:
    """The beginning, the middle or the end of a span."""
    edge, whole = parts.word("edge"), whole_of(parts)

    def read(reader: Reader) -> Span:
        span = whole.read(reader)
        if edge in ("end", "close", "low", "bottom", "trough"):
            return Span.of_day(span.last)
        if edge in ("mid", "middle"):
            middle = span.until or span.first + (span.last - span.first) // 2
            return Span.of_day(middle)
        return Span(span.base, span.first, span.first)

    return SpanWords(read, floating=whole.floating)


def last_unit_end(parts: Parts) -> SpanWords:
    """The end of the last year, quarter or month that is over."""
    unit = parts.word("unit")
    return SpanWords(lambda reader: Span.of_day(calendar_span(unit, reader.today).base), weak=True)


def turn_of_year(_: Parts) -> SpanWords:
    """The end of the last year."""
    return SpanWords(lambda reader: Span.of_day(calendar_span("year", reader.today).base))


def first_or_last(parts: Parts) -> SpanWords:
    """So many units from the beginning or to the end of a span."""
    edge, whole = parts.word("edge"), whole_of(parts)
    count = cast("int", parts.get("count", 1))
    unit = cast("str | None", parts.get("unit"))

    def read(reader: Reader) -> Span:
        span = whole.read(reader)
        if edge in ("first", "opening"):
            last = shift(span.base + DAY, count, unit) - DAY if unit else _session_in(reader, span, count)
            return Span(span.base, span.first, _within(last, span))
        end = min(span.last, reader.today)
        if (
            unit is None and "count" not in parts
        ):  # "since the last trading day of 2021" starts from its close
            return Span.of_day(reader.clock.session_before(end + DAY))
        base = (
            before_stretch(span.last, count, unit)
            if unit
            else reader.clock.session_before(end + DAY, count + 1)
        )
        return Span.after(base, span.last)

    return SpanWords(read, floating=whole.floating)


def nth_unit(parts: Parts) -> SpanWords:
    """The second week of March: days 8 to 14."""
    number, unit, whole = parts.number("nth"), parts.word("unit"), whole_of(parts)

    def read(reader: Reader) -> Span:
        span = whole.read(reader)
        first = shift(span.base + DAY, number - 1, unit)
        return Span(first - DAY, first, _within(shift(first, 1, unit) - DAY, span))

    return SpanWords(read, floating=whole.floating)


def nth_weekday(parts: Parts) -> SpanWords:
    """The third Friday of a month; the last one."""
    number, weekday, whole = cast("int", parts.get("nth", 0)), parts.number("weekday"), whole_of(parts)

    def read(reader: Reader) -> Span:
        span = whole.read(reader)
        if "last" in parts:
            return Span.of_day(span.last - timedelta(days=(span.last.weekday() - weekday) % 7))
        first = span.first + timedelta(days=(weekday - span.first.weekday()) % 7)
        return Span.of_day(_within(first + (number - 1) * WEEK, span))

    return SpanWords(read, floating=whole.floating)


def _within(day: date, span: Span) -> date:
    if day > span.last:
        raise ValueError(f"that reaches past {span.last}")
    return day


def _session_in(reader: Reader, span: Span, count: int) -> date:
    return reader.clock.session_after(span.base, count)


def stretch_ended(parts: Parts) -> SpanWords:
    """So many units that end with a day or a month."""
    count, unit, whole = cast("int", parts.get("count", 1)), parts.word("unit"), whole_of(parts)
    return SpanWords(
        lambda reader: stretch_to(whole.read(reader).finish, count, unit), floating=whole.floating
    )


def stretch_beside(parts: Parts) -> SpanWords:
    """So many days, weeks, … after or before a span; "two days after" is the second day."""
    after, whole = parts.word("side") != "before", whole_of(parts)
    count, unit = cast("int", parts.get("count", 1)), parts.word("unit")

    def read(reader: Reader) -> Span:
        span = whole.read(reader)
        if unit == "day":
            return Span.of_day(span.last + count * DAY if after else span.first - count * DAY)
        if after:
            return Span.after(span.last, shift(span.last + DAY, count, unit) - DAY)
        last = span.first - DAY
        return stretch_to(last, count, unit)

    return SpanWords(read, floating=whole.floating)


def session_beside(parts: Parts) -> SpanWords:
    """So many sessions after or before a span."""
    after, whole = parts.word("side") != "before", whole_of(parts)
    count = cast("int", parts.get("count", 1))

    def read(reader: Reader) -> Span:
        span, clock = whole.read(reader), reader.clock
        day = clock.session_after(span.last, count) if after else clock.session_before(span.first, count)
        return Span.of_day(day)

    return SpanWords(read, floating=whole.floating)


def episode_words(episode: Episode, *, weak: bool) -> Build:
    """An episode of the market by its name."""
    lasted = episode.end - episode.start > LONG_EVENT
    span = Span(episode.start if lasted else episode.end, episode.start + DAY, episode.end)
    return lambda _: SpanWords(lambda _: span, weak=weak, long_event=lasted)
