"""The names under which a document may speak of the instruments that are known."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.spellings import Sort, spellings_of
from ingest.wording import HYPHENS, tokens_of
from market.company_names import other_names, short_name, shortened
from market.instruments import Instrument, InstrumentBook
from market.words import symbol_key

BOOKS_KEPT = 2
"""A run has one book; a second one is met when the instruments table is loaded anew."""

_STATE = re.compile(r"\s*/[A-Z]{2,3}/?\Z")
"""The state that EDGAR adds to a company's name: APPLE INC /CA/."""


@dataclass(frozen=True, slots=True)
class Name:
    """The words of one name, without hyphens, and what bears it; the first symbol is the main share class."""

    words: tuple[str, ...]
    symbols: tuple[str, ...]
    sort: Sort


@dataclass(slots=True)
class _Candidate:
    rank: int
    symbols: list[str]
    sort: Sort


class DocumentNames:
    """Every name of a book's instruments, by its first word."""

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        self._names: dict[tuple[tuple[str, ...], bool], _Candidate] = {}
        """Words, and whether they name a company → what bears the name: Dow is an index and a company."""
        self._registered: dict[str, str] = {}
        """Symbol → the company's name without legal form: share classes have the same."""
        self.tickers: dict[str, Instrument] = {}
        known = list(instruments)
        self._kinds = {instrument.symbol: instrument.kind for instrument in known}
        for instrument in known:
            self.tickers[symbol_key(instrument.symbol)] = instrument
            self._registered[instrument.symbol] = short_name(instrument.name).casefold()
        for instrument in known:
            for text, sort, rank in spellings_of(instrument):
                self._enter(text, instrument, sort, rank)
        self._forget_shadowed()
        self._index_names = frozenset(
            tuple(word.casefold() for word in words) for words, is_company in self._names if not is_company
        )
        self.exact = _by_first_word(self._made(measures=False))
        self.lower = _by_first_word(self._made(measures=True))
        self._companies = self._company_names(known)

    def symbols_of_company(self, name: str) -> tuple[str, ...]:
        """The symbols of the company that a cover names, whatever its case and legal form; empty where unknown."""
        short = short_name(_STATE.sub("", name))
        for spelling in (name, short, *shortened(short)):
            if found := self._companies.get(_folded(spelling)):
                return found
        return ()

    def is_company(self, name: Name) -> bool:
        """Whether it is a company that bears the name."""
        return self._kinds[name.symbols[0]] == "stock"

    def is_index(self, name: Name) -> bool:
        """Whether an index, a series or a fund bears the same name."""
        return tuple(word.casefold() for word in name.words) in self._index_names

    def words_of(self, symbol: str) -> frozenset[str]:
        """The words that the names of ``symbol`` are made of, in lower case."""
        return self._words.get(symbol, frozenset())

    def _enter(self, text: str, instrument: Instrument, sort: Sort, rank: int) -> None:
        words = tuple(token for token in tokens_of(text) if token not in HYPHENS)
        if not words:
            return
        key = words, instrument.kind == "stock"
        held = self._names.get(key)
        if held is None or rank < held.rank:
            self._names[key] = _Candidate(rank, [instrument.symbol], sort)
        elif rank == held.rank and instrument.symbol not in held.symbols:
            held.symbols.append(instrument.symbol)

    def _forget_shadowed(self) -> None:
        """Drop shortened names that an index bears: S&P is none of S&P Global's."""
        shadowed = [
            key for key, held in self._names.items() if held.rank and (key[0], not key[1]) in self._names
        ]
        for key in shadowed:
            del self._names[key]

    def _made(self, *, measures: bool) -> Iterator[Name]:
        for (words, _), held in self._names.items():
            if (held.sort is Sort.MEASURE) is measures and self._is_one_company(held.symbols):
                yield Name(words, tuple(held.symbols), held.sort)

    def _is_one_company(self, symbols: Sequence[str]) -> bool:
        return len({self._registered[symbol] for symbol in symbols}) == 1

    def _company_names(self, instruments: Iterable[Instrument]) -> dict[str, tuple[str, ...]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        words: defaultdict[str, set[str]] = defaultdict(set)
        for instrument in instruments:
            spellings = [
                instrument.name,
                *instrument.aliases,
                *other_names(instrument.symbol, instrument.name),
            ]
            for spelling in [*spellings, *(short_name(name) for name in spellings)]:
                words[instrument.symbol].update(_folded(spelling).split())
                if instrument.kind == "stock" and instrument.symbol not in found[_folded(spelling)]:
                    found[_folded(spelling)].append(instrument.symbol)
        self._words = {symbol: frozenset(parts) for symbol, parts in words.items()}
        return {name: tuple(symbols) for name, symbols in found.items() if self._is_one_company(symbols)}


@lru_cache(maxsize=BOOKS_KEPT)
def names_of(book: InstrumentBook) -> DocumentNames:
    """The names of a book, made once for a process: 540 instruments take 0.2 s."""
    return DocumentNames(book.instruments)


def _folded(name: str) -> str:
    """A company's name without case, marks and article: AMAZON COM and Amazon.com are one."""
    words = [word for token in tokens_of(name) for word in token.casefold().split(".") if word[:1].isalnum()]
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def _by_first_word(names: Iterable[Name]) -> dict[str, tuple[Name, ...]]:
    found: defaultdict[str, list[Name]] = defaultdict(list)
    for name in names:
        found[name.words[0]].append(name)
    return {word: tuple(sorted(held, key=lambda name: -len(name.words))) for word, held in found.items()}
