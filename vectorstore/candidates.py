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
from vectorstore.lexical import FEW_DOCUMENTS, FIELDS, term_weights
from vectorstore.snapshot import Integers, Snapshot
from vectorstore.threads import one_thread
from vectorstore.versions import FOREVER

OVERFETCH = 5
"""How many times more candidates are asked for where most documents are allowed and some are not."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages by their places (n,) in the snapshot: the cosine (n,), and BM25 (n,) by field, 0 where far down."""

    places: Integers
    cosine: Scores
    bm25: Mapping[str, Scores]


class Gatherer:
    """Asks the indexes of one snapshot for one query, whose vector (d,) is of unit length."""

    def __init__(
        self,
        catalog: Catalog,
        indexes: Indexes,
        snapshot: Snapshot,
        wanted: Wanted,
        vector: Scores,
        ranking: Ranking,
    ) -> None:
        self._catalog = catalog
        self._indexes = indexes
        self._snapshot = snapshot
        self._vector = vector
        self._terms = term_weights(wanted.words, wanted.phrases, ranking.phrases)
        self._cosines: Scores | None = None
        if snapshot.vectors is not None:
            with one_thread():
                self._cosines = snapshot.vectors @ vector

    def gather(self, pools: Sequence[Mask], count: int) -> Candidates:
        """The best ``count`` of each index for each pool (m,) of documents, and what all indexes say of them."""
        bm25: dict[str, dict[int, float]] = {field: {} for field in FIELDS}
        places: set[int] = set()
        for pool in pools:
            for field, scores in self._matching(pool, count).items():
                bm25[field].update(scores)
                places.update(scores)
            places.update(self._nearest(pool, count))
        chosen = np.array(sorted(places), dtype=np.int64)
        by_field = {
            field: np.array([scores.get(int(place), 0.0) for place in chosen], dtype=np.float32)
            for field, scores in bm25.items()
        }
        return Candidates(chosen, self._cosines_at(chosen), by_field)

    def _matching(self, pool: Mask, count: int) -> dict[str, dict[int, float]]:
        """BM25 scores by field and place."""
        snapshot, ids = self._snapshot, None
        if not pool.all():
            numbers = np.flatnonzero(pool)
            if len(numbers) <= FEW_DOCUMENTS:
                ids = [snapshot.documents[number].id for number in numbers]
            else:
                count *= OVERFETCH
        found = self._indexes.matching(self._terms, count, ids)
        return {
            field: {
                int(place): scores[int(snapshot.passages[place])]
                for place in snapshot.places(list(scores))
                if pool[snapshot.document_of[place]]
            }
            for field, scores in found.by_field.items()
        }

    def _nearest(self, pool: Mask, count: int) -> list[int]:
        """The places nearest in meaning: exactly where the vectors are in memory or few, else from Chroma."""
        within = np.flatnonzero(pool[self._snapshot.document_of])
        if self._cosines is None and len(within) > len(self._snapshot.passages) // OVERFETCH:
            return self._nearest_in_chroma(within, count)
        scores = self._cosines_at(within)
        if count < len(within):
            within = within[np.argpartition(-scores, count - 1)[:count]]
        return [int(place) for place in within]

    def _nearest_in_chroma(self, within: Integers, count: int) -> list[int]:
        """The nearest that stand, from Chroma, and those of versions that no longer stand, which it does not hold."""
        snapshot = self._snapshot
        numbers = [
            passage_number(passage) for passage in self._indexes.nearest(self._vector, count * OVERFETCH)
        ]
        nearest = snapshot.places(numbers)
        nearest = nearest[np.isin(nearest, within)][:count]
        old = within[(snapshot.superseded_us < FOREVER)[snapshot.document_of[within]]]
        old = old[np.argsort(-self._cosines_at(old))[:count]]
        return [int(place) for place in (*nearest, *old)]

    def _cosines_at(self, places: Integers) -> Scores:
        """The cosines (n,) of passages: from memory, or from their vectors in the catalog."""
        if self._cosines is not None:
            return self._cosines[places]
        ids = [self._snapshot.id_at(place) for place in places]
        held = self._catalog.vectors_of(ids)
        cosines = [float(held[passage] @ self._vector) if passage in held else 0.0 for passage in ids]
        return np.array(cosines, dtype=np.float32)
