"""The reading room: searching, reading and listing documents as of a moment, for the agent and for every face."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Unpack

from copilot.limits import NAMED, Asked, explain_unknown, limits_of
from vectorstore.errors import UnknownDocument

if TYPE_CHECKING:
    from copilot.limits import GetBook
    from copilot.workspace import Workspace
    from market.instruments import InstrumentBook
    from vectorstore.documents import Document, Passage
    from vectorstore.library import Library, Limits
    from vectorstore.search import Hit
    from vectorstore.summaries import DocumentSummary

PASSAGES_SHOWN = 8
READ_CHARS = 12_000
"""How much of a document is read at once: about 3,000 tokens. A longer one is read on, or searched in."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A part of a document: ``text`` begins at ``offset``, and ``passages`` are those that stand in it."""

    document: Document
    offset: int
    text: str
    passages: tuple[Passage, ...]

    @property
    def next_offset(self) -> int | None:
        """Where to read on; ``None`` where the document ends."""
        end = self.offset + len(self.text)
        return end if self.text and end < len(self.document.text) else None


def reference_book() -> InstrumentBook:
    """The instruments that are shipped."""
    from market.instruments import InstrumentBook

    return InstrumentBook.reference()


class ReadingRoom:
    """The documents of ``library`` that were published by ``as_of``; ``None`` means all.

    ``book`` gives the instruments by whose names documents can be asked for.
    """

    def __init__(
        self, library: Library, as_of: datetime | None = None, book: GetBook = reference_book
    ) -> None:
        self.library = library
        self.as_of = as_of
        self._book = book

    @classmethod
    def of(cls, workspace: Workspace, as_of: datetime | None = None) -> ReadingRoom:
        """The room of a workspace, which knows the instruments of its tables."""
        return cls(workspace.library, as_of, lambda: workspace.instruments)

    def search(
        self, query: str, *, latest: bool = False, limit: int = PASSAGES_SHOWN, **asked: Unpack[Asked]
    ) -> list[Hit]:
        """Passages that match ``query``, best first; of the latest matching document alone where ``latest``.

        Raises ``MarketError`` for a day that is none and for a name that several instruments have, ``LibraryError``
        for an empty query.
        """
        return self.library.search(
            query,
            as_of=self.as_of,
            limit=limit,
            order="latest" if latest else "relevance",
            **self.limits(**asked),
        )

    def limits(self, **asked: Unpack[Asked]) -> Limits:
        """What the library takes to limit documents to those asked for; see ``limits_of``."""
        return limits_of(asked, self.library, self._book)

    def explain_nothing(self, **asked: Unpack[Asked]) -> str:
        """Why nothing was found: a value that no document has, and those there are; empty where it is not that."""
        if not any(asked.get(name) for name in NAMED):
            return ""
        return explain_unknown(asked, self.limits(**asked), self.library.documents(self.as_of))

    def read(self, document_id: str, offset: int = 0) -> Reading:
        """Up to ``READ_CHARS`` characters of a document, ending between two passages where they allow it.

        Raises ``UnknownDocument``, also for one that came out after the as-of.
        """
        document = self.library.document(document_id)
        if self.as_of is not None and document.published_at > self.as_of:
            raise UnknownDocument(
                f"document {document_id} came out after {self.as_of.isoformat()}; ask with a later as-of to read it"
            )
        end = min(offset + READ_CHARS, len(document.text))
        here = [passage for passage in self.library.passages_of(document_id) if passage.end > offset]
        end = next((item.start for item in here if item.end > end and item.start > offset), end)
        passages = tuple(passage for passage in here if passage.end <= end)
        return Reading(document, offset, document.text[offset:end], passages)

    def documents(self, **asked: Unpack[Asked]) -> list[DocumentSummary]:
        """The documents that are asked for, the newest first."""
        return self.library.documents(self.as_of, **self.limits(**asked))
