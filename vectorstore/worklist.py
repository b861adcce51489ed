"""What the derived indexes have yet to do: pending passages, discards, vectors, the generation."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from json import dumps

import numpy as np
from numpy.typing import NDArray

from vectorstore.database import Database
from vectorstore.documents import embedded_text
from vectorstore.errors import WrongModel
from vectorstore.places import Places, places_of
from vectorstore.readings import Reading
from vectorstore.rows import blob, integer
from vectorstore.versions import FOREVER

VECTORS_READ = 5_000  # at once, 8 MB
ROUNDING = 1e-3  # of the length of a unit vector
ENTRY_COLUMNS = f"p.id, p.text, p.context, p.embedding, p.document_id, d.superseded_us = {FOREVER}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as the indexes take it: its words, the key of its vector, whether its document stands.

    Chroma holds what no newer version has superseded, the lexical index all.
    """

    passage_id: str
    text: str
    context: str
    key: bytes
    document_id: str
    stands: int

    @property
    def embedded_text(self) -> str:
        """What the model reads; the same as ``Passage.embedded_text``."""
        return embedded_text(self.context, self.text)


class Worklist:
    """The queue between the catalog and the indexes that are derived from it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, model: str, dimensions: int) -> None:
        """Bind the library to an embedding model.

        An empty library takes any model; one that holds passages of another raises ``WrongModel``.
        """
        wanted = f"{model} ({dimensions} dimensions)"
        held = self._database.setting("model")
        if held == wanted:
            return
        with self._database.transaction() as connection:
            if held is not None and connection.execute("SELECT 1 FROM passages LIMIT 1").fetchone():
                raise WrongModel(
                    f"the library {self._database.path} was filled with the embedding model {held}, "
                    f"and {wanted} is asked for: set the model back, or ingest into a new home"
                )
            connection.executemany(
                "REPLACE INTO meta VALUES (?, ?)", [("model", wanted), *Places.first().settings()]
            )

    def places(self) -> Places:
        """Where the indexes stand."""
        return places_of(self._database)

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
        """How many passages are in a state: pending or done."""
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
        ids = dumps([entry.passage_id for entry in entries])
        written = dumps([(entry.passage_id, entry.stands) for entry in entries])
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
                "INSERT INTO outdated SELECT p.id FROM json_each(?) j"  # noqa: S608
                " JOIN passages p ON p.id = json_extract(j.value, '$[0]')"
                " JOIN documents d ON d.id = p.document_id"
                f" WHERE (d.superseded_us = {FOREVER}) <> json_extract(j.value, '$[1]')",
                (written,),
            )

    def keep_readings(self, entries: Sequence[Entry]) -> None:
        """Keep what the ranking reads of these passages."""
        with self._database.transaction() as connection:
            connection.executemany(
                "UPDATE passages SET reading = ? WHERE id = ?",
                [(Reading.of(e.text, e.context).written(), e.passage_id) for e in entries],
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

    def done(self) -> dict[str, bool]:
        """The ids that the lexical index must hold; Chroma those whose value is true: their documents stand."""
        rows = self._database.rows(
            f"SELECT p.id, d.superseded_us = {FOREVER} FROM passages p"  # noqa: S608
            " JOIN documents d ON d.id = p.document_id WHERE p.state = 'done' ORDER BY p.rowid"
        )
        return {str(passage_id): bool(stands) for passage_id, stands in rows}

    def waiting(self) -> set[str]:
        """The ids that are yet to be deleted from the indexes, or brought from one to the other."""
        rows = self._database.rows("SELECT passage_id FROM discards UNION SELECT passage_id FROM outdated")
        return {str(passage_id) for (passage_id,) in rows}

    def entries(self, passage_ids: Collection[str]) -> list[Entry]:
        """The passages that exist among the ids, with a vector to be had."""
        rows = self._database.rows(
            f"SELECT {ENTRY_COLUMNS} FROM json_each(?) j JOIN passages p ON p.id = j.value"  # noqa: S608
            " JOIN documents d ON d.id = p.document_id JOIN embeddings e ON e.key = p.embedding",
            (dumps(list(passage_ids)),),
        )
        return [Entry(*row) for row in rows]  # type: ignore[arg-type]  # as in the schema

    def count_vectors(self) -> int:
        """How many vectors Chroma holds at least: passages that stand, without those still to be written."""
        ((count,),) = self._database.rows(
            f"SELECT (SELECT coalesce(sum(passages), 0) FROM documents WHERE superseded_us = {FOREVER})"  # noqa: S608
            " - (SELECT count(*) FROM passages WHERE state = 'pending') - (SELECT count(*) FROM outdated)"
        )
        return max(0, integer(count))

    def sample(self, count: int) -> dict[str, NDArray[np.float32]]:
        """Ids and vectors (d,) of some passages that Chroma holds and that share their embedded text with no other.

        Approximate search is poor at finding one vector that many entries have, and that is no damage.
        """
        rows = self._database.rows(
            "SELECT p.id, e.vector FROM passages p JOIN embeddings e ON e.key = p.embedding"  # noqa: S608
            f" JOIN documents d ON d.id = p.document_id AND d.superseded_us = {FOREVER}"
            " WHERE p.state = 'done' AND NOT EXISTS"
            " (SELECT 1 FROM passages q WHERE q.embedding = p.embedding AND q.id <> p.id)"
            " ORDER BY p.id LIMIT ?",  # ids are hashes: their order is as good as chance
            (count,),
        )
        return {str(held): np.frombuffer(blob(vector), dtype=np.float32) for held, vector in rows}

    def without_vectors(self) -> list[str]:
        """The ids of indexed passages whose vectors the catalog has lost."""
        rows = self._database.rows(
            "SELECT id FROM passages WHERE state = 'done' AND embedding NOT IN (SELECT key FROM embeddings)"
        )
        return [str(passage_id) for (passage_id,) in rows]

    def drop_unusable_vectors(self, dimensions: int) -> None:
        """Forget vectors that are not of this length, or not of length one."""
        last = -1
        while rows := self._database.rows(
            "SELECT rowid, vector FROM embeddings WHERE rowid > ? ORDER BY rowid LIMIT ?",
            (last, VECTORS_READ),
        ):
            last = integer(rows[-1][0])
            unusable = [(row,) for row, vector in rows if not _is_unit(blob(vector), dimensions)]
            if unusable:
                with self._database.transaction() as connection:
                    connection.executemany("DELETE FROM embeddings WHERE rowid = ?", unusable)

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


def _is_unit(vector: bytes, dimensions: int) -> bool:
    if len(vector) != dimensions * np.dtype(np.float32).itemsize:
        return False
    return abs(float(np.linalg.norm(np.frombuffer(vector, dtype=np.float32))) - 1.0) < ROUNDING
