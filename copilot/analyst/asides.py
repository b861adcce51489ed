"""What a question says beside itself: "(day after the election)", "height of the panic", "I mean the index".

An aside explains a time or a name that stands in the question already. Read as a part of it, its words would be taken
for another time or for something that is to be measured.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from copilot.analyst.senses import senses_said
from market.instruments import InstrumentBook
from market.periods import PeriodMention, find_periods

_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_LAST_CLAUSE = re.compile(r"\s*(?:,|\s[-–—]|[–—])\s+(?=[^,]*$)")
_CLARIFIES = re.compile(r"\bi (?:mean|meant)\b|^\W*(?:meaning|namely|i\.e\.)\b", re.IGNORECASE)
_BUT_NOT = re.compile(r",?\s*\b(?:and )?not (?:the |its )?\w+(?: \w+)?\W*$", re.IGNORECASE)
_RETELLS = re.compile(r"\b(?:close|closes|to|ended?|ending|from|through)\b", re.IGNORECASE)
"""In brackets after a time: the same time by its days."""
_DIGIT = re.compile(r"\d")
"""A last clause without one gives a day its name: "5 February 2018 - volmageddon"."""
_UNIT = re.compile(
    r"\b(?:pp|bps?|points?|percent\w*|basis|dollars|usd|terms|reinvested|annuali[sz]ed)\b|%", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class AsideReader:
    """Finds asides with the names and the times of one moment."""

    book: InstrumentBook
    as_of: datetime
    sessions: Sequence[date] = ()

    def without_asides(self, text: str) -> str:
        """``text`` without brackets and a last clause that name no other instrument, time or measure."""
        for match in reversed(list(_BRACKETS.finditer(text))):
            rest = " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())
            if self._only_explains(match[0], rest, retells=bool(_RETELLS.search(match[0]))):
                text = rest
        clause = _LAST_CLAUSE.search(text)
        if clause:
            rest, aside = text[: clause.start()], text[clause.end() :]
            if self._periods(rest) and self._only_explains(aside, rest, retells=not _DIGIT.search(aside)):
                text = rest
        return text

    def _only_explains(self, aside: str, rest: str, *, retells: bool) -> bool:
        named = self._names(rest)
        if not named or self._names(aside) - named or self._measures(aside):
            return False
        own, known = self._days(aside), self._days(rest)
        return own <= known or (retells and bool(known))

    def _names(self, text: str) -> set[str]:
        named = {mention.candidates[0].symbol for mention in self.book.mentions(text)}
        return named | {found.group.name for found in self.book.group_mentions(text)}

    def _periods(self, text: str) -> list[PeriodMention]:
        return find_periods(text, self.as_of, self.sessions)

    def _days(self, text: str) -> set[tuple[date, date]]:
        return {(found.period.start, found.period.end) for found in self._periods(text)}

    def _measures(self, aside: str) -> bool:
        """Whether the aside says what is measured, or in which unit."""
        spans = [(found.start, found.end) for found in self._periods(aside)]
        spans += [(mention.start, mention.end) for mention in self.book.mentions(aside)]
        for start, end in sorted(spans, reverse=True):
            aside = f"{aside[:start]} {aside[end:]}"
        return bool(senses_said(aside) or _UNIT.search(aside))


def clarifies(text: str) -> bool:
    """Whether ``text`` says only which of several things the question before it meant."""
    return _CLARIFIES.search(text) is not None


def without_the_other(text: str) -> str:
    """``text`` without the words for what is not meant: "the index, not the fund"."""
    return _BUT_NOT.sub("", text)
