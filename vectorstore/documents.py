"""What the library holds: documents, and the passages that are found and cited."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime

_BARS = re.compile(r"[^\S\n]*\|[^\S\n]*")
ID_HEX_DIGITS = 12  # 48 bits: two of a million passages share an id with a chance of 1 in 560


def content_id(prefix: str, *parts: object) -> str:
    """A stable id such as ``p-3f2a9c1b04de``: equal parts give the equal id on every machine."""
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()
    return f"{prefix}-{digest[:ID_HEX_DIGITS]}"


@dataclass(frozen=True, slots=True)
class Profile:
    """What code found in a document's words. It helps to find the document, and is no part of its identity."""

    symbols: tuple[str, ...] = ()
    """Instruments that it mentions, the most prominent first."""
    topics: tuple[str, ...] = ()
    tone: str = ""
    """One of six bands, see ``ingest.tone``; empty where it was not judged."""
    language: str = ""
    """ISO 639-1, such as ``en``; empty where it was not recognised."""


@dataclass(frozen=True, slots=True)
class Document:
    """One article, report, filing, statement or note.

    ``published_at`` is the moment the world could first know it, in UTC. Where the source does not
    say (``dated`` is false) it is the moment of ingest: an upper bound, so that no as-of view shows
    the document too early.
    """

    title: str
    text: str
    published_at: datetime
    publisher: str
    source: str
    """Where it was read: a path or an address, with ``#row=N`` for a row of a table."""
    url: str = ""
    kind: str = "document"
    """What it is, in lower case: article, filing, statement, minutes, report, note …"""
    dated: bool = True
    company: str = ""
    """Whose report it is, as the cover of a filing names it; empty for news."""
    form: str = ""
    """The form of a filing, such as ``10-Q``."""
    period_end: date | None = None
    """The last day of the period that it reports on."""
    pages: tuple[int, ...] = ()
    """Where each page begins in the text; empty where the source has no pages."""
    profile: Profile = Profile()
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if self.published_at.tzinfo is None:
            raise ValueError(f"published_at of {self.source!r} has no time zone")
        dated = self.published_at.isoformat() if self.dated else ""
        identity = content_id("d", self.publisher, self.title, self.url, dated, self.text)
        object.__setattr__(self, "id", identity)

    def page_at(self, offset: int) -> int | None:
        """The page, counted from 1, on which the character at ``offset`` stands; ``None`` without pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None


@dataclass(frozen=True, slots=True)
class Passage:
    """The span ``[start, end)`` of a document's text: the unit of retrieval and of citation.

    ``text`` is exactly ``document.text[start:end]``. ``context`` (the document's title, the headings
    above, the head of a table) is embedded and indexed with it and never shown as the source's words.
    """

    document_id: str
    start: int
    end: int
    text: str
    context: str = ""
    id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", content_id("p", self.document_id, self.start, self.end))

    @property
    def embedded_text(self) -> str:
        """What the embedding model reads: the context, then the words."""
        return embedded_text(self.context, self.text)


def embedded_text(context: str, text: str) -> str:
    """What the embedding model reads of a passage: no bars between the cells of a table.

    They are a fifth of its tokens and mean nothing: without them the model alone finds 0.43 instead of 0.40 of
    TAT-QA's contexts first.
    """
    words = f"{context}\n{text}" if context else text
    return _BARS.sub("  ", words)


def passage_number(passage_id: str) -> int:
    """The id of a passage as a whole number, for stores and arrays that hold numbers only."""
    return int(passage_id.removeprefix("p-"), 16)


def passage_id_of(number: int) -> str:
    """The id of the passage with this number."""
    return f"p-{number:0{ID_HEX_DIGITS}x}"
