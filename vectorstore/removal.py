"""Removal: a document goes from every table of the catalog, and its passages are noted for the indexes to delete."""

from __future__ import annotations

import sqlite3

from vectorstore.copy_groups import leave_group
from vectorstore.versions import stamp

OF_DOCUMENT = (
    "INSERT OR IGNORE INTO discards SELECT id FROM passages WHERE document_id = ?1",
    "DELETE FROM outdated WHERE passage_id IN (SELECT id FROM passages WHERE document_id = ?1)",
    "DELETE FROM embeddings WHERE key IN (SELECT embedding FROM passages p WHERE document_id = ?1 AND NOT EXISTS"
    " (SELECT 1 FROM passages q WHERE q.embedding = p.embedding AND q.document_id <> ?1))",
    "DELETE FROM passages WHERE document_id = ?1",
    "DELETE FROM versions WHERE document_id = ?1",
)
"""What is done for one document, in this order. Vectors that another document's passages need stay."""


FROM_SOURCE = "(source = ?1 OR substr(source, 1, length(?1) + 1) = ?1 || '#')"
"""A source, and the rows of a table that it is."""


def remove_document(connection: sqlite3.Connection, document_id: str) -> bool:
    """Delete all that the catalog holds of a document; gives whether there was one."""
    leave_group(connection, document_id)
    for statement in OF_DOCUMENT:
        connection.execute(statement, (document_id,))
    return bool(connection.execute("DELETE FROM documents WHERE id = ?", (document_id,)).rowcount)


def remove_source(connection: sqlite3.Connection, source: str) -> int:
    """Forget what a source said; gives the number of documents deleted. Those that another source held too stay."""
    held = connection.execute(
        f"DELETE FROM versions WHERE {FROM_SOURCE} RETURNING document_id",  # noqa: S608
        (source,),
    ).fetchall()
    removed = 0
    for document_id in sorted({str(document_id) for (document_id,) in held}):
        if connection.execute("SELECT 1 FROM versions WHERE document_id = ?", (document_id,)).fetchone():
            stamp(connection, document_id)
        else:
            removed += remove_document(connection, document_id)
    return removed
