"""The times that a sentence names: a session, a span, the year so far."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Literal

from copilot.audit.days import StatedDay, find_days
from market.date_words import WEEKDAYS
from market.periods import find_periods

PERIOD_REACH = 130
"""Characters between a figure and the time that it is for."""

_SESSION = re.compile(
    r"\b(?:(?:prior|previous|latest|last|final|daily|single|the)\s(?:trading\s)?(?:session|day(?!s))|daily|today|yesterday|"
    r"on\sthe\s(?:day|session)|intraday|overnight|(?:in|for|during)\sthe\ssession|one-day|at\sthe\sclose)\b",
    re.IGNORECASE,
)
_CLOSE = re.compile(
    r"\b(?:clos(?:e[sd]?|ing)|settl(?:ed|ing)|finish(?:ed|ing)|ended)\b(?=\s(?:at|up|down|higher|lower|[$€£¥]?[0-9]))",
    re.IGNORECASE,
)
_YEAR_AHEAD = re.compile(
    r"\b(?:in|for|during|of|by|end-)\s?(?P<year>20[0-9]{2})\b(?!\s?(?:%|per\s?cent))", re.IGNORECASE
)
"""A year that has not begun is no period of the tables; forecasts are for such years."""
_TO_DATE = re.compile(
    r"\b(?:for|on|over|in|so\sfar|closed|closing|finished|finishing|ended|ending)\s(?:the|this)\s(?P<unit>year|quarter|month|week)\b(?!\s(?:ended|ending|to\s(?!date)|before|earlier|ago|"
    r"after|of))(?:\s(?:to\sdate|so\sfar))?",
    re.IGNORECASE,
)
_SINCE_CLOSE_OF = re.compile(
    r"\bsince\s(?:its|the|their)\s(?:last\s|final\s)?(?:close|session|level|trading\sday)\s(?:of|in)\s(?P<year>(?:19|20)[0-9]{2})\b",
    re.IGNORECASE,
)
LEVEL_AFTER_MOVE = re.compile(
    r"(?:(?<=%)|(?<=%,)|(?<=\bpoints))\s(?:to|at)"
    r"(?=\s[$€£¥]?[0-9][0-9,]*\.[0-9]{2}(?![0-9%]|\s?(?:%|per\s?cent|[mbt]n?\b|million|billion)))"
)
"""A move of a session is told with the level that it led to: "added 0.91% to 23,436.02"."""
_PART_END = re.compile(r"[,;]\s|\sand\s(?!the\b)|\s(?:while|but|whereas)\s")
_BASE = re.compile(
    r"\b(?:(?:up|down|higher|lower|more|less|rise|fall|gain|decline|loss)\s(?:than|from|since|on|against)|than|above|below|since)\s"
    r"(?:(?:at|its|the|their|last|final|close|closing|level|of|on|in)\s){0,6}\Z",
    re.IGNORECASE,
)
"""Before a time with which the present is compared: "2 % higher than at the end of 2025"."""
_WEEKDAY = re.compile(
    rf"\b(?:on\s|[Ll]ast\s)?(?P<day>{'|'.join(name.capitalize() for name in WEEKDAYS)})(?:[’']s)?"
    r"(?!\s(?:[A-Z][a-z]+\s)?"
    r"(?:night|speech))\b"
)


@dataclass(frozen=True, slots=True)
class Time:
    """The time that a figure is for."""

    kind: Literal["session", "span"]
    label: str
    start: date | None = None
    end: date | None = None
    """Of a session the day, where it is named; ``None`` for the latest."""
    to_date: bool = False
    """The span runs to the report's own day."""
    weak: bool = False
    """Only the shape of the sentence tells it: another time may be meant."""

    @property
    def key(self) -> tuple[str, str]:
        """Equal for two ways to say the same time."""
        if self.kind == "session":
            return ("session", self.end.isoformat() if self.end else "latest")
        return ("span", f"{self.start}..{'now' if self.to_date else self.end}")


Placed = tuple[int, int, Time]


