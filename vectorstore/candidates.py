"""Candidates: the passages that may answer a query, from both indexes, with what these say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalog import Catalog
from vectorstore.documents import passage_number
from vectorstore.fusion import Ranking, Scores, Wanted
from vectorstore.indexes import Indexes
from vectorstore.lexical import FEW_DOCUMENTS, FIELDS, LexicalScores, term_weights
from vectorstore.snapshot import Integers, Snapshot, signs_of
from vectorstore.threads import one_thread
from vectorstore.versions import FOREVER

OVERFETCH = 5
"""How many times more candidates Chroma is asked for where most passages are allowed and some are not."""
LEAST_SHARE = 0.05
"""Where less is allowed the documents are named to tantivy. 2,000 names take 4 ms a field, 2,000 more candidates 1."""
LEAST_LEFT = 0.5
"""The share of the candidates wanted that must be left of those tantivy gives without names; else it is asked again."""

SHORTLIST = 4_000
"""Of more passages so many are compared exactly, those whose vectors have most signs in common with the query's (binary
quantisation with rescoring). Of 48,000 that finds 99.8 % of the nearest 10 and 99.4 % of the nearest 40 in 1.6 ms; all
products take 5, and drive the model's weights out of the processor's cache."""

Mask = NDArray[np.bool_]
Found = Mapping[str, tuple[Integers, Scores]]
"""By field the places (n,) that it brings, and their BM25 scores (n,)."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages by their places (n,) in the snapshot: the cosine (n,), and BM25 (n,) by field, 0 where far down."""

    places: Integers
    cosine: Scores
    bm25: Mapping[str, Scores]


class Gatherer:
    """Asks the indexes of one snapshot for one query, for the best ``count`` of each pool (m,) of documents."""

    def __init__(
        self,
        catalog: Catalog,
        indexes: Indexes,
        snapshot: Snapshot,
        pools: Sequence[Mask],
        count: int,
    ) -> None:
        self._catalog = catalog
        self._indexes = indexes
        self._snapshot = snapshot
        self._pools = pools
        self._count = count

    def matching(self, wanted: Wanted, ranking: Ranking) -> list[Found]:
        """For each pool what matches by words."""
        terms = term_weights(wanted.words, wanted.phrases, ranking.phrases)
        return [self._matching(terms, pool) for pool in self._pools]

    def gather(self, matching: Sequence[Found], vector: Scores) -> Candidates:
        """What matches by words or by the vector (d,), of unit length, and what both indexes say of it."""
        cosines = _Cosines(self._catalog, self._snapshot, vector)
        by_words = [places for found in matching for places, _ in found.values()]
        by_meaning = [self._nearest(pool, cosines) for pool in self._pools]
        chosen = np.unique(np.concatenate([*by_words, *by_meaning]))
        bm25 = {field: np.zeros(len(chosen), dtype=np.float32) for field in FIELDS}
        for found in matching:
            for field, (places, scores) in found.items():
                bm25[field][np.searchsorted(chosen, places)] = scores
        return Candidates(chosen, cosines.at(chosen), bm25)

    def _matching(self, terms: Mapping[str, Mapping[str, float]], pool: Mask) -> Found:
        share = pool[self._snapshot.document_of].mean()
        if share >= LEAST_SHARE:
            limit = int(self._count / share)
            found = self._indexes.matching(terms, limit)
            left = {field: self._within(pool, scores) for field, scores in found.items()}
            if all(
                len(found[field].numbers) < limit or len(left[field][0]) >= LEAST_LEFT * self._count
                for field in FIELDS
            ):
                return left
        numbers = np.flatnonzero(pool)
        few = len(numbers) <= FEW_DOCUMENTS
        ids = [self._snapshot.documents[number].id for number in numbers] if few else None
        limit = self._count if few else OVERFETCH * self._count
        return {
            field: self._within(pool, scores)
            for field, scores in self._indexes.matching(terms, limit, ids).items()
        }

    def _within(self, pool: Mask, found: LexicalScores) -> tuple[Integers, Scores]:
        """The best places within the pool."""
        places, here = self._snapshot.places(found.numbers)
        allowed = pool[self._snapshot.document_of[places]]
        return places[allowed][: self._count], found.scores[here][allowed][: self._count]

    def _nearest(self, pool: Mask, cosines: _Cosines) -> Integers:
        """The places nearest in meaning: exactly where the vectors are in memory or few, else from Chroma."""
        within = np.flatnonzero(pool[self._snapshot.document_of])
        if self._snapshot.vectors is None and len(within) > len(self._snapshot.passages) // OVERFETCH:
            return self._nearest_in_chroma(within, cosines)
        if len(within) > SHORTLIST and self._snapshot.signs is not None:
            apart = np.bitwise_count(self._snapshot.signs ^ signs_of(cosines.vector[None]))
            within = _best(within, -apart.sum(axis=0, dtype=np.int16)[within], SHORTLIST)
        return _best(within, cosines.at(within), self._count)

    def _nearest_in_chroma(self, within: Integers, cosines: _Cosines) -> Integers:
        """The nearest that stand, from Chroma, and those of versions that no longer stand, which it does not hold."""
        snapshot = self._snapshot
        ids = self._indexes.nearest(cosines.vector, self._count * OVERFETCH)
        nearest, _ = snapshot.places(np.array([passage_number(passage) for passage in ids], dtype=np.int64))
        nearest = nearest[np.isin(nearest, within)][: self._count]
        old = within[(snapshot.superseded_us < FOREVER)[snapshot.document_of[within]]]
        return np.concatenate([nearest, _best(old, cosines.at(old), self._count)])


class _Cosines:
    """The cosines between a vector (d,) and passages."""

    def __init__(self, catalog: Catalog, snapshot: Snapshot, vector: Scores) -> None:
        self.vector = vector
        self._catalog = catalog
        self._snapshot = snapshot

    def at(self, places: Integers) -> Scores:
        """Those (n,) of passages by their places: from memory, or from their vectors in the catalog."""
        if self._snapshot.vectors is not None:
            with one_thread():
                return np.asarray(self._snapshot.vectors[places] @ self.vector)
        ids = [self._snapshot.id_at(place) for place in places]
        held = self._catalog.vectors_of(ids)
        cosines = [float(held[passage] @ self.vector) if passage in held else 0.0 for passage in ids]
        return np.array(cosines, dtype=np.float32)


def _best(places: Integers, scores: NDArray[np.float32] | NDArray[np.int16], count: int) -> Integers:
    """The places with the ``count`` best scores."""
    if count >= len(places):
        return places
    return places[np.argpartition(-scores, count - 1)[:count]]
