"""A CSV with one document a row: news exports, statements, notes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Literal, get_args

from ingest.cleaning import clean_line, decode_text
from ingest.csvfile import delimiter_of
from ingest.drafts import DocumentOptions, Draft, finish
from ingest.errors import UnreadableDocument
from ingest.published import parse_published
from ingest.report import Refusal
from ingest.sources.files import source_of
from market.cells import is_missing
from market.clock import new_york_day
from vectorstore.documents import Document, content_id

Field = Literal["text", "title", "published_at", "publisher", "url", "kind"]

COLUMN_NAMES: Mapping[Field, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "article text", "full text"),
    "title": ("title", "headline"),
    "published_at": (
        "release date", "released", "published at", "published", "publication date", "date published",
        "pubdate", "pub date", "publish date", "datetime", "date", "timestamp",
    ),
    "publisher": ("publisher", "source", "author", "site"),
    "url": ("url", "link", "source url"),
    "kind": ("kind", "type", "category"),
}  # fmt: skip
"""The column names that are recognised, best first. Minutes carry a meeting's date and a release date: the release
date is when the world could know them."""
FIELD_BYTES = 50_000_000
"""Python's csv stops at 131,072 characters a cell; minutes of a meeting hold 70,000, a filing 300,000."""

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


@dataclass(slots=True)
class TabularDocuments:
    """The documents of a CSV, the rows that hold none, and the rows that cannot be read."""

    documents: list[Document] = field(default_factory=list)
    skipped: list[Refusal] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def has_text_column(path: Path) -> bool:
    """Whether a column of the file is called as text is. Raises ``UnreadableDocument`` where it cannot be read."""
    source = source_of(path)
    return "text" in _map_columns(_header(_decoded(path, source)), {}, source)


def read_tabular(path: Path, options: DocumentOptions) -> TabularDocuments:
    """One document for each row with text. Rows are counted as a spreadsheet does: the header is row 1.

    A row without text is skipped, a row whose date is none is refused; both are named. A document's ``source`` is
    the path with a key made of its date, kind, title and address, so it stays the same when rows are put above it.
    Raises ``UnreadableDocument`` where the file is not a CSV with a column of text.
    """
    source = source_of(path)
    text = _decoded(path, source)
    header = _header(text)
    columns = _map_columns(header, options.mapping, source)
    if "text" not in columns:
        held = ", ".join(header) or "none"
        reason = f"no column holds the text of documents (columns: {held})"
        raise UnreadableDocument(source, reason, "Name it with a mapping, such as text=Body.")
    table = TabularDocuments()
    csv.field_size_limit(FIELD_BYTES)
    rows = csv.DictReader(StringIO(text, newline=""), delimiter=_delimiter(text))
    keys: dict[str, int] = {}
    try:
        for number, row in enumerate(rows, start=2):
            _take_row(table, _Row(path, source, number, row, columns), options, keys)
    except csv.Error as error:
        raise UnreadableDocument(source, f"it is not a CSV ({error})", "Export it again as CSV.") from error
    return table


@dataclass(frozen=True, slots=True)
class _Row:
    path: Path
    source: str
    number: int
    cells: Mapping[str, str | None]
    columns: Mapping[Field, str]

    @property
    def name(self) -> str:
        return f"{self.source}#row={self.number}"

    def value(self, wanted: Field) -> str:
        """The cell of a field, empty where there is no such column or no value."""
        column = self.columns.get(wanted)
        return self.cell(column) if column else ""

    def cell(self, column: str) -> str:
        value = (self.cells.get(column) or "").strip()
        return "" if is_missing(value) else value


def _take_row(table: TabularDocuments, row: _Row, options: DocumentOptions, keys: dict[str, int]) -> None:
    if not row.value("text"):
        kind = row.value("kind")
        reason = f"the row has no text ({kind})" if kind else "the row has no text"
        table.skipped.append(Refusal(row.name, reason))
        return
    try:
        table.documents.append(_read_row(row, options, keys))
    except UnreadableDocument as error:
        table.refused.append(Refusal.of(error))


def _read_row(row: _Row, options: DocumentOptions, keys: dict[str, int]) -> Document:
    stated = row.value("published_at")
    try:
        published_at = parse_published(stated) if stated else None
    except ValueError as error:
        column = row.columns["published_at"]
        reason = f"{column!r} holds {stated!r}, which is not a date"
        raise UnreadableDocument(row.name, reason, "Write it as 2026-01-22.") from error
    draft = Draft(
        text=row.value("text"),
        title=row.value("title") or _made_title(row, published_at),
        publisher=row.value("publisher"),
        published_at=published_at,
        url=row.value("url"),
        kind=row.value("kind"),
    )
    key = content_id("r", stated, draft.kind, draft.title, draft.url)
    keys[key] = keys.get(key, 0) + 1
    repeated = f"-{keys[key]}" if keys[key] > 1 else ""
    return finish(draft, options, f"{row.source}#{key}{repeated}", Draft("", title=row.path.stem))


def _made_title(row: _Row, published_at: datetime | None) -> str:
    """Kind and date, such as ``Statement, 2022-03-16``: the event's date where it stands beside the release."""
    own_date = next((row.cell(column) for column in row.cells if column and _normal(column) == "date"), "")
    day = own_date or (new_york_day(published_at).isoformat() if published_at else "")
    return ", ".join(filter(None, [clean_line(row.value("kind")) or "Document", day]))


def _decoded(path: Path, source: str) -> str:
    try:
        text = decode_text(path.read_bytes())
    except OSError as error:
        reason = f"it cannot be read ({error.strerror or error})"
        raise UnreadableDocument(source, reason, "Check the path and its permissions.") from error
    except ValueError as error:
        raise UnreadableDocument(source, str(error), "Save it as UTF-8 text.") from error
    if not text.strip():
        raise UnreadableDocument(source, "it is empty", "Give a file with rows, or leave it out.")
    return text


def _delimiter(text: str) -> str:
    return delimiter_of(text.lstrip().partition("\n")[0])


def _header(text: str) -> list[str]:
    return next(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text)), [])


def _normal(name: str) -> str:
    return _NOT_ALPHANUMERIC.sub(" ", name).strip().lower()


def _map_columns(header: Iterable[str], mapping: Mapping[str, str], source: str) -> dict[Field, str]:
    """Field → column: as ``mapping`` says, else by the names in use."""
    columns = list(header)
    by_name = {_normal(column): column for column in reversed(columns)}
    unknown = [f"{name}={column}" for name, column in mapping.items() if _normal(column) not in by_name]
    unknown += [name for name in mapping if name not in get_args(Field)]
    if unknown:
        reason = f"the mapping {', '.join(unknown)} does not fit (columns: {', '.join(columns)})"
        raise UnreadableDocument(source, reason, f"Fields are {', '.join(get_args(Field))}.")
    found: dict[Field, str] = {}
    for wanted, names in COLUMN_NAMES.items():
        candidates = [_normal(mapping[wanted])] if wanted in mapping else names
        column = next((by_name[name] for name in candidates if name in by_name), None)
        if column is not None:
            found[wanted] = column
    return found
