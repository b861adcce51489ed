"""The library's face: add, index, search, remove, check."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from copy import copy
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypedDict, Unpack

from vectorstore.catalog import Addition, Catalog
from vectorstore.checkup import CheckReport, Checkup
from vectorstore.copy_groups import group_missing
from vectorstore.database import Database
from vectorstore.documents import Document, Passage
from vectorstore.embeddings import Embedder
from vectorstore.errors import UnknownDocument, UnusableFolder
from vectorstore.filters import Filters
from vectorstore.fusion import RANKING, Ranking
from vectorstore.indexes import Indexes
from vectorstore.indexing import Indexer
from vectorstore.rebuild import Rebuilder
from vectorstore.reranking import Reranker
from vectorstore.search import Hit, Searcher
from vectorstore.snapshot import IN_MEMORY, Snapshots
from vectorstore.summaries import DocumentSummary
from vectorstore.versions import Version, versions_of
from vectorstore.worklist import Worklist

__all__ = ["Addition", "CheckReport", "DocumentSummary", "Hit", "Library", "Version"]


class Limits(TypedDict, total=False):
    """What documents must meet, as ``Filters`` say; moments are inclusive."""

    kinds: Collection[str]
    publishers: Collection[str]
    companies: Collection[str]
    forms: Collection[str]
    symbols: Collection[str]
    document_ids: Collection[str]
    published_from: datetime | None
    published_to: datetime | None


class Library:
    """Documents and passages under one folder, found by meaning and by words.

    The SQLite catalog is the truth; Chroma (vectors) and tantivy (words) are derived from it and can be
    rebuilt by ``check``. Several processes may add, index and search at once. With ``chroma_url`` the
    vectors live on a Chroma server instead of in the folder. The vectors of up to ``in_memory`` passages are kept
    in memory and compared exactly, without opening Chroma; larger libraries are searched through it.

    Raises ``UnusableFolder``, ``BrokenCatalog``, ``WrongModel``.
    """

    def __init__(
        self,
        folder: Path,
        *,
        embedder: Embedder,
        chroma_url: str = "",
        in_memory: int = IN_MEMORY,
        ranking: Ranking = RANKING,
        reranker: Reranker | None = None,
    ) -> None:
        _require_folder(folder)
        self.folder = folder
        self._only: tuple[str, ...] = ()
        """The documents that it is limited to; empty: all."""
        self._database = Database(folder / "library.db")
        worklist = Worklist(self._database)
        worklist.claim(embedder.name, embedder.dimensions)
        self._catalog = Catalog(self._database, model=embedder.name)
        self._indexes = Indexes(folder, worklist, chroma_url=chroma_url, dimensions=embedder.dimensions)
        self._indexer = Indexer(folder, worklist, self._indexes, embedder)
        self._rebuilder = Rebuilder(self._database, self._indexes)
        snapshots = Snapshots(self._database, in_memory=in_memory)
        self._searcher = Searcher(
            self._catalog, self._indexes, snapshots, embedder, ranking=ranking, reranker=reranker
        )

    def limited_to(self, document_ids: Collection[str]) -> Library:
        """The same library with nothing in it but these documents: to read and to search, over the same files.

        What it is closed with closes this one too. Raises ``ValueError`` for no document at all.
        """
        if not document_ids:
            raise ValueError("a library that is limited to no document holds nothing to read")
        view = copy(self)
        view._only = tuple(sorted(set(document_ids)))
        return view

    @property
    def limited(self) -> bool:
        """Whether it shows some documents alone."""
        return bool(self._only)

    def add(self, document: Document, passages: Sequence[Passage]) -> Addition:
        """Put a document into the catalog in one transaction; ``index_pending`` makes it searchable.

        ``"unchanged"``: this very content is held already (from this source or another one).
        ``"replaced"``: the source held other content before; the old version stays readable by id, and is
        searched only as of a moment at which it stood. Raises ``BadPassage`` where a passage is not a span of
        the document.
        """
        return self._catalog.add(document, passages)

    def index_pending(self, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Bring all pending passages into Chroma and the lexical index; gives their number.

        ``on_progress`` is called with (passages done, passages in all). A call that was killed anywhere is
        resumed by the next one: nothing is lost and nothing is twice.
        """
        self._rebuilder.renew()
        group_missing(self._database)
        return self._indexer.index_pending(on_progress)

    def search(
        self,
        query: str,
        *,
        as_of: datetime | None = None,
        limit: int = 8,
        kinds: Collection[str] = (),
        publishers: Collection[str] = (),
        companies: Collection[str] = (),
        forms: Collection[str] = (),
        symbols: Collection[str] = (),
        document_ids: Collection[str] = (),
        published_from: datetime | None = None,
        published_to: datetime | None = None,
        order: Literal["relevance", "latest"] = "relevance",
    ) -> list[Hit]:
        """At most ``limit`` hits, best first; empty where the library holds none that the filters allow.

        No passage of a document published after ``as_of`` is seen, and of a document that changed the version that
        stood then. Companies, periods, forms and "latest" that the query names lead to the reports that go by them.
        ``symbols`` are instruments of which a document must mention one. ``order="latest"`` ranks only the passages
        of the most recently published document that the filters allow. Raises ``BlankQuery``, ``BrokenIndex``.
        """
        if self._hides_all_of(document_ids):
            return []
        filters = Filters.of(
            as_of=as_of,
            published_from=published_from,
            published_to=published_to,
            kinds=kinds,
            publishers=publishers,
            companies=companies,
            forms=forms,
            symbols=symbols,
            document_ids=self._shown_of(document_ids),
        )
        self._rebuilder.renew()
        return self._searcher.search(query, filters, limit=limit, latest=order == "latest")

    def document(self, document_id: str) -> Document:
        """The document with this id, replaced versions too; raises ``UnknownDocument``."""
        if self._hides_all_of([document_id]):
            raise UnknownDocument(f"document {document_id} is not among those that are read here")
        return self._catalog.document(document_id)

    def versions(self, document_id: str) -> list[Version]:
        """All versions of the document's source (of each that held it), in order; raises ``UnknownDocument``."""
        found = versions_of(self._database, document_id)
        if not found:
            self.document(document_id)
        return found

    def copies_of(self, document_id: str, as_of: datetime | None = None) -> list[DocumentSummary]:
        """The near-copies of a document that stood at ``as_of`` (now, without one), the newest first."""
        self.document(document_id)
        return self._catalog.copies_of(document_id, Filters.of(as_of=as_of))

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of a document in the order of its text; raises ``UnknownDocument``."""
        return self._catalog.passages_of(document_id)

    def documents(self, as_of: datetime | None = None, **limits: Unpack[Limits]) -> list[DocumentSummary]:
        """The documents that stood at ``as_of`` (now, without one) and meet the limits, the newest first."""
        if self._hides_all_of(limits.get("document_ids", ())):
            return []
        shown: Limits = {**limits, "document_ids": self._shown_of(limits.get("document_ids", ()))}
        return self._catalog.documents(Filters.of(as_of=as_of, **shown))

    def every_version(self, **limits: Unpack[Limits]) -> list[DocumentSummary]:
        """The documents that meet the limits, those too that newer versions have superseded, the newest first."""
        return self._catalog.every_version(Filters.of(**limits))

    def of_source(self, source: str) -> list[DocumentSummary]:
        """What a source, such as a file, said in all its versions and no other source says; the newest first."""
        return self._catalog.of_source(source)

    def with_earlier_versions(self, document_id: str) -> list[DocumentSummary]:
        """A document, and what its sources said before it and say no more; raises ``UnknownDocument``."""
        return self._catalog.with_earlier_versions(document_id)

    def kinds(self) -> list[str]:
        """The kinds of the current documents, in alphabetical order."""
        return self._values("kind")

    def publishers(self) -> list[str]:
        """The publishers of the current documents, in alphabetical order."""
        return self._values("publisher")

    def companies(self) -> list[str]:
        """The companies whose reports the current documents are, in alphabetical order."""
        return self._values("company")

    def forms(self) -> list[str]:
        """The forms of the current documents, in alphabetical order."""
        return self._values("form")

    def _values(self, column: Literal["kind", "publisher", "company", "form"]) -> list[str]:
        if not self._only:
            return self._catalog.values_of(column)
        return sorted({str(getattr(item, column)) for item in self.documents()} - {""})

    def _shown_of(self, document_ids: Collection[str]) -> Collection[str]:
        """Of the documents that a caller limits to (none: all), those that are in this library."""
        if not self._only:
            return document_ids
        return [held for held in self._only if held in document_ids] if document_ids else self._only

    def _hides_all_of(self, document_ids: Collection[str]) -> bool:
        return bool(document_ids) and not self._shown_of(document_ids)

    def remove(self, document_id: str) -> None:
        """Delete one document and its passages everywhere; raises ``UnknownDocument``.

        Other versions of it stay, and are seen as of the moments at which they stood.
        """
        self._rebuilder.renew()
        self._catalog.remove(document_id)
        self._indexer.apply_discards()

    def remove_matching(self, **limits: Unpack[Limits]) -> int:
        """Delete all documents, in every version, that meet the limits; gives their number.

        What is killed on the way has deleted some of them, each everywhere. Raises ``ValueError`` without a limit.
        """
        if not any(limits.values()):
            raise ValueError("nothing limits what is to be removed: name a publisher, a kind, dates …")
        self._rebuilder.renew()
        removed = 0
        for document in self.every_version(**limits):
            with suppress(UnknownDocument):  # another process was faster
                self._catalog.remove(document.id)
                removed += 1
        self._indexer.apply_discards()
        return removed

    def remove_source(self, source: str) -> int:
        """Delete all versions that a source held and no other source held too; gives their number."""
        self._rebuilder.renew()
        removed = self._catalog.remove_source(source)
        self._indexer.index_pending()
        return removed

    def check(self) -> CheckReport:
        """Check the catalog, compare Chroma and the lexical index with it, mend what differs, and say what it was."""
        self._rebuilder.renew()
        group_missing(self._database)
        return Checkup(self._database, self._indexes, self._indexer, self._rebuilder).run()

    def rebuild(self, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Write Chroma and the lexical index anew from the catalog, without embedding; gives the passages written.

        Others read and write the old ones until the new ones are complete. ``on_progress`` is called with (passages
        written, passages in all).
        """
        written = self._rebuilder.rebuild(on_progress=on_progress)
        self._indexer.index_pending()
        return written

    def close(self) -> None:
        """Release all files. A closed library cannot be used again."""
        self._indexes.close()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _require_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableFolder.because(folder, error) from error
