"""The two derived indexes, kept in step with the catalog and with other processes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.lexical import LexicalIndex, LexicalScores
from vectorstore.locks import FileLock
from vectorstore.vectors import VectorIndex
from vectorstore.worklist import Entry, Worklist


class Indexes:
    """Chroma and tantivy behind one lock.

    Whoever writes moves the catalog's generation before the first file changes and after the last one has:
    a reader, or the next writer, that finds another generation than it opened at opens again, under the lock.
    So a writer killed halfway is noticed as well as one that finished.
    """

    def __init__(
        self, folder: Path, worklist: Worklist, *, chroma_url: str, collection: str, dimensions: int
    ) -> None:
        self.worklist = worklist
        self.vectors = VectorIndex(
            folder / "chroma", url=chroma_url, collection=collection, dimensions=dimensions
        )
        self.lexical = LexicalIndex(folder / "words")
        self.lock = FileLock(folder / "writing.lock")
        self._seen = {"vectors": -1, "words": -1}

    def generation(self) -> int:
        """What the catalog counts the writings by: it moves before and after each."""
        return self.worklist.generation()

    def nearest(self, vector: NDArray[np.float32], limit: int) -> list[str]:
        """Ids of the passages that stand, by cosine to the vector (d,), the nearest first."""
        generation = self.worklist.generation()
        if generation != self._seen["vectors"]:
            with self.lock.held():
                generation = self.worklist.generation()
                self.vectors.refresh(generation, at_least=self.worklist.count_vectors())
            self._seen["vectors"] = generation
        return self.vectors.search(vector, limit)

    def matching(
        self, words: Sequence[str], limit: int, document_ids: Sequence[str] | None = None
    ) -> LexicalScores:
        """BM25 scores of the best passages by field, of these documents or of all; see ``LexicalIndex.search``."""
        self._refresh_words()
        return self.lexical.search(words, limit, document_ids)

    def frequencies(self, words: Sequence[str]) -> tuple[dict[str, int], int]:
        """In how many passages each word stands, and how many passages there are."""
        self._refresh_words()
        return self.lexical.frequencies(words)

    def _refresh_words(self) -> None:
        generation = self.worklist.generation()
        if generation != self._seen["words"]:
            with self.lock.held():
                generation = self.worklist.generation()
                self.lexical.refresh(generation, at_least=self.worklist.count("done"))
            self._seen["words"] = generation

    def write(self, entries: Sequence[Entry], vectors: NDArray[np.float32]) -> None:
        """Bring entries with their vectors (n, d) into both indexes, and mark them done.

        Chroma holds only what stands: a search without an as-of then needs no filter, which is slow there.
        """
        standing = [number for number, entry in enumerate(entries) if entry.stands]
        superseded = [entry.passage_id for entry in entries if not entry.stands]
        with self.lock.held():
            self.vectors.refresh(self.worklist.generation(), at_least=self.worklist.count_vectors())
            self.worklist.move_generation()
            if standing:
                self.vectors.write([entries[number] for number in standing], vectors[standing])
            if superseded:
                self.vectors.delete(superseded)
            self.lexical.write(entries)
            self.worklist.finish(entries)
            self.vectors.stay_open(self.worklist.move_generation())

    def delete(self, passage_ids: Sequence[str]) -> None:
        """Delete passages from both indexes, and take them off the list of discards."""
        with self.lock.held():
            self.vectors.refresh(self.worklist.generation(), at_least=0)
            self.worklist.move_generation()
            self.vectors.delete(passage_ids)
            self.lexical.delete(passage_ids)
            self.worklist.finish_discards(passage_ids)
            self.vectors.stay_open(self.worklist.move_generation())

    def close(self) -> None:
        """Release the files of both."""
        self.vectors.close()
        self.lexical.close()
