"""Tables of HTML → rows of text: spans resolved, spacer cells dropped, signs joined to their figures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ingest.cell_rows import cell_in, lined
from ingest.pages.lines import Cell
from ingest.pages.tables import CelledLine

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

MOST_SPAN = 100
"""Columns or rows that one cell may span; a page that says more is wrong or hostile."""
MOST_ROWS = 5_000
UNSEEN = frozenset(("script", "style", "noscript", "template", "ix:header"))
"""Elements that no reader sees."""


def rows_of(table: _Element) -> list[CelledLine]:
    """The rows of a table that hold anything, each with its cells from left to right."""
    return lined(_cells(table))


def words_in(element: _Element) -> str:
    """The words of an element on one line, without what no reader sees."""
    return " ".join("".join(_texts(element)).split())


def is_unseen(element: _Element) -> bool:
    """Whether no reader sees an element: a comment, a script, what a style hides."""
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return True
    style = element.get("style")
    return style is not None and "display:none" in style.replace(" ", "").lower()


def _texts(element: _Element) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        if not is_unseen(child):
            yield " " if child.tag in ("br", "p", "div", "li", "tr", "td") else ""
            yield from _texts(child)
        if child.tail:
            yield child.tail


def _cells(table: _Element) -> Iterator[list[Cell]]:
    filled: dict[int, int] = {}
    for row in islice(_rows(table), MOST_ROWS):
        cells, spans = _placed(row, filled)
        filled = {column: left - 1 for column, left in filled.items() if left > 1} | spans
        yield cells


def _rows(table: _Element) -> Iterator[_Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _placed(row: _Element, filled: dict[int, int]) -> tuple[list[Cell], dict[int, int]]:
    """The cells of ``row`` in their columns, and the rows below that each column is filled by them.

    ``filled`` counts for each column the rows, this one included, that a cell from above fills.
    """
    cells: list[Cell] = []
    spans: dict[int, int] = {}
    column = 0
    for element in row:
        if element.tag not in ("td", "th"):
            continue
        while column in filled:
            column += 1
        end = column + _span(element, "colspan")
        if (rows_below := _span(element, "rowspan") - 1) > 0:
            spans |= dict.fromkeys(range(column, end), rows_below)
        cells.append(cell_in(column, end, words_in(element)))
        column = end
    return cells, spans


def _span(element: _Element, name: str) -> int:
    stated = (element.get(name) or "1").strip()
    return min(max(int(stated), 1), MOST_SPAN) if stated.isdecimal() else 1
