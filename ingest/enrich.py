"""What a document's own words tell of it: the instruments it mentions, its topics, its tone, its language."""

from __future__ import annotations

from dataclasses import replace

from ingest.language import language_of
from ingest.mentions import mentioned_symbols
from ingest.tone import tone_of
from ingest.topics import topics_of
from market.instruments import InstrumentBook
from vectorstore.documents import Document, Profile

READ_CHARACTERS = 2_000_000
"""A filing of 400 pages; what follows in a longer text is not read."""
READ_LANGUAGE = "en"
"""Topics and tone are read in this language alone."""


def enrich(document: Document, book: InstrumentBook) -> Document:
    """The document with its profile. Topics and tone are read in English only; other languages get none.

    ``book`` holds the instruments that may be found; give the same object again, its names are prepared once.
    """
    title, text = document.title, document.text[:READ_CHARACTERS]
    language = language_of(f"{title}\n{text}")
    readable = language == READ_LANGUAGE
    profile = Profile(
        symbols=mentioned_symbols(title, text, document.company, book),
        topics=topics_of(title, text) if readable else (),
        tone=str(tone_of(title, text)) if readable else "",
        language=language,
    )
    return replace(document, profile=profile)
