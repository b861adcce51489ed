"""The words of a question that no table knows, where without them only the default measure would be left.

"VIX and S&P 500 correl 2025" names two indexes and a year: read without "correl" it would be answered with two returns.
A word that was not understood is told instead.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from copilot.analyst.masking import PLACEHOLDER
from copilot.analyst.parts import Part
from copilot.analyst.senses import SOFT, senses_said
from copilot.analyst.spelling import is_known_word
from copilot.analyst.vocabulary import strange_words

_MEASURED = frozenset({"move", "level", "session"})
"""Said of a close or of its change: then the measure is told, and no default."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_GAP = re.compile(r"\b(?:spreads?|gaps?|difference|ahead|apart|basis points|bps?)\b", re.IGNORECASE)
"""Said of two: then their difference is meant."""
_HOW = re.compile(r"\bhow (?P<word>[a-z]+) (?:was|is|were|are|did|does|do|has|have|had)\b", re.IGNORECASE)
_THAT_TIME = re.compile(
    r"\b(?:that|the same|said|same) (?:very )?(?:day|date|session|week|month|quarter|year)\b", re.IGNORECASE
)


def unread_words(part: Part, vocabulary: Collection[str]) -> list[str]:
    """The words of ``part`` that may say what is measured and that no table knows; none where it says that otherwise.

    ``vocabulary`` are the words of the examples of metrics.
    """
    plain = PLACEHOLDER.sub("it", part.core)
    strange = strange_words(plain, vocabulary)
    if not strange or part.why:
        return []
    if garbled := _garbled_times(part, strange):
        return garbled
    said = senses_said(part.asked)
    if said - SOFT or _GAP.search(part.asked):
        return []
    how = {found["word"].lower() for found in _HOW.finditer(plain)}
    if said_how := [word for word in strange if word.lower() in how]:
        return said_how
    return [] if said & _MEASURED else strange


def _garbled_times(part: Part, strange: Collection[str]) -> list[str]:
    """Words of no language right before a year, which may name a month of it: "jly 2024"."""
    years = [period for period in part.periods if _YEAR.fullmatch(period)]
    before = [re.search(rf"(\w+)[.,]? {year}\b", part.text) for year in years]
    words = [found[1] for found in before if found]
    return [word for word in words if word in strange and not is_known_word(word.lower())]


def refers_to_a_time(text: str) -> bool:
    """Whether ``text`` speaks of a time that stands elsewhere: "what did it do that day"."""
    return _THAT_TIME.search(text) is not None
