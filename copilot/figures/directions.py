"""Which way a figure goes: ``fell 1.05 %`` is down, ``a 1.25 % gain`` is up, ``closed at 4.2 %`` is neither."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal, NamedTuple

Direction = Literal[-1, 0, 1]

REACH = 90
"""How many characters before a figure are looked at: the longest clause head seen in market prose is shorter."""

LEAD_REACH = 40
"""How far before a figure its preposition stands, with the words between such as ``just about``."""

_UP = (
    r"rose|rise[sn]?|rising|up|gain(?:s|ed|ing)?|advance[sd]?|advancing|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?|"
    r"surge[sd]?|surging|rall(?:y|ies|ied|ying)|increase[sd]?|increasing|grew|grow(?:s|n|th|ing)?|added|adds|"
    r"soar(?:s|ed|ing)?|higher|expanded|expansion|rebound(?:s|ed)?|recovered|raised|improved|appreciated|positive"
)
_DOWN = (
    r"fell|fall(?:s|en|ing)?|down|decline[sd]?|declining|slip(?:s|ped|ping)?|lost|los(?:es|s|ses|ing)|"
    r"drop(?:s|ped|ping)?|decrease[sd]?|decreasing|slid(?:e|es|ing)?|sank|sink(?:s|ing)?|tumble[sd]?|"
    r"plunge[sd]?|shed|sheds|retreat(?:s|ed)?|eased|lower(?:ed)?|cut|cuts|shrank|shrunk|contract(?:ed|ion)|dip(?:s|ped)?|"
    r"weakened|reduced|reduction|negative|depreciated|sold\soff|slump(?:s|ed)?|crashed"
)
_OPEN = (
    r"trail(?:s|ed|ing)?|lag(?:s|ged|ging)?|lead(?:s|ing)?|led|ahead|behind|beat(?:s|en|ing)?|"
    r"outperform(?:s|ed|ing|ance)?|underperform(?:s|ed|ing|ance)?|gap|spread|difference|margin|drawdown|"
    r"net\sloss(?:es)?|deficit|differs?|apart|excess"
)
_WORDS = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<open>{_OPEN}))\b", re.IGNORECASE)
_CLAUSE_END = re.compile(
    r"[;:\n|]|[.!?]\s|,\s(?:while|whereas|versus|compared|against|and\s(?:the|a|an|its)\s|but|with\s)|"
    r"\b(?:while|whereas|versus|vs\.?|compared|but|after|before|despite|although)\b",
    re.IGNORECASE,
)
_SOFTENER = (
    r"(?:(?:a|an|the|nearly|almost|about|around|roughly|approximately|just|only|as|high|low|much)\s){0,3}$"
)
_LEAD = re.compile(
    r"\b(?:(?P<level>to|at|from|above|below|near|(?<!more )(?<!less )than|versus|vs\.?|against)|"
    r"is|was|are|were|stands|stood)"
    rf"\s{_SOFTENER}",
    re.IGNORECASE,
)
"""What stands right before a figure that is a level, or of which something ``is`` said."""
_MINUS = re.compile(r"(?:^|[(\n]|\b(?:of|at|was|is|to|by|a|from|returned|stood)\s)minus\s\Z", re.IGNORECASE)
"""A return ``of minus 3 %``; not ``4.26 % minus 3.61 %``."""
_AFTER = re.compile(
    r"(?:[ \t]|-)(?:(?!after|from|following|and|but|to|in|on|at|despite|as|while|with|of|the|for|by|or|versus|"
    rf"since|than|is|was)[A-Za-z-]{{1,20}}[ \t]){{0,3}}"
    rf"(?:(?P<up>{_UP}|above)|(?P<down>{_DOWN}|below|short\sof)|(?P<open>{_OPEN}))\b",
    re.IGNORECASE,
)
"""What stands right after a figure: a decline, or where it lies: ``2.18 % below the high``."""


class Sense(NamedTuple):
    """How the words around a figure settle its sign."""

    direction: Direction
    """-1 or +1 where a word of falling or rising governs the figure."""
    signless: bool
    """The words leave the sign open: a gap, a lead, a drawdown, a number alone in parentheses."""


LEVEL = Sense(0, signless=False)
OPEN = Sense(0, signless=True)


class Senses:
    """The senses of the figures of one text. Its words are looked through once, so many figures cost little."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = list(_WORDS.finditer(text))
        self._word_ends = [match.end() for match in self._words]
        self._clause_ends = [match.end() for match in _CLAUSE_END.finditer(text)]

    def at(self, start: int, end: int) -> Sense:
        """The sense of the figure ``text[start:end]``: a noun right after it counts before a verb ahead of it."""
        after = _AFTER.match(self._text, end, end + REACH)
        if after:
            return _sense(after)
        if _MINUS.search(self._text, max(0, start - LEAD_REACH), start):
            return Sense(-1, signless=False)
        lead = _LEAD.search(self._text[max(0, start - LEAD_REACH) : start])
        if lead and lead["level"]:
            return LEVEL
        nearest = bisect_right(self._word_ends, start) - 1
        clauses = bisect_right(self._clause_ends, start)
        clause_start = self._clause_ends[clauses - 1] if clauses else 0
        if nearest < 0 or self._words[nearest].start() < max(clause_start, start - REACH):
            return LEVEL
        return OPEN if lead else _sense(self._words[nearest])


def _sense(match: re.Match[str]) -> Sense:
    if match["open"]:
        return OPEN
    return Sense(1 if match["up"] else -1, signless=False)
