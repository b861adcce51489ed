"""Which instruments a document mentions. Precision first: a word that may be a name is none until something says so."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from ingest.company_context import (
    acts_as_company,
    begins_sentence,
    context_words,
    has_first_name,
    has_legal_form,
    is_called_a,
    is_index_here,
    is_part_of_another_name,
    is_title_case,
    is_venue,
    names_something_else,
    stands_alone,
)
from ingest.names import DocumentNames, Name, names_of
from ingest.spellings import Sort, is_thing
from ingest.tickers import tickers_in
from ingest.wording import HYPHENS, PARAGRAPH, POSSESSIVES, text_tokens, tokens_of
from market.instruments import InstrumentBook

FOREIGN_WITHIN = 8
"""A series is of the United States: "Spain's unemployment rate" is another one."""

TITLE_PROMINENCE = 4.0
EARLY_PROMINENCE = 2.0
"""What a place in the title, and in the first words, is worth: as much as being named sixteen, and four times."""

EXCHANGE_WORDS = frozenset({"Stock", "Global", "Capital", "Market", "Exchange", "First", "Baltic"})
"""After Nasdaq they make the exchange: the Nasdaq Stock Market, Nasdaq Global Select."""

SENTENCE_ENDS = frozenset({".", ";", PARAGRAPH})
COMPANY_WITHIN = 40
"""Words between two companies of one sentence."""

COMPANY_SORTS = frozenset({Sort.DISTINCT, Sort.PHRASE, Sort.COMMON})
LIST_MARKS = frozenset({",", "and", "or", "&", "vs", "vs.", "versus", "/", "."})


class Standing(IntEnum):
    """What a name found in the text is worth."""

    DOUBTFUL = 0
    """Counts where the document speaks of the same company elsewhere for certain."""
    LIKELY = 1
    """Counts in the company of other companies as well."""
    CERTAIN = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found in the words ``[start, end)``."""

    start: int
    end: int
    name: Name
    standing: Standing

    @property
    def is_certain_company(self) -> bool:
        """Whether it may vouch for names beside it."""
        return self.standing is Standing.CERTAIN and self.name.sort in COMPANY_SORTS


@dataclass(slots=True)
class _Tally:
    count: int = 0
    in_title: bool = False
    first: int = 0


def mentioned_symbols(title: str, text: str, company: str, book: InstrumentBook) -> tuple[str, ...]:
    """The symbols of ``book`` that a document mentions, the most prominent first.

    ``company`` is whose report it is: its own symbol stands first, whatever the text says. A company with two
    share classes gives both.
    """
    names = names_of(book)
    tokens = [*tokens_of(title), PARAGRAPH]
    title_end = len(tokens)
    tokens += text_tokens(text)
    tallies = _count(_accepted(tokens, names), title_end)
    own = names.symbols_of_company(company) if company else ()
    ranked = sorted(
        tallies, key=lambda symbol: (-_prominence(tallies[symbol], len(tokens)), tallies[symbol].first)
    )
    return tuple(dict.fromkeys((*own, *ranked)))


def _prominence(tally: _Tally, length: int) -> float:
    early = 1 - tally.first / length
    return math.log2(1 + tally.count) + TITLE_PROMINENCE * tally.in_title + EARLY_PROMINENCE * early


def _count(found: Iterator[tuple[int, Sequence[str]]], title_end: int) -> Mapping[str, _Tally]:
    tallies: defaultdict[str, _Tally] = defaultdict(_Tally)
    for place, symbols in found:
        for symbol in symbols:
            tally = tallies[symbol]
            tally.first = min(tally.first, place) if tally.count else place
            tally.count += 1
            tally.in_title = tally.in_title or place < title_end
    return tallies


def _accepted(tokens: Sequence[str], names: DocumentNames) -> Iterator[tuple[int, Sequence[str]]]:
    """Each mention that counts: certain names, then those that the rest of the document vouches for."""
    hits = list(_hits(tokens, names, frozenset(tokens)))
    read = {place for hit in hits for place in range(hit.start, hit.end)}
    tickers = [ticker for ticker in tickers_in(tokens, names) if ticker.place not in read]
    certain = {symbol for hit in hits if hit.standing is Standing.CERTAIN for symbol in hit.name.symbols}
    certain.update(ticker.symbol for ticker in tickers if ticker.certain)
    nearby = _CompanyNearby(tokens, hits)
    listed = _listed_with_companies(tokens, hits)
    for hit in hits:
        vouched = not certain.isdisjoint(hit.name.symbols) and _may_be_vouched(tokens, hit)
        likely = hit.standing is Standing.LIKELY and (hit in listed or nearby.vouches_for(hit))
        if hit.standing is Standing.CERTAIN or vouched or likely:
            yield hit.start, hit.name.symbols
    for ticker in tickers:
        if ticker.certain or ticker.symbol in certain:
            yield ticker.place, (ticker.symbol,)


def _hits(tokens: Sequence[str], names: DocumentNames, written: frozenset[str]) -> Iterator[Hit]:
    place, length = 0, len(tokens)
    exact, lower = names.exact, names.lower
    while place < length:
        token = tokens[place]
        found = list(_longest(tokens, place, exact[token], fold=False)) if token in exact else []
        if not found and token.lower() in lower:
            found = list(_longest(tokens, place, lower[token.lower()], fold=True))
        judged = [
            Hit(place, end, name, standing)
            for name, end in found
            if (standing := _judge(tokens, place, end, name, names, written)) is not None
        ]
        if judged:
            yield max(judged, key=lambda hit: (hit.standing, hit.name.sort is Sort.MARKET))
        place = found[0][1] if found else place + 1


