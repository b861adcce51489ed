"""One search: filters, candidates by meaning and by words, fusion."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalog import Candidate, Catalog
from vectorstore.documents import Document, Passage
from vectorstore.embeddings import Embedder
from vectorstore.errors import BlankQuery
from vectorstore.filters import Filters
from vectorstore.fusion import fuse, without_copies
from vectorstore.indexes import Indexes
from vectorstore.threads import one_thread

CANDIDATES = 100
"""Passages taken from each index before fusion: the best of either is far above its hundredth."""
EXACT_LIMIT = 5_000
"""Where the filters leave at most this many passages, the query is multiplied with all their vectors from the
catalog: no approximation, and no Chroma. Whole searches took 38 ms at 5,000 passages (158 ms at 20,000), and 20 ms
by Chroma at any size; but Chroma takes 0.5 to 2 s to import and up to 0.5 s to load its index, which each
``tieout search`` would pay, and its metadata filter 50 to 230 ms at 50,000 passages."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with its document.

    ``score`` orders the hits of one search, 0 to 1. ``similarity`` is the cosine between the query and the
    passage, -1 to 1, comparable between searches. ``lexical`` is the BM25 score, 0 where the words did not
    bring it among the candidates.
    """

    passage: Passage
    document: Document
    score: float
    similarity: float
    lexical: float


class Searcher:
    """Searches a catalog through its indexes."""

    def __init__(
        self, catalog: Catalog, indexes: Indexes, embedder: Embedder, *, exact_limit: int = EXACT_LIMIT
    ) -> None:
        self._catalog = catalog
        self._indexes = indexes
        self._embedder = embedder
        self._exact_limit = exact_limit

    def search(self, query: str, filters: Filters, *, limit: int, latest: bool) -> list[Hit]:
        """The hits, best first; see ``Library.search``."""
        if not query.strip():
            raise BlankQuery("the query is blank: say in some words what to look for")
        if limit < 1:
            raise ValueError(f"limit is {limit}, and must be at least 1")
        if latest:
            newest = self._catalog.latest_document(filters)
            if newest is None:
                return []
            filters = replace(filters, document_ids=(newest,))
        allowed = self._catalog.count_passages(filters)
        if self._indexes.worklist.count("done") == 0 or allowed == 0:
            return []
        vector = self._embedder.embed_query(query)
        wanted = max(CANDIDATES, 2 * limit)
        words = dict(self._indexes.matching(query, filters, wanted))
        ids = dict.fromkeys([*words, *self._nearest(vector, filters, wanted, allowed)])
        candidates = self._catalog.candidates(ids, filters)
        return self._hits(candidates, vector, words, limit)

    def _nearest(self, vector: NDArray[np.float32], filters: Filters, limit: int, allowed: int) -> list[str]:
        """Ids of the passages nearest in meaning: exactly where the filters allow few, or from Chroma."""
        if allowed > self._exact_limit:
            standing = self._catalog.count_passages(filters, standing=True)
            excludes = standing < self._catalog.count_passages(Filters())
            nearest = self._indexes.nearest(vector, filters if excludes else Filters(), limit)
            if filters.published_to is None:
                return nearest
            return nearest + self._exact(vector, filters, limit, superseded=True)
        return self._exact(vector, filters, limit)

    def _exact(
        self, vector: NDArray[np.float32], filters: Filters, limit: int, *, superseded: bool = False
    ) -> list[str]:
        ids, vectors = self._catalog.vectors(filters, superseded=superseded)
        if not ids:
            return []
        with one_thread():
            similarities = vectors @ vector
        return [ids[position] for position in np.argsort(-similarities)[:limit]]

    def _hits(
        self,
        candidates: list[Candidate],
        vector: NDArray[np.float32],
        words: dict[str, float],
        limit: int,
    ) -> list[Hit]:
        if not candidates:
            return []
        cosine = np.stack([candidate.vector for candidate in candidates]) @ vector
        bm25 = np.array([words.get(c.passage.id, 0.0) for c in candidates], dtype=np.float32)
        scores = fuse(cosine, bm25)
        order = np.argsort(-scores, kind="stable")
        kept = without_copies([candidates[i].passage.text for i in order])[:limit]
        chosen = [int(order[position]) for position in kept]
        documents = self._catalog.documents_by_id({candidates[i].passage.document_id for i in chosen})
        return [
            Hit(
                passage=candidates[i].passage,
                document=documents[candidates[i].passage.document_id],
                score=float(scores[i]),
                similarity=float(cosine[i]),
                lexical=float(bm25[i]),
            )
            for i in chosen
        ]
