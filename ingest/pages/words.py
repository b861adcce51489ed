"""The words of a PDF's page with their places, as pdfium finds them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ctypes import byref, c_double, create_string_buffer
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

RAISED_SHARE = 0.8
"""Digits at the end of a word that are lower than this share of its first letter are the mark of a footnote."""
MARK_DIGITS = 2
UPRIGHT_SHARE = 0.5
"""Where fewer words run from left to right, the page is set sideways, as wide tables are."""
FONT_NAME_BYTES = 64
BOLD_WEIGHT = 1000
"""The heaviest there is, for fonts that are called bold."""

_BOLD = re.compile(rb"bold|black|heavy|demi(?!light)", re.IGNORECASE)
_SLANTED = re.compile(rb"italic|oblique|slanted", re.IGNORECASE)
_WORD = re.compile(r"[^\s\x00-\x1f\ufffe]+[\x02\ufffe]?")
_HYPHENS = "\x02\ufffe"
"""What pdfium gives for a hyphen at the end of a line."""
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Digits as footnote marks."""


class Word(NamedTuple):
    """A word and its place in points, as the reader sees the page.

    ``left`` to ``right`` from the page's left edge, ``y`` of its foot downward from a fixed line, ``size`` the height
    of its letters, ``weight`` of its strokes (more is bolder; programs differ), whether it is
    ``slanted``.
    """

    left: float
    right: float
    y: float
    size: float
    weight: int
    slanted: bool
    text: str


def words_of(document: PdfDocument, number: int) -> list[Word]:
    """The words of page ``number`` (from 0) in the order in which the file writes them; none for a broken page.

    Words that run up or down the page (stamps, axis labels) are left out, unless most do: then the page is set
    sideways. The mark of a footnote behind a word is written as ``¹``, with a space where it would read as one more
    digit of a figure.
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


@lru_cache(maxsize=1024)
def _style_of(font: bytes) -> tuple[bool, bool]:
    return _BOLD.search(font) is not None, _SLANTED.search(font) is not None


class _Reader:
    """Asks pdfium for letters and places of one page."""

    def __init__(self, text_page: object, quarter_turns: int) -> None:
        from pypdfium2 import raw

        self._page = text_page
        self._turns = quarter_turns
        self._raw = raw
        self._rect = raw.FS_RECTF()
        self._x, self._y = c_double(), c_double()
        self._font = create_string_buffer(FONT_NAME_BYTES)
        self._to_rect, self._to_x, self._to_y = byref(self._rect), byref(self._x), byref(self._y)

    def words(self) -> list[Word]:
        letter, page = self._raw.FPDFText_GetUnicode, self._page
        count = self._raw.FPDFText_CountChars(page)
        text = "".join([chr(letter(page, index)) for index in range(count)])
        spans = [match.span() for match in _WORD.finditer(text)]
        words = self._upright(text, spans)
        if len(words) < UPRIGHT_SHARE * len(spans):
            turned = self._turns
            for turns in (1, 3, 2):
                self._turns = (turned + turns) % 4
                words = max(words, self._upright(text, spans), key=len)
        return words

    def _upright(self, text: str, spans: Sequence[tuple[int, int]]) -> list[Word]:
        """The words that run from left to right, the page being turned as it is."""
        found = [self._word(text, start, end) for start, end in spans]
        return [word for word in found if word]

    def _word(self, text: str, start: int, end: int) -> Word | None:
        left, top, right, bottom = self._box(start)
        size = bottom - top
        written = text[start:end]
        if end - start > 1:
            last_left, last_top, right, last_bottom = self._box(end - 1)
            if abs(last_top - top) > last_left - left:
                return None
            if last_bottom - last_top < RAISED_SHARE * size and written[-1].isdigit():
                written = self._with_mark(written, end, size)
            if written[-1] in _HYPHENS:
                written = written[:-1] + "-"
        bold, slanted = self._style(start)
        weight = BOLD_WEIGHT if bold else int(self._raw.FPDFText_GetFontWeight(self._page, start))
        return Word(left, right, self._foot(start), size, weight, slanted, written)

    def _style(self, index: int) -> tuple[bool, bool]:
        """Bold and slanted by the font's name: some programs give all fonts the weight 0."""
        self._raw.FPDFText_GetFontInfo(self._page, index, self._font, FONT_NAME_BYTES, None)
        return _style_of(self._font.value)

    def _with_mark(self, written: str, end: int, size: float) -> str:
        marks = 0
        while marks < len(written) - 1 and written[-1 - marks].isdigit():
            _, top, _, bottom = self._box(end - 1 - marks)
            if bottom - top >= RAISED_SHARE * size:
                break
            marks += 1
        if not 0 < marks <= MARK_DIGITS:
            return written
        body, mark = written[:-marks], written[-marks:].translate(RAISED)
        return f"{body} {mark}" if body[-1].isdigit() else body + mark

    def _box(self, index: int) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a letter, as the reader sees the page."""
        rect = self._rect
        self._raw.FPDFText_GetLooseCharBox(self._page, index, self._to_rect)
        if self._turns == 0:
            return rect.left, -rect.top, rect.right, -rect.bottom
        x1, y1 = self._seen(rect.left, rect.top)
        x2, y2 = self._seen(rect.right, rect.bottom)
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)

    def _foot(self, index: int) -> float:
        self._raw.FPDFText_GetCharOrigin(self._page, index, self._to_x, self._to_y)
        return self._seen(self._x.value, self._y.value)[1] if self._turns else -self._y.value

    def _seen(self, x: float, y: float) -> tuple[float, float]:
        """A place, measured rightward and upward, as the reader of the turned page measures it: downward."""
        return ((x, -y), (y, x), (-x, y), (-y, -x))[self._turns]
