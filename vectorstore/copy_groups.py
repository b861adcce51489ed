"""Groups of near-copies in the catalog: each copy points to the first-published document that it is a copy of.

Pointers lead to earlier documents only. So the groups are the same in whatever order the documents came in, and what
an as-of sees of them depends on nothing that was published later.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from json import dumps, loads

import numpy as np

from vectorstore.database import Database
from vectorstore.near_copies import Fingerprint, compare, fingerprint
from vectorstore.rows import integer

COPY_WINDOW = timedelta(days=5)
"""Copies of a story follow within days; what comes out every week in the same words is another issue of it."""
AT_ONCE = (
    20  # documents of an earlier program's library that are read and compared between two looks at the queue
)

CARRIER_COLUMNS = "id, published_us, dated, company, form, period_end, title, symbols"
MICROSECOND = timedelta(microseconds=1)
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_TITLE_DATE = re.compile(
    rf"\d{{4}}-\d\d(?:-\d\d)?|\bq[1-4]\b|\b{_MONTH}\.?[ -]\d+|\b\d+[ -]{_MONTH}\b|\b\d\d?/\d\d?/\d+"
)


@dataclass(frozen=True, slots=True)
class Carrier:
    """What a document says of itself beside its text, as far as that tells two documents apart."""

    id: str
    published_us: int
    dated: bool
    company: str
    form: str
    period_end: str
    title: str
    symbols: tuple[str, ...]

    @property
    def place(self) -> tuple[int, str]:
        """Its place in the order of publication."""
        return self.published_us, self.id

    def is_apart_from(self, other: Carrier) -> bool:
        """Whether the two are different documents whatever their texts are.

        So are reports of two companies or two periods, other forms, titles with other dates, and texts of which each
        is first of all about an instrument that the other does not mention.
        """
        named = ((self.company, other.company), (self.form, other.form), (self.period_end, other.period_end))
        if any(mine and theirs and mine != theirs for mine, theirs in named):
            return True
        mine, theirs = (set(_TITLE_DATE.findall(title.casefold())) for title in (self.title, other.title))
        if mine - theirs and theirs - mine:
            return True
        return bool(self.symbols and other.symbols) and (
            self.symbols[0] not in other.symbols and other.symbols[0] not in self.symbols
        )


def join_group(connection: sqlite3.Connection, document_id: str, made: Fingerprint) -> None:
    """Keep a document's fingerprint, and put it into the group of its near-copies, if it has any."""
    me = _carrier(connection, document_id)
    connection.execute(
        "REPLACE INTO fingerprints VALUES (?, ?, ?, ?)",
        (me.id, made.bands.tobytes(), made.shingles.tobytes(), made.figures.tobytes()),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO bands VALUES (?, ?)", [(key, me.id) for key in made.bands.tolist()]
    )
    connection.execute("INSERT INTO copies VALUES (?1, '', ?1)", (me.id,))
    alike = _alike(connection, me, made)
    _point_to_first(connection, me, made, alike)
    for other in alike:
        if (
            other.place > me.place
            and _points_later(connection, other, me)
            and compare(made, _fingerprint(connection, other.id)).is_copy
        ):
            _point(connection, other, me.id)


def leave_group(connection: sqlite3.Connection, document_id: str) -> None:
    """Forget a document's fingerprint; each of its copies finds the next one that it is a copy of."""
    rows = connection.execute("SELECT document_id FROM copies WHERE copy_of = ?", (document_id,)).fetchall()
    if connection.execute("SELECT 1 FROM fingerprints WHERE document_id = ?", (document_id,)).fetchone():
        connection.executemany(
            "DELETE FROM bands WHERE key = ? AND document_id = ?",
            [(key, document_id) for key in _fingerprint(connection, document_id).bands.tolist()],
        )
    connection.execute("DELETE FROM fingerprints WHERE document_id = ?", (document_id,))
    connection.execute("DELETE FROM copies WHERE document_id = ?", (document_id,))
    for copy in sorted((_carrier(connection, copy_id) for (copy_id,) in rows), key=lambda copy: copy.place):
        made = _fingerprint(connection, copy.id)
        _point(connection, copy, "")
        _point_to_first(connection, copy, made, _alike(connection, copy, made))


def group_missing(database: Database) -> int:
    """Fingerprint and group the documents that an earlier version of this program has added; gives their number."""
    grouped = 0
    while missing := _missing(database):
        for document_id, text in missing:
            made = fingerprint(text)
            with database.transaction() as connection:
                if _lacks_group(connection, document_id):  # no other process was faster, or removed it
                    join_group(connection, document_id, made)
                    grouped += 1
    return grouped


