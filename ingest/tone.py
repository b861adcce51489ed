"""How a text sounds to an investor, in six bands. The rule is written down in docs/enrichment.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ingest.tone_changes import values_in
from ingest.wording import PARAGRAPH, text_tokens, tokens_of, words_of


class Tone(StrEnum):
    """The six bands, from worst to best; mixed is both sides at once, neutral is neither."""

    VERY_NEGATIVE = "very negative"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    MIXED = "mixed"
    POSITIVE = "positive"
    VERY_POSITIVE = "very positive"


TITLE_COUNTS = 2
"""The title is written to say how it is: it counts like two sentences."""

MOST_PER_SENTENCE = 6.0
"""Of each side: a list of ten decreases is one thing said, not ten."""

ENOUGH = 0.75
"""One plain cue; half a cue ("edged up", "could fall") makes no tone."""
ENOUGH_PER_SENTENCE = 0.2
"""A long text needs a cue in every fifth sentence, or it is a document with a few good and bad words."""

MIXED_BELOW = 0.5
"""Balance, from -1 to 1: inside it the weaker side has a quarter of the weight or more."""
MIXED_MIN = 0.75
"""Mixed needs a plain cue on each side."""

VERY_ABOVE = 0.75
VERY_PER_SENTENCE = 1.4
VERY_MIN = 4.0
"""Very negative or positive: one-sided, emphatic in the average sentence, and more than one strong word."""

SENTENCE_ENDS = frozenset({".", "!", "?", PARAGRAPH, "•"})
SENTENCE_WORDS = 80
"""What has no full stop is cut after so many: the reading of a sentence takes time with its square."""
PROSE_SHARE = 0.5
"""Rows of figures have fewer words than this among their marks and numbers: no prose, no tone."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against, summed over sentences."""

    good: float
    bad: float
    sentences: float


def tone_of(title: str, text: str) -> Tone:
    """The band of an English text."""
    return band_of(evidence_in(title, text))


def band_of(evidence: Evidence) -> Tone:
    """The band of what was found: neutral where it is thin, mixed where both sides are strong."""
    good, bad = evidence.good, evidence.bad
    total = good + bad
    if total < ENOUGH or total < ENOUGH_PER_SENTENCE * evidence.sentences:
        return Tone.NEUTRAL
    balance = (good - bad) / total
    if abs(balance) < MIXED_BELOW:
        return Tone.MIXED if min(good, bad) >= MIXED_MIN else Tone.NEUTRAL
    emphatic = total >= VERY_MIN and total >= VERY_PER_SENTENCE * evidence.sentences
    if abs(balance) >= VERY_ABOVE and emphatic:
        return Tone.VERY_POSITIVE if balance > 0 else Tone.VERY_NEGATIVE
    return Tone.POSITIVE if balance > 0 else Tone.NEGATIVE


def evidence_in(title: str, text: str) -> Evidence:
    """What a text says for the better and for the worse; tables are not read."""
    good = bad = count = 0.0
    for tokens, weight in ((tokens_of(title), TITLE_COUNTS), (text_tokens(text), 1.0)):
        for words in _sentences(words_of(tokens)):
            values = values_in(words)
            count += weight
            good += weight * min(sum(value for value in values if value > 0), MOST_PER_SENTENCE)
            bad -= weight * max(sum(value for value in values if value < 0), -MOST_PER_SENTENCE)
    return Evidence(good, bad, count)


def _sentences(words: Iterable[str]) -> Iterator[list[str]]:
    sentence: list[str] = []
    for word in words:
        if word not in SENTENCE_ENDS:
            sentence.append(word)
        if word in SENTENCE_ENDS or len(sentence) == SENTENCE_WORDS:
            if _is_prose(sentence):
                yield sentence
            sentence = []
    if _is_prose(sentence):
        yield sentence


def _is_prose(words: list[str]) -> bool:
    return len(words) > 1 and sum(word[0].isalpha() for word in words) >= PROSE_SHARE * len(words)
