"""The words of dates: months, weekdays, numbers and units, as patterns and as what they stand for."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence

MONTH_NUMBERS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
WEEKDAYS = {calendar.day_name[number].lower(): number for number in range(5)}
NUMBERS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
} | {"a": 1, "an": 1, "couple of": 2, "a couple of": 2}
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


def any_of(words: Sequence[str] | dict[str, int]) -> str:
    """A pattern for any of ``words``, the longest first."""
    return "|".join(re.escape(word).replace("\\ ", " ") for word in sorted(words, key=len, reverse=True))


MONTH = rf"(?:{any_of(MONTH_NUMBERS)})\b\.?"
YEAR = r"(?:[12][0-9]{3}(?![0-9])|last year|this year)"
NUMBER = rf"(?:[0-9]{{1,5}}|{any_of(NUMBERS)})"
UNIT = r"(?:day|week|month|quarter|year|decade)"


def count_of(words: str) -> int:
    """``"12"``, ``"twelve"``, ``"a"`` or ``"couple of"`` as a number."""
    words = " ".join(words.lower().split())
    return NUMBERS[words] if words in NUMBERS else int(words)


def month_number(words: str) -> int:
    """The number of a month from its name, short or long."""
    return MONTH_NUMBERS[words.lower().rstrip(".")]