def _longest(
    tokens: Sequence[str], start: int, candidates: Sequence[Name], *, fold: bool
) -> Iterator[tuple[Name, int]]:
    """The longest names that begin at ``start``, each with its end: one, or an index and a company called alike."""
    length = 0
    for name in candidates:
        if len(name.words) < length:
            return
        place = start + 1
        for word in name.words[1:]:
            while place < len(tokens) and tokens[place] in HYPHENS:
                place += 1
            if place == len(tokens) or (tokens[place].lower() if fold else tokens[place]) != word:
                break
            place += 1
        else:
            length = len(name.words)
            yield name, place


def _judge(
    tokens: Sequence[str], start: int, end: int, name: Name, names: DocumentNames, written: frozenset[str]
) -> Standing | None:
    """What the name is worth here; ``None`` where it is something else."""
    if name.sort is Sort.MEASURE or name.sort is Sort.MARKET or not names.is_company(name):
        return Standing.CERTAIN if _is_instrument(tokens, start, end, name) else None
    if is_venue(tokens, end) or (tokens[end : end + 1] == [":"] and tokens[start - 1] == "("):
        return None  # (NASDAQ: META)
    only = name.words[0] if len(name.words) == 1 else ""
    if name.sort is Sort.DISTINCT and only.lower() not in written - {only}:
        return Standing.CERTAIN
    own_words = names.words_of(name.symbols[0])
    return _judge_everyday(tokens, start, end, name, own_words, as_index=names.is_index(name))


def _judge_everyday(
    tokens: Sequence[str], start: int, end: int, name: Name, own_words: frozenset[str], *, as_index: bool
) -> Standing | None:
    """What a name of everyday words is worth."""
    if as_index and tokens[end : end + 1] and tokens[end] in EXCHANGE_WORDS:
        return None
    if has_legal_form(tokens, end, own_words) and not has_first_name(tokens, start):
        return Standing.CERTAIN
    headline = is_title_case(tokens, start)
    if is_part_of_another_name(tokens, start, end, own_words):
        return Standing.DOUBTFUL if headline else None
    if name.sort is Sort.PHRASE and is_called_a(tokens, start, end):
        return Standing.DOUBTFUL
    if name.sort is Sort.PHRASE or acts_as_company(tokens, start, end, as_index=as_index):
        return Standing.CERTAIN
    if as_index or (tokens[start - 1 : start] and tokens[start - 1] in POSSESSIVES):
        return Standing.DOUBTFUL
    alone = is_thing(tokens[start]) and not (tokens[start].isupper() or headline)
    return Standing.CERTAIN if alone and stands_alone(tokens, start, end) else Standing.LIKELY


def _is_instrument(tokens: Sequence[str], start: int, end: int, name: Name) -> bool:
    """Whether a name of an index, a series or a fund means it here."""
    if name.sort is Sort.MARKET:
        return is_index_here(tokens, start, end)
    if name.words[-1].islower():
        return not _is_foreign(tokens, start)
    if name.words[-1].istitle() and names_something_else(tokens, end):
        return False
    generic = name.words[-1] in ("ETF", "Fund", "Trust") and name.words[0][0].isupper()
    return not (generic and has_first_name(tokens, start))


def _is_foreign(tokens: Sequence[str], start: int) -> bool:
    before = tokens[max(start - FOREIGN_WITHIN, 0) : start]
    for token in reversed(before):
        if token in SENTENCE_ENDS:
            return False
        if token in context_words("foreign"):
            return True
    return False


def _may_be_vouched(tokens: Sequence[str], hit: Hit) -> bool:
    """A word that the document elsewhere uses as a company's name is one again, where it has its capital for that."""
    return hit.name.sort is not Sort.COMMON or not begins_sentence(tokens, hit.start)


def _listed_with_companies(tokens: Sequence[str], hits: Sequence[Hit]) -> set[Hit]:
    """Names that stand in one list with a certain company: "Ford and General Motors"."""
    listed = {hit for hit in hits if hit.is_certain_company}
    for first, second, third in zip(hits, hits[1:], hits[2:], strict=False):  # "Tesla, Amazon and Apple"
        if _is_list(tokens, first, second) and _is_list(tokens, second, third):
            listed.update(hit for hit in (first, second, third) if hit.standing is Standing.LIKELY)
    for order in (list(pairwise(hits)), [(b, a) for a, b in pairwise(hits)][::-1]):
        for known, other in order:
            if known in listed and _is_list(tokens, *sorted((known, other), key=lambda hit: hit.start)):
                listed.add(other)
    return listed


def _is_list(tokens: Sequence[str], first: Hit, second: Hit) -> bool:
    between = tokens[first.end : second.start]
    return bool(between) and all(token.lower() in LIST_MARKS for token in between)


class _CompanyNearby:
    """Where companies are named for certain, to vouch for words in the same sentence."""

    def __init__(self, tokens: Sequence[str], hits: Sequence[Hit]) -> None:
        self._tokens = tokens
        self._places = [hit.start for hit in hits if hit.is_certain_company]

    def vouches_for(self, hit: Hit) -> bool:
        """Whether the word has a capital inside a sentence that names another company, and no article before it."""
        after = bisect_left(self._places, hit.start)
        for place in self._places[max(after - 1, 0) : after + 1]:
            first, last = sorted((place, hit.start))
            if last - first <= COMPANY_WITHIN and SENTENCE_ENDS.isdisjoint(self._tokens[first:last]):
                return stands_alone(self._tokens, hit.start, hit.end)
        return False
