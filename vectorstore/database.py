"""The SQLite file under the catalog: opening, migrations, transactions, settings."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from vectorstore.errors import BrokenCatalog, LibraryBusy

BUSY_TIMEOUT_S = 60.0
"""How long a writer waits for another process's transaction; the longest one adds one document."""

MIGRATIONS = (
    """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE documents (
        id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, published_at TEXT NOT NULL,
        published_us INTEGER NOT NULL, publisher TEXT NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL,
        kind TEXT NOT NULL, dated INTEGER NOT NULL, current INTEGER NOT NULL, passages INTEGER NOT NULL
    );
    CREATE INDEX documents_by_date ON documents (current, published_us);

    CREATE TABLE sources (source TEXT PRIMARY KEY, document_id TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX sources_by_document ON sources (document_id);

    CREATE TABLE passages (
        id TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents (id),
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, context TEXT NOT NULL,
        embedding BLOB NOT NULL, state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'archived'))
    );
    CREATE INDEX passages_by_document ON passages (document_id, start);
    CREATE INDEX passages_by_embedding ON passages (embedding);
    CREATE INDEX passages_by_state ON passages (state);

    CREATE TABLE embeddings (key BLOB PRIMARY KEY, vector BLOB NOT NULL);
    CREATE TABLE discards (passage_id TEXT PRIMARY KEY) WITHOUT ROWID;
    """,
    """
    ALTER TABLE documents ADD COLUMN company TEXT NOT NULL DEFAULT '';
    ALTER TABLE documents ADD COLUMN form TEXT NOT NULL DEFAULT '';
    ALTER TABLE documents ADD COLUMN period_end TEXT NOT NULL DEFAULT '';
    ALTER TABLE documents ADD COLUMN pages TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE documents ADD COLUMN symbols TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE documents ADD COLUMN topics TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE documents ADD COLUMN tone TEXT NOT NULL DEFAULT '';
    ALTER TABLE documents ADD COLUMN language TEXT NOT NULL DEFAULT '';
    """,
    """
    CREATE TABLE versions (
        source TEXT NOT NULL, number INTEGER NOT NULL, document_id TEXT NOT NULL REFERENCES documents (id),
        since_us INTEGER NOT NULL, until_us INTEGER NOT NULL, PRIMARY KEY (source, number)
    ) WITHOUT ROWID;
    CREATE INDEX versions_by_document ON versions (document_id);
    INSERT INTO versions
        WITH held AS (
            SELECT source, document_id, 1 AS stands FROM sources
            UNION ALL SELECT source, id, 0 FROM documents WHERE NOT current
        ), chain AS (
            SELECT h.*, d.published_us, row_number() OVER versions AS number,
                lead(d.published_us) OVER versions AS next_us
            FROM held h JOIN documents d ON d.id = h.document_id
            WINDOW versions AS (PARTITION BY h.source ORDER BY h.stands, d.rowid)
        )
        SELECT source, number, document_id, published_us,
            CASE WHEN stands THEN 4611686018427387904 ELSE max(published_us, coalesce(next_us, published_us)) END
        FROM chain;
    DROP TABLE sources;
    ALTER TABLE documents ADD COLUMN known_us INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE documents ADD COLUMN superseded_us INTEGER NOT NULL DEFAULT 0;
    UPDATE documents SET
        known_us = (SELECT min(since_us) FROM versions WHERE document_id = id),
        superseded_us = (SELECT max(until_us) FROM versions WHERE document_id = id);
    DROP INDEX documents_by_date;
    ALTER TABLE documents DROP COLUMN current;
    CREATE INDEX documents_by_time ON documents (superseded_us, known_us, published_us, passages);
    UPDATE passages SET state = 'pending' WHERE state = 'archived';
    CREATE TABLE outdated (passage_id TEXT PRIMARY KEY) WITHOUT ROWID;
    """,
    """
    CREATE TABLE fingerprints (
        document_id TEXT PRIMARY KEY REFERENCES documents (id),
        bands BLOB NOT NULL, shingles BLOB NOT NULL, figures BLOB NOT NULL
    );
    CREATE TABLE bands (key INTEGER NOT NULL, document_id TEXT NOT NULL, PRIMARY KEY (key, document_id)) WITHOUT ROWID;
    CREATE TABLE copies (
        document_id TEXT PRIMARY KEY REFERENCES documents (id), copy_of TEXT NOT NULL, group_id TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX copies_by_first ON copies (copy_of) WHERE copy_of <> '';
    CREATE INDEX copies_by_group ON copies (group_id);
    """,
    "CREATE TABLE leftovers (folder TEXT, collection TEXT, PRIMARY KEY (folder, collection)) WITHOUT ROWID",
    "ALTER TABLE passages ADD COLUMN reading TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX documents_by_value ON documents (superseded_us, kind, publisher, company, form)",
)
"""Each brings the file one version further; ``PRAGMA user_version`` counts those that were run."""


class Database:
    """One SQLite file in WAL mode, safe for several threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._guard = threading.RLock()
        with self._named_errors():
            self._connection = sqlite3.connect(
                path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._migrate()

    def rows(self, sql: str, values: Iterable[object] = ()) -> list[tuple[object, ...]]:
        """All rows of one reading statement."""
        with self._guard, self._named_errors():
            return self._connection.execute(sql, tuple(values)).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A writing transaction: all of it is kept, or, after an error or a kill, nothing."""
        with self._guard, self._named_errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def setting(self, name: str) -> str | None:
        """The value of a setting, or ``None`` where it was never set."""
        found = self.rows("SELECT value FROM meta WHERE name = ?", (name,))
        return str(found[0][0]) if found else None

    def close(self) -> None:
        """Close the file."""
        with self._guard:
            self._connection.close()

    def _migrate(self) -> None:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise BrokenCatalog(
                f"{self.path} is of version {version}, this program knows up to {len(MIGRATIONS)}: "
                "upgrade tieout, or choose another home"
            )
        if version == len(MIGRATIONS):
            return
        with self.transaction() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            for migration in MIGRATIONS[version:]:
                for statement in filter(str.strip, migration.split(";")):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise LibraryBusy(
                    f"another process has been writing to {self.path} for {BUSY_TIMEOUT_S:.0f} s: try again"
                ) from error
            raise BrokenCatalog(
                f"the catalog {self.path} cannot be used ({error}): see that it is a library's, that it and "
                "its folder can be written and the disk has room, or choose another home"
            ) from error
        except sqlite3.DatabaseError as error:
            raise BrokenCatalog(
                f"the catalog {self.path} is damaged ({error}): restore it from a backup, "
                "or remove the library's folder and ingest again"
            ) from error
