"""Prose cut into paragraphs and sentences, each with the citation numbers it carries."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

MARKER = re.compile(r"\[([0-9]{1,4})\](?!\()")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_OWN_LINE = re.compile(r"\n(?=[ \t]*(?:\||[-*+•][ \t]|#|>|[0-9]{1,3}[.)][ \t]))")
_ENDS_OWN_LINE = re.compile(r"(?<=\|)[ \t]*\n|^[ \t]*#[^\n]*\n", re.MULTILINE)
_SENTENCE_END = re.compile(
    r"[.!?][\"”’'*_)]{0,4}(?P<markers>(?:\s?\[[0-9]{1,4}\])*)\s+(?=[\"“‘'(*_]{0,3}[A-Z0-9$€£¥−+])"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:U\.S|U\.K|E\.U|Inc|Corp|Co|Ltd|Mr|Mrs|Ms|Dr|St|vs|No|Nos|approx|est|e\.g|i\.e|Jan|Feb|Mar|Apr|Jun|Jul|"
    r"Aug|Sept?|Oct|Nov|Dec|a\.m|p\.m)|(?<![\w.])[A-Z])\.$"
)
_LONGEST_ABBREVIATION = 10


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, a list item, a heading or a table row of a prose, at ``[start, end)``, with its markers."""

    start: int
    end: int
    paragraph: int
    cites: tuple[int, ...]
    """The numbers in brackets in it or right after it, in order, each once."""


class Segments:
    """The sentences of a prose, found by offset."""

    def __init__(self, prose: str) -> None:
        self.sentences: list[Sentence] = []
        for number, (start, end) in enumerate(_spans(prose, _BLANK_LINE)):
            for first, last in _sentence_spans(prose, start, end):
                self.sentences.append(Sentence(first, last, number, _cites(prose, first, last)))
        self._starts = [sentence.start for sentence in self.sentences]
        self._cites: dict[int, dict[int, None]] = {}
        for sentence in self.sentences:
            self._cites.setdefault(sentence.paragraph, {}).update(dict.fromkeys(sentence.cites))

    def at(self, offset: int) -> Sentence:
        """The sentence that holds ``offset``."""
        return self.sentences[max(0, bisect_right(self._starts, offset) - 1)]

    def cited_in_paragraph(self, paragraph: int) -> tuple[int, ...]:
        """The numbers cited anywhere in a paragraph."""
        return tuple(self._cites.get(paragraph, ()))


def _cites(prose: str, start: int, end: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(match[1]) for match in MARKER.finditer(prose, start, end)))


def _spans(prose: str, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    cuts = [0, *(match.end() for match in separator.finditer(prose)), len(prose)]
    return [(start, end) for start, end in pairwise(cuts) if start < end]


def _sentence_spans(prose: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = {start, end}
    for separator in (_OWN_LINE, _ENDS_OWN_LINE):
        cuts.update(match.end() for match in separator.finditer(prose, start, end))
    for match in _SENTENCE_END.finditer(prose, start, end):
        before = prose[max(start, match.start() - _LONGEST_ABBREVIATION) : match.start() + 1]
        if match["markers"] or not _ABBREVIATION.search(before):
            cuts.add(match.end())
    return list(pairwise(sorted(cuts)))
