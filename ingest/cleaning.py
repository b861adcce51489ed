"""Bytes to text, and text to the cleaned text that a document stores and its passages quote."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WESTERN_ACCENTS_SHARE = 0.15
"""French and German have 3 to 5 % accented letters; more in a cp1252 reading means it is another encoding."""
CONTROL_SHARE = 0.01
"""Text files hold a form feed now and then; a hundredth of control characters means a binary file."""

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLES = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_TWICE_ENCODED = re.compile(r"[\xc2-\xdf][\x80-\x9f]|[\xe0-\xef](?=.?[\x80-\x9f])[\x80-\xbf]{2}")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
_BLANK_LINES = re.compile(r"\n{3,}")


def decode_text(content: bytes) -> str:
    """``content`` as text: by its byte order mark, else UTF-8, else Windows' western encoding.

    Raises ``ValueError`` saying why where it is not text, or text in another encoding.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding)
    if b"\x00" in content:
        raise ValueError("it holds zero bytes, so it is not text")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = _decode_western(content)
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


def _decode_western(content: bytes) -> str:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise ValueError("it is neither UTF-8 nor Windows text") from None
    accents = sum(character > "\x7f" for character in text)
    if accents > WESTERN_ACCENTS_SHARE * len(text):
        raise ValueError("its encoding is unknown")
    return text


def _decode_again(match: re.Match[str]) -> str:
    try:
        return match[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
