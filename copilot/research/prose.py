"""Prose with its checked figures, taken apart and put together: each figure keeps its place and its verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from copilot.tieout import CheckedFigure

CITATION = re.compile(r"\[([0-9]{1,3})\](?!\()")
"""A citation as an answer's prose has it."""
_BLOCKS = re.compile(r"\n\s*\n")
_LIST_ITEM = re.compile(r"^(?=[-*] )", re.MULTILINE)
_MARKS = re.compile(r"\s*\[[0-9]{1,3}\]")


@dataclass(frozen=True, slots=True)
class Prose:
    """Text in Markdown, and its figures by their places in it."""

    text: str
    figures: tuple[CheckedFigure, ...] = ()

    def part(self, start: int, end: int) -> Prose:
        """The stretch ``[start, end)``, without the white space around it."""
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        end = start + len(words.strip())
        inside = (figure for figure in self.figures if start <= figure.start and figure.end <= end)
        return Prose(self.text[start:end], tuple(_moved(figure, -start) for figure in inside))

    def blocks(self) -> list[Prose]:
        """Its paragraphs, tables and single items of lists, in order."""
        found, at = [], 0
        for gap in (*_BLOCKS.finditer(self.text), None):
            end = gap.start() if gap else len(self.text)
            if self.text[at:end].lstrip().startswith(("- ", "* ")):
                starts = [at + match.start() for match in _LIST_ITEM.finditer(self.text[at:end])] or [at]
                found += [
                    self.part(first, last) for first, last in zip(starts, [*starts[1:], end], strict=True)
                ]
            else:
                found.append(self.part(at, end))
            at = gap.end() if gap else end
        return [block for block in found if block.text]

    def renumbered(self, numbers: Mapping[int, int]) -> Prose:
        """The same with ``[n]`` as ``[numbers[n]]``; marks that then stand twice side by side stand once."""
        pieces, places, at = [], [], 0
        length = 0
        previous = (-1, 0)
        for match in CITATION.finditer(self.text):
            before = self.text[at : match.start()]
            new = numbers.get(int(match[1]), 0)
            repeated = previous == (at, new) and not before.strip()
            mark = f"[{new}]" if new and not repeated else ""
            kept = before if mark else before.rstrip(" ") if repeated or not new else before
            places.append((at, length))
            pieces += [kept, mark]
            length += len(kept) + len(mark)
            at = match.end()
            previous = (at, new)
        places.append((at, length))
        pieces.append(self.text[at:])
        return Prose("".join(pieces), tuple(_moved(f, _shift(places, f.start)) for f in self.figures))

    @property
    def cites(self) -> tuple[int, ...]:
        """The numbers that it cites, in order, each once."""
        return tuple(dict.fromkeys(int(match[1]) for match in CITATION.finditer(self.text)))

    @property
    def bare(self) -> str:
        """Its words without marks, for telling whether something was said before."""
        return " ".join(_MARKS.sub("", self.text).lstrip("-* ").split()).casefold()


def joined(parts: Iterable[Prose]) -> Prose:
    """``parts`` below one another, items of a list as one list."""
    text = ""
    figures: list[CheckedFigure] = []
    was_item = False
    for part in parts:
        is_item = is_list_item(part)
        text += "" if not text else "\n" if was_item and is_item else "\n\n"
        figures += (_moved(figure, len(text)) for figure in part.figures)
        text += part.text
        was_item = is_item
    return Prose(text, tuple(figures))


def is_list_item(block: Prose) -> bool:
    """Whether a block is an item of a list."""
    return block.text.startswith(("- ", "* "))


def is_table(block: Prose) -> bool:
    """Whether a block is a table."""
    return block.text.startswith("|")


def without_empty_headings(blocks: Sequence[Prose]) -> list[Prose]:
    """``blocks`` without lines that announce a list ("What the sources say:") of which nothing is left."""
    kept = []
    for number, block in enumerate(blocks):
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        announces = block.text.endswith(":") and not is_list_item(block)
        if not announces or (following is not None and (is_list_item(following) or is_table(following))):
            kept.append(block)
    return kept


def _moved(figure: CheckedFigure, by: int) -> CheckedFigure:
    return replace(figure, start=figure.start + by, end=figure.end + by)


def _shift(places: Sequence[tuple[int, int]], start: int) -> int:
    """By how much a place moves: that of the last stretch that begins at or before it."""
    old, new = max((place for place in places if place[0] <= start), default=(0, 0))
    return new - old
