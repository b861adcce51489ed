"""Words for a period of time become two dates: "YTD", "since March", "between 19 Feb and 23 March 2020"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from market.calendar_spans import Clock
from market.clock import end_of_day, in_utc, new_york_day
from market.date_words import MONTH_NUMBERS
from market.errors import UnknownPeriod
from market.grammar import Grammar, Reading, Token, split_tokens
from market.period_rules import PERIOD_TABLES, PeriodWords
from market.spans import TABLES
from market.time_leaves import LEAVES

LONGEST_WORDS = 200
"""Characters; a longer text is no name of a period."""

TYPO_MIN_LETTERS = 6
"""Shorter words of time are too near to one another: "week" and "weak", "mar" and "may"."""

DANGLING_WITHIN = 4
"""Words between "since" and a date that it does not stand before: "since Powell's May 2022 hike"."""
_SIDES = frozenset({"after", "before", "since", "until"})
_EVENTS = frozenset("auction cut decision election hike meeting print report speech vote".split())
_LEADS = frozenset("across during for from in on over throughout within".split())

_NOT_AFTER = frozenset("$^.,/-")
_NO_YEAR_AFTER = frozenset("above at below by from near over than to around".split())
_OF_A_YEAR = frozenset("drawdown gain gains performance return returns volatility".split())
"""Before one of these a number after "by" is a year after all: "ranked by 2024 return"."""
_NO_YEAR_BEFORE = frozenset(
    "basis companies dollars employees euros firms index jobs level names people point points pounds shares "
    "stocks times units".split()
)


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


@dataclass(frozen=True, slots=True)
class RefusedPeriod:
    """The span ``[start, end)`` of a text that names a time which cannot be read, and why."""

    start: int
    end: int
    text: str
    reason: str


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
    Raises UnknownPeriod for other words, for days that do not exist, for what begins after ``as_of``, and for
    words that can mean two things, which it names: 5/1/2026, a fiscal year, since the covid crash.
    """
    words = " ".join(text.split()).rstrip(".!?")
    if len(words) <= LONGEST_WORDS:
        clock = Clock(new_york_day(as_of), sessions)
        tokens = split_tokens(words)
        found = _whole(tokens) or _whole(_mended(tokens))
        if found is not None:
            return _dated(found, clock, text)
    raise UnknownPeriod(text)


def find_periods(text: str, as_of: datetime, sessions: Sequence[date] = ()) -> list[PeriodMention]:
    """The periods named in running text, in order; of overlapping ones the longest.

    Numbers inside names are none (Russell 2000, S&P 500, 10-year), nor is the date of an "as of".
    """
    read = _read_text(text, Clock(new_york_day(as_of), sessions))
    return [found for found in read if isinstance(found, PeriodMention)]


def refused_periods(text: str, as_of: datetime, sessions: Sequence[date] = ()) -> list[RefusedPeriod]:
    """What running text says of time that :func:`find_periods` cannot read, with the reason for a reader."""
    read = _read_text(text, Clock(new_york_day(as_of), sessions))
    return [found for found in read if isinstance(found, RefusedPeriod)]


@cache
def _grammar() -> Grammar:
    return Grammar({**TABLES, **PERIOD_TABLES}, LEAVES)


def _whole(tokens: Sequence[Token]) -> PeriodWords | None:
    """What all of the words stand for."""
    found = _grammar().read("answer", Reading(tokens), 0).get(len(tokens)) if tokens else None
    return found if isinstance(found, PeriodWords) else None


