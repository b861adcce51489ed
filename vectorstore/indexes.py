"""The two derived indexes, kept in step with the catalog and with other processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import BrokenIndex
from vectorstore.lexical import LexicalIndex, LexicalScores
from vectorstore.locks import FileLock
from vectorstore.places import Places
from vectorstore.vectors import VectorIndex
from vectorstore.worklist import Entry, Worklist

Answer = TypeVar("Answer")


class Indexes:
    """Chroma and tantivy behind one lock.

    Whoever writes moves the catalog's generation before the first file changes and after the last one has:
    a reader, or the next writer, that finds another generation than it opened at opens again, under the lock.
    So a writer killed halfway is noticed as well as one that finished. The catalog also names the places of the
    indexes, which a rebuild changes: whoever opens again follows.
    """

    def __init__(self, folder: Path, worklist: Worklist, *, chroma_url: str, dimensions: int) -> None:
        self.worklist = worklist
        self.folder = folder
        self.lock = FileLock(folder / "writing.lock")
        self._chroma_url = chroma_url
        self.dimensions = dimensions
        self._places = worklist.places()
        self.vectors = self.vectors_at(self._places.vectors, self._places.collection)
        self.lexical = self.lexical_at(self._places.words)
        self._seen = {"vectors": -1, "words": -1}

    def vectors_at(self, folder: str, collection: str) -> VectorIndex:
        """The Chroma index of these names."""
        return VectorIndex(
            self.folder / folder, url=self._chroma_url, collection=collection, dimensions=self.dimensions
        )

    def lexical_at(self, folder: str) -> LexicalIndex:
        """The lexical index in this folder."""
        return LexicalIndex(self.folder / folder)

    def follow(self) -> None:
        """Turn to the places where the indexes stand now. The caller holds the lock."""
        places, before = self.worklist.places(), self._places
        if places == before:
            return
        if (places.vectors, places.collection) != (before.vectors, before.collection):
            self.vectors.close()
            self.vectors = self.vectors_at(places.vectors, places.collection)
        if places.words != before.words:
            self.lexical.close()
            self.lexical = self.lexical_at(places.words)
        self._seen = {"vectors": -1, "words": -1}
        self._places = places

    def generation(self) -> int:
        """What the catalog counts the writings by: it moves before and after each."""
        return self.worklist.generation()

    def nearest(self, vector: NDArray[np.float32], limit: int) -> list[str]:
        """Ids of the passages that stand, by cosine to the vector (d,), the nearest first."""
        return self._asked(self._refresh_vectors, lambda: self.vectors.search(vector, limit))

    def matching(
        self,
        weights: Mapping[str, Mapping[str, float]],
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> dict[str, LexicalScores]:
        """BM25 scores of the best passages by field, of these documents or of all; see ``LexicalIndex.search``."""
        return self._asked(self._refresh_words, lambda: self.lexical.search(weights, limit, document_ids))

    def frequencies(self, words: Sequence[str]) -> tuple[dict[str, int], int]:
        """In how many passages each word stands, and how many passages there are."""
        return self._asked(self._refresh_words, lambda: self.lexical.frequencies(words))

    def write(self, entries: Sequence[Entry], vectors: NDArray[np.float32]) -> None:
        """Bring entries with their vectors (n, d) into both indexes, and mark them done.

        Chroma holds only what stands: a search without an as-of then needs no filter, which is slow there.
        """
        with self.lock.held():
            self.follow()
            self.vectors.refresh(self.worklist.generation(), at_least=self.worklist.count_vectors())
            self.worklist.move_generation()
            put_entries(entries, vectors, self.vectors, self.lexical, self.worklist)
            self.worklist.finish(entries)
            self.vectors.stay_open(self.worklist.move_generation())

    def delete(self, passage_ids: Sequence[str]) -> None:
        """Delete passages from both indexes, and take them off the list of discards."""
        with self.lock.held():
            self.follow()
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

    def _asked(self, refresh: Callable[[], Places], ask: Callable[[], Answer]) -> Answer:
        """The answer of an index that is up to date; asked again where a rebuild took its place meanwhile."""
        while True:
            places = refresh()
            try:
                answer = ask()
            except BrokenIndex:
                if self.worklist.places() == places:
                    raise
            else:
                if self.worklist.places() == places:
                    return answer

    def _refresh_vectors(self) -> Places:
        if self.worklist.generation() != self._seen["vectors"]:
            with self.lock.held():
                self.follow()
                generation = self.worklist.generation()
                self.vectors.refresh(generation, at_least=self.worklist.count_vectors())
                self._seen["vectors"] = generation
        return self._places

    def _refresh_words(self) -> Places:
        if self.worklist.generation() != self._seen["words"]:
            with self.lock.held():
                self.follow()
                generation = self.worklist.generation()
                self.lexical.refresh(generation, at_least=self.worklist.count("done"))
                self._seen["words"] = generation
        return self._places


def put_entries(
    entries: Sequence[Entry],
    vectors: NDArray[np.float32],
    chroma: VectorIndex | None,
    lexical: LexicalIndex | None,
    worklist: Worklist,
) -> None:
    """Write entries with their vectors (n, d) into the indexes that are given; their readings go with their words."""
    if chroma is not None:
        standing = [number for number, entry in enumerate(entries) if entry.stands]
        superseded = [entry.passage_id for entry in entries if not entry.stands]
        if standing:
            chroma.write([entries[number] for number in standing], vectors[standing])
        if superseded:
            chroma.delete(superseded)
    if lexical is not None:
        lexical.write(entries)
        worklist.keep_readings(entries)
