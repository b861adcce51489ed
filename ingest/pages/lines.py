"""Words of a page → its lines, and the cells into which wide gaps part them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from statistics import median_low
from typing import NamedTuple

from ingest.pages.words import MARK_DIGITS, RAISED, RAISED_SHARE, Word

SAME_LINE = 0.4
"""Words whose feet differ by less than this share of their size stand on one line: footnote marks are raised by a
third, lines of one cell are 0.9 apart."""
CELL_GAP = 0.9
"""A gap of that many sizes parts two cells. Between words it is 0.25, in justified lines up to 0.8."""
FIGURE_GAP = 0.45
"""… beside a figure, in a line that has cells: columns of figures stand close."""
STRETCHED = 1.8
"""In a line of many words a gap must also be that many times the line's usual gap, which may be stretched."""
MANY_WORDS = 6

_CURRENCY = r"(?:(?:US|HK|NT|RMB|CHF|[ACR])\s?)?[$€£¥₹]"
_FIGURE = re.compile(
    rf"[-–—+~(\[]*(?:{_CURRENCY})?[-–—(]*\d[\d,.]*(?:[KMBx]|bn|bps|pts)?[)\]%*†]*(?:\s?\(\w\)|\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
    rf"|(?:{_CURRENCY})?[-–—]+[%)]?|N/?[AM]\.?|n/?[am]\.?|\*+"
)
_YEAR = re.compile(r"(?:19|20)\d\d[⁰¹²³⁴⁵⁶⁷⁸⁹*]?")
_PART_OF_DATE_OR_MARK = re.compile(r"\d{1,2},|(?:19|20)\d\d|\(\w{1,2}\)|\*+")
_BEFORE_FIGURE = re.compile(rf"(?:{_CURRENCY})\(?|\(")
_BEHIND_FIGURE = re.compile(r"[)\]]?%?[)\]]?|bps|pts|x")
_OPENING = re.compile(
    r"[•●▪◦■□☐☒☑§·–—*-]|o|\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\(\d{1,2}\)|[⁰¹²³⁴⁵⁶⁷⁸⁹]+"
    r"|(?:(?:item|part|note|exhibit|section)\s+)?(?:\d{1,2}[A-Z]?|[IVX]{1,4})(?:\.\d{1,2})*\.?\s?[:—–-]?",
    re.IGNORECASE,
)
"""What opens an item of a list, a note or an entry of contents, however wide the gap behind it."""


class Cell(NamedTuple):
    """What stands between two wide gaps of a line."""

    left: float
    right: float
    text: str

    @property
    def is_figure(self) -> bool:
        """Whether it holds a figure or what stands for none (a dash, N/A). A year alone heads a column."""
        if self.text.count("(") != self.text.count(")"):
            return False
        return _FIGURE.fullmatch(self.text) is not None and not _YEAR.fullmatch(self.text)


@dataclass(slots=True)
class Line:
    """The words on one foot, from left to right."""

    words: list[Word]
    y: float
    size: float

    @property
    def left(self) -> float:
        """Where its first word begins."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Where its last word ends."""
        return self.words[-1].right

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(word.text for word in self.words)

    def cells(self) -> list[Cell]:
        """The cells of the line: one where no gap is wide. A sign and its figure are one cell, without space."""
        segments = self.stretches()
        if len(segments) > 1:
            segments = self._parted(self._wide_gaps() | self._gaps_at_figures())
        return joined_cells([Cell(part[0].left, part[-1].right, _spelled(part)) for part in segments])

    def stretches(self) -> list[list[Word]]:
        """The words between wide gaps."""
        return self._parted(self._wide_gaps())

    def _gaps(self) -> list[float]:
        return [after.left - before.right for before, after in pairwise(self.words)]

    def _wide_gaps(self) -> set[int]:
        """The numbers of the words that a wide gap precedes."""
        gaps = self._gaps()
        least = CELL_GAP * self.size
        if self._opens_with_figure(gaps):
            return {1}
        if len(gaps) >= MANY_WORDS and (usual := median_low(gaps)) < least:
            least = max(least, STRETCHED * usual)
        return {number for number, gap in enumerate(gaps, start=1) if gap >= least}

    def _opens_with_figure(self, gaps: Sequence[float]) -> bool:
        """Whether a figure stands apart before words: some tables have their figures first."""
        figure = self.words[0].text
        return (
            len(gaps) > 1
            and FIGURE_GAP * self.size <= gaps[0] < CELL_GAP * self.size
            and gaps[0] >= STRETCHED * max(gaps[1:])
            and _FIGURE.fullmatch(figure) is not None
            and not _OPENING.fullmatch(figure)
        )

    def _gaps_at_figures(self) -> set[int]:
        words, least = self.words, FIGURE_GAP * self.size
        return {
            number
            for number, gap in enumerate(self._gaps(), start=1)
            if (gap >= least and (_is_numeric(words[number].text) or _is_numeric(words[number - 1].text)))
            or (_is_whole_figure(words[number].text) and _is_whole_figure(words[number - 1].text))
        }

    def _parted(self, places: set[int]) -> list[list[Word]]:
        cuts = [0, *sorted(places), len(self.words)]
        return [self.words[start:end] for start, end in pairwise(cuts)]


