"""Pages set in columns of prose: the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf
from statistics import median_low, quantiles
from typing import NamedTuple

from ingest.pages.lines import CELL_GAP, Line, lines_of
from ingest.pages.words import Word

COLUMN_LINES = 6
"""So many lines of prose on both sides of a gutter make columns; heads of tables are wrapped to five at most."""
PROSE_WORDS = 4
PROSE_LETTERS = 0.6
"""A stretch of a line is prose from that many words on, if letters are that share of it."""
EVEN_WIDTH = 0.8
"""In prose the median line fills this share of its column; in a table of texts widths vary."""
BAND = 1.4
"""White space across both columns is so many times the usual distance of lines."""
BANDS = 3
"""So many bands are rows, each of a term and what it means; one gap in common comes about by chance."""
SAME_EDGE = 3.0
"""Points by which lines of one column may differ in where they begin."""


class _Stretch(NamedTuple):
    left: float
    right: float
    row: int


def in_reading_order(lines: Sequence[Line]) -> list[list[Line]]:
    """``lines`` of a page in groups to be read one after the other; each group holds one column of prose or none.

    Tables stay whole: what stands right of a gutter is a column only where it is prose in lines of even length.
    """
    gutter = _gutter(lines)
    if gutter is None:
        return [list(lines)] if lines else []
    first, last, place = gutter
    sides = [side for band in _bands(lines[first:last]) for side in _sides(band, place)]
    return [
        *in_reading_order(lines[:first]),
        *(group for side in sides for group in in_reading_order(side)),
        *in_reading_order(lines[last:]),
    ]


def _sides(lines: Sequence[Line], place: float) -> tuple[list[Line], list[Line]]:
    words = [word for line in lines for word in line.words]
    left = lines_of(word for word in words if word.left < place)
    return left, lines_of(word for word in words if word.left >= place)


def _bands(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """``lines`` parted where white space runs across both columns, as between the rows of a table of prose."""
    pitches = [below.y - above.y for above, below in pairwise(lines)]
    white = BAND * median_low(pitches) if pitches else inf
    cuts = [number for number, pitch in enumerate(pitches, start=1) if pitch > white]
    if len(cuts) < BANDS - 1:
        return [lines]
    return [lines[start:end] for start, end in pairwise([0, *cuts, len(lines)])]


def _gutter(lines: Sequence[Line]) -> tuple[int, int, float] | None:
    """The lines from, up to, and the place at which they part into two columns."""
    stretches = [stretch for row, line in enumerate(lines) for stretch in _prose_stretches(line, row)]
    if len(stretches) < 2 * COLUMN_LINES:
        return None
    leftmost = min(line.left for line in lines)
    edges = sorted({round(stretch.left) for stretch in stretches if stretch.left > leftmost + SAME_EDGE})
    for edge in edges:
        place = edge - SAME_EDGE
        if sum(abs(stretch.left - edge) <= SAME_EDGE for stretch in stretches) < COLUMN_LINES:
            continue
        for first, last in _runs(lines, place):
            inside = [stretch for stretch in stretches if first <= stretch.row < last]
            left = [stretch for stretch in inside if stretch.right <= place]
            right = [stretch for stretch in inside if abs(stretch.left - edge) <= SAME_EDGE]
            if _is_column(left) and _is_column(right):
                return first, last, place
    return None


def _runs(lines: Sequence[Line], place: float) -> Iterable[tuple[int, int]]:
    """The runs of lines that hold nothing across ``place``."""
    start = 0
    for number, line in enumerate(lines):
        if _crosses(line, place):
            yield start, number
            start = number + 1
    yield start, len(lines)


def _crosses(line: Line, place: float) -> bool:
    before = [word for word in line.words if word.left < place]
    after = line.words[len(before) :]
    if not before:
        return False
    return before[-1].right > place or bool(after and after[0].left - before[-1].right < CELL_GAP * line.size)


def _prose_stretches(line: Line, row: int) -> Iterable[_Stretch]:
    for words in line.stretches():
        if len(words) >= PROSE_WORDS and _is_prose(words):
            yield _Stretch(words[0].left, words[-1].right, row)


def _is_prose(words: Sequence[Word]) -> bool:
    text = "".join(word.text for word in words)
    return sum(map(str.isalpha, text)) >= PROSE_LETTERS * len(text)


def _is_column(stretches: Sequence[_Stretch]) -> bool:
    if len(stretches) < COLUMN_LINES:
        return False
    widths = quantiles([stretch.right - stretch.left for stretch in stretches], n=10)
    return widths[4] >= EVEN_WIDTH * widths[-1]
