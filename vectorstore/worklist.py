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
from vectorstore.rows import integer
from vectorstore.versions import FOREVER

ENTRY_COLUMNS = "p.id, p.text, p.context, p.embedding, d.id, d.kind, d.publisher, d.published_us, d.known_us, d.superseded_us"


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
    known_us: int
    superseded_us: int

    @property
    def stands(self) -> bool:
        """Whether no newer version has superseded its document."""
        return self.superseded_us == FOREVER

    @property
    def embedded_text(self) -> str:
        """What the model reads; the same as ``Passage.embedded_text``."""
        return f"{self.context}\n{self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True)
class Held:
    """The ids of passages that the indexes hold: Chroma those of documents that stand, the lexical index all."""

    vectors: set[str]
    words: set[str]


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
        """Some passages to bring into the indexes: those whose entry is outdated, then those added first."""
        outdated = self._database.rows(
            f"SELECT {ENTRY_COLUMNS} FROM outdated o JOIN passages p ON p.id = o.passage_id"  # noqa: S608
            " JOIN documents d ON d.id = p.document_id LIMIT ?",
            (limit,),
        )
        pending = self._database.rows(
            f"SELECT {ENTRY_COLUMNS} FROM passages p JOIN documents d ON d.id = p.document_id"  # noqa: S608
            " WHERE p.state = 'pending' ORDER BY p.rowid LIMIT ?",
            (limit - len(outdated),),
        )
        return [Entry(*row) for row in (*outdated, *pending)]  # type: ignore[arg-type]  # as in the schema

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

    def finish(self, entries: Sequence[Entry]) -> None:
        """Mark passages as indexed.

        What was removed in the meantime is for the indexes to delete, and what was superseded is written again.
        """
        written = dumps([(entry.passage_id, entry.known_us, entry.superseded_us) for entry in entries])
        ids = dumps([entry.passage_id for entry in entries])
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
            connection.execute(
                "DELETE FROM outdated WHERE passage_id IN (SELECT value FROM json_each(?))", (ids,)
            )
            connection.execute(
                "INSERT INTO outdated SELECT p.id FROM json_each(?) j"
                " JOIN passages p ON p.id = json_extract(j.value, '$[0]')"
                " JOIN documents d ON d.id = p.document_id"
                " WHERE d.known_us <> json_extract(j.value, '$[1]')"
                " OR d.superseded_us <> json_extract(j.value, '$[2]')",
                (written,),
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

    def held(self) -> Held:
        """The ids that each index must hold, and no others."""
        rows = self._database.rows(
            f"SELECT p.id, d.superseded_us = {FOREVER} FROM passages p"  # noqa: S608
            " JOIN documents d ON d.id = p.document_id WHERE p.state = 'done'"
        )
        return Held(
            vectors={str(passage_id) for passage_id, stands in rows if stands},
            words={str(passage_id) for passage_id, _ in rows},
        )

    def count_vectors(self) -> int:
        """How many vectors Chroma holds at least: passages that stand, without those still to be written."""
        ((count,),) = self._database.rows(
            f"SELECT (SELECT coalesce(sum(passages), 0) FROM documents WHERE superseded_us = {FOREVER})"  # noqa: S608
            " - (SELECT count(*) FROM passages WHERE state = 'pending') - (SELECT count(*) FROM outdated)"
        )
        return max(0, integer(count))

    def sample(self, count: int) -> list[NDArray[np.float32]]:
        """The vectors (d,) of some indexed passages that share their embedded text with no other.

        Approximate search is poor at finding one vector that many entries have, and that is no damage.
        """
        rows = self._database.rows(
            "SELECT e.vector FROM passages p JOIN embeddings e ON e.key = p.embedding"  # noqa: S608
            f" JOIN documents d ON d.id = p.document_id AND d.superseded_us = {FOREVER}"
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