def lines_of(words: Iterable[Word]) -> list[Line]:
    """The lines of ``words``, from the top down."""
    lines: list[Line] = []
    for word in sorted(words, key=attrgetter("y")):
        line = lines[-1] if lines else None
        if line and word.y - line.y < SAME_LINE * max(word.size, line.size):
            line.words.append(word)
            if word.size > line.size:
                line.size, line.y = word.size, word.y
        else:
            lines.append(Line([word], word.y, word.size))
    for line in lines:
        line.words = _with_marks(sorted(line.words))
    return lines


def _with_marks(words: Sequence[Word]) -> list[Word]:
    """``words`` with small raised figures written as footnote marks of the word before."""
    kept: list[Word] = []
    for word in words:
        before = kept[-1] if kept else None
        if (
            before
            and len(word.text) <= MARK_DIGITS
            and word.text.isdigit()
            and word.size < RAISED_SHARE * before.size
            and word.left - before.right < FIGURE_GAP * before.size
        ):
            space = " " if before.text[-1].isdigit() else ""
            marked = before.text + space + word.text.translate(RAISED)
            kept[-1] = before._replace(right=word.right, text=marked)
        else:
            kept.append(word)
    return kept


def _is_whole_figure(text: str) -> bool:
    """Whether a word is a figure by itself, no part of a date and no mark of a footnote."""
    return bool(_FIGURE.fullmatch(text)) and not _PART_OF_DATE_OR_MARK.fullmatch(text)


def _is_numeric(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text) or _BEFORE_FIGURE.fullmatch(text))


def _spelled(words: Sequence[Word]) -> str:
    """The words of one cell, a currency and its figure without space: ``$ 82,959`` is ``$82,959``."""
    if len(words) == 1:
        return words[0].text
    cells = joined_cells([Cell(word.left, word.right, word.text) for word in words])
    return " ".join(cell.text for cell in cells)


def joined_cells(cells: Sequence[Cell]) -> list[Cell]:
    """``cells`` with signs joined to their figures, and a list's mark to its words."""
    joined: list[Cell] = []
    for cell in cells:
        glue = _glue(joined, cell) if joined else None
        if glue is None:
            joined.append(cell)
        else:
            before = joined[-1]
            joined[-1] = Cell(before.left, cell.right, f"{before.text}{glue}{cell.text}")
    return joined


def _glue(joined: Sequence[Cell], cell: Cell) -> str | None:
    """What stands between the last of ``joined`` and ``cell`` where both are one cell; ``None`` where they are two."""
    before = joined[-1].text
    if _BEFORE_FIGURE.fullmatch(before) and _FIGURE.fullmatch(cell.text):
        return ""
    if _BEHIND_FIGURE.fullmatch(cell.text) and (before[-1].isdigit() or before[-1] in "—–-)"):
        return ""
    if len(joined) == 1 and _OPENING.fullmatch(before) and not cell.is_figure:
        return " "
    return None
