"""Bytes to text, and text to the cleaned text that a document stores and its passages quote."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
FEW_ACCENTS_SHARE = 0.015
"""Of English text with a few dashes and quotation marks. French has 4 %: from there on the letters tell."""
ENCODINGS = (
    "cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256",
    "cp932", "euc_jp", "gb18030", "big5", "cp949",
)  # fmt: skip
"""What text files are written in where it is not Unicode: western, central and east European, Greek, Turkish, Hebrew,
Arabic, Japanese, Chinese, Korean."""
LIKELY = "cp1252"
LESS_CHAOS, MORE_COHERENCE = 0.01, 0.05
"""By so much another reading must look better than the western one: below, French and Portuguese lose."""
SIGNS_IN_WORDS = 2
SAMPLE_BYTES = 100_000
ZEROS_OF_UTF16 = 0.02
"""The share of zeros among the high bytes of two-byte text: all of Latin letters, the digits of Chinese."""
CONTROL_SHARE = 0.01
"""Text files hold a form feed now and then; a hundredth of control characters means a binary file."""

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLES = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_SIGN_IN_WORD = re.compile(r"[^\W\d_][¹²³¿¾¼½£¥¯¶±][^\W\d_]|\b[¹³][a-z]")
"""What Polish letters look like where they are read as western ones."""
_TWICE_ENCODED = re.compile(r"[\xc2-\xdf][\x80-\x9f]|[\xe0-\xef](?=.?[\x80-\x9f])[\x80-\xbf]{2}")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
_BLANK_LINES = re.compile(r"\n{3,}")


def decode_text(content: bytes) -> str:
    """``content`` as text: by its byte order mark, else UTF-8, else the encoding that its letters speak for.

    Raises ``ValueError`` saying why where it is not text, or text in an encoding that is not recognised.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decode_marked(content, encoding)
    if b"\x00" in content:
        text = _decode_two_bytes(content)
    else:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = _decode_by_letters(content)
    if len(_CONTROLS.findall(text)) > CONTROL_SHARE * len(text) and not _TWICE_ENCODED.search(text):
        raise ValueError("it holds control characters, so it is not text")
    return text


def clean_text(text: str) -> str:
    """``text`` with one kind of space and line end, and without what cannot be seen.

    Runs of spaces become one, lines lose their indent, more than one blank line becomes one; control and zero-width
    characters go; typographic ligatures become letters. Letters that were encoded twice (``â`` with two control
    characters for a dash) are decoded again, because control characters show that no author wrote them. Words
    and figures stay as they are.
    """
    text = _TWICE_ENCODED.sub(_decode_again, text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    text = _INVISIBLES.sub("", _CONTROLS.sub("", text)).translate(_LIGATURES)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def clean_pages(text: str, starts: Sequence[int]) -> tuple[str, tuple[int, ...]]:
    """``text`` cleaned, and where the pages that began at ``starts`` begin in it.

    Each page is cleaned by itself, so what parts two pages stays: a blank line, or one line's end.
    """
    if not starts:
        return clean_text(text), ()
    parts: list[str] = []
    cleaned_starts: list[int] = []
    length = 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        page = clean_text(text[start:end])
        gap = ("\n\n" if text[max(0, start - 2) : start] == "\n\n" else "\n") if length and page else ""
        parts += [gap, page]
        cleaned_starts.append(length + len(gap))
        length += len(gap) + len(page)
    return "".join(parts), tuple(cleaned_starts)


def clean_line(text: str) -> str:
    """``text`` cleaned and on one line: a title, a name."""
    return " ".join(clean_text(text).split())


def _decode_marked(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise ValueError(f"it begins as {encoding.upper()} text does, and is none") from None


def _decode_two_bytes(content: bytes) -> str:
    """UTF-16 without a mark: its high bytes, every other one, are zero where letters are Latin."""
    for encoding, high in (("utf-16-le", content[1::2]), ("utf-16-be", content[0::2])):
        low_zeros = content.count(0) - high.count(0)
        if high.count(0) > max(ZEROS_OF_UTF16 * len(high), 20 * low_zeros):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                break
    raise ValueError("it holds zero bytes, so it is not text")


def _decode_by_letters(content: bytes) -> str:
    """Text of one or two bytes a letter, in the encoding in which its letters look most like a language."""
    try:
        accents = sum(byte >= 0x80 for byte in content[:SAMPLE_BYTES])
        is_plain = accents < FEW_ACCENTS_SHARE * min(len(content), SAMPLE_BYTES)
        return content.decode(LIKELY if is_plain else _likeliest_encoding(content))
    except UnicodeDecodeError:
        raise ValueError("its encoding is unknown") from None


def _likeliest_encoding(content: bytes) -> str:
    sample = content[:SAMPLE_BYTES]
    sample = sample[: sample.rfind(b"\n") + 1 or None] if len(content) > SAMPLE_BYTES else sample
    best = _best_reading(sample, [encoding for encoding in ENCODINGS if encoding != LIKELY])
    western = _best_reading(sample, [LIKELY])
    if best is None or western is None:
        if likeliest := best or western:
            return likeliest.encoding
        raise ValueError("its encoding is unknown")
    is_as_good = (
        western.chaos < best.chaos + LESS_CHAOS and western.coherence > best.coherence - MORE_COHERENCE
    )
    return LIKELY if is_as_good else best.encoding


def _best_reading(sample: bytes, encodings: list[str]) -> CharsetMatch | None:
    """The reading that looks most like a language and has no signs within words."""
    from charset_normalizer import from_bytes

    readings = from_bytes(sample, cp_isolation=encodings)
    return next((each for each in readings if len(_SIGN_IN_WORD.findall(str(each))) < SIGNS_IN_WORDS), None)


def _decode_again(match: re.Match[str]) -> str:
    try:
        return match[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
