"""Times that a text names: years, their quarters, halves and months, and how long a period is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from copilot.figures.nonfigures import blank_names


class Time(NamedTuple):
    """A year, or a part of it; 0 where the text leaves a field open."""

    year: int
    quarter: int = 0
    month: int = 0
    """The month, or the one that a period ends in."""
    months: int = 0
    """How long: 3 for a quarter, 9 for nine months, 12 for a whole year."""

    def agrees(self, other: Time) -> bool:
        """Whether both can be the same time: no field that both state differs."""
        return all(a == b or not a or not b for a, b in zip(self, other, strict=True))


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time with its place in the text."""

    start: int
    end: int
    time: Time


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_LENGTHS = {"three": 3, "six": 6, "nine": 9, "twelve": 12, "3": 3, "6": 6, "9": 9, "12": 12}
_WEEKS = {
    "thirteen": 3,
    "twenty-six": 6,
    "thirty-nine": 9,
    "fifty-two": 12,
    "13": 3,
    "26": 6,
    "39": 9,
    "52": 12,
    "53": 12,
}
_FISCAL = r"(?:FY|CY|F|fiscal(?:\s+year)?)"
_TOKEN = re.compile(
    rf"""(?P<iso>\b(?P<iy>(?:19|20)[0-9]{{2}})-(?P<im>[01][0-9])-[0-3][0-9])
    |(?P<year>(?:(?<![\w.,$€£/])|(?<=(?:19|20)[0-9]{{2}},))(?:FY\s?|CY\s?)?(?P<y>(?:19|20)[0-9]{{2}})(?:\s?Q(?P<yq>[1-4])|[-/–](?P<later>[0-9]{{2}}))?
        (?!\w|%|[.,][0-9](?<!,[12])|\s(?:million|billion|thousand|percent)))
    |(?P<short>(?<!\w)(?:{_FISCAL}\s?['’]?|['’])(?P<s>[0-9]{{2}})(?![\w%.,][0-9]|[\w%]))
    |(?P<quarter_year>(?<!\w)(?:Q(?P<q1>[1-4])|(?P<q2>[1-4])Q)\s?(?:FY|CY)?\s?['’]?(?P<qy>[0-9]{{2}})(?![\w%.,]))
    |(?P<quarter>(?<!\w)(?:Q(?P<q3>[1-4])|(?P<q4>[1-4])Q|(?P<qo>{"|".join(_ORDINALS)})(?:[\s-]+(?:fiscal[\s-]+)?quarter|(?=\s(?:and|or|to)\s\w+\squarter)))(?!\w))
    |(?P<length>\b(?P<l>{"|".join(_LENGTHS)})[\s-]+months?\b|\b(?P<w>{"|".join(_WEEKS)})[\s-]+weeks?\b)
    |(?P<whole>\b(?:years?\s+end(?:ed|ing)|full[\s-]+year|annual)\b)
    |(?P<month>\b(?P<m>January|February|March|April|May|June|July|August|September|October|November|December
        |Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)
    |(?P<before>\b(?:prior|previous|preceding|last)[\s-]+(?:fiscal\s+)?year|\byear[\s-]+(?:ago|earlier)\b)""",
    re.VERBOSE | re.IGNORECASE,
)  # fmt: skip
_JOINS = re.compile(
    r"(?:[\s,&/|–-]|\b(?:and|or|to|through|versus|vs\.?|from|with|compared)\b)*", re.IGNORECASE
)
_RIGHT_AFTER = 3
"""Characters between a year and its quarter in ``fiscal 2019 second quarter``, ``2019's third quarter``."""
_QUALIFIER_REACH = 40
"""Characters between a month or a quarter and the year that it belongs to: ``the third quarter of fiscal year``."""


def times_in(text: str) -> list[TimeMention]:
    """The times of ``text`` in order. A month or a quarter counts with its year: ``June 30, 2019 and 2018`` are two."""
    return list(_times_in(text))


@lru_cache(maxsize=8192)
def _times_in(text: str) -> tuple[TimeMention, ...]:
    found: list[TimeMention] = []
    reader = _Reader(blank_names(text))
    for mention in reader.mentions():
        if found and mention.start == found[-1].start:
            found[-1] = mention
        else:
            found.append(mention)
    return tuple(found)


