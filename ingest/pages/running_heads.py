"""What stands at the edge of page after page: running heads, page numbers, rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.pages.lines import Line

EDGE_LINES = 3
"""Running heads and page numbers stand among the first and last three lines of a page."""
RUNNING_HEAD_PAGES = 3
RUNNING_HEAD_SHARE = 0.25
"""A line at the edge of that many pages is a running head. Column heads of tables ("Three Months Ended") reach 10 %."""
RUNNING_HEAD_CHARACTERS = 100

NUMBERED_PAGES = 5
"""So many pages whose first or last line ends with a number that grows with the pages are numbered by it."""

_OUTER_NUMBER = re.compile(r"^\d{1,3}\b|\b\d{1,3}$")
_PAGE_NUMBER = re.compile(
    r"(?:page\s*|[-–—]\s*|[A-Z]-)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3}|\s*[-–—])?", re.IGNORECASE
)
_RULE = re.compile(r"[\W_]*[_=.*-]{4,}[\W_]*")


def without_running_heads(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """``pages`` without rules, and without the lines that stand at the edge of a quarter of them or count them."""
    kept = [[line for line in lines if not _RULE.fullmatch(line.text)] for lines in pages]
    seen = Counter(shape for lines in kept for shape in {_shape(line) for line in _edges(lines)})
    needed = max(RUNNING_HEAD_PAGES, RUNNING_HEAD_SHARE * len(pages))
    heads = {
        shape for shape, count in seen.items() if count >= needed and len(shape) <= RUNNING_HEAD_CHARACTERS
    }
    offsets = _numberings(kept)
    return [_body(lines, heads, {page + offset for offset in offsets}) for page, lines in enumerate(kept)]


def _numberings(pages: Sequence[Sequence[Line]]) -> set[int]:
    """What page numbers add to the number of their page: one value for each run of numbers that counts pages."""
    counted = Counter(
        offset
        for page, lines in enumerate(pages)
        for offset in {number - page for line in _outermost(lines) for number in _numbers(line)}
    )
    return {offset for offset, count in counted.items() if count >= NUMBERED_PAGES}


def _body(lines: Sequence[Line], heads: set[str], numbers: set[int]) -> list[Line]:
    last = len(lines) - 1
    body = []
    for number, line in enumerate(lines):
        is_outermost = number in (0, last)
        counts = is_outermost and (
            _PAGE_NUMBER.fullmatch(line.text) or not numbers.isdisjoint(_numbers(line))
        )
        at_edge = number < EDGE_LINES or number > last - EDGE_LINES
        if not counts and not (at_edge and _shape(line) in heads):
            body.append(line)
    return body


def _outermost(lines: Sequence[Line]) -> Sequence[Line]:
    return [lines[0], lines[-1]] if lines else []


def _numbers(line: Line) -> list[int]:
    """The numbers at the ends of a short line, which may be that of the page."""
    if len(line.text) > RUNNING_HEAD_CHARACTERS:
        return []
    return [int(digits) for digits in _OUTER_NUMBER.findall(line.text)]


def _edges(lines: Sequence[Line]) -> Sequence[Line]:
    return [*lines[:EDGE_LINES], *lines[EDGE_LINES:][-EDGE_LINES:]]


def _shape(line: Line) -> str:
    """The line without a page number at its start or end: equal on all pages for a running head, never for figures."""
    return _OUTER_NUMBER.sub("#", line.text.lower())
