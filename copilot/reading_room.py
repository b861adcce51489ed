"""The reading room: searching, reading and listing documents as of a moment, for the agent and for every face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from market.clock import new_york_day, start_of_day
from market.periods import parse_as_of
from vectorstore.errors import UnknownDocument

if TYPE_CHECKING:
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


class ReadingRoom:
    """The documents of ``library`` that were published by ``as_of``; ``None`` means all."""

    def __init__(self, library: Library, as_of: datetime | None = None) -> None:
        self.library = library
        self.as_of = as_of

    def search(
        self,
        query: str,
        *,
        kind: str = "",
        publisher: str = "",
        company: str = "",
        form: str = "",
        symbol: str = "",
        document_id: str = "",
        since: str = "",
        until: str = "",
        latest: bool = False,
        limit: int = PASSAGES_SHOWN,
    ) -> list[Hit]:
        """Passages that match ``query``, best first; of the latest matching document alone where ``latest``.

        ``since`` and ``until`` are days in New York, both included. Raises ``MarketError`` for one that is no day,
        ``LibraryError`` for an empty query.
        """
        return self.library.search(
            query,
            as_of=self.as_of,
            limit=limit,
            order="latest" if latest else "relevance",
            **self.limits(
                kind=kind,
                publisher=publisher,
                company=company,
                form=form,
                symbol=symbol,
                document_id=document_id,
                since=since,
                until=until,
            ),
        )

    def limits(
        self,
        *,
        kind: str = "",
        publisher: str = "",
        company: str = "",
        form: str = "",
        symbol: str = "",
        document_id: str = "",
        since: str = "",
        until: str = "",
    ) -> Limits:
        """What the library takes to limit documents to those asked for; empty means no limit.

        ``company`` may be a part of names that the library holds. Raises ``MarketError`` for a day that is none.
        """
        return {
            "kinds": [kind] if kind else [],
            "publishers": [publisher] if publisher else [],
            "companies": _named(company, self.library.companies()) if company else [],
            "forms": _named(form, self.library.forms(), whole=True) if form else [],
            "symbols": [symbol.upper()] if symbol else [],
            "document_ids": [document_id] if document_id else [],
            "published_from": start_of_day(new_york_day(parse_as_of(since))) if since else None,
            "published_to": parse_as_of(until) if until else None,
        }

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

    def documents(self, kind: str = "", publisher: str = "") -> list[DocumentSummary]:
        """The documents, the newest first; of one kind or publisher where they are given."""
        return self.library.documents(self.as_of, **self.limits(kind=kind, publisher=publisher))


def _named(asked: str, held: Sequence[str], *, whole: bool = False) -> list[str]:
    """The names that contain what was asked for (are it, where ``whole``), whatever their case; or that itself."""
    asked_plain = asked.casefold()
    names = [
        name for name in held if (asked_plain == name.casefold() if whole else asked_plain in name.casefold())
    ]
    return names or [asked]
