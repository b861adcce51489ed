"""The ground of a report: the documents that are on a topic, and the instruments that it and they name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from copilot.analyst.reading import Part, read_question
from market.instruments import Instrument

if TYPE_CHECKING:
    from copilot.workspace import Workspace
    from vectorstore.search import Hit

PASSAGES_LOOKED_AT = 30
MIN_BEST = 0.28
"""Cosine of the best passage to the topic, below which the library holds nothing on it: "rent on the moon" has 0.10
with a library of market news, "small-cap rotation" 0.38."""
MIN_SIMILARITY, MIN_WITH_WORDS, MIN_LEXICAL = 0.25, 0.13, 1.5
"""From where on a document is on the topic: by meaning, or by meaning and words (BM25)."""
BEST_DOCUMENTS = 10
"""Documents whose instruments count: further down a document is on the topic by a side remark."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a topic stands on: its documents, best first, and its instruments, those that it names first."""

    topic: str
    parts: Sequence[Part]
    hits: Sequence[Hit]
    named: tuple[Instrument, ...]
    mentioned: Mapping[str, int]
    """Symbol to the number of the documents that mention it."""

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents, best first."""
        return tuple(dict.fromkeys(hit.document.id for hit in self.hits))


def survey(topic: str, workspace: Workspace, as_of: datetime) -> Ground:
    """What library and tables hold on ``topic``."""
    book = workspace.tables.book(as_of)
    sessions = workspace.tables.sessions(as_of)
    parts = read_question(topic, book, as_of=as_of, sessions=sessions)
    hits = [
        hit
        for hit in workspace.library.search(topic, as_of=as_of, limit=PASSAGES_LOOKED_AT)
        if is_on_topic(hit)
    ]
    if max((hit.similarity for hit in hits), default=0.0) < MIN_BEST:
        hits = []
    mentioned: Counter[str] = Counter()
    by_document: dict[str, set[str]] = {}
    for hit in hits:
        found = by_document.setdefault(hit.document.id, set(hit.document.profile.symbols))
        for mention in book.mentions(f"{hit.document.title}\n{hit.passage.text}"):
            if len(mention.candidates) == 1:
                found.add(mention.candidates[0].symbol)
    for symbols in list(by_document.values())[:BEST_DOCUMENTS]:
        mentioned.update(symbols)
    return Ground(
        topic=topic,
        parts=parts,
        hits=hits,
        named=tuple(dict.fromkeys(item for part in parts for item in part.instruments)),
        mentioned=mentioned,
    )


def is_on_topic(hit: Hit) -> bool:
    """Whether a passage that was found for a topic is on it."""
    by_words = hit.lexical >= MIN_LEXICAL and hit.similarity >= MIN_WITH_WORDS
    return hit.similarity >= MIN_SIMILARITY or by_words
