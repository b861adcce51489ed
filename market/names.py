"""The words of a question against the names of things: longest match, plurals, tickers, small typos."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from market.words import Word, is_plural, joined, ordinary_words, phrase_key, split_words, symbol_key

TYPO_MIN_LETTERS = 6
"""Shorter names have too many neighbours: "Marco" is one letter from Masco, "gold" from cold, bold and golf."""
TYPO_WORD_MIN_LETTERS = TYPO_MIN_LETTERS - 1
"""A word that lacks a letter of such a name: "Nvida", "Nasdq"."""
TYPO_TWO_EDITS_FROM = 12
"""One wrong letter or swapped pair in a word of up to eleven: "progression" is two from Progressive."""

HEAD_MIN_LETTERS = 5
"""The first words of names that are shorter are mostly no part of a name: New, Air, Old."""

BRAND = 2
"""The rank of what everybody calls a company, beside its own names."""

NO_HEAD_AFTER = frozenset("a an at from in near of our the their to".split())
"""After one of these the first word of a name is a place or a thing: the Boston area, in Cincinnati."""

LEGAL_WORDS = frozenset("co company corp corporation group holding inc incorporated limited ltd plc".split())
"""Keys: before one of these a company's name is whole: Fox Corporation, Target Inc."""

MENDED_KEPT = 10_000
"""Words whose mending is kept: comparing one with the names of 5,000 companies takes up to a millisecond."""

TICKER_MIN_LOWER = 3
"""A ticker typed in lower case needs three letters: most words of two letters are English or initials."""

_ABBREVIATIONS = "AI AM CEO CFO EM EPS ES ETF EU EV GDP IPO IR PE PM Q UK US USA YTD"
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
"""Upper-case words of financial prose that are tickers too: they are meant only with ``$`` or in brackets."""

_CHANGES_MEANING = """
    bill bills bubble cap capitalization companies company conditions cost costs crisis demand efficiency
    giant giants industry investment investments maker makers miner miners policy report research reserves
    security spending statement statements supply tax taxes transition
"""
NEVER_PLURAL = frozenset({"day", "dollar", "month", "technology", "week", "year"})
"""Keys of words whose plural means something else: "the past two years" is no yield, "in US dollars" no fund."""

NO_MATURITY_AFTER = frozenset("last next over past previous rolling trailing".split())
"""After one of these "5y" is a length of time, and not the Treasury note."""

NO_MATURITY_BEFORE = frozenset(
    {
        "anniversary",
        "average",
        "beta",
        "cagr",
        "chart",
        "correlation",
        "drawdown",
        "forecast",
        "high",
        "history",
        "horizon",
        "low",
        "performance",
        "period",
        "plan",
        "return",
        "returns",
        "volatility",
    }
)
"""Before one of these "the 10-year" is a length of time, and not the Treasury note."""

CHANGES_MEANING = frozenset(_CHANGES_MEANING.split())
"""After one of these, an everyday word such as energy, gold or oil no longer names the instrument."""

_SYMBOL = re.compile(r"[$^]?[A-Za-z0-9]+(?:[.\-=/][A-Za-z]{1,2})?(?![A-Za-z0-9])")
_CLASS_DOT = re.compile(r"\.(?=[A-Z]\Z)")
_MATURITY = re.compile(r"year|[0-9]+yr?")
_SENTENCE_END = re.compile(r"[.!?:;\n]\s*[\"“(\[]*\Z")


@dataclass(frozen=True, slots=True)
class Match:
    """The span ``[start, end)`` of a text and the symbols it can mean."""

    start: int
    end: int
    symbols: tuple[str, ...]


@dataclass(slots=True)
class _Entry:
    rank: int
    symbols: list[str] = field(default_factory=list)
    acronym: bool = True
    """Every name under this key is written in capitals (CPI, COMP): it obeys the rules of tickers."""
    plural: bool = True
    """Every name under this key is a plural (banks): one of them (bank) is not meant."""
    company: bool = False
    """A company's name: a single everyday word (Target) counts only with a capital inside a sentence."""


