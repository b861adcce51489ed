"""The catalog's own soundness: does what its tables say of each other hold? What can be mended is mended."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from vectorstore.copy_groups import leave_group
from vectorstore.database import Database
from vectorstore.rows import integer
from vectorstore.versions import stamp


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was not as it should be: how many there were, what they were, whether it is mended now."""

    name: str
    count: int
    text: str
    mended: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows that should not be there, and the statements that mend them."""

    name: str
    text: str
    count: str
    mend: tuple[str, ...]


RULES = (
    Rule(
        "orphan_passages",
        "passages of documents that do not exist",
        "SELECT count(*) FROM passages WHERE document_id NOT IN (SELECT id FROM documents)",
        (
            "INSERT OR IGNORE INTO discards SELECT id FROM passages"
            " WHERE document_id NOT IN (SELECT id FROM documents)",
            "DELETE FROM passages WHERE document_id NOT IN (SELECT id FROM documents)",
        ),
    ),
    Rule(
        "orphan_versions",
        "versions whose documents do not exist",
        "SELECT count(*) FROM versions WHERE document_id NOT IN (SELECT id FROM documents)",
        ("DELETE FROM versions WHERE document_id NOT IN (SELECT id FROM documents)",),
    ),
    Rule(
        "documents_without_version",
        "documents without a place among the versions of their source",
        "SELECT count(*) FROM documents WHERE id NOT IN (SELECT document_id FROM versions)",
        (
            "INSERT INTO versions SELECT source, (SELECT coalesce(max(number), 0) FROM versions v"
            " WHERE v.source = d.source) + row_number() OVER (PARTITION BY source ORDER BY published_us, id),"
            " id, known_us, superseded_us FROM documents d WHERE id NOT IN (SELECT document_id FROM versions)",
        ),
    ),
    Rule(
        "passage_counts",
        "documents that did not know their number of passages",
        "SELECT count(*) FROM documents d"
        " WHERE passages <> (SELECT count(*) FROM passages WHERE document_id = d.id)",
        (
            "UPDATE documents SET passages = (SELECT count(*) FROM passages WHERE document_id = documents.id)"
            " WHERE passages <> (SELECT count(*) FROM passages WHERE document_id = documents.id)",
        ),
    ),
    Rule(
        "orphan_bands",
        "fingerprints of documents that do not exist",
        "SELECT count(DISTINCT document_id) FROM bands WHERE document_id NOT IN (SELECT id FROM documents)",
        ("DELETE FROM bands WHERE document_id NOT IN (SELECT id FROM documents)",),
    ),
)
HOUSEKEEPING = (
    "DELETE FROM embeddings WHERE key NOT IN (SELECT embedding FROM passages)",
    "DELETE FROM outdated WHERE passage_id NOT IN (SELECT id FROM passages)",
)
"""What a passage that was removed while it was embedded leaves behind: no fault, and nothing to report."""


def check_catalog(database: Database) -> list[Finding]:
    """What was not as it should be."""
    found = [_quick_check(database), *(_apply(database, rule) for rule in RULES)]
    found += [_restamp(database), _ungroup(database), _spans(database)]
    with database.transaction() as connection:
        for statement in HOUSEKEEPING:
            connection.execute(statement)
    return [finding for finding in found if finding.count]


def _quick_check(database: Database) -> Finding:
    """SQLite's own check of the file."""
    faults = [str(row[0]) for row in database.rows("PRAGMA quick_check") if row[0] != "ok"]
    first = f" (first: {faults[0]})" if faults else ""
    text = f"faults in the file {database.path}{first}: restore it from a backup, or ingest into a new home"
    return Finding("damaged_file", len(faults), text, mended=False)


def _apply(database: Database, rule: Rule) -> Finding:
    ((count,),) = database.rows(rule.count)
    if count:
        with database.transaction() as connection:
            for statement in rule.mend:
                connection.execute(statement)
    return Finding(rule.name, integer(count), rule.text)


def _restamp(database: Database) -> Finding:
    """Documents that do not stand when their versions say."""
    rows = database.rows(
        "SELECT document_id FROM versions v JOIN documents d ON d.id = document_id"
        " GROUP BY document_id HAVING max(until_us) <> superseded_us"
        " OR coalesce(min(since_us) FILTER (WHERE until_us > since_us), min(since_us)) <> known_us"
    )
    return _mend_each(rows, database, "stamps", "documents with other dates than their versions", stamp)


def _ungroup(database: Database) -> Finding:
    """Copies whose document is gone; those that remain find their group again."""
    rows = database.rows(
        "SELECT document_id FROM copies WHERE document_id NOT IN (SELECT id FROM documents) UNION"
        " SELECT document_id FROM fingerprints WHERE document_id NOT IN (SELECT id FROM documents) UNION"
        " SELECT copy_of FROM copies WHERE copy_of <> '' AND copy_of NOT IN (SELECT id FROM documents)"
    )
    text = "near-copies whose documents do not exist"
    return _mend_each(rows, database, "orphan_copies", text, leave_group)


def _spans(database: Database) -> Finding:
    """Passages that are not the words of their documents. Which of both is right nobody can say."""
    wrong = list(_no_spans(database))
    first = " (first: {} of {})".format(*wrong[0]) if wrong else ""
    text = f"passages that are not the words of their documents{first}: remove these and ingest them again"
    return Finding("no_spans", len(wrong), text, mended=False)


def _no_spans(database: Database) -> Iterator[tuple[str, str]]:
    """The ids of such passages and of their documents; one document's text is held at a time."""
    for (document_id,) in database.rows("SELECT id FROM documents ORDER BY rowid"):
        texts = database.rows("SELECT text FROM documents WHERE id = ?", (document_id,))
        passages = database.rows(
            'SELECT id, start, "end", text FROM passages WHERE document_id = ?', (document_id,)
        )
        for ((text,),), (passage_id, start, end, words) in ((texts, row) for row in passages if texts):
            if str(text)[integer(start) : integer(end)] != words:
                yield str(passage_id), str(document_id)


def _mend_each(
    rows: Sequence[Sequence[object]],
    database: Database,
    name: str,
    text: str,
    mend: Callable[[sqlite3.Connection, str], None],
) -> Finding:
    for (document_id,) in rows:
        with database.transaction() as connection:
            mend(connection, str(document_id))
    return Finding(name, len(rows), text)
