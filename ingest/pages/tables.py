"""Which lines of a page are the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf
from statistics import median_low
from typing import NamedTuple

from ingest.pages.lines import Cell, Line

USUAL_PITCH = 1.15
"""From row to row, in sizes, where a page has no two rows: 1.0 to 1.4 measured."""
ROW_PITCH = 2.6
"""Rows of one table stand within that many times the usual distance of rows; a blank row makes it 2.2."""
LABEL_PITCH = 1.75
"""A label stands so close to the row below it."""
LABEL_LINES = 3
"""So many of them may stand between two rows: group heads and wrapped labels."""
LABEL_CHARACTERS = 60
"""One that runs on below the figures is a label up to this length, else prose."""
CONTINUED_PITCH = 1.2
CONTINUED_SIZES = 1.35
"""The lines of one cell are that close at most, in distances of rows (0.75 to 1.0 measured) or sizes (0.9 to 1.2)."""
HEAD_LINES = 8
"""Heads of columns are wrapped to that many lines at most."""
SHORT_CELL_CHARACTERS = 25
"""Cells of a table without figures have that many at the median, or it is prose that happens to have wide gaps."""


class CelledLine(NamedTuple):
    """A line with its cells, and the usual distance of rows on its page in points."""

    line: Line
    cells: list[Cell]
    pitch: float

    @property
    def line_pitch(self) -> float:
        """How far the line above stands at most, in points, where both are lines of one cell."""
        return max(CONTINUED_PITCH * self.pitch, CONTINUED_SIZES * self.line.size)

    @property
    def is_row(self) -> bool:
        """Whether wide gaps part it."""
        return len(self.cells) > 1

    @property
    def has_figures(self) -> bool:
        """Whether a cell is a figure."""
        return any(cell.is_figure for cell in self.cells)

    @property
    def figures_from(self) -> float:
        """Where the first cell begins that is not a label."""
        return self.cells[1].left if self.is_row else inf


def with_cells(lines: Sequence[Line]) -> list[CelledLine]:
    """``lines`` of one column with their cells."""
    celled = [CelledLine(line, line.cells(), USUAL_PITCH * line.size) for line in lines]
    pitches = [
        below.line.y - above.line.y
        for above, below in pairwise(celled)
        if above.is_row and above.has_figures and below.is_row and below.has_figures
    ]
    if not pitches:
        return celled
    usual = median_low(pitches)
    return [each._replace(pitch=max(usual, each.line.size)) for each in celled]


def find_tables(lines: Sequence[CelledLine]) -> Iterator[tuple[int, int]]:
    """The tables among ``lines`` of one column, as ``(first, behind the last)`` in order."""
    number, behind = 0, 0
    while number < len(lines):
        if not lines[number].is_row:
            number += 1
            continue
        end = _end_of_table(lines, number)
        if _is_table(lines[number:end]):
            first = _with_heads_above(lines, number, end, behind)
            yield first, end
            behind = end
        number = end


def _end_of_table(lines: Sequence[CelledLine], first: int) -> int:
    end = first + 1
    while end < len(lines):
        following = next(
            (k for k in range(end, min(end + LABEL_LINES + 1, len(lines))) if lines[k].is_row), None
        )
        if following is None:
            break
        if following == end:
            if _pitch(lines[end - 1], lines[end]) > ROW_PITCH:
                break
        elif not _are_labels(lines, end, following):
            break
        end = following + 1
    return end


def _are_labels(lines: Sequence[CelledLine], start: int, end: int) -> bool:
    """Whether the single cells from ``start`` up to the row ``end`` are rows of the table around them."""
    pitches = [_pitch(above, below) for above, below in pairwise(lines[start - 1 : end + 1])]
    if max(pitches) > ROW_PITCH or pitches[-1] > LABEL_PITCH:
        return False
    if not lines[end].has_figures:  # heads of the next table
        return False
    figures_from = min(lines[start - 1].figures_from, lines[end].figures_from)
    return all(
        len(line.line.text) <= LABEL_CHARACTERS or line.line.right <= figures_from or _runs_on(line, below)
        for line, below in pairwise(lines[start : end + 1])
    )


def _runs_on(line: CelledLine, below: CelledLine) -> bool:
    """Whether the line below ends the sentence of this one, as the second line of a label does."""
    return below.line.text[0].islower() and below.line.y - line.line.y <= below.line_pitch


def _pitch(above: CelledLine, below: CelledLine) -> float:
    """The distance of two lines in usual distances of rows."""
    return (below.line.y - above.line.y) / below.pitch


def _is_table(lines: Sequence[CelledLine]) -> bool:
    if any(line.has_figures for line in lines):
        return True
    lengths = sorted(len(cell.text) for line in lines for cell in line.cells)
    return len(lines) > 1 and lengths[len(lengths) // 2] <= SHORT_CELL_CHARACTERS


def _with_heads_above(lines: Sequence[CelledLine], first: int, end: int, behind: int) -> int:
    """The first line that is a head over the columns of the table ``first`` to ``end``; its title stands elsewhere."""
    figures_from = min(line.figures_from for line in lines[first:end] if line.is_row)
    start = first
    while start > max(behind, first - HEAD_LINES):
        line = lines[start - 1].line
        is_over = line.left >= figures_from - line.size
        if not is_over or _pitch(lines[start - 1], lines[start]) > LABEL_PITCH:
            break
        start -= 1
    return start
