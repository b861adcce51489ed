"""A document → its passages: whole sentences, a size that the embedding model reads, headings as context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.outline import Block, blocks_of
from ingest.tokens import TokenRuler
from vectorstore.documents import Document, Passage
from vectorstore.sentences import sentence_spans

MODEL_TOKENS = 256
"""all-MiniLM-L6-v2 reads that many and drops the rest unseen."""
SPECIAL_TOKENS = 2
"""[CLS] and [SEP], which the model puts around every text."""
CONTEXT_TOKENS = 48
"""Title and headings get no more: a median title has 12 tokens, and 200 are left for the words."""
TARGET_TOKENS = 180
"""A passage is closed from here on, so that the sentence that crosses it still fits."""
PARAGRAPH_SHARE = 0.75
"""A passage that is this full is closed at the end of a paragraph rather than inside the next one."""
LEAST_TOKENS = 30
"""A shorter rest of a section stays with the passage before it where it fits: one line alone says too little."""

_CLAUSE_END = re.compile(r"[,;:)\]—–]\s|\s[—–-]\s|\n")
_NOT_SPACE = re.compile(r"\S")


class _Unit(NamedTuple):
    """What is not cut unless it is too long alone: a sentence, a table row, a heading."""

    start: int
    end: int
    tokens: int
    opens_block: bool


@dataclass(slots=True)
class _Section:
    """The blocks under one heading, the heading included."""

    headings: tuple[str, ...]
    blocks: list[Block] = field(default_factory=list)


def chunk(document: Document) -> list[Passage]:
    """The passages of ``document`` in order: spans of its text that do not overlap and leave out nothing but space.

    A heading opens a passage, and with the document's title it is the context of all passages below it. With its
    context a passage fits the model's 256 tokens. Sentences and table rows stay whole; one that does not fit is
    cut after a clause, else between words.
    """
    ruler = TokenRuler(document.text)
    passages = []
    for section in _sections(blocks_of(document.text)):
        context, context_tokens = _context(document.title, section.headings)
        room = MODEL_TOKENS - SPECIAL_TOKENS - context_tokens
        units = list(_units(document.text, section.blocks, ruler, room))
        for start, end in _pack(units, room):
            passages.append(Passage(document.id, start, end, document.text[start:end], context))
    return passages


def _sections(blocks: list[Block]) -> Iterator[_Section]:
    open_headings: list[Block] = []
    section = _Section(())
    for block in blocks:
        if block.kind == "heading":
            if any(held.kind != "heading" for held in section.blocks):
                yield section
                section = _Section(())
            open_headings = [heading for heading in open_headings if heading.level < block.level]
            open_headings.append(block)
            section.headings = tuple(heading.title for heading in open_headings)
        section.blocks.append(block)
    if section.blocks:
        yield section


def _context(title: str, headings: tuple[str, ...]) -> tuple[str, int]:
    """Title and headings on one line and their tokens; where they are too long, outer headings go first."""
    parts = [part for part in (title, *(heading for heading in headings if heading != title)) if part]
    context, ruler = _joined(parts)
    while (end := ruler.reach(0, CONTEXT_TOKENS)) is not None:
        if len(parts) > 2:  # the outermost heading says least
            del parts[1]
        else:
            parts = [context[: ruler.last_cut(0, end) or 0].rstrip(" >")]
        context, ruler = _joined(parts)
    return context, ruler.count(0, len(context))


def _joined(parts: list[str]) -> tuple[str, TokenRuler]:
    context = " > ".join(parts)
    return context, TokenRuler(context)


def _units(text: str, blocks: list[Block], ruler: TokenRuler, room: int) -> Iterator[_Unit]:
    for block in blocks:
        spans = sentence_spans(text, block.start, block.end) if block.kind == "paragraph" else [block[:2]]
        opens = True
        for start, end in spans:
            for piece_start, piece_end in _pieces(text, start, end, ruler, room):
                yield _Unit(piece_start, piece_end, ruler.count(piece_start, piece_end), opens)
                opens = False


def _pieces(text: str, start: int, end: int, ruler: TokenRuler, room: int) -> Iterator[tuple[int, int]]:
    """``text[start:end]`` whole where it fits, else in pieces that end after a clause, else between words."""
    while ruler.count(start, end) > room:
        limit = ruler.reach(start, room)
        cut = ruler.last_cut(start, min(end, limit if limit is not None else end))
        if cut is None:
            break
        half = start + (cut - start) // 2
        clauses = [match.end() for match in _CLAUSE_END.finditer(text, half, cut)]
        cut = clauses[-1] if clauses else cut
        yield start, start + len(text[start:cut].rstrip())
        following = _NOT_SPACE.search(text, cut, end)
        if following is None:
            return
        start = following.start()
    yield start, end


def _pack(units: list[_Unit], room: int) -> Iterator[tuple[int, int]]:
    """Spans of neighbouring units, about equally full, none over ``room`` tokens."""
    target = min(TARGET_TOKENS, room)
    total = sum(unit.tokens for unit in units)
    aim = total / max(1, -(-total // target))
    held: list[_Unit] = []
    tokens, left = 0, total
    for unit in units:
        is_full = tokens >= aim or (unit.opens_block and tokens >= PARAGRAPH_SHARE * aim)
        if held and ((is_full and left >= LEAST_TOKENS) or tokens + unit.tokens > room):
            yield held[0].start, held[-1].end
            held, tokens = [], 0
        held.append(unit)
        tokens += unit.tokens
        left -= unit.tokens
    if held:
        yield held[0].start, held[-1].end
