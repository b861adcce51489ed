"""Where sources give different figures for one thing: both are shown, and that they differ is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from copilot.analyst.sentences import Sentence, quotable_spans
from copilot.evidence import PassageEvidence
from copilot.figures import find_figures
from market.instruments import Instrument, InstrumentBook

MOST_TOLD = 3
REACH = 60
"""Characters between a name and the figure that is told of it."""
_SPANS = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"\byear\b|\bytd\b|\byear-to-date\b|\bsince January\b",
        r"\bquarter\b",
        r"\bmonth\b",
        r"\bweek\b",
        r"\b(?:day|session|today|yesterday)\b",
    )
)
"""How long a time is that a question or a sentence speaks of."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence gives for an instrument over a time, in percent."""

    sentence: Sentence
    value: float


def unranked(passages: Sequence[PassageEvidence]) -> list[Sentence]:
    """The quotable sentences of ``passages``, in order."""
    return [Sentence(text, item, 0.0, 0.0, 0.0) for item in passages for text in quotable_spans(item.quote)]


def told_of(
    question: str, instrument: Instrument, sentences: Sequence[Sentence], book: InstrumentBook
) -> list[Told]:
    """The first figures in percent that differ, of different documents, for the time that ``question`` names."""
    span = next((pattern for pattern in _SPANS if pattern.search(question)), None)
    found: list[Told] = []
    for sentence in sentences if span else ():
        value = _percent_of(sentence.text, instrument, book)
        if value is None or span is None or not span.search(sentence.text):
            continue
        if all(value != other.value and _document(sentence) != _document(other.sentence) for other in found):
            found.append(Told(sentence, value))
    return found[:MOST_TOLD] if len(found) > 1 else []


def _document(sentence: Sentence) -> str:
    return sentence.passage.document_id


def _percent_of(text: str, instrument: Instrument, book: InstrumentBook) -> float | None:
    """The figure that follows the instrument's name before another name does."""
    mentions = book.mentions(text)
    own = next(
        (item for item in mentions if instrument.symbol in {each.symbol for each in item.candidates}), None
    )
    if own is None:
        return None
    after = min([item.start for item in mentions if item.start > own.end] or [len(text)])
    end = min(after, own.end + REACH)
    return next(
        (item.value for item in find_figures(text) if item.unit == "%" and own.end < item.start < end), None
    )
