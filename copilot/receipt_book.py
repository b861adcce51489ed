"""The receipts that were made, by id, kept in SQLite: what anybody was shown can be computed again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from copilot.stores import failures_named
from market.errors import UnknownReceipt
from market.receipts import Receipt

BUSY_TIMEOUT_S = 10.0

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS receipts (id TEXT PRIMARY KEY, made_at TEXT NOT NULL, json TEXT NOT NULL)"
)


class ReceiptBook:
    """The store at ``path``, safe for several threads and processes: each call opens its own connection.

    An id names what went in, so the same computation over the same table versions is kept once, as it first came
    out. Every method raises :class:`~copilot.errors.BrokenStore` where the file is damaged or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._connect() as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute(_SCHEMA)

    def keep(self, receipt: Receipt) -> None:
        """Stores ``receipt``, where it is not there yet."""
        content = json.dumps(receipt.to_json(), ensure_ascii=False)
        with self._connect() as db:
            row = (receipt.id, datetime.now(UTC).isoformat(), content)
            db.execute("INSERT OR IGNORE INTO receipts VALUES (?, ?, ?)", row)

    def get(self, receipt_id: str) -> Receipt:
        """The receipt with that id. Raises :class:`UnknownReceipt`, and ``BadReceipt`` for one that was changed."""
        with self._connect() as db:
            row = db.execute("SELECT json FROM receipts WHERE id = ?", (receipt_id,)).fetchone()
        if row is None:
            raise UnknownReceipt(
                f"no receipt {receipt_id!r} was made in this home ({self.path}); ids are shown with each result "
                "and each citation, and an answer's id stands for all that it cites"
            )
        return Receipt.from_json(json.loads(row[0]))

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        with failures_named(self.path), closing(sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_S)) as db, db:
            yield db
