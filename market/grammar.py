"""A grammar as a table of rows: patterns over the words of a text, and what each of them stands for.

A pattern is written as people write: ``"[the] first|last {n:count} {unit} of {plain:whole}"``. ``[ ]`` may be left
out, ``|`` parts words of which one stands, ``{name:as}`` is another table or a leaf, kept under ``as``. Between two
parts there may be white space, nothing, or a hyphen; ``~`` before a part allows nothing, ``=`` no hyphen. Tables may
not lead back to themselves. Every result of a table at a place is kept, so that reading takes time in proportion to
the text, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

_TOKEN = re.compile(r"'s\b|[^\W\d_]+|[0-9]+|\.\.|\S", re.IGNORECASE)
_SAME = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "‑": "-", "‐": "-"})
_PART = re.compile(r"([~=]?)(?:\{(\w+)(?::(\w+))?\}|(\[)|(\])|([^\s\[\]{}]+))")

NUMBER_KEY = "0"
"""Stands for any digits where tables say with which words they can begin."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign of a text, in lower case; ``glued`` where nothing stands before it."""

    start: int
    end: int
    text: str
    glued: bool
    key: str = field(init=False)
    """The word, or :data:`NUMBER_KEY`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", _key(self.text))


def _key(word: str) -> str:
    return NUMBER_KEY if word[0].isdigit() else word


class Parts(dict[str, object]):
    """What the parts of a pattern stand for, by name; a part that was left out is missing."""

    def number(self, name: str) -> int:
        """The part as a whole number."""
        return cast("int", self[name])

    def word(self, name: str) -> str:
        """The part as a word."""
        return cast("str", self[name])


Build = Callable[[Parts], object]
"""The value of a row's parts; ``None`` where they are something else after all."""
Leaf = Callable[[Sequence[Token], int], tuple[int, object] | None]
"""The end and the value of what is read at a place; ``None`` where it is something else."""


@dataclass(frozen=True, slots=True)
class Row:
    """A pattern and what it stands for."""

    pattern: str
    build: Build


@dataclass(frozen=True, slots=True)
class _Element:
    """One part of a pattern: words, a reference, or an optional run of parts."""

    tie: str
    words: frozenset[str] = frozenset()
    refers: str = ""
    name: str = ""
    optional: tuple[_Element, ...] = ()
    begins: frozenset[str] = frozenset()
    """The keys of the words that it can begin with."""


@dataclass(slots=True)
class Reading:
    """The words of one text, with what has been read so far."""

    tokens: Sequence[Token]
    known: dict[tuple[str, int], Mapping[int, object]] = field(default_factory=dict)