class NameIndex:
    """Names and tickers, ready to be found in running text."""

    def __init__(self) -> None:
        self._phrases: dict[tuple[str, ...], _Entry] = {}
        self._symbols: dict[str, list[str]] = {}
        self._heads: dict[str, list[str]] = {}
        self._vocabulary: set[str] = set()
        self._mended_words: dict[str, str] = {}
        self._longest = 1

    def add_symbol(self, symbol: str) -> None:
        """Let ``symbol`` be found by its ticker."""
        key = symbol_key(symbol)
        for written in dict.fromkeys((key, _CLASS_DOT.sub("", key))):  # BRK.B, BRKB
            self._symbols.setdefault(written, []).append(symbol)

    def add_head(self, name: str, symbol: str) -> None:
        """Let ``symbol`` be found by the first word of a longer name: Delta, of Delta Air Lines."""
        key = phrase_key(name)
        if len(key) > 1 and len(key[0]) >= HEAD_MIN_LETTERS and key[0].isalpha():
            self._heads.setdefault(key[0], []).append(symbol)

    def add_name(self, name: str, symbol: str, *, rank: int, company: bool = False) -> None:
        """Let ``symbol`` be found as ``name``; of several under one name, the lowest rank is meant."""
        key = phrase_key(name)
        if not key:
            return
        entry = self._phrases.get(key)
        if entry is None or rank < entry.rank:
            entry = self._phrases[key] = _Entry(rank)
        if rank == entry.rank:
            entry.symbols = list(dict.fromkeys((*entry.symbols, symbol)))
            entry.acronym = entry.acronym and name.upper() == name
            entry.plural = entry.plural and is_plural(split_words(name)[-1])
            entry.company = entry.company or company
        self._vocabulary.update(part for part in key if len(part) >= TYPO_MIN_LETTERS and part.isalpha())
        self._longest = max(self._longest, len(key))

    def named(self, name: str) -> tuple[str, ...]:
        """The symbols that bear exactly this name, whatever its case, with "the" before it or not."""
        key = phrase_key(name)
        for wanted in (key, key[1:] if key[:1] == ("the",) else ("the", *key)):
            if entry := self._phrases.get(wanted):
                return self._meant(wanted, entry)
        return ()

    def with_ticker(self, name: str) -> tuple[str, ...]:
        """The symbols with this ticker, whatever its case, ``^`` or not."""
        return tuple(self._symbols.get(symbol_key(name.strip()), ()))

    def beginning(self, name: str) -> tuple[str, ...]:
        """The symbols that bear a longer name which begins with these words.

        One everyday word (First, of First Solar) says too little where only one name begins with it.
        """
        wanted = phrase_key(name)
        wanted = wanted[1:] if wanted[:1] == ("the",) else wanted
        longer = (
            entry.symbols for key, entry in self._phrases.items() if wanted and key[: len(wanted)] == wanted
        )
        symbols = tuple(dict.fromkeys(symbol for symbols in longer for symbol in symbols))
        return () if len(symbols) == 1 == len(wanted) and wanted[0] in ordinary_words() else symbols

    def named_nearly(self, name: str) -> tuple[str, ...]:
        """The symbols that bear this name once small typos are mended."""
        key = tuple(self._mended(word) for word in split_words(name))
        entry = self._phrases.get(key)
        return self._meant(key, entry) if entry else ()

    def _meant(self, key: tuple[str, ...], entry: _Entry) -> tuple[str, ...]:
        """The symbols of an entry; a brand of one word is also the first word of others' names: United."""
        others = self._heads.get(key[0], ()) if entry.rank == BRAND and len(key) == 1 else ()
        return tuple(dict.fromkeys((*entry.symbols, *others)))

    def matches(self, text: str) -> list[Match]:
        """What ``text`` mentions: the longest name first, none overlapping, in order."""
        words = split_words(text)
        shouting = not any(letter.islower() for letter in text)
        found: list[Match] = []
        position = 0
        while position < len(words):
            match = self._match_at(text, words, position, shouting=shouting)
            if match and words[position].key == "the":  # "the ten-year yield" is more than "the ten-year"
                longer = self._match_at(text, words, position + 1, shouting=shouting)
                match = longer if longer and longer.end > match.end else match
            match = match or self._head_at(text, words, position)
            if match is None:
                position += 1
                continue
            found.append(match)
            while position < len(words) and words[position].start < match.end:
                position += 1
        return found

    def _match_at(self, text: str, words: Sequence[Word], position: int, *, shouting: bool) -> Match | None:
        ticker = self._ticker_at(text, words[position], shouting=shouting)
        name = self._name_at(text, words, position)
        if ticker and name and ticker.end == name.end and text[ticker.start] not in "$^":
            both = dict.fromkeys((*ticker.symbols, *name.symbols))
            return Match(ticker.start, ticker.end, tuple(both))
        if ticker and name:
            return name if name.end > ticker.end else ticker
        return ticker or name

    def _ticker_at(self, text: str, word: Word, *, shouting: bool) -> Match | None:
        start = word.start - 1 if text[max(word.start - 1, 0)] in "$^" and word.start else word.start
        found = _SYMBOL.match(text, start)
        if found is None:
            return None
        for end in (found.end(), word.start + len(word.text)):
            symbols = self._symbols.get(symbol_key(text[start:end]))
            if symbols and _is_ticker(text, start, end, shouting=shouting):
                return Match(start, end, tuple(symbols))
        return None

    def _name_at(self, text: str, words: Sequence[Word], position: int) -> Match | None:
        reach = 1
        while (
            reach < self._longest
            and position + reach < len(words)
            and joined(text, words[position + reach - 1], words[position + reach])
        ):
            reach += 1
        span = words[position : position + reach]
        for keys in _distinct(tuple(w.key for w in span), tuple(self._mended(w) for w in span)):
            for length in range(reach, 0, -1):
                entry = self._phrases.get(keys[:length])
                if entry and _is_meant(text, words, position, length, entry):
                    if entry.company and length == 1 and self._ends_longer_name(text, words, position):
                        continue
                    symbols = self._meant(keys[:length], entry)
                    return Match(span[0].start, span[length - 1].end, symbols)
        return None

    def _head_at(self, text: str, words: Sequence[Word], position: int) -> Match | None:
        """A capitalised first word of a company's name that stands for itself: no Delta variant, no Boston Fed."""
        word = words[position]
        symbols = self._heads.get(word.key)
        if symbols is None or not word.text.istitle() or is_plural(word) or word.key in ordinary_words():
            return None
        before = words[position - 1].text.lower() if position else ""
        if before in NO_HEAD_AFTER or _begins_longer_name(text, words, position):
            return None
        if self._ends_longer_name(text, words, position):
            return None
        return Match(word.start, word.end, tuple(symbols))

    def _ends_longer_name(self, text: str, words: Sequence[Word], position: int) -> bool:
        """Whether the word before has its capital for the same name: John C. Williams, the European Union."""
        before = words[position - 1] if position else None
        if (
            before is None
            or not before.text[0].isupper()
            or before.owns
            or _begins_sentence(text, before.start)
        ):
            return False
        if text[before.end : words[position].start].strip(" .") or before.text.lower() in ordinary_words():
            return False
        if len(before.text) == 1:
            return text[before.end : before.end + 1] == "."  # an initial
        named = (before.key,) in self._phrases or before.key in self._heads
        return not named and symbol_key(before.text) not in self._symbols and before.text.istitle()

    def _mended(self, word: Word) -> str:
        """The one known word that is a small typo away, else the word's own key."""
        known = self._mended_words.get(word.text)
        if known is None:
            if len(self._mended_words) >= MENDED_KEPT:
                self._mended_words.clear()
            known = self._mended_words[word.text] = self._mend(word)
        return known

    def _mend(self, word: Word) -> str:
        if (
            len(word.key) < TYPO_WORD_MIN_LETTERS
            or not word.key.isalpha()
            or word.key in self._vocabulary
            or word.text.lower() in ordinary_words()
            or word.key in ordinary_words()
        ):
            return word.key
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        edits = 2 if len(word.key) >= TYPO_TWO_EDITS_FROM else 1
        near = process.extract(word.key, self._vocabulary, scorer=OSA.distance, score_cutoff=edits, limit=2)
        near = [hit for hit in near if hit[0][0] == word.key[0]]
        if not near or (len(near) > 1 and near[0][1] == near[1][1]):
            return word.key
        return str(near[0][0])


