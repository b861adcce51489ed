"""A name in a question becomes a symbol: the instruments that are known, and the groups they form."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from market.company_names import short_name as short_name
from market.company_names import spoken_names
from market.errors import AmbiguousInstrument, UnknownInstrument
from market.groups import GroupRule, group_rules, sector_called
from market.names import TYPO_WORD_MIN_LETTERS, NameIndex
from market.views import REFERENCE
from market.words import Word, is_plural, joined, phrase_key, split_words

SUGGESTIONS = 3
SUGGESTION_MIN_LETTERS = 3
"""Shorter names are part of almost any word."""
SUGGESTION_EDITS = 2
"""Letters that may differ in a name that is offered first."""
SUGGESTION_SCORE = 75
"""Out of 100 (rapidfuzz WRatio): below it the names offered had nothing to do with what was typed."""

PRICE_KINDS = frozenset({"index", "etf", "stock", "rate", "currency", "commodity", "fund", "other"})
"""Kinds whose values stand in the table of prices; a ``series`` stands in observations."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """Something that has prices, or a series that has observations. Empty text where nothing is known."""

    symbol: str
    name: str
    kind: str = "other"
    """index, etf, stock, series, rate, currency, commodity, fund or other."""
    sector: str = ""
    """The GICS sector."""
    industry: str = ""
    exchange: str = ""
    currency: str = ""
    """ISO code; empty for indices, rates and series."""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Several instruments under one name."""

    name: str
    symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """The span ``[start, end)`` of a text that names an instrument; more than one candidate is ambiguous."""

    start: int
    end: int
    text: str
    candidates: tuple[Instrument, ...]


@dataclass(frozen=True, slots=True)
class GroupMention:
    """The span ``[start, end)`` of a text that names a group."""

    start: int
    end: int
    text: str
    group: Group


