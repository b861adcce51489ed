"""The columns of a table, and in which of them a cell stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import NamedTuple

from ingest.pages.lines import Cell
from ingest.pages.tables import CelledLine

Span = tuple[float, float]
"""From left to right, in points."""

CENTRED = 6.0
"""A head alone on its line stands over all columns if its middle is within so many points of theirs."""
INDENTED = 4.0
"""Labels of groups within groups begin up to that many sizes right of the others."""


class Placed(NamedTuple):
    """A cell with the first and the last column over which it stands."""

    cell: Cell
    first: int
    last: int


def columns_of(lines: Sequence[CelledLine]) -> list[Span]:
    """The columns from left to right as ``(left, right)``: those of figures, and those of words beside them."""
    with_figures = [line for line in lines if line.has_figures]
    if not with_figures:
        most = max(len(line.cells) for line in lines)
        return _merged([cell for line in lines if len(line.cells) == most for cell in line.cells])
    figures = _merged(list(_figures(with_figures)))
    words = [
        cell
        for line in with_figures
        for cell in line.cells
        if not cell.is_figure and not any(_overlap(cell, column) > 0 for column in figures)
    ]
    columns = sorted(figures + _merged(words))
    left = min(line.line.left for line in lines)
    has_labels_only_above = columns[0] in figures and left < columns[0][0]
    return [(left, columns[0][0]), *columns] if has_labels_only_above else columns


def cut_at(columns: Sequence[Span], line: CelledLine) -> CelledLine:
    """``line`` with a figure in the first column parted from the words close behind it."""
    first, *rest = line.line.words
    if len(line.cells) > 1 or not rest or len(columns) < 2 or rest[0].left < columns[1][0] - 1:
        return line
    figure = Cell(first.left, first.right, first.text)
    if not figure.is_figure or first.right > columns[0][1] + first.size / 2:
        return line
    words = Cell(rest[0].left, rest[-1].right, " ".join(word.text for word in rest))
    return line._replace(cells=[figure, words])


def place_all(cells: Sequence[Cell], columns: Sequence[Span]) -> list[Placed]:
    """The columns of the cells of one line. One cell for each column, or for each but the labels', is in order."""
    has_figures = any(cell.is_figure for cell in cells)
    missing = len(columns) - len(cells)
    if not has_figures and len(cells) > 1 and missing in (0, 1) and cells[0].left >= missing * columns[0][1]:
        return [Placed(cell, number, number) for number, cell in enumerate(cells, start=missing)]
    return [_place(cell, columns, is_alone=len(cells) == 1) for cell in cells]


def _place(cell: Cell, columns: Sequence[Span], *, is_alone: bool) -> Placed:
    """The columns of a cell: a label and a figure have one, a head may stand over several."""
    overlaps = [number for number, column in enumerate(columns) if _overlap(cell, column) > 0]
    if overlaps and cell.is_figure:
        column = max(overlaps, key=lambda number: _overlap(cell, columns[number]))
        return Placed(cell, column, column)
    if is_alone and 0 not in overlaps and _is_centred(cell, columns):
        return Placed(cell, 1, len(columns) - 1)
    if overlaps and (overlaps[0] == 0 or len(overlaps) > 1):
        return Placed(cell, overlaps[0], overlaps[-1] if overlaps[0] else 0)
    near = overlaps or range(len(columns))
    places = [(number, number) for number in near]
    places += [(left, left + 1) for left in range(1, len(columns) - 1) if left in near or left + 1 in near]
    first, last = min(
        places, key=lambda pair: _misalignment(cell, (columns[pair[0]][0], columns[pair[1]][1]))
    )
    return Placed(cell, first, last)


def _is_centred(cell: Cell, columns: Sequence[Span]) -> bool:
    """Whether a cell stands in the middle of all columns but the labels'."""
    off = cell.left + cell.right - columns[min(1, len(columns) - 1)][0] - columns[-1][1]
    return len(columns) > 2 and abs(off) < 2 * CENTRED


def _misalignment(cell: Cell, span: Span) -> float:
    """By how much a cell stands off the middle, the left and the right of ``span``, whichever is least."""
    left, right = cell.left - span[0], cell.right - span[1]
    return min(abs(left), abs(right), abs(left + right) / 2)


def _figures(lines: Sequence[CelledLine]) -> Iterator[Cell]:
    """The cells with figures; not one that ends a wrapped label, where labels come first."""
    labels = sorted(line.cells[0].left for line in lines if not line.cells[0].is_figure)
    labels_until = (
        labels[len(labels) // 2] + INDENTED * lines[0].line.size if 2 * len(labels) > len(lines) else -inf
    )
    for line in lines:
        yield from (cell for cell in line.cells if cell.is_figure and cell.left > labels_until)


def _merged(cells: Sequence[Cell]) -> list[Span]:
    """The stretches that ``cells`` cover together."""
    covered: list[Span] = []
    for cell in sorted(cells):
        if covered and cell.left <= covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], cell.right))
        else:
            covered.append((cell.left, cell.right))
    return covered


def _overlap(cell: Cell, column: Span) -> float:
    return min(cell.right, column[1]) - max(cell.left, column[0])
