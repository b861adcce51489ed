"""Reads the Markdown of a report's prose into elements of a sheet. Links, images and tags in it stay text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import zip_longest

from markdown_it import MarkdownIt
from markdown_it.token import Token

from copilot.research.prose import CITATION, Prose
from copilot.tieout import CheckedFigure
from ui.report_pages.sheet import Bullets, Element, Grid, Line, Paragraph, Run
from ui.terminal import printable
from ui.web.markup import DISABLED_RULES

_OPEN, _CLOSE = "\ue000", "\ue001"  # private use characters: no text of the world has a meaning for them
NO_BREAK = "\u00a0"
"""Between a number and its unit, so that no line ends there."""
_HOLDER = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_NUMERIC = re.compile(r"^[+\-−–]?[$€£¥]?[\d.,]+(?:\s?(?:%|pp|bp|x|k|m|bn|million|billion|trillion))?$|^n/a$")


def read_prose(prose: Prose, numbers: Mapping[str, int]) -> list[Element]:
    """The elements of ``prose``. ``numbers`` gives the reference of each piece of evidence, for figures' tips."""
    marks: list[Run] = []
    text: list[str] = []
    at = 0
    for start, end, run in _spans(prose, numbers):
        text += [_plain(prose.text[at:start]), f"{_OPEN}{len(marks)}{_CLOSE}"]
        marks.append(run)
        at = end
    text.append(_plain(prose.text[at:]))
    return list(_Reader(_parser().parse("".join(text)), marks).elements())


class _Reader:
    """Walks the tokens of a Markdown text."""

    def __init__(self, tokens: Sequence[Token], marks: Sequence[Run]) -> None:
        self._tokens = tokens
        self._marks = marks
        self._at = 0

    def elements(self) -> Iterator[Element]:
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token.type in ("bullet_list_open", "ordered_list_open"):
                yield Bullets(tuple(self._items(token.type.replace("open", "close"))))
            elif token.type == "table_open":
                yield self._table()
            elif token.type == "inline":
                yield Paragraph(self._line(token))
            elif token.type in ("fence", "code_block"):
                yield Paragraph((Run(self._restored(token.content), code=True),))

    def _items(self, closing: str) -> Iterator[Line]:
        held: list[Run] = []
        depth = 1
        opening = closing.replace("close", "open")
        while self._at < len(self._tokens) and depth:
            token = self._tokens[self._at]
            self._at += 1
            depth += (token.type == opening) - (token.type == closing)
            if token.type == "inline":
                held += [Run(" "), *self._line(token)] if held else self._line(token)
            elif token.type == "list_item_close" and held:
                yield tuple(held)
                held = []

    def _table(self) -> Grid:
        rows: list[list[Line]] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._line(token))
            elif token.type == "table_close":
                break
        head, *body = rows or [[]]
        right = tuple(
            bool(body) and all(_is_numeric(row[column]) for row in body if column < len(row))
            for column in range(len(head))
        )
        return Grid(tuple(head), tuple(map(tuple, body)), right)

    def _line(self, token: Token) -> Line:
        runs: list[Run] = []
        strong = emphasis = 0
        for child in token.children or []:
            strong += (child.type == "strong_open") - (child.type == "strong_close")
            emphasis += (child.type == "em_open") - (child.type == "em_close")
            if child.type in ("softbreak", "hardbreak"):
                runs.append(Run(" "))
            elif child.type == "code_inline":
                runs.append(Run(self._restored(child.content), code=True))
            elif child.content:
                runs += self._marked(child.content, strong=strong > 0, emphasis=emphasis > 0)
        return _closed_up(runs)

    def _marked(self, text: str, *, strong: bool, emphasis: bool) -> Iterator[Run]:
        at = 0
        for match in _HOLDER.finditer(text):
            if words := text[at : match.start()]:
                yield Run(words, strong, emphasis)
            yield self._marks[int(match[1])]
            at = match.end()
        if words := text[at:]:
            yield Run(words, strong, emphasis)

    def _restored(self, text: str) -> str:
        """``text`` with the words of marks in their places: in code nothing is marked."""
        return _HOLDER.sub(lambda match: _shown(self._marks[int(match[1])]), text)


def _closed_up(runs: Sequence[Run]) -> Line:
    """``runs`` without the spaces before marks of references: these are set high, right behind the words."""
    closed = (
        replace(run, text=run.text.rstrip(" ")) if after and after.cite and not run.cite else run
        for run, after in zip_longest(runs, runs[1:])
    )
    return tuple(run for run in closed if run.text)


def _shown(run: Run) -> str:
    return f"[{run.cite}]" if run.cite else run.text


def _spans(prose: Prose, numbers: Mapping[str, int]) -> Iterator[tuple[int, int, Run]]:
    found = [(f.start, f.end, _figure(f, numbers)) for f in prose.figures]
    found += [
        (match.start(), match.end(), Run(match[1], cite=int(match[1])))
        for match in CITATION.finditer(prose.text)
    ]
    at = 0
    for start, end, run in sorted(found, key=lambda span: span[:2]):
        if start >= at:
            yield start, end, run
            at = end


def _figure(figure: CheckedFigure, numbers: Mapping[str, int]) -> Run:
    cited = " ".join(f"[{n}]" for n in dict.fromkeys(numbers[i] for i in figure.evidence if i in numbers))
    tip = " · ".join(part for part in (figure.verdict, cited, figure.step) if part)
    unbroken = printable(figure.text).replace(" ", NO_BREAK)
    return Run(unbroken, verdict=figure.verdict, tip=printable(tip))


def _is_numeric(line: Line) -> bool:
    text = "".join(run.text for run in line if not run.cite).strip()
    return not text or bool(_NUMERIC.match(text))


def _plain(text: str) -> str:
    return printable(text.replace(_OPEN, "\ufffd").replace(_CLOSE, "\ufffd"))


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(list(DISABLED_RULES))
