"""Windows: the days, months, quarters and years that a text names, as first and last day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from vectorstore.labels import periods_in

DATED, OF_THE_YEAR = 0.6, 0.2
"""What it is worth that a document is from the days that a query names. A year alone may be what the text is about."""

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)
_DAY = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH})\.?,?\s+(?P<y1>\d{{4}})"
    rf"|(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
    rf"|(?P<m3>{_MONTH})\.?,?\s+(?:of\s+)?(?P<y3>\d{{4}})"
    r"|(?P<y4>\d{4})-(?P<m4>\d{2})-(?P<d4>\d{2}))\b",
    re.IGNORECASE,
)


class Window(NamedTuple):
    """Days that a query names, both included, and what it is worth that a document is from them."""

    first: date
    last: date
    worth: float


def windows_in(query: str) -> Iterator[Window]:
    """The days, months, quarters and years that a query names."""
    rest = query
    for match in _DAY.finditer(query):
        rest = rest.replace(match[0], " ")
        year = int(match["y1"] or match["y2"] or match["y3"] or match["y4"])
        named = match["m1"] or match["m2"] or match["m3"]
        month = _month(named) if named else int(match["m4"])
        day = int(match["d1"] or match["d2"] or match["d4"] or 0)
        try:
            first = date(year, month, day or 1)
        except ValueError:  # a 31st of June
            continue
        last = first if day else date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        yield Window(first, last, DATED)
    for _, _, period in periods_in(rest):
        months = 3 if period.quarter else 12
        first = date(period.year, (period.quarter or 1) * 3 - 2, 1)
        yield Window(first, period.last_day, DATED if months == 3 else OF_THE_YEAR)


def titled_day(title: str) -> date | None:
    """The day or month that a title bears, such as that of a meeting whose minutes came out later."""
    window = next((window for window in windows_in(title) if window.worth == DATED), None)
    return window.first if window else None


def _month(name: str) -> int:
    return next(number for number, full in enumerate(_MONTHS, start=1) if full.startswith(name[:3].lower()))