def groups_of(database: Database, document_ids: Collection[str]) -> dict[str, str]:
    """Document id to the id of its group, which is that of its first document."""
    rows = database.rows(
        "SELECT document_id, group_id FROM copies WHERE document_id IN (SELECT value FROM json_each(?))",
        (dumps(list(document_ids)),),
    )
    return {str(document_id): str(group) for document_id, group in rows}


def _alike(connection: sqlite3.Connection, me: Carrier, made: Fingerprint) -> list[Carrier]:
    """The documents that share a band and that nothing but the text tells apart, the first-published first."""
    rows = connection.execute(
        f"SELECT {CARRIER_COLUMNS} FROM (SELECT DISTINCT document_id FROM bands"  # noqa: S608
        " WHERE key IN (SELECT value FROM json_each(?))) JOIN documents ON id = document_id"
        " WHERE id <> ? AND (NOT dated OR NOT ? OR abs(published_us - ?) <= ?) ORDER BY published_us, id",
        (dumps(made.bands.tolist()), me.id, me.dated, me.published_us, COPY_WINDOW // MICROSECOND),
    )
    return [other for other in map(_carrier_of, rows) if not me.is_apart_from(other)]


def _point_to_first(
    connection: sqlite3.Connection, me: Carrier, made: Fingerprint, alike: list[Carrier]
) -> None:
    for other in alike:
        if other.place < me.place and compare(made, _fingerprint(connection, other.id)).is_copy:
            _point(connection, me, other.id)
            return


def _points_later(connection: sqlite3.Connection, other: Carrier, me: Carrier) -> bool:
    """Whether ``other`` is no copy yet, or one of a document that came out after ``me``."""
    (first_id,) = connection.execute(
        "SELECT copy_of FROM copies WHERE document_id = ?", (other.id,)
    ).fetchone()
    return not first_id or _carrier(connection, first_id).place > me.place


def _point(connection: sqlite3.Connection, copy: Carrier, first_id: str) -> None:
    """Make a document a copy of another (of none, where the id is empty); its own copies go along."""
    connection.execute("UPDATE copies SET copy_of = ? WHERE document_id = ?", (first_id, copy.id))
    connection.execute(
        "UPDATE copies SET group_id = coalesce((SELECT group_id FROM copies WHERE document_id = ?1), ?2)"
        " WHERE document_id IN (WITH RECURSIVE tree (id) AS (VALUES (?2) UNION"
        " SELECT document_id FROM copies JOIN tree ON copy_of = tree.id) SELECT id FROM tree)",
        (first_id, copy.id),
    )


def _fingerprint(connection: sqlite3.Connection, document_id: str) -> Fingerprint:
    bands, shingles, figures = connection.execute(
        "SELECT bands, shingles, figures FROM fingerprints WHERE document_id = ?", (document_id,)
    ).fetchone()
    return Fingerprint(
        np.frombuffer(bands, dtype=np.int64),
        np.frombuffer(shingles, dtype=np.uint32),
        np.frombuffer(figures, dtype=np.uint64),
    )


def _carrier(connection: sqlite3.Connection, document_id: str) -> Carrier:
    row = connection.execute(
        f"SELECT {CARRIER_COLUMNS} FROM documents WHERE id = ?",  # noqa: S608
        (document_id,),
    ).fetchone()
    return _carrier_of(row)


def _carrier_of(row: Sequence[object]) -> Carrier:
    document_id, published_us, dated, company, form, period_end, title, symbols = row
    return Carrier(
        id=str(document_id),
        published_us=integer(published_us),
        dated=bool(dated),
        company=str(company),
        form=str(form),
        period_end=str(period_end),
        title=str(title),
        symbols=tuple(loads(str(symbols))),
    )


def _missing(database: Database) -> list[tuple[str, str]]:
    """Ids and texts of some documents without a fingerprint."""
    ((lacking,),) = database.rows("SELECT (SELECT count(*) FROM documents) - (SELECT count(*) FROM copies)")
    if not lacking:
        return []
    rows = database.rows(
        "SELECT id, text FROM documents WHERE id NOT IN (SELECT document_id FROM copies) LIMIT ?", (AT_ONCE,)
    )
    return [(str(document_id), str(text)) for document_id, text in rows]


def _lacks_group(connection: sqlite3.Connection, document_id: str) -> bool:
    held = connection.execute("SELECT 1 FROM documents WHERE id = ?", (document_id,)).fetchone()
    return (
        bool(held)
        and not connection.execute("SELECT 1 FROM copies WHERE document_id = ?", (document_id,)).fetchone()
    )
