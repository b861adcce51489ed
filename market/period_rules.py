"""The grammar of periods: from one day to another, told by spans and by how long they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from market.calendar_spans import DAY, Clock, Reader, calendar_span, shift
from market.day_words import days_of_month
from market.grammar import Build, Parts, Row
from market.month_words import months, year_words
from market.span_words import SpanWords, value_of
from market.time_leaves import YearWords

RUSSELL = 2000
"""A year, and more often the number of an index."""

Dates = tuple[date, date]


@dataclass(frozen=True, slots=True)
class PeriodWords:
    """Words that name a period: how to read the two days whose closes it runs between."""

    read: Callable[[Clock], Dates]
    """Raises ValueError, OverflowError or UnknownPeriod where there is no such period."""


def _to_date(unit: str) -> Build:
    return lambda _: PeriodWords(lambda clock: (calendar_span(unit, clock.today).base, clock.today))


def _unit_to_date(parts: Parts) -> PeriodWords:
    unit = parts.word("unit")
    return PeriodWords(lambda clock: (calendar_span(unit, clock.today).base, clock.today))


def _year_to_date(parts: Parts) -> PeriodWords:
    year = cast("YearWords", parts["year"]).number

    def read(clock: Clock) -> Dates:
        if year != clock.today.year:
            raise ValueError(f"it is not clear to which day of {year}; give both dates")
        return calendar_span("year", clock.today).base, clock.today

    return PeriodWords(read)


def _trailing(parts: Parts) -> PeriodWords:
    count, unit = cast("int", parts.get("count", 1)), parts.word("unit")
    return PeriodWords(lambda clock: (shift(clock.today, -count, unit), clock.today))


def _and_a_half(parts: Parts) -> PeriodWords:
    """Two and a half years are 30 months."""
    count, unit = cast("int", parts.get("count", 1)), parts.word("unit")
    halves = {"year": (12, "month"), "month": (30, "day"), "week": (7, "day"), "decade": (120, "month")}
    if unit not in halves:
        return _refusal("half of that is no number of days")

    def read(clock: Clock) -> Dates:
        size, part = halves[unit]
        return shift(shift(clock.today, -count, unit), -(size // 2), part), clock.today

    return PeriodWords(read)


def _short_code(parts: Parts) -> PeriodWords:
    count, unit = parts.number("digits"), parts.word("code")
    return PeriodWords(lambda clock: (shift(clock.today, -count, unit), clock.today))


def _past(count: int, unit: str) -> Build:
    return lambda _: PeriodWords(lambda clock: (shift(clock.today, -count, unit), clock.today))


def _past_sessions(parts: Parts) -> PeriodWords:
    def read(clock: Clock) -> Dates:
        latest = clock.latest_session()
        return clock.session_before(latest, parts.number("count")), latest

    return PeriodWords(read)


def _latest_session(_: Parts) -> PeriodWords:
    def read(clock: Clock) -> Dates:
        latest = clock.latest_session()
        return clock.session_before(latest), latest

    return PeriodWords(read)


def _yesterday(_: Parts) -> PeriodWords:
    def read(clock: Clock) -> Dates:
        session = clock.session_before(clock.today)
        return clock.session_before(session), session

    return PeriodWords(read)


def _since(parts: Parts) -> PeriodWords:
    words = cast("SpanWords", parts["span"])

    def read(clock: Clock) -> Dates:
        span = words.read(Reader(clock))
        if words.long_event:
            raise ValueError(
                f"it can be since {span.base}, its beginning, or {span.last}, its end; "
                "write 'since the start of' or 'since the end of' it"
            )
        return span.base, clock.today

    return PeriodWords(read)


def _after(parts: Parts) -> PeriodWords:
    """From the end of a span: "after March" begins with its last close."""
    words = cast("SpanWords", parts["span"])
    return PeriodWords(lambda clock: (words.read(Reader(clock)).finish, clock.today))


def _to_day(parts: Parts) -> PeriodWords:
    """The year, quarter, month or week to a day."""
    unit, words = cast("str", parts.get("unit", "year")), cast("SpanWords", parts["anchor"])

    def read(clock: Clock) -> Dates:
        last = words.read(Reader(clock)).finish
        return calendar_span(unit, last).base, last

    return PeriodWords(read)


def _range(parts: Parts) -> PeriodWords:
    """From one edge to another; the edge without a year leans on the one with a year."""
    begin_words, finish_words = cast("SpanWords", parts["begin"]), cast("SpanWords", parts["finish"])

    def read(clock: Clock) -> Dates:
        if begin_words.floating:
            finish = finish_words.read(Reader(clock))
            return begin_words.read(Reader(clock, before=finish)).base, finish.finish
        begin = begin_words.read(Reader(clock))
        return begin.base, finish_words.read(Reader(clock, after=begin)).finish

    return PeriodWords(read)


def _one_span(parts: Parts) -> PeriodWords:
    """All the days of a span, from the close of the day before."""
    words = cast("SpanWords", parts["span"])

    def read(clock: Clock) -> Dates:
        span = words.read(Reader(clock))
        return span.first - DAY, span.last

    return PeriodWords(read)


def _plain_span(parts: Parts) -> PeriodWords | None:
    """A span in running text with nothing before it: none where it is another word or number as often."""
    return None if cast("SpanWords", parts["span"]).weak else _one_span(parts)


def _whole_history(_: Parts) -> PeriodWords:
    def read(clock: Clock) -> Dates:
        if not clock.sessions:
            raise ValueError("no prices are held")
        return min(clock.sessions[0], clock.today), clock.today

    return PeriodWords(read)


def _vague(_: Parts) -> PeriodWords:
    return _refusal("it does not say how long; give a number")


def _refusal(reason: str) -> PeriodWords:
    def read(_: Clock) -> Dates:
        raise ValueError(reason)

    return PeriodWords(read)


def _days_between(parts: Parts) -> PeriodWords:
    return _days(days_of_month(parts))


def _days(words: SpanWords) -> PeriodWords:
    """From the close of the first day of a span to that of its last."""

    def read(clock: Clock) -> Dates:
        span = words.read(Reader(clock))
        return span.base, span.last

    return PeriodWords(read)


def _bare_year(parts: Parts) -> PeriodWords | None:
    """A year with no word before it; 2000 alone is the Russell's."""
    return (
        None
        if cast("YearWords", parts["year"]).number == RUSSELL
        else _one_span(Parts({"span": year_words(parts)}))
    )


