"""Dates, months, quarters and years as people write them: the parts that periods are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import cast

from market.calendar_spans import (
    DAY,
    WEEK,
    Finder,
    Reader,
    Span,
    before_stretch,
    calendar_span,
    shift,
)
from market.date_words import SEASONS, WEEKDAYS
from market.episodes import EPISODES, Episode
from market.grammar import Build, Parts, Row
from market.named_days import NAMED_DAYS, NamedDay
from market.span_words import YearWords

LONG_EVENT = 4 * DAY
"""A fall over a weekend is one event, and "since" it is since its end."""


@dataclass(frozen=True, slots=True)
class SpanWords:
    """Words that name a span: how to read them, and how plain they are."""

    read: Callable[[Reader], Span]
    """Raises ValueError, OverflowError or UnknownPeriod where there is no such day."""
    weak: bool = False
    """They are another word or number as often: in running text they need a word such as "in" before them."""
    floating: bool = False
    """They name no year: in a range they lean on the other edge."""
    long_event: bool = False
    """An event that lasted: "since" it can mean since its beginning or since its end."""


def _at(parts: Parts, find: Finder, *, weak: bool = False) -> SpanWords:
    """The span in the year of ``parts``; without one the latest that had begun."""
    year = cast("YearWords | None", parts.get("year"))
    if year is None:
        return SpanWords(lambda reader: reader.placed(find), weak=weak, floating=True)
    return SpanWords(lambda reader: find(year.seen_from(reader.today)), weak=weak)


def _whole(parts: Parts, name: str = "whole") -> SpanWords:
    return cast("SpanWords", parts[name])


def _refused(reason: str) -> Build:
    def read(_: Reader) -> Span:
        raise ValueError(reason)

    return lambda _: SpanWords(read)


def value_of(name: str) -> Build:
    """The part of that name, as it is."""
    return lambda parts: parts[name]


# -- days


def _day(parts: Parts) -> SpanWords:
    month, day = parts.number("month"), parts.number("day")
    return _at(parts, lambda year: Span.of_day(date(year, month, day)))


def _compact_day(parts: Parts) -> SpanWords:
    year, rest = divmod(parts.number("day"), 10_000)
    return SpanWords(lambda _: Span.of_day(date(year, *divmod(rest, 100))))


def _numeric_day(parts: Parts) -> SpanWords:
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


def _day_of_week(parts: Parts) -> SpanWords:
    """A date with its weekday, which must be its own."""
    named, inner = parts.number("weekday"), _whole(parts, "day")

    def read(reader: Reader) -> Span:
        span = inner.read(reader)
        if span.first.weekday() != named:
            right = list(WEEKDAYS)[span.first.weekday()].capitalize()
            raise ValueError(f"{span.first} was a {right}")
        return span

    return SpanWords(read, floating=inner.floating)


def _day_of_this_month(parts: Parts) -> SpanWords:
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
    return _at(parts, lambda year: _edges(date(year, month, first), date(year, month, last)))


def _edges(first: date, last: date) -> Span:
    if last < first:
        raise ValueError("it ends before it begins")
    return Span(first, first + DAY, last)


def _weekday(parts: Parts) -> SpanWords:
    """The latest such day; "last Friday" is never today."""
    number, last = parts.number("weekday"), parts.get("which") == "last"

    def read(reader: Reader) -> Span:
        back = (reader.today.weekday() - number) % 7
        return Span.of_day(reader.today - timedelta(days=back or 7 * last))

    return SpanWords(read)


def _short_weekday(parts: Parts) -> SpanWords:
    """``sun`` and ``sat`` are words too."""
    return replace(_weekday(parts), weak=True)


def _weekday_of_last_week(parts: Parts) -> SpanWords:
    def read(reader: Reader) -> Span:
        monday = calendar_span("week", calendar_span("week", reader.today).base).first
        return Span.of_day(monday + timedelta(days=parts.number("weekday")))

    return SpanWords(read)


def _days_before_today(count: int) -> Build:
    return lambda _: SpanWords(lambda reader: Span.of_day(reader.today - count * DAY))


def _ago(parts: Parts) -> SpanWords:
    count, unit = cast("int", parts.get("count", 1)), parts.word("unit")
    return SpanWords(lambda reader: Span.of_day(shift(reader.today, -count, unit)))


def _sessions_ago(parts: Parts) -> SpanWords:
    def read(reader: Reader) -> Span:
        clock = reader.clock
        return Span.of_day(clock.session_before(clock.latest_session(), parts.number("count")))

    return SpanWords(read)


def _named_day(named: NamedDay) -> Build:
    def build(parts: Parts) -> SpanWords:
        words = _at(parts, lambda year: Span.of_day(named.of_year(year)))
        day = named.only_day
        return words if day is None else SpanWords(lambda _: Span.of_day(day))

    return build


# -- months, quarters, halves, years, decades, seasons


def months(count: int, name: str) -> Callable[[Parts], SpanWords]:
    """A span of ``count`` months: the month, quarter or half of that number."""

    def build(parts: Parts) -> SpanWords:
        first = (parts.number(name) - 1) * count + 1
        weak = name == "month" and "year" not in parts and parts.get("of") is None
        return _at(parts, lambda year: Span.of_months(year, first, count), weak=weak)

    return build


def _months_until(parts: Parts) -> SpanWords:
    """The quarter that ends with a month: "the December quarter"."""
    month = parts.number("month")
    return _at(parts, lambda year: _stretch(Span.of_months(year, month, 1).last, 1, "quarter"))


def _stretch(last: date, count: int, unit: str) -> Span:
    return Span.after(before_stretch(last, count, unit), last)


def _last_month(parts: Parts) -> SpanWords:
    month = parts.number("month")
    return SpanWords(
        lambda reader: Span.of_months(reader.today.year - (month >= reader.today.month), month, 1)
    )


def _this_month(parts: Parts) -> SpanWords:
    return SpanWords(lambda reader: Span.of_months(reader.today.year, parts.number("month"), 1))


def _month_or_day(parts: Parts) -> SpanWords:
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


def _part_of_month(parts: Parts) -> SpanWords:
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

    return _at(parts, find)


def _part_of_year(parts: Parts) -> SpanWords:
    """Four months: early 2025 is January to April; a range begins or ends with 30 June of the middle."""
    third = {"early": 0, "mid": 1, "middle": 1, "late": 2}[parts.word("part")]

    def find(year: int) -> Span:
        span = Span.of_months(year, 4 * third + 1, 4)
        middle = date(year, 6, 30)
        return Span(middle, span.first, span.last, middle) if third == 1 else span

    return _at(parts, find)


def _part_of_decade(parts: Parts) -> SpanWords:
    """Four years, three, and three: the early 2000s are 2000 to 2003."""
    begin, years = {"early": (0, 4), "mid": (4, 3), "late": (7, 3)}[parts.word("part")]
    return SpanWords(lambda _: Span.of_months(parts.number("decade") + begin, 1, 12 * years))


def _decade(parts: Parts) -> SpanWords:
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


def _years(parts: Parts) -> SpanWords:
    first = cast("YearWords", parts["year"]).seen_from(date.min)
    second = first // 100 * 100 + cast("YearWords", parts["end"]).seen_from(date.min) % 100
    return SpanWords(lambda _: _later(Span.of_months(first, 1, 12), Span.of_months(second, 1, 12)))


def _later(first: Span, second: Span) -> Span:
    if second.last < first.last:
        raise ValueError("it ends before it begins")
    return Span(first.base, first.first, second.last)


def _season(parts: Parts) -> SpanWords:
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
    return _at(parts, find, weak="year" not in parts)


def _calendar_unit(parts: Parts) -> SpanWords:
    """The one that holds today, or the one before it."""
    unit = parts.word("unit")
    back = {"this": 0, "current": 0, "the": 0, "before last": 2}.get(parts.word("which"), 1)
    return SpanWords(lambda reader: _units_back(reader.today, unit, back))


def _units_back(day: date, unit: str, count: int) -> Span:
    span = calendar_span(unit, day)
    for _ in range(count):
        span = calendar_span(unit, span.base)
    return span


def _before_last(parts: Parts) -> SpanWords:
    return _calendar_unit(Parts({**parts, "which": "before last"}))


def _week_of(parts: Parts) -> SpanWords:
    day = _whole(parts, "day")
    return SpanWords(lambda reader: calendar_span("week", day.read(reader).first), floating=day.floating)


# -- parts of spans, and spans beside others


def _edge(parts: Parts) -> SpanWords:
    edge, whole = parts.word("edge"), _whole(parts)

    def read(reader: Reader) -> Span:
        span = whole.read(reader)
        if edge in ("end", "close"):
            return Span.of_day(span.last)
        if edge in ("mid", "middle"):
            middle = span.until or span.first + (span.last - span.first) // 2
            return Span.of_day(middle)
        return Span(span.base, span.first, span.first)

    return SpanWords(read, floating=whole.floating)


def _last_unit_end(parts: Parts) -> SpanWords:
    unit = parts.word("unit")
    return SpanWords(lambda reader: Span.of_day(calendar_span(unit, reader.today).base), weak=True)


def _turn_of_year(_: Parts) -> SpanWords:
    return SpanWords(lambda reader: Span.of_day(calendar_span("year", reader.today).base))


def _first_or_last(parts: Parts) -> SpanWords:
    """So many units from the beginning or to the end of a span."""
    edge, whole = parts.word("edge"), _whole(parts)
    count = cast("int", parts.get("count", 1))
    unit = cast("str | None", parts.get("unit"))

    def read(reader: Reader) -> Span:
        span = whole.read(reader)
        if edge in ("first", "opening"):
            last = shift(span.base + DAY, count, unit) - DAY if unit else _session_in(reader, span, count)
            return Span(span.base, span.first, _within(last, span))
        end = min(span.last, reader.today)
        base = (
            before_stretch(span.last, count, unit)
            if unit
            else reader.clock.session_before(end + DAY, count + 1)
        )
        return Span.after(base, span.last)

    return SpanWords(read, floating=whole.floating)


def _nth_unit(parts: Parts) -> SpanWords:
    """The second week of March: days 8 to 14."""
    number, unit, whole = parts.number("nth"), parts.word("unit"), _whole(parts)

    def read(reader: Reader) -> Span:
        span = whole.read(reader)
        first = shift(span.base + DAY, number - 1, unit)
        return Span(first - DAY, first, _within(shift(first, 1, unit) - DAY, span))

    return SpanWords(read, floating=whole.floating)


def _nth_weekday(parts: Parts) -> SpanWords:
    number, weekday, whole = cast("int", parts.get("nth", 0)), parts.number("weekday"), _whole(parts)

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


def _ended(parts: Parts) -> SpanWords:
    """So many units that end with a day or a month."""
    count, unit, whole = cast("int", parts.get("count", 1)), parts.word("unit"), _whole(parts)
    return SpanWords(lambda reader: _stretch(whole.read(reader).finish, count, unit), floating=whole.floating)


def _beside(parts: Parts) -> SpanWords:
    """So many days, weeks, … after or before a span; "two days after" is the second day."""
    after, whole = parts.word("side") != "before", _whole(parts)
    count, unit = cast("int", parts.get("count", 1)), parts.word("unit")

    def read(reader: Reader) -> Span:
        span = whole.read(reader)
        if unit == "day":
            return Span.of_day(span.last + count * DAY if after else span.first - count * DAY)
        if after:
            return Span.after(span.last, shift(span.last + DAY, count, unit) - DAY)
        last = span.first - DAY
        return _stretch(last, count, unit)

    return SpanWords(read, floating=whole.floating)


def _session_beside(parts: Parts) -> SpanWords:
    after, whole = parts.word("side") != "before", _whole(parts)
    count = cast("int", parts.get("count", 1))

    def read(reader: Reader) -> Span:
        span, clock = whole.read(reader), reader.clock
        day = clock.session_after(span.last, count) if after else clock.session_before(span.first, count)
        return Span.of_day(day)

    return SpanWords(read, floating=whole.floating)


def _episode(episode: Episode, *, weak: bool) -> Build:
    lasted = episode.end - episode.start > LONG_EVENT
    span = Span(episode.start if lasted else episode.end, episode.start + DAY, episode.end)
    return lambda _: SpanWords(lambda _: span, weak=weak, long_event=lasted)


_FISCAL = _refused("a fiscal year begins in another month at each company; give its dates, or calendar years")
_SAME = _refused("it leaves open which period it is compared with; give the dates of both")
_FUTURE = _refused("it is not over, or has not begun; prices reach to the as-of")
_VAGUE = _refused("it does not say how long; give a number")
_BACK = "last|previous|prior|preceding"
_SESSION = "session|sessions"

_NUMBER_TABLES: Mapping[str, Sequence[Row]] = {
    "count": (
        Row("[a] couple [of]", lambda _: 2),
        Row("[a] dozen", lambda _: 12),
        Row("{tens} {number_word:ones}", lambda p: p.number("tens") + p.number("ones")),
        Row("{tens}", value_of("tens")),
        Row("{number_word}", value_of("number_word")),
        Row("{digits}", value_of("digits")),
    ),
    "unit": (Row("half year|years", lambda _: "half"), Row("{unit_word}", value_of("unit_word"))),
    "calendar_unit": (
        Row("week|month|quarter|year|decade:unit", value_of("unit")),
        Row("yr", lambda _: "year"),
    ),
    "sessions": (
        Row("session|sessions", lambda _: "session"),
        Row("trading|business|market|working day|days|session|sessions", lambda _: "session"),
    ),
    "ordinal": (
        Row("first:word", lambda _: 1),
        Row("second:word", lambda _: 2),
        Row("third:word", lambda _: 3),
        Row("fourth|final|last:word", lambda _: 4),
        Row("{quarter_number:number} ~st|nd|rd|th", value_of("number")),
    ),
    "day_of_month": (Row("{day_number} [~st|nd|rd|th]", value_of("day_number")),),
    "nth_day": (Row("{day_number} ~st|nd|rd|th", value_of("day_number")),),
    "year": (
        Row("{full_year}", value_of("full_year")),
        Row("' ~{short_year}", value_of("short_year")),
        Row("last|previous|prior year", lambda _: YearWords(years_ago=1)),
        Row("this|current year", lambda _: YearWords()),
        Row("[the] year before last", lambda _: YearWords(years_ago=2)),
    ),
    "any_year": (
        Row("{year}", value_of("year")),
        Row("{short_year}", value_of("short_year")),
        Row("the year", lambda _: YearWords()),
    ),
    "quarter": (
        Row("q ~{quarter_number}", value_of("quarter_number")),
        Row("{quarter_number} ~q", value_of("quarter_number")),
        Row("{ordinal} quarter", value_of("ordinal")),
    ),
    "half": (
        Row("h ~{half_number}", value_of("half_number")),
        Row("{half_number} ~h", value_of("half_number")),
        Row("first:word half", lambda _: 1),
        Row("second:word half", lambda _: 2),
    ),
    "decade": (
        Row("['] {decade_number}", value_of("decade_number")),
        Row("{decade_word}", value_of("decade_word")),
    ),
}

_DAYS = (
    Row("{full_year:year} ~- ~{month_number:month} ~- ~{day_number:day}", _day),
    Row("{full_year:year} ~/ ~{month_number:month} ~/ ~{day_number:day}", _day),
    Row("{compact_day:day}", _compact_day),
    *(
        Row(f"{{two_digits:a}} ~{sign} ~{{two_digits:b}} ~{sign} ~{{{year}:year}}", _numeric_day)
        for sign in "/.-"
        for year in ("full_year", "short_year")
    ),
    Row("{day_of_month:day} {month} {short_year:year}", _day),
    Row("[the] {day_of_month:day} [of] {month} [[,] {year}]", _day),
    Row("{month} [the] {day_of_month:day} [[,] {year}]", _day),
)

_MONTH_DAYS = (
    Row("{month} {day_of_month:a} -|to|through|until {day_of_month:b} [[,] {year}]", days_of_month),
    Row(
        "[the] {day_of_month:a} -|to|through|until [the] {day_of_month:b} [of] {month} [[,] {year}]",
        days_of_month,
    ),
)

_PLAIN = (
    Row("{month} ~- ~{short_year:year}", _month_or_day),
    Row("{calendar_day}", value_of("calendar_day")),
    Row("{weekday} [,] {calendar_day:day}", _day_of_week),
    Row("{full_year:year} ~- ~{month_number:month}", months(1, "month")),
    Row("{month_number:month} ~/ ~{full_year:year}", months(1, "month")),
    Row("{month_days}", value_of("month_days")),
    Row("last {month}", _last_month),
    Row("this {month}", _this_month),
    Row("{month} [[of|,] {year}]", months(1, "month")),
    Row("[the] month of:of {month} [[,] {year}]", months(1, "month")),
    Row("early|mid|late:part [in] {month} [[of|,] {year}]", _part_of_month),
    Row("[the] middle:part of {month} [[of|,] {year}]", _part_of_month),
    Row("[the] middle:part of {year}", _part_of_year),
    Row("[the] early|mid|late:part {decade}", _part_of_decade),
    Row("early|mid|late:part [in] {year}", _part_of_year),
    Row("[the] {quarter} [[of|,|/] {any_year:year}]", months(3, "quarter")),
    Row("{full_year:year} [/] {quarter}", months(3, "quarter")),
    Row("{year} 's {quarter}", months(3, "quarter")),
    Row("[the] {month} quarter [[of] {year}]", _months_until),
    Row("[the] {half} [[of|,|/] {any_year:year}]", months(6, "half")),
    Row("{full_year:year} [/] {half}", months(6, "half")),
    Row("{year} 's {half}", months(6, "half")),
    Row("{full_year:year} ~- ~{short_year:end}", _years),
    Row("[the] calendar|full|whole:sure [year] [of] {year}", year_words),
    Row("cy:sure {any_year:year}", year_words),
    Row("[the] all|entirety:sure of {year}", year_words),
    Row("[the] [year] {year}", year_words),
    Row("[the] {decade}", _decade),
    Row("[the] {season} [[of|,] {year}]", _season),
    Row("last|this:which {season}", _season),
    Row(f"[the] {_BACK}|this|current:which {{calendar_unit:unit}}", _calendar_unit),
    Row("[the] {calendar_unit:unit} before last", _before_last),
)

_BESIDE = "after|before|following:side"
_ENDED = "ended|ending|to|through|until|till"

TABLES: Mapping[str, Sequence[Row]] = {
    **_NUMBER_TABLES,
    "iso_day": _DAYS[:1],
    "calendar_day": _DAYS,
    "month_days": _MONTH_DAYS,
    "plain": _PLAIN,
    "weekday_span": (
        Row("[last|this:which] {full_weekday:weekday}", _weekday),
        Row("last|this:which {weekday}", _weekday),
        Row("{weekday}", _short_weekday),
        Row("{weekday} [of] last week", _weekday_of_last_week),
        Row("last week 's {weekday}", _weekday_of_last_week),
    ),
    "named_day": tuple(
        Row(f"[the|last] {name}{' [[of|in|,] {year}]' if day.only_day is None else ''}", _named_day(day))
        for day in NAMED_DAYS
        for name in day.names
    ),
    "episode": tuple(
        Row(f"[the] {name}", _episode(episode, weak=name in episode.weak_names))
        for episode in EPISODES
        for name in (*episode.names, *episode.weak_names)
    ),
    "running_unit": (
        Row("the:which {calendar_unit:unit}", _calendar_unit),
        Row("[the] {episode}", value_of("episode")),
        Row("{plain}", value_of("plain")),
    ),
    "edge": (
        Row("[the] end|close|start|beginning|middle:edge of {running_unit:whole}", _edge),
        Row("end|start|mid:edge {plain:whole}", _edge),
        Row("year end:edge [of] {year_span:whole}", _edge),
        Row("month end:edge {plain:whole}", _edge),
        Row("[the] close:edge on {anchor_day:whole}", _edge),
        Row("{anchor_day:whole} 's end|close:edge", _edge),
        Row("[the] [last] year|month|quarter:unit ['s] end", _last_unit_end),
        Row("[the] turn of the year", _turn_of_year),
    ),
    "anchor_day": tuple(
        Row(f"{{{name}}}", value_of(name)) for name in ("plain", "named_day", "weekday_span")
    ),
    "year_span": (Row("{year}", year_words),),
    "anchor": tuple(
        Row(f"{{{name}}}", value_of(name))
        for name in ("edge", "plain", "named_day", "episode", "weekday_span")
    ),
    "refused": (
        Row("fytd", _FISCAL),
        Row("[the] fiscal|fy [year] ['] [{any_year}] [{quarter}]", _FISCAL),
        Row("[the] fiscal|fy [year] {any_year} /|- {short_year}", _FISCAL),
        Row("[the] fiscal|fy {quarter} [[of] {any_year}]", _FISCAL),
        Row("[the] {quarter} [of] fiscal|fy [year] ['] {any_year}", _FISCAL),
        Row("[the] {half} [of] fiscal|fy [year] ['] {any_year}", _FISCAL),
        Row(f"[the] {_BACK}|this|current fiscal year|quarter", _FISCAL),
        Row("[the] same period|time|quarter|month|week [of|in] {year}", _SAME),
        Row("[the] same period|time|quarter|month|week a year ago|earlier|before", _SAME),
        Row("[the] year ago|earlier period|quarter|month|week", _SAME),
        Row("[the] next|coming|following [{count}] {unit}", _FUTURE),
        Row("next {month}", _FUTURE),
        Row("tomorrow", _FUTURE),
        Row("[the] past|last|previous|recent few|several {unit}", _VAGUE),
        Row("recent days|weeks|months|quarters|years", _VAGUE),
    ),
    "span": (
        Row("{refused}", value_of("refused")),
        Row("{plain}", value_of("plain")),
        Row("[the] week of|commencing|beginning|starting {anchor:day}", _week_of),
        Row("w ~/ ~c {anchor:day}", _week_of),
        Row("{edge}", value_of("edge")),
        Row(
            "[the] first|opening|last|final|closing:edge {count} {unit} of|in {running_unit:whole}",
            _first_or_last,
        ),
        Row("[the] first|opening|last|final|closing:edge {unit} of|in {running_unit:whole}", _first_or_last),
        Row(
            "[the] first|opening|last|final|closing:edge {count} {sessions} of|in {running_unit:whole}",
            _first_or_last,
        ),
        Row(
            "[the] first|opening|last|final|closing:edge {sessions} of|in {running_unit:whole}",
            _first_or_last,
        ),
        Row("[the] last:last {weekday} of|in {running_unit:whole}", _nth_weekday),
        Row("[the] {ordinal:nth} {weekday} of|in {running_unit:whole}", _nth_weekday),
        Row("[the] {ordinal:nth} {unit} of|in {running_unit:whole}", _nth_unit),
        Row(f"[the] {{count}} {{unit}} {_ENDED} {{anchor:whole}}", _ended),
        Row(f"[the] {{unit}} {_ENDED} {{anchor:whole}}", _ended),
        Row("[the] day before yesterday", _days_before_today(2)),
        Row("{count} {unit} ago [today]", _ago),
        Row("this time|day last {unit}", _ago),
        Row("{count} {sessions} ago", _sessions_ago),
        Row("[the] {nth_day:day}", _day_of_this_month),
        Row("{weekday_span}", value_of("weekday_span")),
        Row("{named_day}", value_of("named_day")),
        Row("{episode}", value_of("episode")),
        Row(f"[the] {{count}} {{unit}} {_BESIDE} {{anchor:whole}}", _beside),
        Row(f"[the] {{unit}} {_BESIDE} {{anchor:whole}}", _beside),
        Row(f"[the] {{count}} {{sessions}} {_BESIDE} {{anchor:whole}}", _session_beside),
        Row(f"[the] {{sessions}} {_BESIDE} {{anchor:whole}}", _session_beside),
    ),
    "edge_span": (
        Row("today|now", _days_before_today(0)),
        Row("[the] present", _days_before_today(0)),
        Row("yesterday", _days_before_today(1)),
        Row("{span}", value_of("span")),
    ),
    "code": (
        Row("d", lambda _: "day"),
        Row("w", lambda _: "week"),
        Row("m|mo|mos", lambda _: "month"),
        Row("q", lambda _: "quarter"),
        Row("y|yr|yrs", lambda _: "year"),
    ),
}
"""The grammar of spans; of two rows that fit the same words, the upper one counts."""
