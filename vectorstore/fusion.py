"""One score from many signs: how well a passage fits a query by words, by meaning, and by what the query names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.analysis import query_words, topic_words, units_of, words_of, years_of
from vectorstore.documents import Passage

Scores = NDArray[np.float32]

SIGNS = ("words", "pairs", "context", "meaning", "unit", "years")
WEIGHTS = {"words": 0.20, "pairs": 0.12, "context": 0.10, "meaning": 0.28, "unit": 0.20, "years": 0.10}
"""Weights of the signs, which add up to one; see ``docs/retrieval.md`` for what each adds."""
PHRASE_WEIGHT = 0.5
"""What a word counts that reports write for the query's own."""
ROUTE_WEIGHT = 1.0
"""How much a report that the query names is preferred: more than all other signs can differ."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query looks for: its words in order, what reports write for them, the topics and the years in it."""

    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    topics: frozenset[str]
    years: frozenset[str]

    @classmethod
    def of(cls, query: str, phrases: Sequence[str]) -> Wanted:
        """What a query looks for; ``phrases`` are what reports write for it."""
        words = query_words(query)
        written = tuple(tuple(words_of(phrase)) for phrase in phrases)
        return cls(tuple(words), written, topic_words(words), frozenset(years_of(words)))

    @property
    def vocabulary(self) -> set[str]:
        """All words, those of the phrases too."""
        return {*self.words, *(word for phrase in self.phrases for word in phrase)}


def share_of_best(scores: Scores) -> Scores:
    """BM25 scores (n,) as shares of the best one: they have no upper bound of their own."""
    best = float(scores.max(initial=0.0)) or 1.0
    return scores / np.float32(best)


def first_scores(bm25: Mapping[str, Scores], cosine: Scores) -> Scores:
    """Scores (n,) by what the indexes say alone: cheap, and enough to choose whom to read."""
    total: Scores = WEIGHTS["meaning"] * np.clip(cosine, 0.0, 1.0)
    for sign, scores in bm25.items():
        total = total + np.float32(WEIGHTS[sign]) * share_of_best(scores)
    return total


def units_of_passage(passage: Passage) -> list[list[str]]:
    """The words of a passage's rows and sentences, and of the headings above it."""
    headings = (words_of(heading) for heading in passage.context.split(" > ")[1:])
    return [*units_of(passage.text), *headings]


def reading_scores(
    wanted: Wanted, passages: Sequence[Sequence[Sequence[str]]], idf: Mapping[str, float]
) -> Scores:
    """What reading passages adds to their scores (n,): the best of their units, and the years that they speak of."""
    added = np.zeros(len(passages), dtype=np.float32)
    for number, units in enumerate(passages):
        own = best_unit(wanted.topics, units, idf)
        written = max((best_unit(topic_words(phrase), units, idf) for phrase in wanted.phrases), default=0.0)
        added[number] = WEIGHTS["unit"] * max(own, PHRASE_WEIGHT * written)
        if wanted.years:
            held = years_of(word for unit in units for word in unit)
            added[number] += WEIGHTS["years"] * len(held & wanted.years) / len(wanted.years)
    return added


def best_unit(topics: frozenset[str], units: Sequence[Sequence[str]], idf: Mapping[str, float]) -> float:
    """How well the best row, sentence or heading answers the topics, 0 to 1.

    Dice's coefficient (Dice 1945) of their words, each weighed by its inverse document frequency: a row that is
    called just as the query says counts more than a long sentence that holds the same words among others.
    """
    asked = sum(idf.get(word, 0.0) for word in topics)
    best = 0.0
    for unit in units:
        words = topic_words(unit)
        common = sum(idf.get(word, 0.0) for word in words & topics)
        if common:
            best = max(best, 2 * common / (asked + sum(idf.get(word, 0.0) for word in words)))
    return best


def inverse_frequencies(frequencies: Mapping[str, int], passages: int) -> dict[str, float]:
    """The inverse document frequency of words, as in BM25 (Robertson and Zaragoza 2009)."""
    return {
        word: float(np.log1p((passages - count + 0.5) / (count + 0.5))) for word, count in frequencies.items()
    }