_IN = "over|in|during|for|throughout|across|within|on"
_LONG = "over|during|for|throughout|across|within"
_PAST = "past|last|trailing|previous|latest|preceding|rolling|prior"

_PLAIN = (
    Row("ytd", _to_date("year")),
    Row("qtd", _to_date("quarter")),
    Row("mtd", _to_date("month")),
    Row("wtd", _to_date("week")),
    Row("{calendar_unit:unit} to date", _unit_to_date),
    Row("{calendar_unit:unit} so far", _unit_to_date),
    Row("so far this {calendar_unit:unit}", _unit_to_date),
    Row("this {calendar_unit:unit} [so far]", _unit_to_date),
    Row("so far in {full_year:year}", _year_to_date),
    Row("{full_year:year} ytd", _year_to_date),
    Row("{full_year:year} so far", _year_to_date),
    Row("{full_year:year} year to date", _year_to_date),
    Row("ytd {full_year:year}", _year_to_date),
    Row("{calendar_unit:unit} to date to|through|until|till {anchor}", _to_day),
    Row("ytd to|through|until|till {anchor}", _to_day),
    Row(f"[this|these] {_PAST} {{count}} {{unit}}", _trailing),
    Row("[this] past|trailing|rolling {unit}", _trailing),
    Row("last|previous fortnight", _past(1, "fortnight")),
    Row("last|trailing|previous|rolling half year", _past(1, "half")),
    Row(f"{_PAST} {{count}} and a half {{unit}}", _and_a_half),
    Row("past {unit} and a half", _and_a_half),
    Row(f"{_PAST} {{unit}} or so|two", _vague),
    Row("ttm|ltm", _past(12, "month")),
    Row(f"{_PAST} {{digits}} ~{{code}}", _short_code),
    Row(f"{_PAST} {{count}} {{sessions}}", _past_sessions),
    Row("latest|last|current|prior|previous {sessions}", _latest_session),
    Row("most recent {sessions}", _latest_session),
)
"""Alone, and after "over the" and the like."""

