"""What readers thought of answers: a thumb and a reason for each, kept in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from copilot.stores import failures_named

REASON_CHARS = 1000
BUSY_TIMEOUT_S = 10.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    answer_id TEXT PRIMARY KEY, liked INTEGER NOT NULL, reason TEXT NOT NULL, given_at TEXT NOT NULL
)
"""


@dataclass(frozen=True, slots=True)
class Opinion:
    """Whether an answer was liked, and why."""

    answer_id: str
    liked: bool
    reason: str
    given_at: datetime


class Feedback:
    """The store of opinions: one for each answer, the latest. Safe for several threads and processes.

    Every method raises :class:`~copilot.errors.BrokenStore` where the file is damaged or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._connect() as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute(_SCHEMA)

    def give(self, answer_id: str, *, liked: bool, reason: str = "") -> None:
        """Keeps an opinion in place of an earlier one."""
        row = (answer_id, int(liked), reason.strip()[:REASON_CHARS], datetime.now(UTC).isoformat())
        with self._connect() as db:
            db.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?)", row)

    def take_back(self, answer_id: str) -> None:
        """Forgets the opinion on an answer."""
        with self._connect() as db:
            db.execute("DELETE FROM feedback WHERE answer_id = ?", (answer_id,))

    def of(self, answer_id: str) -> Opinion | None:
        """The opinion on an answer, or ``None``."""
        with self._connect() as db:
            row = db.execute("SELECT * FROM feedback WHERE answer_id = ?", (answer_id,)).fetchone()
        return _opinion(row) if row else None

    def all(self) -> list[Opinion]:
        """Every opinion, the latest first."""
        with self._connect() as db:
            rows = db.execute("SELECT * FROM feedback ORDER BY given_at DESC").fetchall()
        return [_opinion(row) for row in rows]

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        with failures_named(self.path), closing(sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_S)) as db, db:
            yield db


def _opinion(row: tuple[str, int, str, str]) -> Opinion:
    answer_id, liked, reason, given_at = row
    return Opinion(answer_id, bool(liked), reason, datetime.fromisoformat(given_at))
