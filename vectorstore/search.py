"""One search: filters and routes first, candidates by words and by meaning, one score, a selection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalog import Catalog
from vectorstore.documents import Document, Passage, passage_number
from vectorstore.embeddings import Embedder
from vectorstore.errors import BlankQuery
from vectorstore.filters import Filters
from vectorstore.fusion import (
    PHRASE_WEIGHT,
    ROUTE_WEIGHT,
    Scores,
    Wanted,
    first_scores,
    inverse_frequencies,
    reading_scores,
    units_of_passage,
)
from vectorstore.indexes import Indexes
from vectorstore.lexical import FEW_DOCUMENTS, FIELDS, term_weights
from vectorstore.routing import Route
from vectorstore.selection import Ranked, select
from vectorstore.snapshot import Integers, Snapshot, Snapshots
from vectorstore.terms import written_for
from vectorstore.threads import one_thread
from vectorstore.versions import FOREVER

CANDIDATES = 200
"""Passages taken from each index before fusion."""
READ = 60
"""Passages that are read: the best by what the indexes say."""
OVERFETCH = 5
"""How many times more candidates are asked for where most documents are allowed and some are not."""
UNNAMED, MENTIONED = 0.3, 0.7
"""Where a query names a company whose reports are held: the weight of news and notes, and of those that mention it."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found: a passage, or neighbouring ones as one, with its document.

    ``score`` orders the hits of one search, 0 to 1. ``similarity`` is the cosine between the query and the
    passage, -1 to 1, comparable between searches. ``lexical`` is the BM25 score of its words, 0 where they did not
    bring it among the candidates.
    """

    passage: Passage
    document: Document
    score: float
    similarity: float
    lexical: float

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages on which it stands, counted from 1; empty where the document has none."""
        first, last = (self.document.page_at(place) for place in (self.passage.start, self.passage.end - 1))
        return tuple(range(first, last + 1)) if first and last else ()


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that may be hits: their places (n,) in the snapshot, and what the indexes say of them (n,)."""

    places: Integers
    cosine: Scores
    bm25: Mapping[str, Scores]

    def best(self, scores: Scores, count: int) -> Integers:
        """The positions of the best ``count`` by these scores, best first."""
        order: Integers = np.argsort(-scores, kind="stable")[:count]
        return order


class Searcher:
    """Searches a catalog through its indexes."""

    def __init__(self, catalog: Catalog, indexes: Indexes, snapshots: Snapshots, embedder: Embedder) -> None:
        self._catalog = catalog
        self._indexes = indexes
        self._snapshots = snapshots
        self._embedder = embedder

    def search(self, query: str, filters: Filters, *, limit: int, latest: bool) -> list[Hit]:
        """The hits, best first; see ``Library.search``."""
        if not query.strip():
            raise BlankQuery("the query is blank: say in some words what to look for")
        if limit < 1:
            raise ValueError(f"limit is {limit}, and must be at least 1")
        snapshot = self._snapshots.at(self._indexes.generation())
        allowed = snapshot.allowed(filters)
        if latest:
            allowed = _newest(snapshot, allowed)
        if not allowed[snapshot.document_of].any():
            return []
        route = snapshot.router.route(query, snapshot.published_us, allowed)
        phrases = written_for(route.words)
        vector = self._embedder.embed_query("; ".join([route.words, *phrases]))
        wanted = Wanted.of(route.words, phrases)
        pools = [allowed]
        if route.weights:
            best = max(route.weights.values())
            pools.append(_mask(len(allowed), [n for n, weight in route.weights.items() if weight == best]))
        found = self._candidates(snapshot, pools, wanted, vector, max(CANDIDATES, 2 * limit))
        return self._hits(snapshot, found, route, wanted, filters, limit)

    def _candidates(
        self, snapshot: Snapshot, pools: Sequence[Mask], wanted: Wanted, vector: Scores, count: int
    ) -> Candidates:
        """The best of each pool by each index, with what all indexes say of them."""
        bm25: dict[str, dict[int, float]] = {field: {} for field in FIELDS}
        places: set[int] = set()
        similarities = None
        if snapshot.vectors is not None:
            with one_thread():
                similarities = snapshot.vectors @ vector
        for pool in pools:
            for field, scores in self._matching(snapshot, pool, wanted, count).items():
                bm25[field].update(scores)
                places.update(scores)
            places.update(self._nearest(snapshot, pool, vector, similarities, count))
        chosen = np.array(sorted(places), dtype=np.int64)
        cosine = self._cosines(snapshot, chosen, vector) if similarities is None else similarities[chosen]
        return Candidates(
            chosen,
            np.asarray(cosine, dtype=np.float32),
            {
                field: np.array([scores.get(int(place), 0.0) for place in chosen], dtype=np.float32)
                for field, scores in bm25.items()
            },
        )

    def _matching(
        self, snapshot: Snapshot, pool: Mask, wanted: Wanted, count: int
    ) -> dict[str, dict[int, float]]:
        """BM25 scores by field and place."""
        ids = None
        if not pool.all():
            numbers = np.flatnonzero(pool)
            if len(numbers) <= FEW_DOCUMENTS:
                ids = [snapshot.documents[number].id for number in numbers]
            else:
                count *= OVERFETCH
        weights = term_weights(wanted.words, wanted.phrases, PHRASE_WEIGHT)
        found = self._indexes.matching(weights, count, ids)
        return {
            field: {
                int(place): scores[int(snapshot.passages[place])]
                for place in snapshot.places(list(scores))
                if pool[snapshot.document_of[place]]
            }
            for field, scores in found.by_field.items()
        }

    def _nearest(
        self, snapshot: Snapshot, pool: Mask, vector: Scores, similarities: Scores | None, count: int
    ) -> list[int]:
        """The places nearest in meaning: exactly where the vectors are in memory or few, else from Chroma."""
        within = pool[snapshot.document_of]
        if similarities is None:
            few = np.flatnonzero(within)
            if len(few) > len(snapshot.passages) // OVERFETCH:
                numbers = map(passage_number, self._indexes.nearest(vector, count * OVERFETCH))
                places = [int(place) for place in snapshot.places(list(numbers)) if within[place]][:count]
                return places + self._superseded(snapshot, within, vector, count)
            similarities = np.full(len(within), -1.0, dtype=np.float32)
            similarities[few] = self._cosines(snapshot, few, vector)
        scored = np.where(within, similarities, -2.0)
        count = min(count, int(within.sum()))
        return [int(place) for place in np.argpartition(-scored, count - 1)[:count]] if count else []

    def _superseded(self, snapshot: Snapshot, within: Mask, vector: Scores, count: int) -> list[int]:
        """The nearest passages of versions that no longer stand, which Chroma does not hold."""
        places = np.flatnonzero(within & (snapshot.superseded_us < FOREVER)[snapshot.document_of])
        order = np.argsort(-self._cosines(snapshot, places, vector))[:count]
        return [int(place) for place in places[order]]

    def _cosines(self, snapshot: Snapshot, places: Integers, vector: Scores) -> Scores:
        ids = [snapshot.id_at(place) for place in places]
        held = self._catalog.vectors_of(ids)
        none = np.zeros_like(vector)
        stacked = np.stack([held.get(passage_id, none) for passage_id in ids]) if ids else none[None, :]
        cosine: Scores = stacked @ vector
        return cosine[: len(ids)]

    def _hits(
        self,
        snapshot: Snapshot,
        found: Candidates,
        route: Route,
        wanted: Wanted,
        filters: Filters,
        limit: int,
    ) -> list[Hit]:
        scores = first_scores(found.bm25, found.cosine)
        if route.weights:
            weights = _document_weights(snapshot, route)[snapshot.document_of[found.places]]
            scores = (scores + np.float32(ROUTE_WEIGHT) * weights) / np.float32(1 + ROUTE_WEIGHT)
        chosen = found.best(scores, max(READ, 3 * limit))
        held = self._catalog.passages([snapshot.id_at(place) for place in found.places[chosen]], filters)
        by_place = {
            int(found.places[position]): (int(position), held[passage_id])
            for position in chosen
            if (passage_id := snapshot.id_at(found.places[position])) in held
        }
        units = [units_of_passage(passage) for _, passage in by_place.values()]
        vocabulary = {word for read in units for unit in read for word in unit} | wanted.vocabulary
        idf = inverse_frequencies(*self._indexes.frequencies(list(vocabulary)))
        added = reading_scores(wanted, units, idf) / (1 + ROUTE_WEIGHT if route.weights else 1)
        ranked = [
            Ranked(place, int(number := snapshot.document_of[place]), snapshot.documents[number].copy_group,
                   passage.text, float(scores[position] + more))
            for (place, (position, passage)), more in zip(by_place.items(), added, strict=True)
        ]  # fmt: skip
        selected = select(ranked, limit)
        documents = self._catalog.documents_by_id(
            {snapshot.documents[hit[0].document].id for hit in selected}
        )
        hits = []
        for hit in selected:
            positions, passages = zip(*(by_place[item.place] for item in hit), strict=True)
            hits.append(
                Hit(
                    passage=_joined(documents[passages[0].document_id], passages),
                    document=documents[passages[0].document_id],
                    score=max(item.score for item in hit),
                    similarity=float(found.cosine[list(positions)].max()),
                    lexical=float(found.bm25["words"][list(positions)].max()),
                )
            )
        return hits


def _newest(snapshot: Snapshot, allowed: Mask) -> Mask:
    """Only the document published last among the allowed ones that have passages."""
    numbers = np.unique(snapshot.document_of)
    numbers = numbers[allowed[numbers]]
    if not len(numbers):
        return np.zeros_like(allowed)
    latest = numbers[::-1][np.argmax(snapshot.published_us[numbers[::-1]])]  # of several, the one added last
    return _mask(len(allowed), [int(latest)])


def _mask(length: int, numbers: Sequence[int]) -> Mask:
    mask = np.zeros(length, dtype=np.bool_)
    mask[list(numbers)] = True
    return mask


def _document_weights(snapshot: Snapshot, route: Route) -> Scores:
    """The weight (m,) of each document: as the route says; news and notes count by whom they mention."""
    weights = np.array([0.0 if held.label else UNNAMED for held in snapshot.documents], dtype=np.float32)
    tickers = {
        ticker
        for number in route.weights
        if (label := snapshot.documents[number].label)
        for ticker in label.tickers
    }
    for number, held in enumerate(snapshot.documents):
        if held.label is None and held.symbols & tickers:
            weights[number] = MENTIONED
    for number, weight in route.weights.items():
        weights[number] = weight
    return weights


def _joined(document: Document, passages: Sequence[Passage]) -> Passage:
    """Neighbouring passages as one span of the document."""
    first, last = passages[0], passages[-1]
    if first is last:
        return first
    return replace(first, end=last.end, text=document.text[first.start : last.end])
