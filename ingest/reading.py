"""What one file holds, by what it is rather than by what it is called."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ingest.chunk import chunk
from ingest.csvfile import TABLE_SUFFIXES
from ingest.drafts import DocumentOptions
from ingest.enrich import enrich
from ingest.errors import RefusedSource, UnreadableDocument
from ingest.items import CutDocument, Item, MarketFile, Refused, Skipped
from ingest.limits import TEXT_BYTES, require_size
from ingest.parse import parse_file
from ingest.report import Refusal
from ingest.signatures import suffix_by_content
from ingest.sources.files import source_of
from ingest.sources.tabular import has_text_column, read_tabular
from ingest.tables import is_market_table
from market.instruments import InstrumentBook
from vectorstore.documents import Document


def read_file(path: Path, options: DocumentOptions, book: InstrumentBook) -> Iterator[Item]:
    """What ``path`` holds, in order; a file that cannot be read is one ``Refused``, however it fails.

    ``book`` has the names of the instruments that documents mention and columns of closes are called by. Raises
    ``MemoryError`` only.
    """
    source = source_of(path)
    try:
        yield from _read(path, source, options, book)
    except RefusedSource as error:
        if isinstance(error.__cause__, MemoryError):
            raise MemoryError from error
        yield Refused(Refusal.of(error))
    except OSError as error:
        reason = f"it cannot be read ({error.strerror or error})"
        yield Refused(Refusal(source, reason, "Check the path and its permissions."))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - no file may stop the others; it is reported like any refusal
        yield Refused(Refusal.unexpected(source, error, "Save it in another format."))


def _read(path: Path, source: str, options: DocumentOptions, book: InstrumentBook) -> Iterator[Item]:
    before = path.stat()
    if not before.st_size:
        raise UnreadableDocument(source, "it is empty", "Give a file with text, or leave it out.")
    suffix = suffix_by_content(path, source)
    is_table = suffix in TABLE_SUFFIXES
    if is_table and is_market_table(path, book) and not has_text_column(path):
        yield MarketFile(path)
        return
    require_size(source, suffix, before.st_size)
    found: Iterator[Document | Skipped | Refused]
    found = read_tabular(path, options) if is_table else iter([parse_file(path, options, suffix)])
    _require_unchanged(path, source, before)
    for item in found:
        yield _cut(item, book) if isinstance(item, Document) else item


def _cut(document: Document, book: InstrumentBook) -> Item:
    if len(document.text) > TEXT_BYTES:
        reason = f"its text has {len(document.text):,} characters, more than {TEXT_BYTES:,}"
        return Refused(Refusal(document.source, reason, "Split it."))
    return CutDocument(enrich(document, book), chunk(document))


def _require_unchanged(path: Path, source: str, before: os.stat_result) -> None:
    after = path.stat()
    if (after.st_ino, after.st_size, after.st_mtime_ns) != (
        before.st_ino,
        before.st_size,
        before.st_mtime_ns,
    ):
        mend = "Ingest it again when nobody writes to it."
        raise UnreadableDocument(source, "it changed while it was read", mend)
