"""What the derived indexes have yet to do: pending passages, discards, vectors, the generation."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from json import dumps
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from vectorstore.database import Database
from vectorstore.errors import WrongModel


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as the indexes take it: its words, its filter fields, the key of its vector."""

    passage_id: str
    text: str
    context: str
    key: bytes
    document_id: str
    kind: str
    publisher: str
    published_us: int

    @property
    def embedded_text(self) -> str:
        """What the model reads; the same as ``Passage.embedded_text``."""
        return f"{self.context}\n{self.text}" if self.context else self.text


class Worklist:
    """The queue between the catalog and the indexes that are derived from it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, model: str, dimensions: int) -> str:
        """Bind the library to an embedding model, and give the name of its Chroma collection.

        An empty library takes any model; one that holds passages of another raises ``WrongModel``.
        """
        wanted = f"{model} ({dimensions} dimensions)"
        held, collection = self._database.setting("model"), self._database.setting("collection")
        if held == wanted and collection is not None:
            return collection
        with self._database.transaction() as connection:
            if held is not None and connection.execute("SELECT 1 FROM passages LIMIT 1").fetchone():
                raise WrongModel(
                    f"the library {self._database.path} was filled with the embedding model {held}, "
                    f"and {wanted} is asked for: set the model back, or ingest into a new home"
                )
            collection = f"passages-{uuid4().hex[:12]}"
            connection.executemany(
                "REPLACE INTO meta VALUES (?, ?)", (("model", wanted), ("collection", collection))
            )
        return collection

    def generation(self) -> int:
        """A number that moves whenever the indexes are about to change, and again when they have."""
        return int(self._database.setting("generation") or 0)

    def move_generation(self) -> int:
        """Move the generation; gives the new one."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO meta VALUES ('generation', '1')"
                " ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
            )
        return self.generation()

    def count(self, state: str) -> int:
        """How many passages are in a state: pending, done or archived."""
        ((count,),) = self._database.rows("SELECT count(*) FROM passages WHERE state = ?", (state,))
        assert isinstance(count, int)
        return count

    def pending(self, limit: int) -> list[Entry]:
        """Some pending passages, those added first at the front."""
        rows = self._database.rows(
            "SELECT p.id, p.text, p.context, p.embedding, d.id, d.kind, d.publisher, d.published_us"
            " FROM passages p JOIN documents d ON d.id = p.document_id"
            " WHERE p.state = 'pending' ORDER BY p.rowid LIMIT ?",
            (limit,),
        )
        return [Entry(*row) for row in rows]  # type: ignore[arg-type]  # the columns' types are the schema's

    def vectors(self, keys: Collection[bytes]) -> dict[bytes, NDArray[np.float32]]:
        """The vectors that are held already, by their keys."""
        marks = ", ".join("?" * len(keys))
        rows = self._database.rows(f"SELECT key, vector FROM embeddings WHERE key IN ({marks})", keys)  # noqa: S608
        return {
            key: np.frombuffer(vector, dtype=np.float32)
            for key, vector in rows
            if isinstance(key, bytes) and isinstance(vector, bytes)
        }

    def keep_vectors(self, vectors: Mapping[bytes, NDArray[np.float32]]) -> None:
        """Store vectors (d,) under their keys."""
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO embeddings VALUES (?, ?)",
                [(key, vector.astype(np.float32).tobytes()) for key, vector in vectors.items()],
            )

    def finish(self, passage_ids: Sequence[str]) -> None:
        """Mark passages as indexed; those replaced or removed in the meantime are for the indexes to delete."""
        ids = dumps(list(passage_ids))
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE passages SET state = 'done' WHERE state = 'pending'"
                " AND id IN (SELECT value FROM json_each(?))",
                (ids,),
            )
            connection.execute(
                "INSERT OR IGNORE INTO discards SELECT value FROM json_each(?)"
                " WHERE value NOT IN (SELECT id FROM passages WHERE state = 'done')",
                (ids,),
            )

    def discards(self, limit: int) -> list[str]:
        """Some ids of passages that the indexes have yet to delete."""
        rows = self._database.rows("SELECT passage_id FROM discards LIMIT ?", (limit,))
        return [str(passage_id) for (passage_id,) in rows]

    def finish_discards(self, passage_ids: Sequence[str]) -> None:
        """Note that the indexes have deleted these; one that is in use again becomes pending."""
        ids = dumps(list(passage_ids))
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM discards WHERE passage_id IN (SELECT value FROM json_each(?))", (ids,)
            )
            connection.execute(
                "UPDATE passages SET state = 'pending' WHERE state = 'done'"
                " AND id IN (SELECT value FROM json_each(?))",
                (ids,),
            )

    def done_ids(self) -> set[str]:
        """The ids that both indexes must hold, and no others."""
        rows = self._database.rows("SELECT id FROM passages WHERE state = 'done'")
        return {str(passage_id) for (passage_id,) in rows}

    def sample(self, count: int) -> list[NDArray[np.float32]]:
        """The vectors (d,) of some indexed passages that share their embedded text with no other.

        Approximate search is poor at finding one vector that many entries have, and that is no damage.
        """
        rows = self._database.rows(
            "SELECT e.vector FROM passages p JOIN embeddings e ON e.key = p.embedding"
            " WHERE p.state = 'done' AND NOT EXISTS"
            " (SELECT 1 FROM passages q WHERE q.embedding = p.embedding AND q.id <> p.id)"
            " ORDER BY p.id LIMIT ?",  # ids are hashes: their order is as good as chance
            (count,),
        )
        return [np.frombuffer(vector, dtype=np.float32) for (vector,) in rows if isinstance(vector, bytes)]

    def requeue(self, passage_ids: Collection[str]) -> None:
        """Have passages indexed again."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE passages SET state = 'pending' WHERE state = 'done'"
                " AND id IN (SELECT value FROM json_each(?))",
                (dumps(list(passage_ids)),),
            )

    def discard(self, passage_ids: Collection[str]) -> None:
        """Have the indexes delete ids that the catalog does not know as indexed."""
        with self._database.transaction() as connection:
            connection.executemany("INSERT OR IGNORE INTO discards VALUES (?)", [(i,) for i in passage_ids])
