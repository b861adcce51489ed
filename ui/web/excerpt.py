"""A quotation in its surroundings: some text before and after it, and the headings that it stands under."""

from __future__ import annotations

import re
from dataclasses import dataclass

CONTEXT_CHARS = 700
"""Shown before and after a quotation: about two paragraphs, enough to judge what it means."""

_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_BREAK = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quotation with the text around it. ``cut_before`` and ``cut_after`` tell that the document goes on."""

    headings: tuple[str, ...]
    before: str
    quote: str
    after: str
    cut_before: bool
    cut_after: bool


def excerpt(text: str, start: int, end: int, context_chars: int | None = CONTEXT_CHARS) -> Excerpt:
    """``text[start:end]`` with ``context_chars`` characters on each side, cut between words; ``None`` for all."""
    first, last = 0, len(text)
    if context_chars is not None:
        first, last = (
            _word_start(text, start - context_chars, start),
            _word_end(text, end + context_chars, end),
        )
    return Excerpt(
        headings_above(text, start),
        text[first:start],
        text[start:end],
        text[end:last],
        cut_before=first > 0,
        cut_after=last < len(text),
    )


def headings_above(text: str, position: int) -> tuple[str, ...]:
    """The Markdown headings that ``position`` stands under, from the widest to the nearest."""
    chain: list[tuple[int, str]] = []
    for match in _HEADING.finditer(text, 0, position):
        level = len(match[1])
        chain = [item for item in chain if item[0] < level]
        chain.append((level, match[2]))
    return tuple(words for _, words in chain)


def _word_start(text: str, position: int, latest: int) -> int:
    if position <= 0:
        return 0
    found = _BREAK.search(text, position, latest)
    return found.end() if found else position


def _word_end(text: str, position: int, earliest: int) -> int:
    if position >= len(text):
        return len(text)
    while position > earliest and not text[position].isspace():
        position -= 1
    return position
