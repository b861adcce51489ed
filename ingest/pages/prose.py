"""Lines of prose → paragraphs, headings and items of lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pages.lines import Line

LOOSE = 1.3
"""Lines that stand so many times farther apart than lines of a paragraph usually do begin a new one."""
USUAL_PITCH = 1.2
"""The distance of lines of a paragraph, in sizes, where a page has too few to tell."""
ENOUGH_PITCHES = 4
INDENT = 1.0
"""In sizes: a line that begins so much farther right opens a paragraph."""
SPACE = 0.3
BOLD_STEP = 50
"""Strokes that much heavier than the document's usual ones are bold."""
LARGE_SHARE = 1.15
VERY_LARGE_SHARE = 1.6
"""Letters of headings against the document's usual ones."""
HEADING_CHARACTERS = 160
SLANTED_LEVEL, SLANTED_HEADING_CHARACTERS = 4, 80
"""Slanted words are headings too where they are few; a remark is longer."""

LIST_ITEM = re.compile(r"(?:[•●▪◦■□☐☒☑§·*–—-]|o|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)\s")
_NO_HEADING = re.compile(r"[.:;,][\"'”’)\]]*$|^\(|^[a-z]+\b")
_LETTERS = re.compile(r"[^\W\d_]{3}")
_BROKEN_WORD = re.compile(r"([^\W\d_]+)-$")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in a document: the letters, against which headings stand out, and the words."""

    size: float
    weight: int
    slanted: bool
    words: frozenset[str]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Usual:
        """The usual letters and the words of ``lines``."""
        sizes: Counter[float] = Counter()
        weights: Counter[int] = Counter()
        slants: Counter[bool] = Counter()
        words: set[str] = set()
        for line in lines:
            for word in line.words:
                sizes[round(word.size, 1)] += len(word.text)
                weights[word.weight] += len(word.text)
                slants[word.slanted] += len(word.text)
                words.add(word.text.strip("“”\"'’(),.;:").lower())
        return cls(
            max(sizes, key=sizes.__getitem__, default=1.0),
            max(weights, key=weights.__getitem__, default=0),
            max(slants, key=slants.__getitem__, default=False),
            frozenset(words),
        )

    def level(self, line: Line) -> int:
        """The level of the heading that ``line`` looks like, 1 to 4 by its letters; 0 for none."""
        share = max(word.size for word in line.words) / self.size
        if share >= VERY_LARGE_SHARE:
            return 1
        if share >= LARGE_SHARE:
            return 2
        if all(word.weight >= self.weight + BOLD_STEP for word in line.words):
            return 3
        return SLANTED_LEVEL if not self.slanted and all(word.slanted for word in line.words) else 0


def write_prose(lines: Sequence[Line], usual: Usual) -> Iterator[str]:
    """The paragraphs of ``lines``, each on one line; headings are marked as in Markdown."""
    loose = LOOSE * _usual_pitch(lines)
    held: list[Line] = []
    for line in lines:
        if held and not _goes_on(held, line, usual, loose):
            yield _written(held, usual)
            held = []
        held.append(line)
    if held:
        yield _written(held, usual)


def _usual_pitch(lines: Sequence[Line]) -> float:
    """The most common distance of neighbouring lines of about equal length, in sizes."""
    pitches = Counter(
        round((below.y - above.y) / below.size, 1)
        for above, below in pairwise(lines)
        if below.size == above.size and abs(below.left - above.left) < below.size
    )
    return pitches.most_common(1)[0][0] if pitches.total() >= ENOUGH_PITCHES else USUAL_PITCH


def _goes_on(held: Sequence[Line], line: Line, usual: Usual, loose: float) -> bool:
    """Whether ``line`` is of the paragraph of ``held``: as close, as large, and its first word had no room before."""
    before = held[-1]
    if line.y - before.y > loose * max(line.size, before.size) or LIST_ITEM.match(line.text):
        return False
    if usual.level(line) != usual.level(before):
        return False
    is_centred = abs(line.left + line.right - before.left - before.right) < 2 * line.size
    room = max(each.right for each in (*held, line)) - before.right
    if is_centred and abs(line.left - before.left) > INDENT * line.size:
        room *= 2
    if not line.text[0].islower() and room > SPACE * line.size + line.words[0].right - line.words[0].left:
        return False
    shift = (line.left - before.left) / line.size
    is_first = len(held) == 1
    return (
        is_centred or abs(shift) < INDENT or (is_first and (shift < 0 or bool(LIST_ITEM.match(before.text))))
    )


def _written(lines: Sequence[Line], usual: Usual) -> str:
    text = lines[0].text
    for line in lines[1:]:
        text = _with_line(text, line.text, usual)
    level = usual.level(lines[0])
    most = SLANTED_HEADING_CHARACTERS if level == SLANTED_LEVEL else HEADING_CHARACTERS
    is_heading = level and len(text) <= most and _LETTERS.search(text) and not _NO_HEADING.search(text)
    return f"{'#' * level} {text}" if is_heading else text


def _with_line(text: str, following: str, usual: Usual) -> str:
    """``text`` with the next line: a word broken at the line's end becomes whole, a compound keeps its hyphen."""
    broken, rest = _BROKEN_WORD.search(text), _WORD.match(following)
    if not broken or not rest:
        return f"{text} {following}"
    first, second = broken[1].lower(), rest[0].lower()
    if first + second in usual.words and f"{first}-{second}" not in usual.words:
        return text[:-1] + following
    return text + following
