"""A document → its passages: whole sentences, a size that the embedding model reads, headings as context."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from ingest.heads import cells_of, head_of, is_group_label, tables_of
from ingest.outline import FILING_PART_LEVEL, Block, blocks_of
from ingest.tokens import TokenRuler
from vectorstore.documents import Document, Passage
from vectorstore.sentences import sentence_spans

MODEL_TOKENS = 256
"""all-MiniLM-L6-v2 reads that many and drops the rest unseen."""
SPECIAL_TOKENS = 2
"""[CLS] and [SEP], which the model puts around every text."""
CONTEXT_TOKENS = 48
"""Title and headings get no more: a median title has 12 tokens, and 200 are left for the words."""
HEAD_TOKENS = 40
"""Units and heads of columns that are repeated for a later piece of a table get no more."""
TARGET_TOKENS = 180
"""A passage is closed from here on, so that the sentence that crosses it still fits."""
PARAGRAPH_SHARE = 0.75
"""A passage that is this full is closed at the end of a paragraph rather than inside the next one."""
LEAST_TOKENS = 30
"""A shorter rest of a section or a page stays with the passage before it where it fits: one line says too little."""

_CLAUSE_END = re.compile(r"[,;:)\]—–]\s|\s[—–-]\s|\n")
_NOT_SPACE = re.compile(r"\S")


class _Unit(NamedTuple):
    """What is not cut unless it is too long alone: a sentence, a table row, a heading."""

    start: int
    end: int
    tokens: int
    opens_block: bool
    head: str = ""
    """What a passage that begins with this row repeats of its table."""
    head_tokens: int = 0
    names_group: bool = False
    """A row that names the rows below it: no passage ends with it."""


@dataclass(slots=True)
class _Section:
    """The blocks under one heading, the heading included."""

    headings: tuple[str, ...]
    blocks: list[Block] = field(default_factory=list)


def chunk(document: Document) -> list[Passage]:
    """The passages of ``document`` in order: spans of its text that do not overlap and leave out nothing but space.

    A heading opens a passage, and with the document's title it is the context of all passages below it; a piece of a
    table that begins below its head has the units, the heads of columns and the name of its group as context too.
    With its context a passage fits the model's 256 tokens. Sentences and table rows stay whole; one that does not fit
    is cut after a clause, else between words. Passages end with their page but for a sentence that runs over it.
    """
    return list(_Cutter(document).passages())


class _Cutter:
    """Cuts the sections of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._ruler = TokenRuler(document.text)
        self._name = _named(document)

    def passages(self) -> Iterator[Passage]:
        """The passages of the document in order."""
        for section in self._sections(blocks_of(self._document.text)):
            context, context_tokens = _context(self._name, section.headings)
            room = MODEL_TOKENS - SPECIAL_TOKENS - context_tokens
            for units in self._by_page(list(self._units(section.blocks, room))):
                for head, start, end in _pack(units, room):
                    within = " > ".join(filter(None, (context, head)))
                    text = self._document.text[start:end]
                    yield Passage(self._document.id, start, end, text, within)

    def _sections(self, blocks: Sequence[Block]) -> Iterator[_Section]:
        """The sections; one that is very short is kept together with the next."""
        open_headings: list[Block] = []
        section = _Section(())
        for block in blocks:
            if block.kind == "heading":
                if self._is_enough(section.blocks):
                    yield section
                    section = _Section(())
                open_headings = [heading for heading in open_headings if not block.closes(heading)]
                open_headings.append(block)
                section.headings = tuple(
                    heading.title for heading in open_headings if heading.level != FILING_PART_LEVEL
                )
            section.blocks.append(block)
        if section.blocks:
            yield section

    def _is_enough(self, blocks: Sequence[Block]) -> bool:
        has_text = any(block.kind != "heading" for block in blocks)
        return has_text and self._ruler.count(blocks[0].start, blocks[-1].end) >= LEAST_TOKENS

    def _units(self, blocks: Sequence[Block], room: int) -> Iterator[_Unit]:
        tables = dict(tables_of(self._document.text, blocks))
        number = 0
        while number < len(blocks):
            end = tables.get(number)
            if end is None:
                yield from self._units_of_prose(blocks[number], room)
                number += 1
            else:
                above = blocks[number - 1] if number else None
                yield from self._units_of_table(blocks[number:end], above, room)
                number = end

    def _units_of_prose(self, block: Block, room: int) -> Iterator[_Unit]:
        text = self._document.text
        spans = sentence_spans(text, block.start, block.end) if block.kind == "paragraph" else [block[:2]]
        opens = True
        for start, end in spans:
            for piece_start, piece_end in self._pieces(start, end, room):
                yield _Unit(piece_start, piece_end, self._ruler.count(piece_start, piece_end), opens)
                opens = False

    def _units_of_table(self, rows: Sequence[Block], above: Block | None, room: int) -> Iterator[_Unit]:
        text, group = self._document.text, ""
        head = head_of(text, rows, above)
        for number, row in enumerate(rows):
            words = text[row.start : row.end]
            names_group = number >= head.rows and is_group_label(words)
            repeated = "" if names_group else group
            said, tokens = "", 0
            if number >= max(1, head.rows):
                said, tokens = _fitted(" | ".join(filter(None, (head.words, repeated))), HEAD_TOKENS)
            for start, end in self._pieces(row.start, row.end, room - tokens):
                opens = number == 0 or names_group
                yield _Unit(start, end, self._ruler.count(start, end), opens, said, tokens, names_group)
            if names_group:
                group = " ".join(cells_of(words))

    def _pieces(self, start: int, end: int, room: int) -> Iterator[tuple[int, int]]:
        """The span whole where it fits, else in pieces that end after a clause, else between words."""
        text, ruler = self._document.text, self._ruler
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

    def _by_page(self, units: Sequence[_Unit]) -> Iterator[list[_Unit]]:
        """``units`` page by page; a few words at the foot or the head of a page stay with their neighbours."""
        held: list[_Unit] = []
        pages = self._document.pages
        for _, group in groupby(units, key=lambda unit: bisect_right(pages, unit.start)):
            page = list(group)
            if held and min(_tokens(held), _tokens(page)) >= LEAST_TOKENS:
                yield held
                held = []
            held += page
        if held:
            yield held


