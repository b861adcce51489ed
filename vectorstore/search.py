"""One search: filters and routes first, candidates by words and by meaning, one score, a selection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from vectorstore.candidates import Candidates, Gatherer, Mask
from vectorstore.catalog import Catalog
from vectorstore.documents import Document, Passage
from vectorstore.embeddings import Embedder
from vectorstore.errors import BlankQuery
from vectorstore.filters import Filters
from vectorstore.fusion import (
    Ranking,
    Scores,
    Wanted,
    first_scores,
    inverse_frequencies,
    reading_scores,
)
from vectorstore.indexes import Indexes
from vectorstore.preferences import preferences
from vectorstore.readings import Reading
from vectorstore.reranking import Reranker
from vectorstore.routing import Route
from vectorstore.selection import Ranked, select
from vectorstore.snapshot import Snapshot, Snapshots

CANDIDATES = 120
"""Passages taken from each index before fusion."""
READ = 60
"""Passages that are read: the best by what the indexes say. Of TAT-QA's contexts 0.3 % more are among ten hits than
with 40, and 0.1 % fewer than with 100."""
UNNAMED, MENTIONED = 0.3, 0.7
"""Where a query names a company whose reports are held: the weight of news and notes, and of those that mention it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found: a passage, or neighbouring ones as one, with its document.

    ``score`` orders the hits of one search, 0 to 1. ``similarity`` is the cosine between what the query looks for and
    the passage, -1 to 1, comparable between searches. ``lexical`` is the BM25 score of its words, 0 where they did not
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
class _Search:
    """What one search is about; ``asked`` (m,) is what each document counts because the query asks for it."""

    snapshot: Snapshot
    route: Route
    asked: Scores
    wanted: Wanted
    limit: int


class Searcher:
    """Searches a catalog through its indexes."""

    def __init__(
        self,
        catalog: Catalog,
        indexes: Indexes,
        snapshots: Snapshots,
        embedder: Embedder,
        *,
        ranking: Ranking,
        reranker: Reranker | None,
    ) -> None:
        self._catalog = catalog
        self._indexes = indexes
        self._snapshots = snapshots
        self._embedder = embedder
        self._ranking = ranking
        self._reranker = reranker

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
        pools, route = [allowed], Route({}, query)
        if self._ranking.route:
            route = snapshot.router.route(query, snapshot.published_us, allowed)
        if route.weights:
            best = max(route.weights.values())
            pools.append(_mask(len(allowed), [n for n, weight in route.weights.items() if weight == best]))
        wanted = Wanted.of(route.words, with_phrases=self._ranking.phrases > 0)
        gatherer = Gatherer(self._catalog, self._indexes, snapshot, pools, max(CANDIDATES, 2 * limit))
        matching = gatherer.matching(wanted, self._ranking)
        found = gatherer.gather(matching, self._embedder.embed_query(wanted.text))
        return self._hits(_Search(snapshot, route, self._asked(query, snapshot, route), wanted, limit), found)

    def _asked(self, query: str, snapshot: Snapshot, route: Route) -> Scores:
        """What each document (m,) counts because the query asks for it, as a report or by its source."""
        asked = np.float32(self._ranking.source) * preferences(query, snapshot)
        if not route.weights:
            return asked
        weights = np.where(snapshot.labelled, 0.0, UNNAMED).astype(np.float32)
        weights[snapshot.having("symbols", route.tickers) & ~snapshot.labelled] = MENTIONED
        weights[list(route.weights)] = list(route.weights.values())
        by_source = np.where(snapshot.labelled, np.float32(0.0), asked)  # reports go by their periods
        return np.asarray(by_source + np.float32(self._ranking.route) * weights, dtype=np.float32)

    def _hits(self, search: _Search, found: Candidates) -> list[Hit]:
        """The hits among the candidates."""
        ranked, positions, passages = self._ranked(search, found)
        selected = select(ranked, search.limit, spread=self._ranking.spread, joined=self._ranking.joined)
        shelved = search.snapshot.documents
        documents = self._catalog.documents_by_id({shelved[hit[0].document].id for hit in selected})
        hits = []
        for hit in selected:
            held = [passages[item.place] for item in hit]
            places = [positions[item.place] for item in hit]
            document = documents.get(held[0].document_id)
            if document is None:  # another process has removed it since its passages were read
                continue
            hits.append(
                Hit(
                    passage=_joined(document, held),
                    document=document,
                    score=max(item.score for item in hit),
                    similarity=float(found.cosine[places].max()),
                    lexical=float(found.bm25["words"][places].max()),
                )
            )
        return hits

    def _ranked(
        self, search: _Search, found: Candidates
    ) -> tuple[list[Ranked], dict[int, int], dict[int, Passage]]:
        """The best candidates with their scores; by place their positions among the candidates, and the passages."""
        snapshot = search.snapshot
        content = first_scores(self._ranking, found.bm25, found.cosine)
        asked = search.asked[snapshot.document_of[found.places]]
        order = np.argsort(-(content + asked), kind="stable")[: max(READ, 3 * search.limit)]
        ids = {int(found.places[position]): snapshot.id_at(found.places[position]) for position in order}
        held = self._catalog.passages(ids.values())
        passages = {place: held[passage_id][0] for place, passage_id in ids.items() if passage_id in held}
        positions = {int(found.places[position]): int(position) for position in order}
        read = [positions[place] for place in passages]
        content = self._read(search, [held[passage.id] for passage in passages.values()], content[read])
        most = np.float32(1.0) + search.asked.max()
        scores = (content + asked[read]) / most
        ranked = [
            Ranked(
                place,
                number := int(snapshot.document_of[place]),
                snapshot.documents[number].copy_group,
                passage.text,
                float(score),
            )
            for (place, passage), score in zip(passages.items(), scores, strict=True)
        ]
        return ranked, positions, passages

    def _read(self, search: _Search, held: Sequence[tuple[Passage, str]], content: Scores) -> Scores:
        """The scores (n,) of passages after they have been read, by a cross-encoder too where there is one."""
        topics = frozenset[str]().union(*search.wanted.topics)
        readings = [
            Reading.parsed(written or Reading.of(passage.text, passage.context).written(), about=topics)
            for passage, written in held
        ]
        vocabulary = topics.union(*(unit for reading in readings for unit in reading.units))
        idf = inverse_frequencies(*self._indexes.frequencies(list(vocabulary)))
        scores = content + reading_scores(self._ranking, search.wanted, readings, idf)
        if self._reranker is None or not held:
            return scores
        judged = self._reranker.scores(search.route.words, [passage.embedded_text for passage, _ in held])
        return (scores + judged) / np.float32(2)


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


def _joined(document: Document, passages: Sequence[Passage]) -> Passage:
    """Neighbouring passages as one span of the document."""
    first, last = passages[0], passages[-1]
    if first is last:
        return first
    return replace(first, end=last.end, text=document.text[first.start : last.end])
