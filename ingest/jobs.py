"""A run of ingest: files and folders into the library and the market tables, whatever single files do."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ingest.drafts import DocumentOptions
from ingest.items import CutDocument, Item, MarketFile, Refused, Skipped
from ingest.messages import Setup
from ingest.readers import Readers
from ingest.report import IngestReport, Progress, Refusal
from ingest.sources.files import find_files, source_of
from vectorstore.errors import BadPassage

if TYPE_CHECKING:
    from market.instruments import InstrumentBook
    from market.tables import MarketTables
    from vectorstore.library import Library

__all__ = ["DocumentOptions", "ingest_paths"]

INDEX_INTERVAL_S = 0.2
"""How long documents may gather before the index takes them: it works faster on many, and readers wait for few."""


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
    called with ``reading`` and ``loading`` for files and with ``indexing`` for passages, from one thread at a time.

    Files are read in processes of their own, and added in their order while the passages before them are being
    indexed. However the run ends, no process is left behind. Raises ``ReaderFailed`` where none can be started.
    """
    found = find_files(paths)
    run = _Run(library, tables, on_progress)
    run.report.skipped += found.skipped
    run.report.refused += found.refused
    setup = Setup(options, _book(tables))
    with ThreadPoolExecutor(1, thread_name_prefix="adding") as thread, Readers(setup) as readers:
        run.index_while(thread.submit(run.add_all, readers, found.files))
    return run.report


def _book(tables: MarketTables | None) -> InstrumentBook:
    """The names by which instruments are known."""
    from market.instruments import InstrumentBook

    return tables.book() if tables else InstrumentBook.reference()


class _Run:
    """One run: where it writes, what it has done. One thread adds documents, the caller's indexes them."""

    def __init__(self, library: Library, tables: MarketTables | None, on_progress: Progress | None) -> None:
        self.report = IngestReport()
        self._library = library
        self._tables = tables
        self._on_progress = on_progress
        self._one_at_a_time = Lock()
        self._market_files: list[Path] = []
        self._indexed = 0

    def add_all(self, readers: Readers, files: Sequence[Path]) -> None:
        """Add what ``files`` hold, in their order; market rows at the end."""
        with closing(readers.read_all(files)) as readings:
            for number, reading in enumerate(readings):
                self._show("reading", number, len(files))
                for item in reading:
                    self._take(item)
        self._show("reading", len(files), len(files))
        self._load_market_files()

    def index_while(self, adding: Future[None]) -> None:
        """Make searchable what is added, while it is added and to the end, and what an earlier run left behind.

        It runs in the caller's thread, which Ctrl-C interrupts. Raises what ``adding`` raised.
        """
        while not wait([adding], timeout=INDEX_INTERVAL_S).done:
            self._index()
        adding.result()
        self._index()

    def _take(self, item: Item) -> None:
        match item:
            case CutDocument():
                self._add(item)
            case Skipped():
                self.report.skipped.append(item.refusal)
            case Refused():
                self.report.refused.append(item.refusal)
            case MarketFile():
                self._market_files.append(item.path)

    def _add(self, cut: CutDocument) -> None:
        """Store a document and its passages in one transaction."""
        try:
            outcome = self._library.add(cut.document, cut.passages)
        except BadPassage as error:
            self.report.refused.append(Refusal.unexpected(cut.document.source, error, "Please report it."))
            return
        self.report.added += outcome == "added"
        self.report.replaced += outcome == "replaced"
        self.report.unchanged += outcome == "unchanged"

    def _load_market_files(self) -> None:
        """Load the files of market rows that were met, all at once: a write costs more than its rows."""
        from ingest.tables import load_paths

        if not self._market_files:
            return
        if self._tables is None:
            reason, mend = "it holds market rows, not documents", "Load it as a table."
            self.report.refused += [Refusal(source_of(path), reason, mend) for path in self._market_files]
        else:
            self.report.merge(load_paths(self._tables, self._market_files, on_progress=self._show_loading))

    def _index(self) -> None:
        before = self._indexed

        def show(done: int, total: int) -> None:
            self._indexed = before + done
            self._show("indexing", before + done, before + total)

        self._library.index_pending(show)

    def _show_loading(self, _: str, done: int, total: int) -> None:
        self._show("loading", done, total)

    def _show(self, label: str, done: int, total: int) -> None:
        if self._on_progress:
            with self._one_at_a_time:
                self._on_progress(label, done, total)