def _is_ticker(text: str, start: int, end: int, *, shouting: bool) -> bool:
    """Whether the letters of a ticker are one here, and not a word that is spelled alike."""
    written = text[start:end]
    if written[0] in "$^":
        return True
    if written.upper() == written and _in_brackets(text, start, end):
        return True
    if len(written) == 1 or written in ABBREVIATIONS or written.isdigit():
        return False
    if written.upper() == written and not shouting:
        return True
    if written.lower() in ordinary_words():
        return False
    return shouting or (written.lower() == written and len(written) >= TICKER_MIN_LOWER)


def _in_brackets(text: str, start: int, end: int) -> bool:
    opened = text[max(start - 4, 0) : start].rstrip()[-1:] in ("(", "[", ":")
    return opened and text[end : end + 1] in (")", "]")


def _is_meant(text: str, words: Sequence[Word], position: int, length: int, entry: _Entry) -> bool:
    """Whether a phrase that spells a name is that name here."""
    span = words[position : position + length]
    if is_plural(span[-1]) is not entry.plural and (entry.plural or span[-1].key in NEVER_PLURAL):
        return False
    if length == 1 and not _is_meant_alone(text, words, position, entry):
        return False
    maturity = _MATURITY.fullmatch(span[-1].key) is not None
    if maturity and position and words[position - 1].key in NO_MATURITY_AFTER:
        return False
    if entry.company and _reads_as_prose(text, span):
        return False
    following = words[position + length : position + length + 1]
    if not following or not joined(text, span[-1], following[0]):
        return True
    after = following[0].text
    if maturity and after.lower() in NO_MATURITY_BEFORE:
        return False
    return after not in CHANGES_MEANING or any(word.text.lower() != word.text for word in span)


def _is_meant_alone(text: str, words: Sequence[Word], position: int, entry: _Entry) -> bool:
    word = words[position]
    if len(word.text) == 1:
        return False
    if word.text.lower() not in ordinary_words():
        return True
    if entry.acronym and word.text.upper() != word.text:
        return False
    if not entry.company:
        return True
    if not word.text[0].isupper() or _begins_longer_name(text, words, position):
        return False
    return word.owns or not _begins_sentence(text, word.start)


def _reads_as_prose(text: str, span: Sequence[Word]) -> bool:
    """Whether everyday words stand in lower case in a text that has capitals: the principal financial officer."""
    return (
        all(word.text.islower() and word.text in ordinary_words() for word in span) and not text[1:].islower()
    )


def _begins_longer_name(text: str, words: Sequence[Word], position: int) -> bool:
    """Whether the next word has its capital for the same name: the United States."""
    after = words[position + 1 : position + 2]
    if not after or after[0].key in LEGAL_WORDS:
        return False
    return after[0].text.istitle() and joined(text, words[position], after[0])


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(start - 8, 0) : start]
    return not before.strip() or _SENTENCE_END.search(before) is not None


def _distinct(*keys: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    return dict.fromkeys(keys)