class Grammar:
    """Tables of rows and leaves by name. Of two rows that fit the same words, the upper one counts."""

    def __init__(
        self, tables: Mapping[str, Sequence[Row]], leaves: Mapping[str, tuple[frozenset[str], Leaf]]
    ) -> None:
        self._leaves = {name: leaf for name, (_, leaf) in leaves.items()}
        self._first: dict[str, frozenset[str]] = {name: words for name, (words, _) in leaves.items()}
        self._rows = {
            name: [(_parse(row.pattern), row.build) for row in rows] for name, rows in tables.items()
        }
        self._by_word: dict[str, dict[str, list[tuple[tuple[_Element, ...], Build]]]] = {}
        for name in tables:
            self._index(name)

    def can_begin(self, name: str, token: Token) -> bool:
        """Whether what ``name`` stands for can begin with a word."""
        return token.key in self._first[name]

    def read(self, name: str, reading: Reading, place: int) -> Mapping[int, object]:
        """Where what ``name`` stands for can end when it begins at ``place``, with its value for each end."""
        found = reading.known.get((name, place))
        if found is None:
            found = dict(self._read(name, reading, place))
            reading.known[name, place] = found
        return found

    def _read(self, name: str, reading: Reading, place: int) -> Iterator[tuple[int, object]]:
        leaf = self._leaves.get(name)
        if leaf is not None:
            result = leaf(reading.tokens, place)
            if result is not None:
                yield result
            return
        ends: set[int] = set()
        for elements, build in self._by_word[name].get(reading.tokens[place].key, ()):
            for end, parts in self._sequence(elements, reading, place, first=True):
                if end > place and end not in ends and (value := build(parts)) is not None:
                    ends.add(end)
                    yield end, value

    def _sequence(
        self, elements: Sequence[_Element], reading: Reading, place: int, *, first: bool
    ) -> list[tuple[int, Parts]]:
        found = [(place, Parts())]
        for element in elements:
            further: list[tuple[int, Parts]] = []
            for at, parts in found:
                if element.optional:
                    further.append((at, parts))
                for start in self._starts(element, reading.tokens, at, first=first and at == place):
                    for end, more in self._element(element, reading, start):
                        further.append((end, Parts({**parts, **more})))
            found = further
            if not found:
                break
        return found

    def _element(self, element: _Element, reading: Reading, place: int) -> Iterator[tuple[int, Parts]]:
        if element.optional:
            yield from (
                (end, parts)
                for end, parts in self._sequence(element.optional, reading, place, first=True)
                if end > place
            )
        elif element.refers:
            for end, value in self.read(element.refers, reading, place).items():
                yield end, Parts({element.name: value})
        elif reading.tokens[place].text in element.words:
            yield place + 1, Parts({element.name: reading.tokens[place].text} if element.name else {})

    def _starts(
        self, element: _Element, tokens: Sequence[Token], place: int, *, first: bool
    ) -> Iterator[int]:
        """Where ``element`` can begin, after what its tie lets stand before it."""
        if place >= len(tokens):
            return
        token, begins = tokens[place], element.begins
        if (first or element.tie != "~" or token.glued) and token.key in begins:
            yield place
        if token.text == "-" and not first and not element.tie and token.glued and place + 1 < len(tokens):
            after = tokens[place + 1]
            if after.glued and after.key in begins:
                yield place + 1

    def _index(self, name: str) -> frozenset[str]:
        """The keys of the words with which ``name`` can begin; its rows are kept under each of them."""
        if name in self._first:
            return self._first[name]
        by_word: dict[str, list[tuple[tuple[_Element, ...], Build]]] = {}
        for elements, build in self._rows[name]:
            known, begins = self._with_begins(elements)
            for word in begins:
                by_word.setdefault(word, []).append((known, build))
        self._by_word[name] = by_word
        self._first[name] = frozenset(by_word)
        return self._first[name]

    def _with_begins(self, elements: Sequence[_Element]) -> tuple[tuple[_Element, ...], frozenset[str]]:
        """The elements with what each can begin with, and what all of them together can begin with."""
        known: list[_Element] = []
        first: frozenset[str] = frozenset()
        optional_so_far = True
        for element in elements:
            inner = element.optional
            if inner:
                inner, begins = self._with_begins(inner)
            elif element.refers:
                begins = self._index(element.refers)
            else:
                begins = frozenset(_key(word) for word in element.words)
            known.append(replace(element, optional=inner, begins=begins))
            if optional_so_far:
                first |= begins
            optional_so_far = optional_so_far and bool(inner)
        return tuple(known), first

    def words(self, name: str) -> frozenset[str]:
        """Every word that stands in the patterns of ``name`` and of what it refers to, or begins a leaf."""
        found: set[str] = set()

        def collect(elements: Sequence[_Element]) -> None:
            for element in elements:
                found.update(element.words)
                collect(element.optional)
                if element.refers:
                    found.update(self.words(element.refers))

        for elements, _ in self._rows.get(name, ()):
            collect(elements)
        return frozenset(found) if name in self._rows else self._first[name]


def split_tokens(text: str) -> list[Token]:
    """The words, numbers and signs of ``text``; any dash is a hyphen."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text.translate(_SAME)):
        glued = bool(found) and found[-1].end == match.start()
        found.append(Token(match.start(), match.end(), match[0].lower(), glued))
    return found


def _parse(pattern: str) -> tuple[_Element, ...]:
    """The parts of a pattern."""
    stack: list[list[_Element]] = [[]]
    ties: list[str] = []
    for tie, refers, name, opened, closed, words in _PART.findall(pattern):
        if opened:
            stack.append([])
            ties.append(tie)
        elif closed:
            inner = stack.pop()
            stack[-1].append(_Element(ties.pop(), optional=tuple(inner)))
        elif refers:
            stack[-1].append(_Element(tie, refers=refers, name=name or refers))
        else:
            listed, _, name = words.partition(":")
            stack[-1].append(_Element(tie, words=frozenset(listed.split("|")), name=name))
    return tuple(stack[0])
