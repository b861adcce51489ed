"""The check: do Chroma and the lexical index hold what the catalog says? What differs is mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vectorstore.errors import BrokenIndex
from vectorstore.indexes import Indexes
from vectorstore.indexing import Indexer

SAMPLE = 50  # passages that are looked up by their own vectors
MOST_LOST = 0.1
"""Share of the sample that may be lost: a sound index, which is approximate, lost 2 of 300, and one that two
processes had written at once lost 99 of 300."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found and mended.

    ``passages`` counts those indexed after the check; ``rebuilt`` names indexes that could not be read or
    did not find their own vectors, and were written anew from the catalog.
    """

    passages: int
    pending: int
    missing_vectors: int
    extra_vectors: int
    missing_words: int
    extra_words: int
    rebuilt: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing had to be mended."""
        differences = (self.missing_vectors, self.extra_vectors, self.missing_words, self.extra_words)
        return not any(differences) and not self.rebuilt


def check_indexes(indexes: Indexes, indexer: Indexer) -> CheckReport:
    """Compare, mend, and index what is pending."""
    worklist = indexes.worklist
    rebuilt: list[str] = []
    with indexes.lock.held():
        vectors = _ids_or_reset(indexes.vectors.ids, indexes.vectors.reset, "chroma", rebuilt)
        words = _ids_or_reset(indexes.lexical.ids, indexes.lexical.reset, "lexical", rebuilt)
        if vectors and _loses_vectors(indexes):
            indexes.vectors.reset()
            rebuilt.append("chroma")
            vectors = set()
        expected = worklist.held()
        pending = worklist.count("pending")
        lacking = (expected.vectors - vectors) | (expected.words - words)
        foreign = (vectors - expected.vectors) | (words - expected.words)
        worklist.requeue(lacking)
        worklist.discard(foreign)
        worklist.move_generation()
    indexer.index_pending()
    return CheckReport(
        passages=len(worklist.held().vectors),
        pending=pending,
        missing_vectors=len(expected.vectors - vectors),
        extra_vectors=len(vectors - expected.vectors),
        missing_words=len(expected.words - words),
        extra_words=len(words - expected.words),
        rebuilt=tuple(rebuilt),
    )


def _ids_or_reset(
    ids: Callable[[], set[str]], reset: Callable[[], None], name: str, rebuilt: list[str]
) -> set[str]:
    try:
        return ids()
    except BrokenIndex:
        reset()
        rebuilt.append(name)
        return set()


def _loses_vectors(indexes: Indexes) -> bool:
    """Whether passages are not found by their own vectors, as after two writers at once."""
    indexes.vectors.refresh(indexes.worklist.generation(), at_least=0)
    sample = indexes.worklist.sample(SAMPLE)
    lost = sum(not indexes.vectors.finds(vector) for vector in sample)
    return lost > MOST_LOST * len(sample)