def _mended(tokens: Sequence[Token]) -> list[Token]:
    """The words with small typos mended: "Febuary", "last qarter"."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    known = _vocabulary()
    mended = []
    for token in tokens:
        word = token.text
        if len(word) >= TYPO_MIN_LETTERS and word.isalpha() and word not in known:
            near = process.extract(word, known, scorer=OSA.distance, score_cutoff=1, limit=2)
            word = str(near[0][0]) if len(near) == 1 else word
        mended.append(Token(token.start, token.end, word, token.glued))
    return mended


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(word for word in _grammar().words("answer") if len(word) >= TYPO_MIN_LETTERS - 1)


def _dated(words: PeriodWords, clock: Clock, text: str) -> Period:
    try:
        span = words.read(clock)
    except UnknownPeriod as error:
        raise UnknownPeriod(text, error.reason) from error
    except (ValueError, OverflowError) as error:
        raise UnknownPeriod(text, str(error)) from error
    start, end = span
    if start > clock.today:
        raise UnknownPeriod(text, f"it begins after {clock.today}")
    end = min(end, clock.today)
    if end < start:
        raise UnknownPeriod(text, "it ends before it begins")
    return Period(start, end, " ".join(text.split()))


def _read_text(text: str, clock: Clock) -> list[PeriodMention | RefusedPeriod]:
    """Every time that is named, the longest first where they overlap; a refused one keeps its place."""
    tokens = split_tokens(text)
    reading = Reading(tokens)
    candidates = [
        (place, end, words)
        for place, token in enumerate(tokens)
        if _grammar().can_begin("spoken", token)
        for end, words in _grammar().read("spoken", reading, place).items()
        if isinstance(words, PeriodWords) and _stands_free(text, tokens, place, end)
    ]
    candidates.sort(key=lambda found: (tokens[found[0]].start - tokens[found[1] - 1].end, found[0]))
    taken = bytearray(len(tokens))
    for place, end in _as_of_words(reading):
        taken[place:end] = b"\1" * (end - place)
    kept: list[PeriodMention | RefusedPeriod] = []
    for place, end, words in candidates:
        if any(taken[place:end]):
            continue
        taken[place:end] = b"\1" * (end - place)
        since = _event_words(tokens, place, end)
        first, last = tokens[place if since is None else since].start, tokens[end - 1].end
        try:
            if since is not None:
                raise UnknownPeriod(text[first:last], "no day is known for it; give its date")
            period = _dated(words, clock, text[first:last])
        except UnknownPeriod as error:
            kept.append(RefusedPeriod(first, last, text[first:last], error.reason))
        else:
            kept.append(PeriodMention(first, last, text[first:last], period))
    return sorted(kept, key=lambda found: found.start)


def _event_words(tokens: Sequence[Token], place: int, end: int) -> int | None:
    """Where "since" stands, if the date is part of the name of some event: "since the May 2022 hike"."""
    named = tokens[end : end + 1] and tokens[end].text in _EVENTS
    if tokens[place].text in _SIDES:
        return place if named else None
    if tokens[place].text in _LEADS:
        return None
    for before in range(place - 1, max(place - 2 - DANGLING_WITHIN, -1), -1):
        word = tokens[before].text
        if word in _SIDES:
            return before if named or word == "since" else None
        if not (word.isalpha() or word == "'s"):
            return None
    return None


def _as_of_words(reading: Reading) -> list[tuple[int, int]]:
    found = []
    for place, token in enumerate(reading.tokens):
        if token.text == "as" and (ends := _grammar().read("as_of", reading, place)):
            found.append((place, max(ends)))
    return found


def _stands_free(text: str, tokens: Sequence[Token], place: int, end: int) -> bool:
    """Whether the words are not part of a longer number or name, nor a count of something."""
    first, last = tokens[place], tokens[end - 1]
    before, after = text[: first.start][-1:], text[last.end : last.end + 2]
    if before and (before.isalnum() or before in _NOT_AFTER or before == "_"):
        return False
    if after and (after[0].isalnum() or after[0] in "_%$" or (after[0] in ".,/:-" and after[1:].isdigit())):
        return False
    written_out = any(token.text in MONTH_NUMBERS or token.text == "-" for token in tokens[place:end])
    if first.text.isdigit() and not written_out and place and tokens[place - 1].text in _NO_YEAR_AFTER:
        follows = tokens[end].text if end < len(tokens) else ""
        return follows in _OF_A_YEAR
    return not (last.text.isdigit() and end < len(tokens) and tokens[end].text in _NO_YEAR_BEFORE)
