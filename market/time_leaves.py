"""The leaves of the grammar of time: numbers, days, months, years and units at a place of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from market.date_words import DECADES, MONTH_NUMBERS, NUMBERS, SEASONS, TENS, UNITS, WEEKDAY_NUMBERS, WEEKDAYS
from market.grammar import NUMBER_KEY, Leaf, Token

FIRST_YEAR, LAST_YEAR = 1800, 2199
"""A number of four digits outside of these is no year."""

SHORT_YEAR_PIVOT = 50
"""'49 is 2049 and '50 is 1950: prices reach further back than questions reach ahead."""

ABBREVIATED_UP_TO = 4
"""Names of months of so few letters may end in a full stop."""


@dataclass(frozen=True, slots=True)
class YearWords:
    """A year by its number, or by how many years ago it is."""

    number: int | None = None
    years_ago: int = 0

    def seen_from(self, today: date) -> int:
        """The number of the year."""
        return today.year - self.years_ago if self.number is None else self.number


def _digits(least: int, most: int, lengths: Sequence[int]) -> Leaf:
    def read(tokens: Sequence[Token], place: int) -> tuple[int, object] | None:
        text = tokens[place].text
        if len(text) in lengths and text.isascii() and text.isdecimal() and least <= int(text) <= most:
            return place + 1, int(text)
        return None

    return read


def _word(words: Mapping[str, object]) -> Leaf:
    def read(tokens: Sequence[Token], place: int) -> tuple[int, object] | None:
        value = words.get(tokens[place].text)
        return None if value is None else (place + 1, value)

    return read


_ALSO_WORDS = frozenset({"may", "mar", "march", "sep", "dec"})


def _safe_month(tokens: Sequence[Token], place: int) -> tuple[int, object] | None:
    """A month whose name is no other word in running text."""
    return None if tokens[place].text in _ALSO_WORDS else _month(tokens, place)


def _month(tokens: Sequence[Token], place: int) -> tuple[int, object] | None:
    name = tokens[place].text
    if name not in MONTH_NUMBERS:
        return None
    after = tokens[place + 1 : place + 2]
    stop = after and after[0].text == "." and after[0].glued and len(name) <= ABBREVIATED_UP_TO
    return place + (2 if stop else 1), MONTH_NUMBERS[name]


def _short_year(tokens: Sequence[Token], place: int) -> tuple[int, object] | None:
    text = tokens[place].text
    if len(text) != len("22") or not (text.isascii() and text.isdecimal()):
        return None
    return place + 1, YearWords((2000 if int(text) < SHORT_YEAR_PIVOT else 1900) + int(text))


def _compact_day(tokens: Sequence[Token], place: int) -> tuple[int, object] | None:
    text = tokens[place].text
    if len(text) != len("20200219") or not (text.isascii() and text.isdecimal()):
        return None
    return (place + 1, int(text)) if FIRST_YEAR <= int(text[:4]) <= LAST_YEAR else None


def _decade(tokens: Sequence[Token], place: int) -> tuple[int, object] | None:
    """1990s, 90s: a round number and the letter s."""
    text = tokens[place].text
    ending = tokens[place + 1 : place + 2]
    if not ending or ending[0].text not in ("s", "'s") or not ending[0].glued:
        return None
    if not (text.isascii() and text.isdecimal()) or not text.endswith("0") or len(text) not in (2, 4):
        return None
    year = int(text)
    if len(text) == len("90"):
        year += 1900 if year >= SHORT_YEAR_PIVOT else 2000
    return (place + 2, year) if FIRST_YEAR <= year <= LAST_YEAR else None


def _year(tokens: Sequence[Token], place: int) -> tuple[int, object] | None:
    found = _digits(FIRST_YEAR, LAST_YEAR, (4,))(tokens, place)
    return found and (found[0], YearWords(int(tokens[place].text)))


_NUMBER: frozenset[str] = frozenset({NUMBER_KEY})

LEAVES: Mapping[str, tuple[frozenset[str], Leaf]] = {
    "digits": (_NUMBER, _digits(0, 99_999, (1, 2, 3, 4, 5))),
    "number_word": (frozenset(NUMBERS), _word(NUMBERS)),
    "tens": (frozenset(TENS), _word(TENS)),
    "unit_word": (frozenset(UNITS), _word(UNITS)),
    "day_number": (_NUMBER, _digits(1, 31, (1, 2))),
    "month_number": (_NUMBER, _digits(1, 12, (1, 2))),
    "two_digits": (_NUMBER, _digits(1, 99, (1, 2))),
    "quarter_number": (_NUMBER, _digits(1, 4, (1,))),
    "half_number": (_NUMBER, _digits(1, 2, (1,))),
    "month": (frozenset(MONTH_NUMBERS), _month),
    "safe_month": (frozenset(MONTH_NUMBERS), _safe_month),
    "full_weekday": (frozenset(WEEKDAYS), _word(WEEKDAYS)),
    "weekday": (frozenset(WEEKDAY_NUMBERS), _word(WEEKDAY_NUMBERS)),
    "full_year": (_NUMBER, _year),
    "short_year": (_NUMBER, _short_year),
    "compact_day": (_NUMBER, _compact_day),
    "decade_number": (_NUMBER, _decade),
    "decade_word": (frozenset(DECADES), _word(DECADES)),
    "season": (frozenset(SEASONS), _word(SEASONS)),
}
"""Each with the words that it can begin with."""