def _tokens(units: Sequence[_Unit]) -> int:
    return sum(unit.tokens for unit in units)


def _named(document: Document) -> str:
    """The title, with what it lacks of company, form and period."""
    title, end = document.title, document.period_end
    said = (document.company, document.form, f"{end:%B} {end.day}, {end.year}" if end else "")
    lacking = ", ".join(each for each in said if each.casefold() not in title.casefold())
    return f"{title} ({lacking})" if title and lacking else title or lacking


def _context(title: str, headings: Sequence[str]) -> tuple[str, int]:
    """Title and headings on one line and their tokens; where they are too long, outer headings go first."""
    parts = [part for part in (title, *(heading for heading in headings if heading != title)) if part]
    while len(parts) > 2 and _tokens_of(" > ".join(parts)) > CONTEXT_TOKENS:
        del parts[1]  # the outermost heading says least
    return _fitted(" > ".join(parts), CONTEXT_TOKENS)


def _trailing_names(units: Sequence[_Unit]) -> list[_Unit]:
    """The names of groups that end ``units``, unless nothing stands before them or they are no small part."""
    count = 0
    while count < len(units) - 1 and units[-1 - count].names_group:
        count += 1
    names = list(units[len(units) - count :])
    return names if _tokens(names) < LEAST_TOKENS else []


@lru_cache(maxsize=1024)
def _fitted(text: str, most: int) -> tuple[str, int]:
    """``text`` cut between words where it has more than ``most`` tokens, and the tokens that it has then."""
    ruler = TokenRuler(text)
    while (end := ruler.reach(0, most)) is not None:
        text = text[: ruler.last_cut(0, end) or 0].rstrip(" >|")
        ruler = TokenRuler(text)
    return text, ruler.count(0, len(text))


@lru_cache(maxsize=1024)
def _tokens_of(text: str) -> int:
    return TokenRuler(text).count(0, len(text))


def _pack(units: Sequence[_Unit], room: int) -> Iterator[tuple[str, int, int]]:
    """Spans of neighbouring units, about equally full, none over ``room`` tokens, with the head that each repeats."""
    target = max(1, min(TARGET_TOKENS, room - max(unit.head_tokens for unit in units)))
    total = _tokens(units)
    aim = total / max(1, -(-total // target))
    held: list[_Unit] = []
    tokens, left = 0, total
    for unit in units:
        is_full = tokens >= aim or (unit.opens_block and tokens >= PARAGRAPH_SHARE * aim)
        is_over = bool(held) and tokens + unit.tokens + held[0].head_tokens > room
        if held and ((is_full and left >= LEAST_TOKENS) or is_over):
            waiting = _trailing_names(held)
            held = held[: len(held) - len(waiting)]
            yield held[0].head, held[0].start, held[-1].end
            held, tokens = waiting, _tokens(waiting)
        held.append(unit)
        tokens += unit.tokens
        left -= unit.tokens
    if held:
        yield held[0].head, held[0].start, held[-1].end
