"""What the model remembers of each conversation: LangGraph's SQLite store, with failures that name the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from langgraph.checkpoint.sqlite import SqliteSaver

from copilot.stores import failures_named


class Checkpoints(SqliteSaver):
    """The store at ``path``, for all threads of a process. Raises ``BrokenStore`` where the file is damaged."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with failures_named(path):
            super().__init__(sqlite3.connect(path, check_same_thread=False))

    @contextmanager
    def cursor(self, transaction: bool = True) -> Iterator[sqlite3.Cursor]:  # noqa: FBT001, FBT002 - LangGraph's
        """A cursor, as every method of the saver takes one."""
        with failures_named(self.path), super().cursor(transaction) as cursor:
            yield cursor

    def close(self) -> None:
        """Releases the file."""
        self.conn.close()