class InstrumentBook:
    """All known instruments, found by symbol, name or alias; the first of two rows for a symbol counts."""

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        self._by_symbol: dict[str, Instrument] = {}
        self._index = NameIndex()
        for instrument in instruments:
            if instrument.symbol not in self._by_symbol:
                self._by_symbol[instrument.symbol] = instrument
                self._enter(instrument)
        self._groups: dict[tuple[str, ...], Group] = {}
        self._spoken_groups: dict[tuple[str, ...], bool] = {}
        self._by_industry: defaultdict[str, list[Instrument]] = defaultdict(list)
        for instrument in self.instruments:
            if instrument.industry:
                self._by_industry[instrument.industry].append(instrument)
        for rule in group_rules(list(self._by_industry)):
            self._enter_group(rule)

    @classmethod
    def reference(cls) -> InstrumentBook:
        """The book of the shipped reference table."""
        return cls(read_reference())

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """Every instrument, in the order it was entered."""
        return tuple(self._by_symbol.values())

    def resolve(self, name: str) -> Instrument:
        """The one instrument that ``name`` means.

        Symbol, name or alias in any case, ``^`` optional, with small typos; else the first words of a name
        that only one has. Raises UnknownInstrument, saying what may have been meant, or AmbiguousInstrument.
        """
        wanted = " ".join(name.split()).lstrip("$")
        if wanted in self._by_symbol:
            return self._by_symbol[wanted]
        for symbols in self._readings(wanted):
            if len(symbols) == 1:
                return self._by_symbol[symbols[0]]
            if symbols:
                raise AmbiguousInstrument(name, symbols)
        raise UnknownInstrument(name, self._suggestions(wanted))

    def called(self, name: str) -> tuple[Instrument, ...]:
        """Every instrument whose symbol, name or alias this is, without guessing at typos; none is empty."""
        symbols = self._index.with_ticker(name) or self._index.named(name)
        return tuple(self._by_symbol[symbol] for symbol in symbols)

    def mentions(self, text: str) -> list[Mention]:
        """The instruments that ``text`` names: longest match first, none overlapping, in order.

        Words such as "energy stocks" can be both a mention (the sector's ETF) and a group mention
        (the stocks themselves, where the table has some): the caller chooses.
        """
        return [
            Mention(
                match.start,
                match.end,
                text[match.start : match.end],
                tuple(self._by_symbol[symbol] for symbol in match.symbols),
            )
            for match in self._index.matches(text)
        ]

    def resolve_group(self, name: str) -> Group:
        """The group that ``name`` means: "sectors", "indices", "Energy stocks", or names with commas between.

        Raises UnknownInstrument, also where the group is known and the table holds none of it.
        """
        group = self._groups.get(_group_key(name))
        if group is not None:
            if not group.symbols:
                raise UnknownInstrument(name)
            return group
        parts = [part.strip() for part in re.split(r"[,;]", name) if part.strip()]
        symbols = dict.fromkeys(self.resolve(part).symbol for part in parts)
        if not symbols:
            raise UnknownInstrument(name)
        return Group(", ".join(symbols), tuple(symbols))

    def group_mentions(self, text: str) -> list[GroupMention]:
        """The groups that ``text`` names and the table has members of, in order, none overlapping."""
        words = split_words(text)
        longest = max(len(key) for key in self._spoken_groups)
        found: list[GroupMention] = []
        position = 0
        while position < len(words):
            reach = 1
            for length in range(min(longest, len(words) - position), 0, -1):
                span = words[position : position + length]
                if group := self._spoken_group(text, span):
                    start, end = span[0].start, span[-1].end
                    found.append(GroupMention(start, end, text[start:end], group))
                    reach = length
                    break
            position += reach
        named = self.mentions(text)  # "the energy sector ETF" is one fund, not the sector ETFs
        return [group for group in found if not any(m.start < group.start < m.end for m in named)]

    def _readings(self, wanted: str) -> Iterator[tuple[str, ...]]:
        """What a name can mean, the plainest reading first."""
        if wanted.upper() == wanted:
            yield self._index.with_ticker(wanted)
        yield self._index.named(wanted)
        yield self._index.with_ticker(wanted)
        yield self._index.with_ticker(wanted.replace(" ", "."))
        yield self._index.named(short_name(wanted))
        yield self._sector_fund(wanted)
        yield self._index.named_nearly(wanted)
        yield self._index.beginning(wanted)

    def _enter(self, instrument: Instrument) -> None:
        symbol, company = instrument.symbol, instrument.kind == "stock"
        self._index.add_symbol(symbol)
        for name in (instrument.name, *instrument.aliases):
            self._index.add_name(name, symbol, rank=0, company=company)
        if company:
            for said, rank in spoken_names(symbol, instrument.name):
                self._index.add_name(said, symbol, rank=rank, company=True)
            self._index.add_head(instrument.name, symbol)

    def _enter_group(self, rule: GroupRule) -> None:
        among = self._by_industry[rule.industry] if rule.industry else self.instruments
        members = tuple(i.symbol for i in among if rule.takes(i.symbol, i.kind, i.sector))
        if rule.closed and len(members) < len(rule.symbols):
            members = ()
        group = Group(rule.name, members)
        for words in (rule.name, *rule.words, *rule.answers_to):
            self._groups.setdefault(_group_key(words), group)
        for words in rule.words:
            key = _group_key(words)
            self._spoken_groups[key] = is_plural(split_words(words)[-1]) and self._spoken_groups.get(
                key, True
            )

    def _spoken_group(self, text: str, span: Sequence[Word]) -> Group | None:
        """The group that these words name in running text, if it has members; "sector" is not "sectors"."""
        key = tuple(word.key for word in span)
        plural = self._spoken_groups.get(key)
        if plural is None or (plural and not is_plural(span[-1])):
            return None
        group = self._groups[key]
        return group if group.symbols and all(joined(text, *pair) for pair in pairwise(span)) else None

    def _sector_fund(self, name: str) -> tuple[str, ...]:
        sector = sector_called(name)
        funds = (i.symbol for i in self.instruments if sector and i.kind == "etf" and i.sector == sector)
        return tuple(funds)

    def _suggestions(self, name: str) -> list[str]:
        """Symbols that were perhaps meant: those of names with a typo or two, then those of similar names."""
        from rapidfuzz import fuzz, process
        from rapidfuzz.distance import OSA

        labels: dict[str, list[str]] = defaultdict(list)
        for instrument in self.instruments:
            for label in (
                instrument.symbol,
                instrument.name,
                short_name(instrument.name),
                *instrument.aliases,
            ):
                if len(label) >= SUGGESTION_MIN_LETTERS:
                    labels[label.casefold()].append(instrument.symbol)
        wanted = name.casefold()
        longer = [label for label in labels if len(label) >= TYPO_WORD_MIN_LETTERS]
        typos = process.extract(
            wanted, longer, scorer=OSA.distance, score_cutoff=SUGGESTION_EDITS, limit=SUGGESTIONS
        )
        near = process.extract(
            wanted, list(labels), scorer=fuzz.WRatio, score_cutoff=SUGGESTION_SCORE, limit=4 * SUGGESTIONS
        )
        meant = (symbol for label, _, _ in (*typos, *near) for symbol in labels[label])
        return list(dict.fromkeys(meant))[:SUGGESTIONS]


def read_reference() -> list[Instrument]:
    """The instruments of the shipped table."""
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        return [instrument_of(row) for row in csv.DictReader(file)]


def instrument_of(cells: Mapping[str, str]) -> Instrument:
    """The instrument of a row of text whose ``aliases`` are separated by semicolons."""
    aliases = (alias.strip() for alias in cells["aliases"].split(";"))
    others = {column: cell for column, cell in cells.items() if column != "aliases"}
    return Instrument(**others, aliases=tuple(alias for alias in aliases if alias))


def _group_key(words: str) -> tuple[str, ...]:
    key = phrase_key(words)
    return key[1:] if key[:1] == ("the",) else key
