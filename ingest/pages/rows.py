"""The rows of a table as text: wrapped labels and heads in one piece, one cell a column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from math import inf

from ingest.pages.grid import Placed, Span, columns_of, cut_at, place_all
from ingest.pages.lines import Cell
from ingest.pages.tables import HEAD_LINES, CelledLine

BESIDE = 0.75
"""Two lines of text are not as close as that share of their size."""
TIGHT_SHARE = 0.9
"""Two lines are one label where they are so much closer than rows usually are, and the first one is full."""

_HYPHENATED = re.compile(r"[^\W\d_]-$")
_REMARK = re.compile(r"\([^()]*\)(?:\s?\([^()]*\))*")
"""(In millions) (Unaudited)"""
_UNFINISHED = re.compile(
    r"(?:[,(–—&/-]|\b(?:and|or|of|the|a|an|in|on|to|for|from|by|at|with|as|than))$", re.IGNORECASE
)
"""Words after which a label goes on."""


@dataclass(slots=True)
class _Row:
    """One row while its table is put together."""

    y: float
    size: float
    line_pitch: float
    texts: dict[int, str] = field(default_factory=dict)
    has_figures: bool = False
    heads: list[Placed] = field(default_factory=list)
    """Its cells as they stand, while it may be one of several lines of heads."""

    @property
    def is_label(self) -> bool:
        return set(self.texts) == {0}

    @property
    def is_head(self) -> bool:
        return not self.has_figures and not self.is_label

    def put(self, column: int, text: str) -> None:
        self.texts[column] = _continued(self.texts[column], text) if column in self.texts else text

    def written(self) -> str:
        cells = [self.texts.get(column, "") for column in range(max(self.texts) + 1)]
        return " ".join(f"| {' | '.join(cells)} |".split())


def _continued(text: str, following: str) -> str:
    """``text`` with the next line of its cell: a word that is parted by a hyphen is joined."""
    return text + following if _HYPHENATED.search(text) and following[0].isalpha() else f"{text} {following}"


@dataclass(slots=True)
class _Stack:
    """Lines of one head, one below the other."""

    cell: Cell
    first: int
    last: int
    y: float

    def goes_on_with(self, placed: Placed, row: _Row) -> bool:
        """Whether a cell of the next line is of this head: as close as lines of one cell, and aligned with it."""
        if row.y - self.y > row.line_pitch:
            return False
        is_alone = sum(self.first <= other.first <= self.last for other in row.heads) == 1
        left, right = placed.cell.left - self.cell.left, placed.cell.right - self.cell.right
        offsets = [abs(left + right) / 2]
        if (self.first == self.last) == (placed.first == placed.last):
            offsets += [abs(left), abs(right)]
        return is_alone and min(offsets) < row.size / 2

    def overlaps(self, other: _Stack) -> bool:
        """Whether both stand over one column."""
        return self.first <= other.last and other.first <= self.last

    def add(self, placed: Placed, y: float) -> None:
        """Take in a cell of the next line."""
        cell = placed.cell
        self.cell = Cell(
            min(self.cell.left, cell.left),
            max(self.cell.right, cell.right),
            _continued(self.cell.text, cell.text),
        )
        self.first, self.last, self.y = min(self.first, placed.first), max(self.last, placed.last), y


def write_table(lines: Sequence[CelledLine], *, joins_labels: bool = True) -> list[str]:
    """The rows of a table, each ``| label | figure | figure |``: one cell a column, empty where there is none.

    Heads that are wrapped become one row; one that stands over several columns stands in the first of them. A label
    that is wrapped is joined, unless each line is known to be a row (not ``joins_labels``).
    """
    columns = columns_of(lines)
    rows: list[_Row] = []
    below_figures = False
    for line in (cut_at(columns, line) for line in lines):
        rows.append(_placed(line, columns, is_label=_is_label(line, below_figures=below_figures)))
        below_figures |= line.has_figures
    if joins_labels and _has_labels(rows):
        rows = _joined_labels(rows)
    if below_figures:
        rows = _joined_heads(rows)
    return [row.written() for row in rows]


def _is_label(line: CelledLine, *, below_figures: bool) -> bool:
    """Whether a single cell names a group of rows or a unit, wherever it stands: it is no head of a column."""
    if line.is_row or line.has_figures:
        return False
    return below_figures or line.cells[0].text.endswith(":") or bool(_REMARK.fullmatch(line.cells[0].text))


def _placed(line: CelledLine, columns: Sequence[Span], *, is_label: bool) -> _Row:
    heads = [Placed(line.cells[0], 0, 0)] if is_label else place_all(line.cells, columns)
    row = _Row(line.line.y, line.line.size, line.line_pitch, has_figures=line.has_figures, heads=heads)
    for cell, first, _ in heads:
        row.put(first, cell.text)
    return row


def _has_labels(rows: Sequence[_Row]) -> bool:
    """Whether words stand in the first column; in some tables figures come first."""
    first = [row.heads[0].cell.is_figure for row in rows if row.has_figures and row.heads[0].first == 0]
    return sum(first) * 2 <= len(first)


def _joined_labels(rows: Sequence[_Row]) -> list[_Row]:
    """``rows`` with each label that runs over two lines in one."""
    pitches = sorted(
        below.y - above.y for above, below in pairwise(rows) if above.has_figures and below.has_figures
    )
    tight = TIGHT_SHARE * pitches[len(pitches) // 2] if pitches else 0.0
    until = max((row.heads[0].cell.right for row in rows if row.heads[0].first == 0), default=inf)
    joined: list[_Row] = []
    for row in rows:
        before = joined[-1] if joined else None
        if before and (_is_beside(before, row) or _continues(before, row, tight, until)):
            if 0 in row.texts:
                before.put(0, row.texts.pop(0))
            before.texts |= row.texts
            before.has_figures |= row.has_figures
            before.y = row.y
        else:
            joined.append(row)
    return joined


def _is_beside(label: _Row, figures: _Row) -> bool:
    """Whether figures without a label stand a little lower than theirs, which a footnote's mark has raised."""
    return label.is_label and 0 not in figures.texts and figures.y - label.y < BESIDE * label.size


