"""A run of ingest: files and folders into the library and the market tables, whatever single files do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.chunk import chunk
from ingest.csvfile import TABLE_SUFFIXES
from ingest.drafts import DocumentOptions
from ingest.errors import RefusedSource
from ingest.parse import parse_file
from ingest.report import IngestReport, Progress, Refusal
from ingest.sources.files import find_files, source_of
from ingest.sources.tabular import has_text_column, read_tabular
from vectorstore.documents import Document

if TYPE_CHECKING:
    from market.instruments import InstrumentBook
    from market.tables import MarketTables
    from vectorstore.library import Library

__all__ = ["DocumentOptions", "ingest_paths"]

INDEX_EVERY = 500
"""Passages that may wait for the index: a run that is stopped has made the earlier ones searchable."""


def ingest_paths(
    library: Library,
    tables: MarketTables | None,
    paths: Sequence[Path],
    options: DocumentOptions,
    on_progress: Progress | None = None,
) -> IngestReport:
    """Bring all files under ``paths`` into the library, and market tables among them into ``tables``.

    A file that cannot be taken is named in the report with its reason, and the others go on; nothing of it is
    stored. What is held already is counted as unchanged, so a run may be repeated or resumed. ``on_progress`` is
    called with ``reading`` and ``loading`` for files and with ``indexing`` for passages.
    """
    found = find_files(paths)
    run = _Run(library, tables, options, on_progress)
    run.report.skipped += found.skipped
    run.report.refused += found.refused
    for number, path in enumerate(found.files):
        run.show("reading", number, len(found.files))
        run.take(path)
    run.show("reading", len(found.files), len(found.files))
    run.load_market_files()
    run.index()
    return run.report


class _Run:
    """One run: where it writes, what it has done."""

    def __init__(
        self,
        library: Library,
        tables: MarketTables | None,
        options: DocumentOptions,
        on_progress: Progress | None,
    ) -> None:
        self.report = IngestReport()
        self._library = library
        self._tables = tables
        self._options = options
        self._on_progress = on_progress
        self._waiting = 0
        self._market_files: list[Path] = []

    def show(self, label: str, done: int, total: int) -> None:
        """Tell the caller how far the run is."""
        if self._on_progress:
            self._on_progress(label, done, total)

    def take(self, path: Path) -> None:
        """Bring in what one file holds; where it cannot be read, report it and store nothing of it."""
        try:
            documents = self._read(path)
        except RefusedSource as error:
            self.report.refused.append(Refusal.of(error))
            return
        except Exception as error:  # noqa: BLE001 - no file may stop the others; it is reported like any refusal
            refusal = Refusal.unexpected(source_of(path), error, "Save it in another format.")
            self.report.refused.append(refusal)
            return
        for document in documents:
            self.add(document)

    def load_market_files(self) -> None:
        """Load the files of market rows that were met, all at once: a write costs more than its rows."""
        from ingest.tables import load_paths

        if not self._market_files:
            return
        if self._tables is None:
            reason, mend = "it holds market rows, not documents", "Load it as a table."
            self.report.refused += [Refusal(source_of(path), reason, mend) for path in self._market_files]
        else:
            self.report.merge(load_paths(self._tables, self._market_files, on_progress=self._show_loading))

    def add(self, document: Document) -> None:
        """Cut one document into passages and store both in one transaction."""
        outcome = self._library.add(document, passages := chunk(document))
        if outcome == "added":
            self.report.added += 1
        elif outcome == "replaced":
            self.report.replaced += 1
        else:
            self.report.unchanged += 1
            return
        self._waiting += len(passages)
        if self._waiting >= INDEX_EVERY:
            self.index()

    def index(self) -> None:
        """Make what was added searchable, and what an earlier run left behind."""
        self._library.index_pending(lambda done, total: self.show("indexing", done, total))
        self._waiting = 0

    def _show_loading(self, _: str, done: int, total: int) -> None:
        self.show("loading", done, total)

    def _read(self, path: Path) -> list[Document]:
        """The documents of one file, by what it holds; a file of market rows gives none and is kept for later."""
        suffix = path.suffix.lower()
        if suffix in TABLE_SUFFIXES and self._holds_market_rows(path):
            self._market_files.append(path)
            return []
        if suffix in TABLE_SUFFIXES:
            found = read_tabular(path, self._options)
            self.report.skipped += found.skipped
            self.report.refused += found.refused
            return found.documents
        return [parse_file(path, self._options)]

    def _holds_market_rows(self, path: Path) -> bool:
        from ingest.tables import is_market_table

        return is_market_table(path, self._book) and not has_text_column(path)

    @cached_property
    def _book(self) -> InstrumentBook:
        """The names by which columns of closes are known."""
        from market.instruments import InstrumentBook

        return self._tables.book() if self._tables else InstrumentBook.reference()
