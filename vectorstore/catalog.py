"""The catalog: which documents and passages the library holds. The truth, in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from json import dumps
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vectorstore.copy_groups import groups_of, join_group
from vectorstore.database import Database
from vectorstore.documents import Document, Passage
from vectorstore.errors import BadPassage, UnknownDocument
from vectorstore.filters import Filters, microseconds
from vectorstore.near_copies import fingerprint
from vectorstore.removal import FROM_SOURCE, remove_document, remove_source
from vectorstore.rows import (
    DOCUMENT_COLUMNS,
    PASSAGE_COLUMNS,
    blob,
    document_of,
    document_values,
    passage_of,
    passage_values,
)
from vectorstore.summaries import DocumentSummary, summaries
from vectorstore.versions import FOREVER, begin_version, standing

Addition = Literal["added", "unchanged", "replaced"]
HELD = "SELECT superseded_us FROM documents WHERE id = ?"


class Catalog:
    """Documents and passages in a database; ``model`` names what their vectors are made with."""

    def __init__(self, database: Database, *, model: str) -> None:
        self._database = database
        self._model = model

    def add(self, document: Document, passages: Sequence[Passage]) -> Addition:
        """Take a document in, in one transaction. See ``Library.add``."""
        for passage in passages:
            require_span(document, passage)
        made = None if self._database.rows(HELD, (document.id,)) else fingerprint(document.text)
        with self._database.transaction() as connection:
            held = standing(connection, document.source)
            if held == document.id:
                return "unchanged"
            known = connection.execute(HELD, (document.id,)).fetchone()
            if known is None:
                self._insert(connection, document, passages)
                join_group(connection, document.id, made or fingerprint(document.text))
            begin_version(connection, document, microseconds(datetime.now(UTC)))
            if held is not None:
                return "replaced"
            return "unchanged" if known == (FOREVER,) else "added"

    def remove(self, document_id: str) -> None:
        """Delete one document, its passages, and the vectors that no other passage needs."""
        with self._database.transaction() as connection:
            if not remove_document(connection, document_id):
                raise _unknown_document(document_id)

    def remove_source(self, source: str) -> int:
        """Delete what a source said and no other source says; gives the number of documents."""
        with self._database.transaction() as connection:
            return remove_source(connection, source)

    def document(self, document_id: str) -> Document:
        """One document, current or replaced; raises ``UnknownDocument``."""
        found = self.documents_by_id([document_id])
        if not found:
            raise _unknown_document(document_id)
        return found[document_id]

    def documents_by_id(self, document_ids: Collection[str]) -> dict[str, Document]:
        """The documents that exist among the ids."""
        rows = self._database.rows(
            f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608
            (dumps(list(document_ids)),),
        )
        documents = (document_of(row) for row in rows)
        return {document.id: document for document in documents}

    def passages_of(self, document_id: str) -> list[Passage]:
        """A document's passages in the order of its text; raises ``UnknownDocument``."""
        rows = self._database.rows(
            f"SELECT {PASSAGE_COLUMNS} FROM passages WHERE document_id = ? ORDER BY start",  # noqa: S608
            (document_id,),
        )
        if not rows:
            self.document(document_id)
        return [passage_of(row) for row in rows]

    def documents(self, filters: Filters) -> list[DocumentSummary]:
        """The documents that the filters allow, the newest first."""
        where, values = _where(filters)
        return summaries(self._database, where, values, as_of=filters.as_of)

    def every_version(self, filters: Filters) -> list[DocumentSummary]:
        """The documents that the filters allow, those too that newer versions have superseded, the newest first."""
        where, values = _where(filters, every_version=True)
        return summaries(self._database, where, values, as_of=None)

    def of_source(self, source: str) -> list[DocumentSummary]:
        """What a source (or a row of it, where it is a table) said, and no other source; the newest first."""
        alone = (
            f"d.id IN (SELECT document_id FROM versions WHERE {FROM_SOURCE}) AND NOT EXISTS"  # noqa: S608
            f" (SELECT 1 FROM versions WHERE document_id = d.id AND NOT {FROM_SOURCE})"
        )
        return summaries(self._database, alone, [source], as_of=None)

    def with_earlier_versions(self, document_id: str) -> list[DocumentSummary]:
        """A document and what its sources said before it and say nowhere any more; the newest first."""
        earlier = (
            "d.id = ?1 OR d.superseded_us < ?2 AND d.id IN (SELECT before.document_id FROM versions mine"
            " JOIN versions before ON before.source = mine.source AND before.number < mine.number"
            " WHERE mine.document_id = ?1)"
        )
        found = summaries(self._database, earlier, [document_id, FOREVER], as_of=None)
        if not found:
            raise _unknown_document(document_id)
        return found

    def copies_of(self, document_id: str, filters: Filters) -> list[DocumentSummary]:
        """The other documents of its group of near-copies that the filters allow, the newest first."""
        where, values = _where(filters)
        group = groups_of(self._database, [document_id]).get(document_id)
        in_group = " AND d.id <> ? AND d.id IN (SELECT document_id FROM copies WHERE group_id = ?)"
        return summaries(self._database, where + in_group, [*values, document_id, group], as_of=filters.as_of)

    def values_of(self, column: Literal["kind", "publisher", "company", "form"]) -> list[str]:
        """The values of a column over the current documents, in alphabetical order."""
        rows = self._database.rows(
            f"SELECT DISTINCT {column} FROM documents"  # noqa: S608
            f" WHERE superseded_us = {FOREVER} AND {column} <> '' ORDER BY {column}"
        )
        return [str(value) for (value,) in rows]

    def passages(self, passage_ids: Iterable[str]) -> dict[str, tuple[Passage, str]]:
        """The indexed passages among the ids, each with its reading as it was written; empty where none was kept."""
        rows = self._database.rows(
            f"SELECT {', '.join(f'p.{column}' for column in PASSAGE_COLUMNS.split(', '))}, p.reading"  # noqa: S608
            " FROM json_each(?) j CROSS JOIN passages p ON p.id = j.value WHERE p.state = 'done'",
            (dumps(list(passage_ids)),),
        )
        return {passage.id: (passage, str(row[-1])) for row in rows for passage in [passage_of(row)]}

    def vectors_of(self, passage_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The unit vectors (d,) of the passages that exist among the ids."""
        rows = self._database.rows(
            "SELECT p.id, e.vector FROM json_each(?) j JOIN passages p ON p.id = j.value"
            " JOIN embeddings e ON e.key = p.embedding",
            (dumps(list(passage_ids)),),
        )
        return {str(held): np.frombuffer(blob(vector), dtype=np.float32) for held, vector in rows}

    def _insert(
        self, connection: sqlite3.Connection, document: Document, passages: Sequence[Passage]
    ) -> None:
        values = document_values(document)
        connection.execute(
            "INSERT INTO documents (id, published_us, known_us, superseded_us, passages,"  # noqa: S608
            f" {DOCUMENT_COLUMNS}) VALUES (?1, ?2, ?2, {FOREVER}, ?3{', ?' * len(values)})",
            (document.id, microseconds(document.published_at), len(passages), *values),
        )
        connection.executemany(
            f"INSERT INTO passages (id, embedding, state, {PASSAGE_COLUMNS})"  # noqa: S608
            " VALUES (?, ?, 'pending', ?, ?, ?, ?, ?)",
            ((p.id, embedding_key(self._model, p.embedded_text), *passage_values(p)) for p in passages),
        )


def embedding_key(model: str, text: str) -> bytes:
    """The key of a text's vector: equal text is embedded once by each model."""
    return sha256(f"{model}\0{text}".encode()).digest()[:16]


def require_span(document: Document, passage: Passage) -> None:
    """Raise ``BadPassage`` unless the passage is exactly the span of the document that it says."""
    if passage.document_id != document.id:
        raise BadPassage(f"passage {passage.id} belongs to {passage.document_id}, not to {document.id}")
    if not passage.text or document.text[passage.start : passage.end] != passage.text:
        raise BadPassage(
            f"passage {passage.id} is not the span {passage.start}..{passage.end} of {document.source!r}: "
            "cut the passages from the text that the document holds"
        )


def _where(filters: Filters, *, every_version: bool = False) -> tuple[str, list[object]]:
    """The condition on ``documents d`` and its values, in order."""
    conditions, values = ["TRUE"], list[object]()
    bounds = (
        ("d.known_us <= ?", filters.as_of),
        ("d.superseded_us > ?", filters.as_of),
        ("d.published_us >= ?", filters.published_from),
        ("d.published_us <= ?", filters.published_to),
    )
    if filters.as_of is None and not every_version:
        conditions.append(f"d.superseded_us = {FOREVER}")
    for condition, bound in bounds:
        if bound is not None:
            conditions.append(condition)
            values.append(bound)
    if filters.symbols:
        conditions.append(
            "EXISTS (SELECT 1 FROM json_each(d.symbols) WHERE value IN (SELECT value FROM json_each(?)))"
        )
        values.append(dumps(filters.symbols))
    for name, choices in filters.choices.items():
        conditions.append(f"d.{name} IN (SELECT value FROM json_each(?))")  # noqa: S608
        values.append(dumps(choices))
    return " AND ".join(conditions), values


def _unknown_document(document_id: str) -> UnknownDocument:
    return UnknownDocument(
        f"the library holds no document {document_id!r}: list them with `tieout documents`"
    )