def _was_full(above: _Row, below: _Row, until: float) -> bool:
    """Whether the first word of the label below had no room behind the label above."""
    label, following = above.heads[0].cell, below.texts[0]
    letter = (label.right - label.left) / len(label.text)
    return label.right + letter * (1 + len(following.split()[0])) > until


def _continues(above: _Row, below: _Row, tight: float, until: float) -> bool:
    """Whether the label of ``below`` is the rest of the one ``above``."""
    if 0 not in above.texts or 0 not in below.texts:
        return False
    if not above.is_label and not (below.is_label and above.has_figures):
        return False
    if above.texts[0].endswith(":") or below.y - above.y > below.line_pitch:
        return False
    is_unfinished = below.texts[0][0].islower() or (above.is_label and _UNFINISHED.search(above.texts[0]))
    if is_unfinished:
        return True
    return (
        above.is_label and below.has_figures and below.y - above.y < tight and _was_full(above, below, until)
    )


def _joined_heads(rows: Sequence[_Row]) -> list[_Row]:
    """``rows`` with the heads above figures in one row, below the heads that stand over several columns."""
    joined: list[_Row] = []
    groups = [(is_head, list(group)) for is_head, group in groupby(rows, key=lambda row: row.is_head)]
    for number, (is_head, group) in enumerate(groups, start=1):
        if is_head and number < len(groups) and len(group) <= HEAD_LINES:
            group = _one_head(group)
        joined += group
    return joined


def _one_head(rows: Sequence[_Row]) -> list[_Row]:
    """The heads of ``rows``: those over several columns in rows of their own, then one row with a head a column."""
    stacks: list[_Stack] = []
    for row in rows:
        for placed in row.heads:
            above = next((stack for stack in stacks if stack.goes_on_with(placed, row)), None)
            if above:
                above.add(placed, row.y)
            else:
                stacks.append(_Stack(*placed, y=row.y))
    over: list[list[_Stack]] = []
    head = _Row(rows[-1].y, rows[-1].size, rows[-1].line_pitch)
    for stack in stacks:
        beside = next((row for row in over if not any(stack.overlaps(other) for other in row)), None)
        if stack.first == stack.last:
            head.put(stack.first, stack.cell.text)
        elif beside is not None:
            beside.append(stack)
        else:
            over.append([stack])
    heads = [
        _Row(head.y, head.size, head.line_pitch, {stack.first: stack.cell.text for stack in row})
        for row in over
    ]
    return [*heads, head] if head.texts else heads
