"""Documents for the tests of the library."""

from __future__ import annotations

from datetime import UTC, datetime

from vectorstore.documents import Document, Passage, content_id

JANUARY = datetime(2026, 1, 1, tzinfo=UTC)


def make_document(
    text: str,
    source: str = "",
    published_at: datetime = JANUARY,
    publisher: str = "Reuters",
    kind: str = "article",
    title: str = "A title",
) -> tuple[Document, list[Passage]]:
    """A document with one passage for each of its lines."""
    document = Document(
        title=title,
        text=text,
        published_at=published_at,
        publisher=publisher,
        source=source or text,
        kind=kind,
    )
    passages, start = [], 0
    for line in text.splitlines():
        passages.append(Passage(document.id, start, start + len(line), line, title))
        start += len(line) + 1
    return document, passages


def numbered_text(name: str, number: int) -> str:
    """A text of its own for each name and number, with words that few others have."""
    words = (content_id("w", name, number, place)[2:5] for place in range(8))
    return f"{name} {number} rose with {' '.join(words)}."
