"""The words of a PDF's page with their places, as pdfium finds them."""

from __future__ import annotations

import re
from ctypes import byref, c_double
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

RAISED_SHARE = 0.8
"""Digits at the end of a word that are lower than this share of its first letter are the mark of a footnote."""
MARK_DIGITS = 2

_WORD = re.compile(r"[^\s\x00-\x1f\ufffe]+[\x02\ufffe]?")
_HYPHEN_AT_LINE_END = str.maketrans({"\x02": "-", "\ufffe": "-"})
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Digits as footnote marks."""


class Word(NamedTuple):
    """A word and its place in points, as the reader sees the page.

    ``left`` to ``right`` from the page's left edge, ``y`` of its foot downward from a fixed line, ``size`` the height
    of its letters, ``weight`` of its strokes (400 is usual, 700 is bold; programs differ).
    """

    left: float
    right: float
    y: float
    size: float
    weight: int
    text: str


def words_of(document: PdfDocument, number: int) -> list[Word]:
    """The words of page ``number`` (from 0) in the order in which the file writes them; none for a broken page.

    Words that run up or down the page (stamps, axis labels) are left out. The mark of a footnote behind a word is
    written as ``¹``, with a space where it would read as one more digit of a figure.
    """
    from pypdfium2 import raw

    page = raw.FPDF_LoadPage(document, number)
    if not page:
        return []
    text_page = raw.FPDFText_LoadPage(page)
    try:
        return _Reader(text_page, raw.FPDFPage_GetRotation(page)).words() if text_page else []
    finally:
        raw.FPDFText_ClosePage(text_page)
        raw.FPDF_ClosePage(page)


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


class _Reader:
    """Asks pdfium for letters and places of one page."""

    def __init__(self, text_page: object, quarter_turns: int) -> None:
        from pypdfium2 import raw

        self._raw = raw
        self._page = text_page
        self._turns = quarter_turns
        self._rect = raw.FS_RECTF()
        self._x, self._y = c_double(), c_double()

    def words(self) -> list[Word]:
        letter, page = self._raw.FPDFText_GetUnicode, self._page
        count = self._raw.FPDFText_CountChars(page)
        text = "".join([chr(letter(page, index)) for index in range(count)])
        found = (self._word(text, *match.span()) for match in _WORD.finditer(text))
        return [word for word in found if word]

    def _word(self, text: str, start: int, end: int) -> Word | None:
        first, last = self._box(start), self._box(end - 1)
        if end - start > 1 and abs(last.top - first.top) > last.right - first.left:
            return None
        size = first.bottom - first.top
        written = text[start:end].translate(_HYPHEN_AT_LINE_END)
        if last.bottom - last.top < RAISED_SHARE * size and text[end - 1].isdigit():
            written = self._with_mark(written, start, end, size)
        weight = self._raw.FPDFText_GetFontWeight(self._page, start)
        return Word(first.left, last.right, self._foot(start), size, weight, written)

    def _with_mark(self, written: str, start: int, end: int, size: float) -> str:
        marks = 0
        while marks < end - start - 1 and written[-1 - marks].isdigit():
            box = self._box(end - 1 - marks)
            if box.bottom - box.top >= RAISED_SHARE * size:
                break
            marks += 1
        if not 0 < marks <= MARK_DIGITS:
            return written
        body, mark = written[:-marks], written[-marks:].translate(RAISED)
        return f"{body} {mark}" if body[-1].isdigit() else body + mark

    def _box(self, index: int) -> _Box:
        self._raw.FPDFText_GetLooseCharBox(self._page, index, byref(self._rect))
        rect = self._rect
        x1, y1 = self._seen(rect.left, rect.top)
        x2, y2 = self._seen(rect.right, rect.bottom)
        return _Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))

    def _foot(self, index: int) -> float:
        self._raw.FPDFText_GetCharOrigin(self._page, index, byref(self._x), byref(self._y))
        return self._seen(self._x.value, self._y.value)[1]

    def _seen(self, x: float, y: float) -> tuple[float, float]:
        """A place, measured rightward and upward, as the reader of the turned page measures it: downward."""
        if self._turns == 0:
            return x, -y
        return ((y, x), (-x, y), (-y, -x))[self._turns - 1]
