"""The indexer: pending passages become vectors and words, discards leave the indexes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings import Embedder
from vectorstore.indexes import Indexes
from vectorstore.locks import FileLock
from vectorstore.worklist import Entry, Worklist

BATCH = 512
"""Passages embedded and written at once: a kill loses at most some seconds of embedding, and a search in
another process waits at most half a second for the writing."""


class Indexer:
    """Works the list off, one batch at a time; several processes take turns batch by batch."""

    def __init__(self, folder: Path, worklist: Worklist, indexes: Indexes, embedder: Embedder) -> None:
        self._worklist = worklist
        self._indexes = indexes
        self._embedder = embedder
        self._turn = FileLock(folder / "indexing.lock")

    def index_pending(self, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Index all that is pending; see ``Library.index_pending``."""
        done = 0
        self.apply_discards()
        while indexed := self._index_batch():
            done += indexed
            self.apply_discards()  # before asking what is pending: a passage that came back is pending again
            if on_progress is not None:
                on_progress(done, done + self._worklist.count("pending"))
        return done

    def apply_discards(self) -> None:
        """Delete from the indexes what the catalog no longer holds or searches."""
        while ids := self._worklist.discards(BATCH):
            self._indexes.delete(ids)

    def _index_batch(self) -> int:
        """Index some pending passages; gives their number."""
        with self._turn.held():
            entries = self._worklist.pending(BATCH)
            if entries:
                self._indexes.write(entries, self._embed(entries))
            return len(entries)

    def _embed(self, entries: Sequence[Entry]) -> NDArray[np.float32]:
        """The vectors (n, d) of the entries; only texts never embedded before are given to the model."""
        texts = {entry.key: entry.embedded_text for entry in entries}
        vectors = self._worklist.vectors(texts.keys())
        missing = sorted(texts.keys() - vectors.keys(), key=lambda key: len(texts[key]))
        if missing:
            made = dict(zip(missing, self._embedder.embed_passages([texts[k] for k in missing]), strict=True))
            self._worklist.keep_vectors(made)
            vectors.update(made)
        return np.stack([vectors[entry.key] for entry in entries])