class Times:
    """The times that a sentence names, by place. ``today`` is the report's own day."""

    def __init__(self, text: str, as_of: datetime, today: date, sessions: Sequence[date]) -> None:
        found: list[Placed] = []
        named = chain(_days(text, today), _sessions(text, today), _spans_to_date(text, today))
        _take(found, named)
        session = next((time for *_, time in found if time.kind == "session"), Time("session", "close"))
        found += [(match.start(), match.end(), session) for match in _CLOSE.finditer(text)]
        _take(found, chain(_periods(text, as_of, today, sessions), _years(text)))
        spans = [(start, end) for start, end, time in found if time.kind == "span"]
        weak = replace(session, weak=True)
        found += [
            (match.start(), match.end(), weak)
            for match in LEVEL_AFTER_MOVE.finditer(text)
            if not _shares_time(text, match.start(), spans)
        ]
        self.found = sorted(found, key=lambda item: item[0])

    def near(self, start: int, end: int, bounds: tuple[int, int]) -> Time | None:
        """The time nearest to ``[start, end)`` within ``bounds``, else the only one of the sentence."""
        within = [
            (max(0, start - last, first - end), time)
            for first, last, time in self.found
            if bounds[0] <= first < bounds[1]
        ]
        near = [item for item in within if item[0] <= PERIOD_REACH]
        if near:
            return min(near, key=lambda item: item[0])[1]
        return self.found[0][2] if len({item[2].key for item in self.found}) == 1 else None


def _take(found: list[Placed], candidates: Iterator[Placed]) -> None:
    """Adds each candidate that does not overlap what was found before it."""
    for start, end, time in candidates:
        if not any(first < end and start < last for first, last, _ in found):
            found.append((start, end, time))


def _days(text: str, today: date) -> Iterator[Placed]:
    for stated in find_days(text, today):
        if stated.day and stated.day < today and _BASE.search(text[: stated.start]):
            yield stated.start, stated.end, Time("span", stated.text, stated.day, today, to_date=True)
        elif stated.day and not _spanned(text, stated):
            yield stated.start, stated.end, Time("session", stated.text, stated.day, stated.day)


def _sessions(text: str, today: date) -> Iterator[Placed]:
    for match in _WEEKDAY.finditer(text):
        day = _latest(WEEKDAYS[match["day"].lower()], today)
        yield match.start(), match.end(), Time("session", match.group(), day, day)
    for match in _SESSION.finditer(text):
        yield match.start(), match.end(), Time("session", match.group())


def _spans_to_date(text: str, today: date) -> Iterator[Placed]:
    for match in _TO_DATE.finditer(text):
        base = _base_of(match["unit"].lower(), today)
        yield match.start(), match.end(), Time("span", match.group(), base, today, to_date=True)
    for match in _SINCE_CLOSE_OF.finditer(text):
        base = date(int(match["year"]), 12, 31)
        yield match.start(), match.end(), Time("span", match.group(), base, today, to_date=True)


def _periods(text: str, as_of: datetime, today: date, sessions: Sequence[date]) -> Iterator[Placed]:
    for mention in find_periods(text, as_of, sessions):
        period = mention.period
        time = Time("span", mention.text, period.start, period.end, period.end >= today)
        if _BASE.search(text[: mention.start]) and period.end < today:
            time = Time("span", mention.text, period.end, today, to_date=True)
        yield mention.start, mention.end, time


def _years(text: str) -> Iterator[Placed]:
    for match in _YEAR_AHEAD.finditer(text):
        year = int(match["year"])
        yield (
            match.start(),
            match.end(),
            Time("span", match.group(), date(year - 1, 12, 31), date(year, 12, 31)),
        )


def _base_of(unit: str, today: date) -> date:
    """The day whose close a year, quarter, month or week to date starts from."""
    if unit == "week":
        return today - timedelta(days=today.weekday() + 3)
    month = {"year": 1, "quarter": today.month - (today.month - 1) % 3, "month": today.month}[unit]
    return date(today.year, month, 1) - timedelta(days=1)


def _shares_time(text: str, place: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a span of time stands in the same part of the sentence, or before its first comma."""
    cuts = [0, *(match.end() for match in _PART_END.finditer(text)), len(text)]
    start = max(cut for cut in cuts if cut <= place)
    end = min(cut for cut in cuts if cut > place)
    opening = cuts[1] if len(cuts) > 1 and start == cuts[1] else 0
    return any(start <= first < end or (opening and first < opening) for first, _ in spans)


def _spanned(text: str, stated: StatedDay) -> bool:
    """Whether the day is an end of a longer time: "since 3 January", "the quarter ended 31 December"."""
    before = text[max(0, stated.start - 24) : stated.start]
    after = text[stated.end : stated.end + 12]
    return bool(
        re.search(
            r"\b(?:since|from|between|through|until|to|ended|ending|and|after|before)\s(?:\w+\s)?\Z",
            before,
            re.I,
        )
        or re.match(r"\s(?:to|through|until|and)\s", after)
    )


def _latest(weekday: int, today: date) -> date:
    return today - timedelta(days=(today.weekday() - weekday) % 7)
