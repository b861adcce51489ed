"""The tables of a report, row by row: each with its label, its group, its figures, and what the columns are about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from copilot.reports.columns import Column, columns_of
from copilot.reports.groups import Groups

REPORTS_HELD = 32
"""Reports whose tables are kept in memory: eight companies' reports of a year; each takes 0.5 MB and 20 ms to read."""
LINES_ABOVE = 4
"""So many lines above a table tell its title and its scale."""
_FIGURE = re.compile(r"^\(?[-–—]?\s?[$€£]?\s?\(?\d[\d,]*(?:\.\d+)?\)?\s?(?:%|x|bps?|pts?)?\)?$")
_NOTHING = re.compile(r"^[$€£]?\s?[-–—]$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SCALE = re.compile(r"\b(?:in|\$)\s?(thousands|millions|billions)\b", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}\s+(?P<title>.+)")
_REMARK = re.compile(r"^\(.*\)$|^[^a-z]*unaudited[^a-z]*$", re.IGNORECASE)
_PER_SHARE = re.compile(r"\bper (?:common |ordinary |diluted |basic )?share\b", re.IGNORECASE)
_OF_SHARES = re.compile(
    r"\bshares (?:used|outstanding|issued)|\bweighted.average\b|\bnumber of shares\b", re.IGNORECASE
)
_SHARES_IN = re.compile(
    r"shares,?\s+(?:which are\s+)?(?:reflected\s+)?in\s+(thousands|millions)", re.IGNORECASE
)
_PERCENT = re.compile(r"\b(?:percent\w*|growth|mix)\b|%", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, ``text[start:end]`` of the report."""

    label: str
    """What it is called; a total without a label is called as the group that it sums up."""
    group: str
    """The label above it that names its group; empty where there is none."""
    cells: tuple[str, ...]
    """As written, the label first; one for each column."""
    table: Table
    start: int
    end: int

    def cell(self, column: Column) -> str:
        """What stands in a column; empty where the row has no cell there."""
        return self.cells[column.number] if column.number < len(self.cells) else ""

    @property
    def scale(self) -> str:
        """The word for the scale of its figures, such as ``millions``; empty for plain ones."""
        named = f"{self.label} {self.group}"
        if self.is_in_percent:
            return ""
        if _OF_SHARES.search(named):
            return self.table.share_scale
        return "" if _PER_SHARE.search(named) else self.table.scale

    @property
    def is_in_percent(self) -> bool:
        """Whether its figures are shares or rates of growth, also where no cell says so."""
        return (
            any("%" in cell for cell in self.cells[1:])
            or _PERCENT.search(f"{self.label} {self.group}") is not None
        )

    @property
    def counts_shares(self) -> bool:
        """Whether its figures are numbers of shares, not money."""
        return _OF_SHARES.search(f"{self.label} {self.group}") is not None

    @property
    def is_per_share(self) -> bool:
        """Whether its figures are for each share."""
        return not self.counts_shares and _PER_SHARE.search(f"{self.label} {self.group}") is not None


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table: its title, the scale of its figures, its columns, and where its first row stands."""

    title: str
    above: str
    """The lines right above it, which often say what the figures are."""
    scale: str
    share_scale: str
    columns: tuple[Column, ...]
    start: int
    holds_money: bool


def plain_label(label: str) -> str:
    """A label without footnotes, signs of trade marks, and what it is called with another sign: net income (loss)."""
    return re.sub(r"\s*(?:\(\d\)|\([a-z][^)]*\)|[®™¹²³⁴⁵*])", "", label).strip() or label


@lru_cache(maxsize=REPORTS_HELD)
def rows_of(text: str) -> tuple[Row, ...]:
    """The rows with figures of all tables in a report's text, in order."""
    return tuple(row for lines in _tables(text) for row in _rows(lines))


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a table with their places, and the lines above it."""

    rows: list[tuple[int, str]]
    title: str
    above: tuple[str, ...]


def _tables(text: str) -> Iterator[_Lines]:
    position, title = 0, ""
    above: list[str] = []
    placed = []
    for line in text.split("\n"):
        placed.append((position, line))
        position += len(line) + 1
    for is_row, lines in groupby(placed, key=lambda item: item[1].startswith("|")):
        held = list(lines)
        if is_row:
            yield _Lines(held, title, tuple(above[-LINES_ABOVE:]))
            above = []
            continue
        for _, line in held:
            if heading := _HEADING.match(line.strip()):
                title = heading["title"]
                above = []
            elif line.strip():
                above.append(line.strip())


def _rows(lines: _Lines) -> Iterator[Row]:
    parsed = [(start, line, _cells(line)) for start, line in lines.rows]
    first = next((n for n, (_, _, cells) in enumerate(parsed) if _holds_figures(cells)), None)
    if first is None:
        return
    heads = [cells for _, _, cells in parsed[:first] if not _is_label(cells)]
    labels = [cells[0] for _, _, cells in parsed[:first] if _is_label(cells)]
    body = parsed[first:]
    width = max(len(cells) for _, _, cells in body)
    said = " ".join([lines.title, *lines.above, *labels, *(" ".join(row) for row in heads)])
    scales, shares = list(_SCALE.finditer(_SHARES_IN.sub(" ", said))), _SHARES_IN.search(said)
    scale = scales[-1] if scales else None
    table = Table(
        title=lines.title,
        above=" ".join(lines.above),
        scale=scale[1].lower() if scale else "",
        share_scale=shares[1].lower() if shares else scale[1].lower() if scale else "",
        columns=tuple(columns_of(heads, width)),
        start=lines.rows[0][0],
        holds_money=any("$" in line for _, line in lines.rows) or "dollar" in said.lower(),
    )
    groups = Groups()
    for label in labels:
        _begin(groups, label)
    for start, line, cells in body:
        if _is_label(cells):
            _begin(groups, cells[0])
        elif _holds_figures(cells):
            yield Row(
                cells[0], groups.name.rstrip(":"), tuple(cells), table, start, start + len(line.rstrip())
            )
            groups.add(cells)
        elif not cells[0] and groups.is_total(cells):
            label, group = groups.name.rstrip(":"), groups.outer.rstrip(":")
            yield Row(label, group, tuple(cells), table, start, start + len(line.rstrip()))
            groups.end()
        elif _SPANS.search(line):
            heads = [cells]
            table = replace(table, columns=tuple(columns_of(heads, width)))
        elif _changes_columns(cells):
            heads = [*heads[:-1], cells] if len(heads) > 1 else [cells]
            table = replace(table, columns=tuple(columns_of(heads, width)))


def _begin(groups: Groups, label: str) -> None:
    if not _REMARK.match(label):
        groups.begin(label)


_SPANS = re.compile(r"\bmonths\s+ended\b|\byear\s+ended\b", re.IGNORECASE)
_DATED = re.compile(r"\b[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+(?:19|20)\d\d|^(?:19|20)\d\d$")


def _changes_columns(cells: Sequence[str]) -> bool:
    """Whether a row within a table is a new row of heads: days or years and nothing else but words."""
    return sum(bool(_DATED.search(cell)) for cell in cells[1:]) > 1


def _cells(line: str) -> list[str]:
    return [_SPACE.sub(" ", cell).strip() for cell in line.strip().strip("|").split("|")]


def _is_label(cells: Sequence[str]) -> bool:
    return bool(cells[0]) and not any(cells[1:])


def _holds_figures(cells: Sequence[str]) -> bool:
    """Whether a row holds figures beside its label; years alone are the heads of columns."""
    figures = [cell for cell in cells[1:] if _FIGURE.match(cell)]
    nothings = [cell for cell in cells[1:] if _NOTHING.match(cell)]
    return (bool(cells[0]) and any(not _YEAR.fullmatch(cell) for cell in figures)) or (
        bool(nothings) and bool(cells[0])
    )
