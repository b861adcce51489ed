"""Rebuilding: the derived indexes are written anew from the catalog, beside the old ones, and take their place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from vectorstore.database import Database
from vectorstore.indexes import Indexes, put_entries
from vectorstore.lexical import LexicalIndex
from vectorstore.locks import FileLock
from vectorstore.places import PARTS, WORDS_FORMAT, Part, announce, forget, leftovers, settle
from vectorstore.vectors import VectorIndex

PAGE = 2_000
"""Passages copied at once, a second's work; so few may be left to copy while readers and writers wait."""

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Copying:
    """New indexes that are being filled; ``written`` are the ids in them, and whether their documents stood."""

    indexes: Indexes
    vectors: VectorIndex | None
    lexical: LexicalIndex | None
    on_progress: Progress | None
    written: dict[str, bool] = field(default_factory=dict)

    def missing(self) -> dict[str, bool]:
        """What is indexed, and not here or not as it is now; the value says whether its document stands."""
        done = self.indexes.worklist.done()
        return {id_: stands for id_, stands in done.items() if self.written.get(id_) != stands}

    def copy(self, missing: Mapping[str, bool]) -> None:
        """Write these passages, with the vectors that the catalog holds."""
        ids = list(missing)
        for start in range(0, len(ids), PAGE):
            page = ids[start : start + PAGE]
            entries = self.indexes.worklist.entries(page)
            held = self.indexes.worklist.vectors({entry.key for entry in entries})
            entries = [entry for entry in entries if entry.key in held]  # others were removed meanwhile
            if entries:
                stacked = np.stack([held[entry.key] for entry in entries])
                put_entries(entries, stacked, self.vectors, self.lexical, self.indexes.worklist)
            self.written.update((id_, missing[id_]) for id_ in page)
            self.written.update((entry.passage_id, bool(entry.stands)) for entry in entries)
            if self.on_progress is not None:
                self.on_progress(len(self.written), len(self.written) + len(ids) - start - len(page))

    def drop_removed(self) -> None:
        """Delete what is no longer indexed."""
        gone = list(self.written.keys() - self.indexes.worklist.done().keys())
        if gone and self.vectors is not None:
            self.vectors.delete(gone)
        if gone and self.lexical is not None:
            self.lexical.delete(gone)

    def close(self) -> None:
        """Release the files."""
        for index in (self.vectors, self.lexical):
            if index is not None:
                index.close()


class Rebuilder:
    """Rebuilds the indexes of one library, one process at a time.

    Readers and writers go on with the old indexes; they wait only for the last step. One that is killed leaves the old
    indexes in their place, and what it had written is deleted by the next.
    """

    def __init__(self, database: Database, indexes: Indexes) -> None:
        self._database = database
        self._indexes = indexes
        self._turn = FileLock(indexes.folder / "rebuilding.lock")
        self._renewed = False

    def rebuild(self, *parts: Part, on_progress: Progress | None = None) -> int:
        """Write the named indexes anew (both, where none is named); gives the number of passages."""
        with self._turn.held():
            return self._rebuild(parts or PARTS, on_progress)

    def renew(self) -> None:
        """Write the lexical index anew where an earlier program wrote it in another format."""
        if self._renewed:
            return
        if self._indexes.worklist.places().words_format != WORDS_FORMAT:
            with self._turn.held():
                if self._indexes.worklist.places().words_format != WORDS_FORMAT:
                    self._rebuild(("lexical",), None)
        self._renewed = True

    def sweep(self) -> None:
        """Delete the indexes that no longer stand anywhere, also those that a killed rebuild left."""
        with self._turn.held():
            for folder, collection in leftovers(self._database):
                if collection:
                    index: VectorIndex | LexicalIndex = self._indexes.vectors_at(folder, collection)
                else:
                    index = self._indexes.lexical_at(folder)
                index.reset()
                index.close()
                if not (self._indexes.folder / folder).exists():
                    forget(self._database, folder, collection)

    def _rebuild(self, parts: Sequence[Part], on_progress: Progress | None) -> int:
        self.sweep()
        worklist = self._indexes.worklist
        worklist.requeue(worklist.without_vectors())
        places = worklist.places().with_new(*parts)
        announce(self._database, places)
        copying = Copying(
            self._indexes,
            self._indexes.vectors_at(places.vectors, places.collection) if "chroma" in parts else None,
            self._indexes.lexical_at(places.words) if "lexical" in parts else None,
            on_progress,
        )
        try:
            copying.copy(copying.missing())
            while len(missing := copying.missing()) > PAGE:
                copying.copy(missing)
            copying.on_progress = None  # whom it calls may want the lock
            with self._indexes.lock.held():
                copying.copy(copying.missing())
                copying.drop_removed()
                copying.close()
                worklist.move_generation()
                settle(self._database, places)
                worklist.move_generation()
                self._indexes.follow()
        finally:
            copying.close()
        self.sweep()
        return len(copying.written)
