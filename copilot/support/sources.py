"""Evidence as the check of support reads it: sentences, and what is known of where they are from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

from copilot.evidence import Evidence, PassageEvidence, full_title, published_on
from copilot.instructions import may_be_quoted, reads_as_instruction
from copilot.support.lexicon import fillers, meaning
from market.instruments import read_reference
from vectorstore.analysis import words_of
from vectorstore.sentences import sentence_spans

LONGEST_WINDOW = 3
"""Neighbouring sentences of a passage that together may say what one sentence of an answer says."""
WIDER_BY = 0.04
"""What a wider window must hold more of the claim, for each further sentence: else the narrower one is meant."""

HEAD_ROWS = 3


@dataclass(frozen=True, slots=True)
class Window:
    """The words of one piece of evidence that come nearest to a claim."""

    text: str
    around: str
    """The same with a neighbouring sentence on each side."""
    held: frozenset[str]


@dataclass(frozen=True, slots=True)
class Source:
    """One piece of evidence."""

    id: str
    about: str
    """Title, publisher, company, period, day: names and days may be taken from it."""
    sentences: tuple[str, ...]
    computed: bool
    meanings: tuple[frozenset[str], ...] = field(repr=False)

    @property
    def text(self) -> str:
        """All of its own words."""
        return "\n".join(self.sentences)

    def rows_on(self, wanted: Collection[str]) -> str:
        """The rows of its tables that hold any of ``wanted``, with the heads: a row is read with its head."""
        rows = [n for n, item in enumerate(self.sentences) if item.startswith("|")]
        kept = [n for n in rows if not self.meanings[n].isdisjoint(wanted) or n in rows[:HEAD_ROWS]]
        return "\n".join(self.sentences[n] for n in kept)

    def nearest(self, wanted: Collection[str]) -> Window:
        """The sentence, or the neighbouring ones, that hold most of ``wanted``."""
        best, score = (0, len(self.sentences) if self.computed else 1), -1.0
        known = meanings_of(_quotable(self.about))
        for start, size in self._windows():
            held = frozenset().union(*self.meanings[start : start + size]) | known
            share = len(held.intersection(wanted)) / max(1, len(wanted)) - WIDER_BY * size
            if share > score:
                best, score = (start, size), share
        start, size = best
        held = frozenset().union(*self.meanings[start : start + size]) | known
        return Window(
            " ".join(self.sentences[start : start + size]),
            " ".join(self.sentences[max(0, start - 1) : start + size + 1]),
            held.intersection(wanted),
        )

    def _windows(self) -> Iterator[tuple[int, int]]:
        if self.computed:
            yield 0, len(self.sentences)
            return
        for size in range(1, LONGEST_WINDOW + 1):
            yield from ((start, size) for start in range(len(self.sentences) - size + 1))


def source_of(evidence: Evidence) -> Source:
    """``evidence`` as a source, without a document's questions and instructions: they say nothing."""
    if isinstance(evidence, PassageEvidence):
        about = [
            full_title(evidence),
            evidence.publisher,
            published_on(evidence),
            evidence.section,
            evidence.company,
        ]
        about += [evidence.form, evidence.doc_kind, _period_words(evidence.period_end)]
        sentences = tuple(item for item in sentences_of(evidence.quote) if may_be_quoted(item))
        told = "\n".join(part for part in about if part and not reads_as_instruction(part))
        return _source(evidence.id, told, sentences, computed=False)
    cells = [str(cell) for row in evidence.rows for cell in row.values() if cell is not None]
    given = [str(value) for value in evidence.params.values()]
    columns = [f"{column['name'].replace('_', ' ')} {column['description']}" for column in evidence.columns]
    window = list(evidence.window.values()) if evidence.window else []
    about = [evidence.title, evidence.metric.replace("_", " "), *given, *window, evidence.as_of, *columns]
    about += [*evidence.sources, *(names for cell in (*cells, *given) if (names := _names_of().get(cell)))]
    return _source(evidence.id, "\n".join(about), ("\n".join([*cells, *evidence.notes]),), computed=True)


@cache
def _names_of() -> dict[str, str]:
    """What each symbol of the shipped reference is called."""
    return {item.symbol: ", ".join((item.name, *item.aliases)) for item in read_reference()}


def _source(evidence_id: str, about: str, sentences: Sequence[str], *, computed: bool) -> Source:
    return Source(evidence_id, about, tuple(sentences), computed, tuple(map(meanings_of, sentences)))


@lru_cache(maxsize=256)
def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of ``text``; a line of a table or a list is one."""
    found = []
    for block in text.split("\n\n"):
        lines = block.split("\n") if "|" in block or "\n- " in block or "\n* " in block else [block]
        for line in lines:
            found += [line[start:end].strip() for start, end in sentence_spans(line, 0, len(line))]
    return tuple(item for item in found if item)


@lru_cache(maxsize=8192)
def meanings_of(text: str) -> frozenset[str]:
    """What the words of ``text`` mean, without those that carry no meaning and without numbers."""
    return frozenset(
        meaning(stem) for stem in words_of(text) if stem not in fillers() and not stem[0].isdigit()
    )


@lru_cache(maxsize=1024)
def _quotable(about: str) -> str:
    """The lines of ``about`` without the questions that a title asks."""
    return "\n".join(item for line in about.split("\n") for item in sentences_of(line) if may_be_quoted(item))


def _period_words(period_end: str | None) -> str:
    if not period_end:
        return ""
    day = date.fromisoformat(period_end)
    return f"{day:%B} {day.day}, {day.year}, Q{(day.month + 2) // 3}"
