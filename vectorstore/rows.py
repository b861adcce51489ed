"""Documents and passages as rows of the catalog's tables, and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vectorstore.documents import Document, Passage

DOCUMENT_COLUMNS = "title, text, published_at, publisher, source, url, kind, dated"
PASSAGE_COLUMNS = 'document_id, start, "end", text, context'


def document_values(document: Document) -> tuple[object, ...]:
    """A document's values for ``DOCUMENT_COLUMNS``."""
    return (
        document.title,
        document.text,
        document.published_at.isoformat(),
        document.publisher,
        document.source,
        document.url,
        document.kind,
        document.dated,
    )


def passage_values(passage: Passage) -> tuple[object, ...]:
    """A passage's values for ``PASSAGE_COLUMNS``."""
    return (passage.document_id, passage.start, passage.end, passage.text, passage.context)


def document_of(row: Sequence[object]) -> Document:
    """The document of a row of ``DOCUMENT_COLUMNS``."""
    title, text, published_at, publisher, source, url, kind, dated = row
    return Document(
        title=str(title),
        text=str(text),
        published_at=datetime.fromisoformat(str(published_at)),
        publisher=str(publisher),
        source=str(source),
        url=str(url),
        kind=str(kind),
        dated=bool(dated),
    )


def passage_of(row: Sequence[object]) -> Passage:
    """The passage of a row that begins with ``PASSAGE_COLUMNS``."""
    document_id, start, end, text, context = row[:5]
    return Passage(
        document_id=str(document_id),
        start=integer(start),
        end=integer(end),
        text=str(text),
        context=str(context),
    )


def integer(value: object) -> int:
    """A value that the schema says is an integer."""
    assert isinstance(value, int)
    return value


def blob(value: object) -> bytes:
    """A value that the schema says is a blob."""
    assert isinstance(value, bytes)
    return value
