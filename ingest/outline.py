"""The outline of a text: headings, paragraphs, list items and table rows, as spans of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

TITLE_CHARACTERS = 80
TITLE_WORDS = 12
"""A line longer than that is prose, even without a full stop."""
PROSE_CHARACTERS = 60
"""A line from that length on is prose: the labels and figures of tables stay below it."""
CAPITALS_SHARE = 0.6
"""Of the longer words of a title that is written in capitals or title case ("Net Sales by Category")."""
ROW_FIGURES = 2
ROW_FIGURES_SHARE = 0.3
"""A line with two figures or more that are this share of its words is a table's row. Prose with figures stays below."""

FILING_PART_LEVEL, FILING_ITEM_LEVEL, FILING_NOTE_LEVEL = 1, 2, 3
MARKDOWN_BELOW_FILING, TITLE_LINE_LEVEL = 3, 10
"""In a filing the levels of Markdown (1 to 6) stand below those of parts, items and notes; a line that only looks
like a title stands below all of them."""

_MARKDOWN = re.compile(r"(#{1,6})\s+(.+?)\s*#*$")
_FILING_PART = re.compile(r"part\s+[ivx]+\b(?!.*\s\d+$).{0,100}$", re.IGNORECASE)
_FILING_ITEM = re.compile(r"items?\s+\d{1,2}[a-c]?\s*[.:—–-](?!.*\s\d+$).{0,150}$", re.IGNORECASE)
_FILING_NOTE = re.compile(r"note\s+\d{1,2}\s*[.:—–-](?!.*[.,;\d]$).{0,120}$", re.IGNORECASE)
_NUMBERED_TITLE = re.compile(r"\d{1,2}\.\s+[^\W\d_]")
"""Notes and chapters whose titles begin with a number only: 5. Goodwill."""
_CONTENTS_ENTRY = re.compile(r"(?:part|item|note)\s.*\d$", re.IGNORECASE)
_FILING_MARKS = (
    (_FILING_PART, FILING_PART_LEVEL),
    (_FILING_ITEM, FILING_ITEM_LEVEL),
    (_FILING_NOTE, FILING_NOTE_LEVEL),
)
_REMARK = re.compile(r"\([^()]{3,120}\)(?:\s?\([^()]{3,40}\))?")
"""(In millions, except per share amounts) (Unaudited)"""
_LIST_ITEM = re.compile(r"(?:[-*+•●▪◦–—☐☒☑]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s")
_FIGURE = re.compile(r"[($€£~+–—-]*\d[\d,.]*\s?[)%x]*|[—–-]|[$%)]|\)%")
_LONG_WORD = re.compile(r"[^\W\d_][\w’'-]{3,}")
_LETTER = re.compile(r"[^\W\d_]")
_ENDED = re.compile(r"[.!?:;…][\"'”’)\]]*$")


class Block(NamedTuple):
    """One block, ``text[start:end]``. ``title`` and ``level`` are a heading's; a row is never cut into sentences."""

    start: int
    end: int
    kind: Literal["heading", "paragraph", "row"]
    title: str = ""
    level: int = 0
    mark: int = 0
    """The level that Markdown gives a heading, 0 where it has no mark."""

    def closes(self, heading: Block) -> bool:
        """Whether this heading ends the section of an earlier one: it stands no deeper, or is set larger."""
        return heading.level >= self.level or 0 < self.mark < heading.mark


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


def blocks_of(text: str) -> list[Block]:
    """The blocks of ``text`` in order; together they cover all but the space between them.

    Headings are Markdown's, a filing's "Part I" and "Item 2.", and short lines written like titles above prose or a
    table. Lines of a paragraph are joined until a blank line, a heading, a list item or a table row.
    """
    lines = list(_lines(text))
    headings = _find_headings(lines)
    blocks: list[Block] = []
    joined: list[_Line] = []

    def close_paragraph() -> None:
        if joined:
            blocks.append(Block(joined[0].start, joined[-1].end, "paragraph"))
            joined.clear()

    for number, line in enumerate(lines):
        heading = headings.get(number)
        if heading or not line.text or _LIST_ITEM.match(line.text) or is_row(line.text):
            close_paragraph()
        if heading:
            blocks.append(heading)
        elif is_row(line.text):
            blocks.append(Block(line.start, line.end, "row"))
        elif line.text:
            joined.append(line)
    close_paragraph()
    return blocks


def is_row(line: str) -> bool:
    """Whether ``line`` is a row of a table: marked with bars, or with several figures among few words."""
    if line.startswith("|"):
        return True
    words = line.split()
    figures = sum(1 for word in words if _FIGURE.fullmatch(word))
    return figures >= max(ROW_FIGURES, ROW_FIGURES_SHARE * len(words)) and not line.endswith((".", ";", ","))


def _lines(text: str) -> Iterator[_Line]:
    position = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        start = position + (len(raw) - len(raw.lstrip()))
        yield _Line(start, start + len(stripped), stripped)
        position += len(raw) + 1


def _find_headings(lines: Sequence[_Line]) -> dict[int, Block]:
    """Headings by line number, found from the end: a title line may stand above prose or above another heading."""
    found: dict[int, Block] = {}
    below: str | None = None  # the next line that is not blank
    opens_section = False
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if not line.text:
            continue
        above = lines[number - 1].text if number else ""
        heading = _marked_heading(line)
        if (
            heading is None
            and below is not None
            and (opens_section or _is_prose(below) or below.startswith("|") or _REMARK.fullmatch(below))
            and _is_title(line.text, above)
        ):
            heading = Block(line.start, line.end, "heading", line.text, TITLE_LINE_LEVEL)
        if heading:
            found[number] = heading
        opens_section, below = heading is not None, line.text
    return found


def _marked_heading(line: _Line) -> Block | None:
    marked = _MARKDOWN.match(line.text)
    title, mark = (marked[2], len(marked[1])) if marked else (line.text, 0)
    for pattern, level in _FILING_MARKS:
        if pattern.match(title) and not title.endswith((",", ";")):
            return Block(line.start, line.end, "heading", title, level, mark)
    if marked:
        level = FILING_NOTE_LEVEL if _NUMBERED_TITLE.match(title) else MARKDOWN_BELOW_FILING + mark
        return Block(line.start, line.end, "heading", title, level, mark)
    return None


def _is_title(line: str, above: str) -> bool:
    words = line.split()
    if len(line) > TITLE_CHARACTERS or len(words) > TITLE_WORDS or line.endswith(",") or _ENDED.search(line):
        return False
    if (
        line.startswith("(")
        or any(sign in line for sign in "$%|")
        or is_row(line)
        or _CONTENTS_ENTRY.match(line)
    ):
        return False
    if len(above) >= PROSE_CHARACTERS and not _ENDED.search(above):  # the last line of a wrapped paragraph
        return False
    return _is_capitalised(words) if above else _is_capitalised(words[:1])


def _is_capitalised(words: Sequence[str]) -> bool:
    """Whether the first word holds a capital (iPhone does) or a number, and most of the longer words a capital."""
    counted = [word for word in words if _LONG_WORD.search(word)] or list(words)
    capitals = sum(any(letter.isupper() for letter in word) for word in counted)
    opens = words[0][0].isdigit() or any(letter.isupper() for letter in words[0])
    return opens and bool(_LETTER.search(" ".join(words))) and capitals >= CAPITALS_SHARE * len(counted)


def _is_prose(line: str) -> bool:
    if is_row(line):
        return False
    return len(line) >= PROSE_CHARACTERS or (bool(_ENDED.search(line)) and len(line.split()) > 6)
