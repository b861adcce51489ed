"""A CSV with one document a row: news exports, statements, notes."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from ingest.cleaning import clean_line, decode_text
from ingest.csvfile import CsvFile, delimiter_of
from ingest.drafts import DocumentOptions, Draft, finish
from ingest.errors import UnreadableDocument
from ingest.items import Refused, Skipped
from ingest.limits import MEGABYTE
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
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
CELL_CHARACTERS = 10 * MEGABYTE
"""Python's csv stops at 131,072 unless told: minutes of a meeting hold 70,000, a filing 300,000. It takes up to twelve
bytes for each while it reads; a cell of more is a quotation mark that was never closed."""
NAMED_ROWS = 100
"""Rows of one file that are named each for itself, of those without text and of those that cannot be read."""

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


def has_text_column(path: Path) -> bool:
    """Whether a column of the file is called as text is. Raises ``UnreadableTable`` where its head cannot be read."""
    return "text" in _map_columns(CsvFile.open(path).head[0], {}, source_of(path))


def read_tabular(path: Path, options: DocumentOptions) -> Iterator[Document | Skipped | Refused]:
    """One document for each row with text. Rows are counted as a spreadsheet does: the header is row 1.

    A row without text is skipped, a row whose date is none is refused; both are named. A document's ``source`` is
    the path with a key made of its date, kind, title and address, so it stays the same when rows are put above it.
    The whole file is read and looked through at once, the documents are made one by one. Raises
    ``UnreadableDocument`` where it is not a CSV with a column of text.
    """
    source = source_of(path)
    text = _decoded(path, source)
    header = _check_rows(text, source)
    columns = _map_columns(header, options.mapping, source)
    if "text" not in columns:
        held = ", ".join(header) or "none"
        reason = f"no column holds the text of documents (columns: {held})"
        raise UnreadableDocument(source, reason, "Name it with a mapping, such as text=Body.")
    return _take_rows(_Table(path, source, columns, options), text)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of documents: where it is, which column gives which field, what the caller says of its documents."""

    path: Path
    source: str
    columns: Mapping[Field, str]
    options: DocumentOptions


@dataclass(frozen=True, slots=True)
class _Row:
    table: _Table
    number: int
    cells: Mapping[str, str | None]

    @property
    def name(self) -> str:
        return f"{self.table.source}#row={self.number}"

    def value(self, wanted: Field) -> str:
        """The cell of a field, empty where there is no such column or no value."""
        column = self.table.columns.get(wanted)
        return self.cell(column) if column else ""

    def cell(self, column: str) -> str:
        value = (self.cells.get(column) or "").strip()
        return "" if is_missing(value) else value


def _take_rows(table: _Table, text: str) -> Iterator[Document | Skipped | Refused]:
    keys: Counter[str] = Counter()
    found: Counter[type[Document | Skipped | Refused]] = Counter()
    for number, cells in enumerate(csv.DictReader(_lines(text), delimiter=_delimiter(text)), start=2):
        item = _take_row(_Row(table, number, cells), keys)
        found[type(item)] += 1
        if isinstance(item, Document) or found[type(item)] <= NAMED_ROWS:
            yield item
    if (more := found[Skipped] - NAMED_ROWS) > 0:
        yield Skipped(Refusal(table.source, f"{more:,} more rows have no text"))
    if (more := found[Refused] - NAMED_ROWS) > 0:
        yield Refused(
            Refusal(table.source, f"{more:,} more rows cannot be read", "Correct those that are named.")
        )


def _take_row(row: _Row, keys: Counter[str]) -> Document | Skipped | Refused:
    if not row.value("text"):
        kind = row.value("kind")
        return Skipped(Refusal(row.name, f"the row has no text ({kind})" if kind else "the row has no text"))
    try:
        return _read_row(row, keys)
    except UnreadableDocument as error:
        return Refused(Refusal.of(error))


def _read_row(row: _Row, keys: Counter[str]) -> Document:
    stated = row.value("published_at")
    try:
        published_at = parse_published(stated) if stated else None
    except ValueError as error:
        column = row.table.columns["published_at"]
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
    keys[key] += 1
    repeated = f"-{keys[key]}" if keys[key] > 1 else ""
    source = f"{row.table.source}#{key}{repeated}"
    return finish(draft, row.table.options, source, Draft("", title=row.table.path.stem))


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


def _check_rows(text: str, source: str) -> list[str]:
    """The header, after all rows were read once, so that a file that is no CSV is refused before any document of it."""
    csv.field_size_limit(CELL_CHARACTERS)
    rows = csv.reader(_lines(text), delimiter=_delimiter(text))
    try:
        header = next(rows, [])
        for _ in rows:
            pass
    except csv.Error as error:
        reason = f"line {rows.line_num} is not CSV ({error})"
        mend = "See that quotation marks are closed, and export it again."
        raise UnreadableDocument(source, reason, mend) from error
    return header


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends: a StringIO would take four bytes for each character."""
    return (match[0] for match in _LINE.finditer(text))


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
