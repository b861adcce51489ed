"""Rows of cells that a file already parts, set as if they stood on a page, so that all tables are written alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.pages.lines import Cell, Line, joined_cells
from ingest.pages.tables import CelledLine
from ingest.pages.words import Word

COLUMN, ROW = 100.0, 10.0
"""The width of a column and the height of a row in points."""
PROSE_CELL_CHARACTERS = 200
"""A table whose middle row has a longer cell arranges prose on the page."""


def cell_in(first: int, behind: int, text: str) -> Cell:
    """A cell that fills the columns from ``first`` up to ``behind``."""
    return Cell(first * COLUMN, behind * COLUMN - 1, text)


def lined(rows: Iterable[Sequence[Cell]]) -> list[CelledLine]:
    """The rows that hold anything, signs joined to their figures."""
    lines: list[CelledLine] = []
    for row in rows:
        cells = joined_cells([cell for cell in row if cell.text])
        if cells:
            y = ROW * len(lines)
            words = [
                Word(cell.left, cell.right, y, size=ROW, weight=0, slanted=False, text=cell.text)
                for cell in cells
            ]
            lines.append(CelledLine(Line(words, y, ROW), cells, ROW))
    return lines


def holds_data(rows: Sequence[CelledLine]) -> bool:
    """Whether a table holds data: several cells in a row, and no prose in them."""
    several = [row for row in rows if row.is_row]
    if not several or (len(several) == 1 and not several[0].has_figures):
        return False
    lengths = sorted(max(len(cell.text) for cell in row.cells) for row in several)
    return lengths[len(lengths) // 2] <= PROSE_CELL_CHARACTERS
