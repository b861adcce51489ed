"""Words for a period of time become two dates: "YTD", "since March", "between 19 Feb and 23 March 2020"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from market.clock import end_of_day, in_utc, new_york_day
from market.date_words import MONTH, NUMBER, UNIT, any_of, count_of
from market.episodes import EPISODES, Episode
from market.errors import UnknownPeriod
from market.spans import DAY, SPAN, Clock, Reader, Span, back_from, calendar_span, compiled, read_span

LONGEST_WORDS = 200
"""Characters; a longer text is no name of a period."""


@dataclass(frozen=True, slots=True)
class Period:
    """Two dates. A return over it runs from the last close on or before ``start`` to that on or before ``end``.

    So YTD as of 22 January 2026 is 2025-12-31 to 2026-01-22. ``label`` holds the words it was read from.
    """

    start: date
    end: date
    label: str


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """The span ``[start, end)`` of a text that names a period."""

    start: int
    end: int
    text: str
    period: Period


Build = Callable[[re.Match[str], Clock], Span]


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    build: Build
    spoken: re.Pattern[str] | None
    """What must stand in running text, where that has to be plainer than as an answer; None: never there."""


def parse_as_of(text: str) -> datetime:
    """An as-of in UTC: a date is the end of that day in New York, an ISO moment is exact, New York's if no zone.

    Raises UnknownPeriod where the text is neither.
    """
    words = text.strip()
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", words):
            return end_of_day(date.fromisoformat(words))
        return in_utc(datetime.fromisoformat(words))
    except (ValueError, OverflowError) as error:
        raise UnknownPeriod(
            text, "an as-of is a date 2026-01-22 or a moment 2026-01-22T16:00-05:00"
        ) from error


def parse_period(text: str, as_of: datetime, sessions: Sequence[date] = ()) -> Period:
    """The period that ``text`` names, seen from ``as_of``; its end is never after that day in New York.

    ``sessions`` are the days with prices, in order; without them weekdays stand in for "latest session".
    The "prior session" is the latest one, as market reports use the words.
    Raises UnknownPeriod for other words, for days that do not exist, and for what begins after ``as_of``.
    """
    words = " ".join(text.split()).rstrip(".!?")
    clock = Clock(new_york_day(as_of), sessions)
    if len(words) <= LONGEST_WORDS:
        for rule in _RULES:
            found = rule.pattern.fullmatch(words)
            if found is not None:
                return _build(rule, found, clock, text)
    raise UnknownPeriod(text)


def find_periods(text: str, as_of: datetime, sessions: Sequence[date] = ()) -> list[PeriodMention]:
    """The periods named in running text, in order; of overlapping ones the longest.

    Numbers inside names are none (Russell 2000, S&P 500, 10-year), nor is the date of an "as of".
    """
    clock = Clock(new_york_day(as_of), sessions)
    found: list[PeriodMention] = []
    for rule in _RULES:
        for match in rule.spoken.finditer(text) if rule.spoken else ():
            try:
                period = _build(rule, match, clock, match[0])
            except UnknownPeriod:
                continue
            found.append(PeriodMention(match.start(), match.end(), match[0], period))
    found.sort(key=lambda mention: (mention.start - mention.end, mention.start))
    taken = [as_of_words.span() for as_of_words in _AS_OF.finditer(text)]
    kept: list[PeriodMention] = []
    for mention in found:
        if all(mention.end <= start or mention.start >= end for start, end in taken):
            taken.append((mention.start, mention.end))
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)


def _build(rule: _Rule, found: re.Match[str], clock: Clock, text: str) -> Period:
    try:
        span = rule.build(found, clock)
    except (ValueError, OverflowError) as error:
        raise UnknownPeriod(text, str(error)) from error
    if span.base > clock.today:
        raise UnknownPeriod(text, f"it begins after {clock.today}")
    end = min(span.last, clock.today)
    if end < span.base:
        raise UnknownPeriod(text, "it ends before it begins")
    return Period(span.base, end, " ".join(text.split()))


def _between(base: date, last: date) -> Span:
    return Span(base, base, last)


def _to_date(found: re.Match[str], clock: Clock) -> Span:
    unit = {"y": "year", "q": "quarter", "m": "month", "w": "week"}[found["unit"][0].lower()]
    return calendar_span(unit, clock.today)


def _trailing(found: re.Match[str], clock: Clock) -> Span:
    parts = found.groupdict()
    count = count_of(parts["n"]) if parts.get("n") else 1
    return _between(back_from(clock.today, count, parts["unit"].lower()), clock.today)


_CODES = {"d": "day", "w": "week", "m": "month", "y": "year"}


def _short_code(found: re.Match[str], clock: Clock) -> Span:
    unit = _CODES[found["code"].lower()]
    return _between(back_from(clock.today, int(found["n"]), unit), clock.today)


def _twelve_months(_found: re.Match[str], clock: Clock) -> Span:
    return _between(back_from(clock.today, 12, "month"), clock.today)


def _past_sessions(found: re.Match[str], clock: Clock) -> Span:
    latest = clock.latest_session()
    return _between(clock.session_before(latest, count_of(found["n"])), latest)


def _latest_session(_found: re.Match[str], clock: Clock) -> Span:
    latest = clock.latest_session()
    return _between(clock.session_before(latest), latest)


def _yesterday(_found: re.Match[str], clock: Clock) -> Span:
    session = clock.session_before(clock.today)
    return _between(clock.session_before(session), session)


def _since(found: re.Match[str], clock: Clock) -> Span:
    return _between(read_span(found["a"], Reader(clock)).base, clock.today)


def _range(found: re.Match[str], clock: Clock) -> Span:
    """From one edge to another; the edge without a year leans on the one with a year."""
    if re.search(r"[12][0-9]{3}|year", found["a"], re.IGNORECASE):
        begin = read_span(found["a"], Reader(clock))
        return _between(begin.base, read_span(found["b"], Reader(clock, after=begin)).last)
    finish = read_span(found["b"], Reader(clock))
    return _between(read_span(found["a"], Reader(clock, before=finish)).base, finish.last)


def _one_span(found: re.Match[str], clock: Clock) -> Span:
    span = read_span(found["a"], Reader(clock))
    return Span(span.first - DAY, span.first, span.last)


def _plain_span(found: re.Match[str], clock: Clock) -> Span:
    """A span with nothing before it: what is also another word or number has rows of its own."""
    if _ALSO_OTHERWISE.fullmatch(found["a"]):
        raise ValueError("also another word")
    return _one_span(found, clock)


def _whole_history(_found: re.Match[str], clock: Clock) -> Span:
    if not clock.sessions:
        raise ValueError("no prices are held")
    return _between(min(clock.sessions[0], clock.today), clock.today)


def _episode(found: re.Match[str], _clock: Clock) -> Span:
    words = " ".join(found["name"].lower().split())
    episode: Episode = next(episode for episode in EPISODES if words in episode.names)
    return _between(episode.start, episode.end)


_IN = r"(?:over|in|during|for|throughout|across|within|on)"
_LEAD = rf"(?:{_IN} )?(?:the )?"
_BEGIN = r"(?<![\w$^.,/-])"
_FINISH = r"(?![\w%$]|[.,/:-][0-9])"
_RUN = r"(?:\s*(?:\.\.|–|—|-)\s*|\s+(?:to|through|thru|until|till)\s+)"
_NOT_A_YEAR_AFTER = "".join(
    rf"(?<!\b{word}[ ])" for word in ("at", "above", "below", "than", "near", "around", "by", "to")
)
_NOT_A_YEAR_BEFORE = r"(?!\s+(?:points?|stocks?|shares|companies|level|index|dollars|jobs|basis|names)\b)"
_ALSO_OTHERWISE = compiled(rf"(?:{MONTH}|[0-9]{{4}}|now)")
_AS_OF = compiled(rf"\bas (?:of|at) (?:the )?{SPAN}")
_SAFE_MONTH = rf"(?!(?:may|mar|march|sep|dec)\b){MONTH}"
"""Months that are no other word in running text."""


def _rule(pattern: str, build: Build, spoken: str | None = "") -> _Rule:
    """A row: ``spoken`` is the pattern in running text, "" for the same one, None for never."""
    whole = compiled(f"{_LEAD}{pattern}")
    if spoken is None:
        return _Rule(whole, build, None)
    return _Rule(whole, build, compiled(f"{_BEGIN}{spoken or _LEAD + pattern}{_FINISH}"))


_BARE_YEAR = rf"{_NOT_A_YEAR_AFTER}(?P<a>(?!2000)(?:19|20)[0-9]{{2}}){_NOT_A_YEAR_BEFORE}"
_PAST = r"(?:past|last|trailing|previous|latest|preceding)"

_RULES: tuple[_Rule, ...] = (
    _rule(r"(?P<unit>[ymqw])td", _to_date),
    _rule(r"(?:so far )?this (?P<unit>year|quarter|month|week)(?: so far)?", _to_date),
    _rule(r"(?P<unit>year|quarter|month|week)[ -]to[ -]date", _to_date),
    _rule(rf"{_PAST} (?P<n>{NUMBER}) (?P<unit>{UNIT})s?", _trailing),
    _rule(rf"past (?P<unit>{UNIT})", _trailing),
    _rule(rf"{_IN} the (?:last|trailing) (?P<unit>{UNIT})", _trailing, rf"{_IN} the last (?P<unit>{UNIT})"),
    _rule(
        rf"(?:over )?(?P<n>{NUMBER}) (?P<unit>{UNIT})s?",
        _trailing,
        rf"over (?P<n>{NUMBER}) (?P<unit>{UNIT})s",
    ),
    _rule(r"(?P<n>[0-9]{1,4})(?P<code>[dwmy])", _short_code, None),
    _rule(r"(?:ttm|ltm|trailing twelve months|trailing 12 months)", _twelve_months),
    _rule(rf"{_PAST} (?P<n>{NUMBER}) (?:sessions?|trading days?|trading sessions?)", _past_sessions),
    _rule(
        r"(?:latest|last|most recent|current|prior|previous) (?:trading )?(?:session|trading day)",
        _latest_session,
    ),
    _rule(r"(?:today|1d|today's session|day's session)", _latest_session, r"(?:today|today's session)"),
    _rule(r"yesterday", _yesterday),
    _rule(
        rf"(?:since|from|after|starting(?: in| on)?) (?P<a>{SPAN})", _since, rf"(?:ever )?since (?P<a>{SPAN})"
    ),
    _rule(rf"(?:from )?(?P<a>{SPAN}){_RUN}(?P<b>{SPAN})", _range),
    _rule(rf"between (?P<a>{SPAN}) and (?P<b>{SPAN})", _range),
    _rule(r"(?:all time|since inception|whole history|full history|max)", _whole_history, r"since inception"),
    _rule(rf"(?P<name>{any_of([name for episode in EPISODES for name in episode.names])})", _episode),
    _rule(rf"(?P<a>{SPAN})", _one_span, rf"{_IN} (?:the )?(?P<a>(?!today|yesterday|now){SPAN})"),
    # in running text, with no word such as "in" before them
    _rule(rf"(?P<a>{_SAFE_MONTH})", _one_span, rf"(?P<a>{_SAFE_MONTH})"),
    _rule(r"(?P<a>[0-9]{4})", _one_span, _BARE_YEAR),
    _rule(rf"(?P<a>{SPAN})", _plain_span),
)
"""Read top down: the first pattern that fits the whole of an answer counts."""
