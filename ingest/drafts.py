"""What a reader found in a source, and how it becomes a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from ingest.cleaning import clean_line, clean_pages
from ingest.errors import UnreadableDocument
from ingest.filings import Filing
from vectorstore.documents import Document

UNKNOWN_PUBLISHER = "unknown"
TITLE_CHARACTERS = 200
"""Longer titles are cut: a title is shown on one line and is part of each passage's context."""


@dataclass(frozen=True, slots=True)
class DocumentOptions:
    """What the caller says of the documents of one run.

    ``publisher``, ``kind`` and ``title`` override what the documents say of themselves; ``published_at`` is for
    those that give no date of their own. ``mapping`` names the columns of a CSV of documents: field → column,
    with the fields text, title, published_at, publisher, url and kind.
    """

    publisher: str = ""
    kind: str = ""
    published_at: datetime | None = None
    title: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as its source gives it: empty where the source does not say."""

    text: str
    title: str = ""
    publisher: str = ""
    published_at: datetime | None = None
    url: str = ""
    kind: str = ""
    company: str = ""
    form: str = ""
    period_end: date | None = None
    pages: tuple[int, ...] = ()
    """Where each page begins in ``text``."""

    @classmethod
    def of_filing(cls, filing: Filing, text: str, pages: tuple[int, ...] = ()) -> Draft:
        """The document that a filing is."""
        return cls(
            text,
            filing.title,
            publisher=filing.company,
            published_at=filing.published_at,
            kind="filing",
            company=filing.company,
            form=filing.form,
            period_end=filing.period_end,
            pages=pages,
        )


def finish(draft: Draft, options: DocumentOptions, source: str, fallback: Draft) -> Document:
    """The document that ``draft`` becomes: ``options`` first, then the source's own word, then ``fallback``.

    Raises ``UnreadableDocument`` where there is no text.
    """
    text, pages = clean_pages(draft.text, draft.pages)
    if not text:
        raise UnreadableDocument(source, "there is no text in it", "Give a file with text, or leave it out.")
    published_at = draft.published_at or options.published_at
    title = clean_line(options.title or draft.title or fallback.title)
    return Document(
        title=title[:TITLE_CHARACTERS].rstrip(),
        text=text,
        published_at=published_at or datetime.now(UTC),
        publisher=clean_line(options.publisher or draft.publisher) or UNKNOWN_PUBLISHER,
        source=source,
        url=clean_line(draft.url),
        kind=clean_line(options.kind or draft.kind or fallback.kind).lower() or "document",
        dated=published_at is not None,
        company=clean_line(draft.company),
        form=draft.form or fallback.form,
        period_end=draft.period_end,
        pages=pages,
    )
