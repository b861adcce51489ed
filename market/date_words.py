"""The words of dates: months, weekdays, numbers and units, and what they stand for."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable

MONTH_NUMBERS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}

WEEKDAYS = {calendar.day_name[number].lower(): number for number in range(7)}
WEEKDAY_NUMBERS = (
    WEEKDAYS
    | {name[:3]: number for name, number in WEEKDAYS.items()}
    | {"tues": 1, "thur": 3, "thurs": 3, "weds": 2}
)
SATURDAY = 5
"""From this number on, days are no working days."""

_UP_TO_TWENTY = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
NUMBERS = {word: number for number, word in enumerate(_UP_TO_TWENTY, 1)} | {"a": 1, "an": 1}
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}

ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "final": 4,
}

UNITS = {
    name: unit
    for unit, names in {
        "day": "day days",
        "week": "week weeks wk wks",
        "fortnight": "fortnight fortnights",
        "month": "month months mo mos mth mths",
        "quarter": "quarter quarters qtr qtrs",
        "year": "year years yr yrs",
        "decade": "decade decades",
    }.items()
    for name in names.split()
}
"""Units of time by the words for them."""

DECADES = {
    "thirties": 1930,
    "forties": 1940,
    "fifties": 1950,
    "sixties": 1960,
    "seventies": 1970,
    "eighties": 1980,
    "nineties": 1990,
    "noughties": 2000,
}

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month in which each begins, as the weather services of the northern half count."""


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of ``words``, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


MONTH = rf"(?:{any_of(MONTH_NUMBERS)})\b\.?"
"""A regular expression for the name of a month."""


def month_number(words: str) -> int:
    """The number of a month from its name, short or long."""
    return MONTH_NUMBERS[words.lower().rstrip(".")]
