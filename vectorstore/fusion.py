"""One score from many signs: how well a passage fits a query by words, by meaning, and by what the query names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.analysis import query_words, topic_words, words_of, years_of
from vectorstore.readings import Reading
from vectorstore.terms import written_for

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranking:
    """What each sign counts. ``docs/retrieval.md`` says how the weights were found and what each of them adds."""

    words: float = 0.13
    """BM25 of the query's words in the passage."""
    pairs: float = 0.12
    """BM25 of neighbouring words."""
    context: float = 0.03
    """BM25 of the query's words in title, headings and the head of a table."""
    meaning: float = 0.30
    """The cosine of the vectors."""
    unit: float = 0.32
    """How well the best row or sentence answers the query by itself."""
    years: float = 0.10
    """The share of the query's years that the passage speaks of."""
    phrases: float = 0.5
    """What a word counts that reports write for the query's own; 0 leaves them out."""
    route: float = 1.0
    """How much a report that the query names is preferred: more than all other signs can differ."""
    source: float = 0.2
    """How much a document is preferred from the day, of the publisher or of the kind that the query names."""
    spread: float = 0.06
    """What each earlier hit of a document takes from the score of its next one."""
    joined: int = 2
    """Neighbouring passages of one hit: two fill a screen, and more would bury the sentence that answers."""


RANKING = Ranking()
"""The weights in use."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query looks for: its words in order, what reports write for them, the topics and the years in it."""

    text: str
    """What the embedding model reads: the query, and the phrases."""
    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    years: frozenset[str]
    topics: tuple[frozenset[str], ...]
    """The query's own, then those of each phrase."""

    @classmethod
    def of(cls, query: str, *, with_phrases: bool) -> Wanted:
        """What a query looks for."""
        words = query_words(query)
        written = written_for(query) if with_phrases else []
        phrases = tuple(tuple(words_of(phrase)) for phrase in written)
        return cls(
            text="; ".join([query, *written]),
            words=tuple(words),
            phrases=phrases,
            years=frozenset(years_of(words)),
            topics=tuple(map(topic_words, (words, *phrases))),
        )


def first_scores(ranking: Ranking, bm25: Mapping[str, Scores], cosine: Scores) -> Scores:
    """Scores (n,) by what the indexes say alone: cheap, and enough to choose whom to read."""
    total: Scores = np.float32(ranking.meaning) * np.clip(cosine, 0.0, 1.0)
    for field, scores in bm25.items():
        total = total + np.float32(getattr(ranking, field)) * _share_of_best(scores)
    return total


def reading_scores(
    ranking: Ranking, wanted: Wanted, readings: Sequence[Reading], idf: Mapping[str, float]
) -> Scores:
    """What reading passages adds to their scores (n,): the best of their units, and the years that they speak of."""
    own, *phrases = wanted.topics
    asked = [(own, 1.0), *((phrase, ranking.phrases) for phrase in phrases)]
    added = np.zeros(len(readings), dtype=np.float32)
    for number, reading in enumerate(readings):
        best = max(weight * best_unit(topics, reading.units, idf) for topics, weight in asked)
        added[number] = ranking.unit * best
        if wanted.years:
            added[number] += ranking.years * len(reading.years & wanted.years) / len(wanted.years)
    return added


def best_unit(topics: frozenset[str], units: Sequence[frozenset[str]], idf: Mapping[str, float]) -> float:
    """How well the best row, sentence or heading answers the topics, 0 to 1.

    Dice's coefficient (Dice 1945) of their words, each weighed by its inverse document frequency: a row that is
    called just as the query says counts more than a long sentence that holds the same words among others.
    """
    asked = sum(idf.get(word, 0.0) for word in topics)
    best = 0.0
    for unit in units:
        if common := unit & topics:
            shared = sum(idf.get(word, 0.0) for word in common)
            best = max(best, 2 * shared / (asked + sum(idf.get(word, 0.0) for word in unit) or 1.0))
    return best


def inverse_frequencies(frequencies: Mapping[str, int], passages: int) -> dict[str, float]:
    """The inverse document frequency of words, as in BM25 (Robertson and Zaragoza 2009)."""
    return {
        word: float(np.log1p((passages - count + 0.5) / (count + 0.5))) for word, count in frequencies.items()
    }


def _share_of_best(scores: Scores) -> Scores:
    """BM25 scores (n,) as shares of the best one: they have no upper bound of their own."""
    best = float(scores.max(initial=0.0)) or 1.0
    return scores / np.float32(best)