class _Reader:
    """Reads tokens from left to right and keeps what waits for its year."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._waiting: list[tuple[int, int, Time]] = []
        self._last: TimeMention | None = None
        self._earliest = 0

    def mentions(self) -> Iterator[TimeMention]:
        for match in _TOKEN.finditer(self._text):
            for mention in self._read(match):
                self._last = mention
                self._earliest = min(mention.time.year, self._earliest or mention.time.year)
                yield mention

    def _read(self, match: re.Match[str]) -> Iterator[TimeMention]:
        start, end = match.span()
        kind = _kind(match)
        if kind == "year":
            year, quarter = int(match["y"]), int(match["yq"] or 0)
            if quarter:
                self._waiting.append((start, start, Time(0, quarter, 0, 3)))
            yield from self._with_year(start, end, _later(year, match["later"]))
        elif kind == "short":
            yield from self._with_year(start, end, 2000 + int(match["s"]))
        elif kind == "quarter_year":
            quarter = int(match["q1"] or match["q2"])
            yield TimeMention(start, end, Time(2000 + int(match["qy"]), quarter, 0, 3))
        elif kind == "iso":
            yield TimeMention(start, end, Time(int(match["iy"]), 0, int(match["im"])))
        elif kind == "before":
            if self._earliest and self._last:
                yield TimeMention(
                    start, end, self._last.time._replace(year=self._last.time.year - 1, month=0)
                )
        else:
            self._take_part(match, kind)
            after = self._last
            if kind == "quarter" and after and not after.time.quarter and start - after.end <= _RIGHT_AFTER:
                self._waiting.clear()
                yield TimeMention(after.start, end, after.time._replace(quarter=_quarter(match), months=3))

    def _take_part(self, match: re.Match[str], kind: str) -> None:
        part = {
            "quarter": lambda: Time(0, _quarter(match), 0, 3),
            "length": lambda: Time(
                0, 0, 0, _LENGTHS.get((match["l"] or "").lower()) or _WEEKS[(match["w"] or "").lower()]
            ),
            "whole": lambda: Time(0, 0, 0, 12),
            "month": lambda: Time(0, 0, _MONTHS.index(match["m"][:3].lower()) + 1),
        }[kind]()
        self._waiting.append((match.start(), match.end(), part))

    def _with_year(self, start: int, end: int, year: int) -> Iterator[TimeMention]:
        near: list[tuple[int, int, Time]] = []
        edge = start
        for part in reversed(self._waiting):
            if edge - part[1] > _QUALIFIER_REACH:
                break
            near.insert(0, part)
            edge = part[0]
        self._waiting.clear()
        if not near and self._last and _JOINS.fullmatch(self._text, self._last.end, start):
            yield TimeMention(start, end, self._last.time._replace(year=year))
            return
        length = next((held.months for _, _, held in reversed(near) if held.months), 0)
        months = [(first, held) for first, _, held in near if held.month]
        quarters = [(first, held) for first, _, held in near if held.quarter]
        if len(quarters) == 1 and months:  # "first quarter ended March 31, 2019"
            quarter = quarters[0][1].quarter
            months = [(first, held._replace(quarter=quarter, months=3)) for first, held in months]
            quarters = []
        parts = sorted(months + quarters)
        if not parts:
            yield TimeMention(near[0][0] if near else start, end, Time(year, 0, 0, length))
        for first, named in parts:
            yield TimeMention(first, end, Time(year, named.quarter, named.month, named.months or length))


def _kind(match: re.Match[str]) -> str:
    kinds = ("year", "short", "quarter_year", "quarter", "length", "whole", "month", "iso", "before")
    return next(kind for kind in kinds if match[kind] is not None)


def _quarter(match: re.Match[str]) -> int:
    return int(match["q3"] or match["q4"] or _ORDINALS[match["qo"].lower()])


def _later(year: int, later: str | None) -> int:
    """The year that ``2018/19`` ends in."""
    return year // 100 * 100 + int(later) if later and int(later) == (year + 1) % 100 else year


def any_agrees(wanted: Sequence[Time], held: Sequence[Time]) -> bool:
    """Whether some time of ``held`` can be one of ``wanted``; true where either names none."""
    return not wanted or not held or any(a.agrees(b) for a in wanted for b in held)
