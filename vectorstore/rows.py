"""Documents and passages as rows of the catalog's tables, and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from json import dumps, loads

from vectorstore.documents import Document, Passage, Profile

DOCUMENT_COLUMNS = (
    "title, text, published_at, publisher, source, url, kind, dated,"
    " company, form, period_end, pages, symbols, topics, tone, language"
)
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
        document.company,
        document.form,
        document.period_end.isoformat() if document.period_end else "",
        dumps(document.pages),
        dumps(document.profile.symbols),
        dumps(document.profile.topics),
        document.profile.tone,
        document.profile.language,
    )


def passage_values(passage: Passage) -> tuple[object, ...]:
    """A passage's values for ``PASSAGE_COLUMNS``."""
    return (passage.document_id, passage.start, passage.end, passage.text, passage.context)


def document_of(row: Sequence[object]) -> Document:
    """The document of a row of ``DOCUMENT_COLUMNS``."""
    title, text, published_at, publisher, source, url, kind, dated, company, form, period_end, pages = row[
        :12
    ]
    return Document(
        title=str(title),
        text=str(text),
        published_at=datetime.fromisoformat(str(published_at)),
        publisher=str(publisher),
        source=str(source),
        url=str(url),
        kind=str(kind),
        dated=bool(dated),
        company=str(company),
        form=str(form),
        period_end=day_of(period_end),
        pages=tuple(loads(str(pages))),
        profile=profile_of(row[12:]),
    )


def profile_of(row: Sequence[object]) -> Profile:
    """The profile of a row of symbols, topics, tone and language."""
    symbols, topics, tone, language = row
    return Profile(tuple(loads(str(symbols))), tuple(loads(str(topics))), str(tone), str(language))


def day_of(value: object) -> date | None:
    """The day of a column that is empty where there is none."""
    return date.fromisoformat(str(value)) if value else None


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