_FRAMED = (
    Row("[in] today ['s] [session]", _latest_session),
    Row("yesterday", _yesterday),
    Row("from {month_days:span}", lambda parts: _days(cast("SpanWords", parts["span"]))),
    Row("{iso_day:begin} ~/ ~{iso_day:finish}", _range),
    Row("[ever] since {edge_span:span}", _since),
    Row("[from] {edge_span:begin} -|..|to|through|thru|until|till {edge_span:finish}", _range),
    Row("between {edge_span:begin} and {edge_span:finish}", _range),
    Row("[between] [the|its|their] closes of|on {anchor_day:begin} and {anchor_day:finish}", _range),
    Row("between [the] {day_of_month:a} and [the] {day_of_month:b} [of] {month} [[,] {year}]", _days_between),
    Row("between {month} [the] {day_of_month:a} and [the] {day_of_month:b} [[,] {year}]", _days_between),
    Row("since inception", _whole_history),
    Row("[from] {span} to date|now", _since),
    Row("[from] {span} onward|onwards", _since),
)

_SPOKEN = (
    Row("over [the] {digits} ~{code}", _short_code),
    Row("over {count} ={unit}", _trailing),
    Row("[{lead}] [the] {plain_period}", value_of("plain_period")),
    Row("{lead} the last {unit}", _trailing),
    Row("{lead} [the] {span}", _one_span),
    Row("{span}", _plain_span),
    *_FRAMED,
    Row("{safe_month:month}", lambda parts: _one_span(Parts({"span": months(1, "month")(parts)}))),
    Row("{full_year:year}", _bare_year),
)
"""What is a period in running text."""

_ANSWER = (
    Row("[{lead}] [the] {plain_period}", value_of("plain_period")),
    Row("{lead} the last {unit}", _trailing),
    Row("[{lead}] [the] {span}", _one_span),
    *_FRAMED,
    Row(f"[{_LONG}] [the] {{count}} ={{unit}}", _trailing),
    Row("[over] [the] {digits} ~{code}", _short_code),
    Row("half a year", _past(1, "half")),
    Row("trailing {digits} {unit}", lambda parts: _trailing(Parts({**parts, "count": parts["digits"]}))),
    Row("the last|trailing {unit}", _trailing),
    Row("from|starting [in|on] {edge_span:span} [on|onward|onwards]", _since),
    Row("after {edge_span:span}", _after),
    Row("day ['s] session", _latest_session),
    Row("on the day", _latest_session),
    Row("yoy", _past(1, "year")),
    Row("year on|over year", _past(1, "year")),
    Row("qoq", _past(1, "quarter")),
    Row("quarter on|over quarter", _past(1, "quarter")),
    Row("mom", _past(1, "month")),
    Row("month on|over month", _past(1, "month")),
    Row("[the] all time", _whole_history),
    Row("since records began", _whole_history),
    Row("[the] whole|full|entire history", _whole_history),
    Row("max|maximum", _whole_history),
    Row("[{lead}] [the] {edge_span:span}", _one_span),
    Row("[as] at|of|by [the] {edge_span:span}", _one_span),
)
"""What is a period where one is asked for; the upper rows are those of running text, so that both read alike."""

PERIOD_TABLES: Mapping[str, Sequence[Row]] = {
    "lead": (Row(_IN, lambda _: True), Row("over|during|in the course of", lambda _: True)),
    "plain_period": _PLAIN,
    "spoken": _SPOKEN,
    "answer": _ANSWER,
    "as_of": (Row("as of|at [the] {edge_span}", lambda _: True),),
}
