"""Conversations and their answers, kept in SQLite: a reload shows what was shown."""

from __future__ import annotations

import json
import re
import sqlite3
import uuid
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from copilot.answer import Answer
from copilot.errors import BadAnswer, UnknownAnswer, UnknownConversation
from copilot.stores import failures_named

TITLE_CHARS = 60
BUSY_TIMEOUT_S = 10.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, as_of TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS answers (
    id TEXT PRIMARY KEY,
    conversation_id TEXT REFERENCES conversations(id) ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    json TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS answers_by_conversation ON answers(conversation_id, created_at);
"""
_MIGRATIONS = (
    "ALTER TABLE conversations ADD COLUMN parent_id TEXT REFERENCES conversations(id) ON DELETE SET NULL",
    "ALTER TABLE conversations ADD COLUMN documents TEXT NOT NULL DEFAULT ''",
)
"""Applied in order, once each; ``PRAGMA user_version`` counts those that were."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation. ``as_of`` holds for all of it; ``None`` means the moment of each question."""

    id: str
    title: str
    as_of: datetime | None
    created_at: datetime
    updated_at: datetime
    parent_id: str | None = None
    """The conversation that this one is a branch of: it goes on from its turns, as of another moment."""
    documents: tuple[str, ...] = ()
    """The ids of the documents that it is limited to; empty where it is not."""


@dataclass(frozen=True, slots=True)
class UnreadableAnswer:
    """A stored answer that cannot be shown, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer and the moment at which it was given."""

    answer: Answer | UnreadableAnswer
    given_at: datetime


class Conversations:
    """The store of conversations. Safe for several threads and processes: each call opens its own connection.

    Every method raises :class:`~copilot.errors.BrokenStore` where the file is damaged or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._connect() as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(_SCHEMA)
        with self._connect() as db:
            _migrate(db)

    def create(
        self, as_of: datetime | None = None, title: str = "", documents: Collection[str] = ()
    ) -> Conversation:
        """A new, empty conversation. Without a title it takes that of its first question.

        With ``documents`` it is answered from these alone.
        """
        return self._insert(as_of, title, None, tuple(documents))

    def branch(self, conversation_id: str, as_of: datetime | None) -> Conversation:
        """A new conversation as of another moment, which goes on from the turns of an earlier one.

        ``copilot.carrying`` says what of them it may know. Raises :class:`~copilot.errors.UnknownConversation`.
        """
        parent = self.get(conversation_id)
        return self._insert(as_of, "", parent.id, parent.documents)

    def _insert(
        self, as_of: datetime | None, title: str, parent_id: str | None, documents: tuple[str, ...]
    ) -> Conversation:
        now = datetime.now(UTC)
        made = Conversation(f"c-{uuid.uuid4().hex[:12]}", title, as_of, now, now, parent_id, documents)
        moment = as_of.isoformat() if as_of else None
        row = (made.id, title, moment, now.isoformat(), now.isoformat(), parent_id, " ".join(documents))
        with self._connect() as db:
            db.execute(
                "INSERT INTO conversations (id, title, as_of, created_at, updated_at, parent_id, documents) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        return made

    def all(self) -> list[Conversation]:
        """Every conversation, the most recently used first."""
        with self._connect() as db:
            rows = db.execute("SELECT * FROM conversations ORDER BY updated_at DESC, rowid DESC").fetchall()
        return [_conversation(row) for row in rows]

    def search(self, words: str) -> list[Conversation]:
        """The conversations whose title, a question or an answer holds ``words``, the most recently used first."""
        sought = re.sub(r"[!%_]", r"!\g<0>", words)
        query = (
            "SELECT * FROM conversations c WHERE title LIKE ?1 ESCAPE '!' OR EXISTS ("
            "SELECT 1 FROM answers WHERE conversation_id = c.id AND json_valid(json) AND ("
            "json_extract(json, '$.question') LIKE ?1 ESCAPE '!' OR json_extract(json, '$.prose') LIKE ?1 ESCAPE '!'))"
            " ORDER BY updated_at DESC, rowid DESC"
        )
        with self._connect() as db:
            rows = db.execute(query, (f"%{sought}%",)).fetchall()
        return [_conversation(row) for row in rows]

    def get(self, conversation_id: str) -> Conversation:
        """The conversation with that id. Raises :class:`~copilot.errors.UnknownConversation`."""
        with self._connect() as db:
            row = db.execute("SELECT * FROM conversations WHERE id = ?", (conversation_id,)).fetchone()
        if row is None:
            raise UnknownConversation(
                f"There is no conversation {conversation_id!r}. It may have been deleted."
            )
        return _conversation(row)

    def rename(self, conversation_id: str, title: str) -> None:
        """Gives the conversation another title."""
        self.get(conversation_id)
        with self._connect() as db:
            db.execute("UPDATE conversations SET title = ? WHERE id = ?", (title.strip(), conversation_id))

    def delete(self, conversation_id: str) -> None:
        """Removes the conversation with its answers."""
        self.get(conversation_id)
        with self._connect() as db:
            db.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))

    def add_answer(self, answer: Answer, conversation_id: str | None = None) -> None:
        """Stores ``answer``, as the next of a conversation or on its own.

        Raises :class:`~copilot.errors.UnknownConversation` where the conversation was deleted meanwhile.
        """
        if conversation_id is not None:
            self.get(conversation_id)
        now = datetime.now(UTC).isoformat()
        with self._connect() as db:
            content = json.dumps(answer.to_json(), ensure_ascii=False)
            db.execute("INSERT INTO answers VALUES (?, ?, ?, ?)", (answer.id, conversation_id, now, content))
            db.execute(
                "UPDATE conversations SET updated_at = ?, title = iif(title = '', ?, title) WHERE id = ?",
                (now, _title(answer.question), conversation_id),
            )

    def answers(self, conversation_id: str) -> list[Answer | UnreadableAnswer]:
        """The answers of a conversation in the order in which they were given.

        One that is damaged, or that another version wrote, is told in its place and hides none of the others.
        """
        with self._connect() as db:
            query = "SELECT id, json FROM answers WHERE conversation_id = ? ORDER BY created_at, rowid"
            rows = db.execute(query, (conversation_id,)).fetchall()
        return [_answer(row) for row in rows]

    def answer(self, answer_id: str) -> Answer | UnreadableAnswer:
        """The answer with that id. Raises :class:`~copilot.errors.UnknownAnswer`."""
        with self._connect() as db:
            row = db.execute("SELECT id, json FROM answers WHERE id = ?", (answer_id,)).fetchone()
        if row is None:
            raise UnknownAnswer(f"There is no answer {answer_id!r}. Its conversation may have been deleted.")
        return _answer(row)

    def inherited(self, conversation_id: str) -> list[StoredAnswer]:
        """The answers that a branch goes on from, oldest first: those given before it in the ones it comes from."""
        found: list[StoredAnswer] = []
        branch = self.get(conversation_id)
        while branch.parent_id:
            parent = self.get(branch.parent_id)
            with self._connect() as db:
                query = (
                    "SELECT id, json, created_at FROM answers WHERE conversation_id = ? AND created_at <= ? "
                    "ORDER BY created_at, rowid"
                )
                rows = db.execute(query, (parent.id, branch.created_at.isoformat())).fetchall()
            given = [StoredAnswer(_answer(row), datetime.fromisoformat(row["created_at"])) for row in rows]
            found, branch = [*given, *found], parent
        return found

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        with failures_named(self.path), closing(sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_S)) as db:
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA foreign_keys = ON")
            with db:
                yield db


def _migrate(db: sqlite3.Connection) -> None:
    """Brings a file of an earlier version up to date. Two processes at once do it once: the first holds the lock."""
    db.execute("BEGIN IMMEDIATE")
    done: int = db.execute("PRAGMA user_version").fetchone()[0]
    for statement in _MIGRATIONS[done:]:
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")


def _conversation(row: sqlite3.Row) -> Conversation:
    return Conversation(
        row["id"],
        row["title"],
        datetime.fromisoformat(row["as_of"]) if row["as_of"] else None,
        datetime.fromisoformat(row["created_at"]),
        datetime.fromisoformat(row["updated_at"]),
        row["parent_id"],
        tuple(row["documents"].split()),
    )


def _answer(row: sqlite3.Row) -> Answer | UnreadableAnswer:
    try:
        return Answer.from_json(json.loads(row["json"]))
    except (BadAnswer, ValueError, TypeError) as error:
        return UnreadableAnswer(row["id"], str(error))


def _title(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1].rsplit(" ", 1)[0] + "…"
