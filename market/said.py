"""The words by which a question gives a parameter of a metric its value: "after 14 sessions", "earnings per share"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from market.date_words import NUMBERS

NUMBER_SIGN = "#"
"""In a phrase the place of the number, as a value that number."""

_WORDS = {word: number for word, number in NUMBERS.items() if word.isalpha() and len(word) > 2}
_NUMBER = rf"(?P<number>[0-9]+(?:\.[0-9]+)?|{'|'.join(_WORDS)})"
_LINE = re.compile(r"(?P<parameter>\w+) (?P<value>\S+): (?P<phrases>.+)")


@dataclass(frozen=True, slots=True)
class Said:
    """One way to say the value of a parameter: ``# sessions`` for a number, some words for a fixed value."""

    parameter: str
    value: str
    phrase: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """What stands in a question, with hyphens or blanks between the words."""
        words = re.split(r"[\s-]+", self.phrase)
        shape = r"[\s-]+".join(_NUMBER if word == NUMBER_SIGN else re.escape(word) for word in words)
        return re.compile(rf"(?<![\w.,]){shape}(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SaidMention:
    """The span ``[start, end)`` of a question that gives ``parameter`` its ``value``."""

    start: int
    end: int
    text: str
    parameter: str
    value: str
    is_number: bool = False


def read_said(line: str) -> tuple[Said, ...]:
    """The ways of a header line ``PARAMETER VALUE: phrase; phrase``; none where it is written otherwise."""
    found = _LINE.fullmatch(line)
    if found is None:
        return ()
    phrases = (phrase.strip() for phrase in found["phrases"].split(";"))
    return tuple(Said(found["parameter"], found["value"], phrase) for phrase in phrases if phrase)


def find_said(ways: Sequence[Said], text: str) -> list[SaidMention]:
    """The places where ``text`` gives values, those that count first in front.

    Numbers go before fixed values, longer phrases before shorter ones; of two that overlap the first counts.
    """
    found = [
        SaidMention(
            match.start(), match.end(), match[0], way.parameter, _value(way, match), way.value == NUMBER_SIGN
        )
        for way in ways
        for match in way.pattern.finditer(text)
    ]
    kept: list[SaidMention] = []
    for mention in sorted(
        found, key=lambda found: (not found.is_number, found.start - found.end, found.start)
    ):
        if all(mention.end <= other.start or mention.start >= other.end for other in kept):
            kept.append(mention)
    return kept


def values_said(mentions: Sequence[SaidMention]) -> dict[str, str]:
    """The value of each parameter: the one that counts first."""
    return {mention.parameter: mention.value for mention in reversed(mentions)}


def _value(way: Said, match: re.Match[str]) -> str:
    if way.value != NUMBER_SIGN:
        return way.value
    number = match["number"].lower()
    return str(_WORDS.get(number, number))
