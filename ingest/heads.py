"""What a piece of a table needs to be understood without the rows above it: units, heads of columns, its group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.outline import Block

HEAD_ROWS = 4
"""Heads of columns take that many rows at most; more rows without figures are a table of words."""
CAPTION_CHARACTERS = 120
"""A longer paragraph above a table is prose: of it only the units are repeated."""

_FIGURE = re.compile(r"[$€£(+–—-]*\d[\d,.]*[)%x]*|[–—-]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNITS = re.compile(
    r"\b(?:in|\$)\s+(?:thousands|millions|billions)\b|\b(?:millions|thousands|billions)\s+of\s+(?:u\.?s\.?\s+)?dollars",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TableHead:
    """The head of a table: how many of its first rows it takes, and what is repeated of it."""

    rows: int
    words: str


def tables_of(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """The runs of rows among ``blocks`` that no blank line parts, as ``(first, behind the last)``."""
    start = 0
    while start < len(blocks):
        end = start
        while (
            end < len(blocks)
            and blocks[end].kind == "row"
            and not (end > start and _is_parted(text, blocks, end))
        ):
            end += 1
        if end > start:
            yield start, end
        start = max(end, start + 1)


def _is_parted(text: str, blocks: Sequence[Block], number: int) -> bool:
    return "\n\n" in text[blocks[number - 1].end : blocks[number].start]


def head_of(text: str, rows: Sequence[Block], above: Block | None) -> TableHead:
    """The head of the table ``rows``: its units and heads of columns. ``above`` is the block before the table."""
    parts: list[str] = []
    if above is not None and above.kind == "paragraph":
        parts.append(_caption(text[above.start : above.end]))
    count = 0
    while count < len(rows) and count <= HEAD_ROWS and is_head_row(text[rows[count].start : rows[count].end]):
        count += 1
    if count == len(rows) or count > HEAD_ROWS:  # a table of words
        count = 0
    parts += [" | ".join(cells_of(text[row.start : row.end])) for row in rows[:count]]
    return TableHead(count, " | ".join(filter(None, parts)))


def cells_of(row: str) -> list[str]:
    """The cells of a row that are not empty."""
    return [cell.strip() for cell in row.strip().strip("|").split("|") if cell.strip()]


def is_head_row(row: str) -> bool:
    """Whether a row holds heads of columns: several cells or none in the first column, and no figures but years."""
    if not row.startswith("|"):
        return False
    cells = cells_of(row)
    opens_empty = row.startswith("| |")
    figures = [cell for cell in cells if _FIGURE.fullmatch(cell) and not _YEAR.fullmatch(cell)]
    return bool(cells) and not figures and (len(cells) > 1 or opens_empty or bool(_UNITS.search(row)))


def is_group_label(row: str) -> bool:
    """Whether a row names the rows below it: its first cell alone is filled."""
    return row.startswith("|") and not row.startswith("| |") and len(cells_of(row)) == 1


def _caption(text: str) -> str:
    """What a paragraph above a table says of all of its rows: the units, or all of it where it is short."""
    units = _UNITS.search(text)
    if units:
        return units[0]
    return " ".join(text.split()) if len(text) <= CAPTION_CHARACTERS else ""
