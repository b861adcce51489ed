"""Versions: what a source said over time, and from when to when each of its documents stood."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from vectorstore.database import Database
from vectorstore.documents import Document
from vectorstore.filters import EPOCH, microseconds
from vectorstore.rows import integer

FOREVER = 2**62
"""The end of what no newer version has superseded: later than any date, and an integer of 64 bits."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a source said from ``since`` to ``until`` (UTC), which is ``None`` while it still does.

    ``number`` counts the versions of a source from 1. A version that was corrected before anybody could see it
    ends where it begins.
    """

    source: str
    number: int
    document_id: str
    since: datetime
    until: datetime | None


def versions_of(database: Database, document_id: str) -> list[Version]:
    """All versions of each source that ever held the document, the first ones first."""
    rows = database.rows(
        "SELECT source, number, document_id, since_us, until_us FROM versions WHERE source IN"
        " (SELECT source FROM versions WHERE document_id = ?) ORDER BY source, number",
        (document_id,),
    )
    return [
        Version(str(source), integer(number), str(held), _moment(since), _end(until))
        for source, number, held, since, until in rows
    ]


def standing(connection: sqlite3.Connection, source: str) -> str | None:
    """The id of the document that a source holds now, if it holds one."""
    row = connection.execute(
        "SELECT document_id FROM versions WHERE source = ? AND until_us = ?", (source, FOREVER)
    ).fetchone()
    return None if row is None else str(row[0])


def begin_version(connection: sqlite3.Connection, document: Document, now_us: int) -> None:
    """Note that the document's source says this from now on. The document is in the catalog already.

    The version before it ends where this one begins, so that an as-of sees one of the two.
    """
    before = connection.execute(
        "SELECT v.number, v.since_us, d.dated, d.text FROM versions v JOIN documents d ON d.id = v.document_id"
        " WHERE v.source = ? ORDER BY v.number DESC LIMIT 1",
        (document.source,),
    ).fetchone()
    number, since_us = 1, microseconds(document.published_at)
    if before is not None:
        number = before[0] + 1
        since_us = _beginning(since_us, document.text, now_us, *before[1:])
    ended = connection.execute(
        "UPDATE versions SET until_us = max(since_us, ?1) WHERE source = ?2 AND until_us > ?1"
        " RETURNING document_id",
        (since_us, document.source),
    ).fetchall()
    connection.execute(
        "INSERT INTO versions VALUES (?, ?, ?, ?, ?)",
        (document.source, number, document.id, since_us, FOREVER),
    )
    for document_id in {document.id, *(str(held) for (held,) in ended)}:
        stamp(connection, document_id)


def stamp(connection: sqlite3.Connection, document_id: str) -> None:
    """Write into the document from when to when it stood, over all its sources, and have the indexes told.

    A document that came back after another version counts as standing throughout.
    """
    spans = connection.execute(
        "SELECT since_us, until_us FROM versions WHERE document_id = ?", (document_id,)
    ).fetchall()
    seen = [span for span in spans if span[0] < span[1]] or spans
    known_us, superseded_us = min(since for since, _ in seen), max(until for _, until in seen)
    (before_us,) = connection.execute(
        "SELECT superseded_us FROM documents WHERE id = ?", (document_id,)
    ).fetchone()
    connection.execute(
        "UPDATE documents SET known_us = ?1, superseded_us = ?2 WHERE id = ?3"
        " AND (known_us <> ?1 OR superseded_us <> ?2)",  # a row with a long text is slow to write
        (known_us, superseded_us, document_id),
    )
    if (before_us == FOREVER) != (superseded_us == FOREVER):
        connection.execute(
            "INSERT OR IGNORE INTO outdated SELECT id FROM passages WHERE document_id = ? AND state = 'done'",
            (document_id,),
        )


def _beginning(
    published_us: int, text: str, now_us: int, before_us: int, before_dated: int, before_text: str
) -> int:
    """The moment from which a new version stands after one that stands since ``before_us``.

    That of its publication; but other words under the same date, or an earlier one, may have come at any time until
    now, and no as-of may see them too early. The same words (with another title or publisher), and words that had no
    date so far, are a better reading of what was known: they stand from their publication.
    """
    if published_us > before_us or text == before_text or not before_dated:
        return published_us
    return max(now_us, before_us)


def _moment(microseconds_utc: object) -> datetime:
    return EPOCH + timedelta(microseconds=integer(microseconds_utc))


def _end(until_us: object) -> datetime | None:
    return None if until_us == FOREVER else _moment(until_us)
