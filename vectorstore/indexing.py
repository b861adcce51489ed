"""The indexer: pending passages become vectors and words, discards leave the indexes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings import Embedder
from vectorstore.indexes import Indexes
from vectorstore.locks import FileLock
from vectorstore.memory import give_back_free_memory
from vectorstore.worklist import Entry, Worklist

BATCH = 512
"""Passages embedded and written at once: a kill loses at most some seconds of embedding, and a search in
another process waits at most half a second for the writing."""
TURN = 4 * BATCH
"""Passages of one turn. Its last batch is written while nothing is embedded, so a turn has several; and other
processes wait for its end, 8 s on two cores."""


class Indexer:
    """Works the list off; several processes take turns.

    While one batch is written to the indexes the next is embedded. A batch that was embedded is kept in the catalog
    before anything is done with it: whenever the process is killed, no text is given to the model again.
    """

    def __init__(self, folder: Path, worklist: Worklist, indexes: Indexes, embedder: Embedder) -> None:
        self._worklist = worklist
        self._indexes = indexes
        self._embedder = embedder
        self._turn = FileLock(folder / "indexing.lock")

    def index_pending(self, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Index all that is pending; see ``Library.index_pending``."""
        done = 0

        def count(written: int) -> None:
            nonlocal done
            done += written
            if on_progress is not None:
                on_progress(done, done + self._worklist.count("pending"))

        self.apply_discards()
        while self._take_turn(count):
            self.apply_discards()  # before asking what is pending: a passage that came back is pending again
        return done

    def apply_discards(self) -> None:
        """Delete from the indexes what the catalog no longer holds or searches."""
        while ids := self._worklist.discards(BATCH):
            self._indexes.delete(ids)

    def _take_turn(self, on_written: Callable[[int], None]) -> bool:
        """Index the passages that have waited longest; gives whether there were any."""
        with self._turn.held(), ThreadPoolExecutor(1, "writing") as writer:
            pending = self._worklist.pending(TURN)
            writing: Future[None] | None = None
            written = 0
            for start in range(0, len(pending), BATCH):
                batch = pending[start : start + BATCH]
                vectors = self._embed(batch)
                give_back_free_memory()
                if writing is not None:
                    writing.result()
                    on_written(written)
                writing, written = writer.submit(self._indexes.write, batch, vectors), len(batch)
            if writing is not None:
                writing.result()
                on_written(written)
            return bool(pending)

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
