"""Symbols written as symbols: (NASDAQ: AAPL), $AAPL, Apple (AAPL), AAPL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.names import DocumentNames
from ingest.spellings import is_everyday
from market.instruments import Instrument
from market.names import ABBREVIATIONS
from market.words import symbol_key

NAME_WITHIN = 8
"""Words before a bracket in which the company's name stands."""

BARE_MIN_LETTERS = 4
"""Three capitals are mostly an abbreviation: CRM, CMS, MET. Shorter symbols count once the company is named."""

UNIT_LETTERS = frozenset({"B", "BN", "K", "M", "MM", "T", "TN"})
"""In "($M)" and "$T" these are millions and trillions."""

US_EXCHANGES = frozenset(
    "NASDAQ NYSE AMEX ARCA NYSEARCA BATS CBOE NASDAQGS NASDAQGM NASDAQCM NASD NMS NYQ MARKET SELECT".split()
)
AMBIGUOUS_TICKERS = frozenset(
    "CAGR CBOE CMBS COVID EBIT FANG FICO GAAP LIBOR MSCI NAFTA OPEC RMBS ROIC SOFR SPAC".split()
)
"""Long enough, and yet the name of something else: a score, an index family, a group of stocks."""

MOVE_WORDS = frozenset(
    "shares stock rose fell gained lost jumped dropped slid surged plunged calls puts".split()
)


@dataclass(frozen=True, slots=True)
class Ticker:
    """A symbol at a place; ``certain`` where it needs no other mention of its company."""

    place: int
    symbol: str
    certain: bool


def tickers_in(tokens: Sequence[str], names: DocumentNames) -> Iterator[Ticker]:
    """The symbols among ``tokens``, certain or to be vouched for.

    Letters that a bracket explains as short for something else are no symbol in the whole document.
    """
    explained: set[str] = set()
    for place, token in enumerate(tokens):
        if not (token[0].isupper() or token[0] in "$^") or not token.isupper() or token in explained:
            continue
        instrument = names.tickers.get(symbol_key(token))
        if instrument is None:
            continue
        certain = _judge(tokens, place, token, instrument, names)
        if certain is not None:
            yield Ticker(place, instrument.symbol, certain)
        elif tokens[place - 1] == "(":
            explained.add(token)


def _judge(
    tokens: Sequence[str], place: int, token: str, instrument: Instrument, names: DocumentNames
) -> bool | None:
    if token[0] in "$^":
        return None if token[1:] in UNIT_LETTERS else True
    before = tokens[place - 1] if place else ""
    after = tokens[place + 1] if place + 1 < len(tokens) else ""
    if before == ":":
        exchange = tokens[place - 2].upper() if place > 1 else ""
        return (
            True
            if exchange in US_EXCHANGES
            else (None if exchange.isalpha() and _opens(tokens, place) else False)
        )
    if before == "(" and after == ")":
        return _fits_name(tokens, place - 1, token, instrument, names)
    if len(token) == 1 or token in ABBREVIATIONS or is_everyday(token) or token in AMBIGUOUS_TICKERS:
        return None if len(token) == 1 else False
    return len(token) >= BARE_MIN_LETTERS or instrument.kind != "stock" or after in MOVE_WORDS


def _opens(tokens: Sequence[str], place: int) -> bool:
    """Whether the exchange and the symbol stand in brackets: (TSX: T) is not AT&T."""
    return "(" in tokens[max(place - 5, 0) : place]


def _fits_name(
    tokens: Sequence[str], bracket: int, token: str, instrument: Instrument, names: DocumentNames
) -> bool | None:
    """Whether the words before the bracket are the company's, and not those that the letters shorten."""
    words = [word for word in tokens[max(bracket - NAME_WITHIN, 0) : bracket] if word[0].isalnum()]
    known = names.words_of(instrument.symbol)
    if any(word.casefold() in known and len(word) > 2 and word[0].isupper() for word in words[-4:]):
        return True
    if len(token) < 3 or is_everyday(token) or _shortens(token, words):
        return None
    return bool(words) and words[-1][0].isupper()


def _shortens(token: str, words: Sequence[str]) -> bool:
    """Whether the letters are the first letters of the words before, as in "consumer price index (CPI)"."""
    initials = "".join(word[0] for word in words).upper()
    letters = iter(reversed(initials))
    return all(letter in letters for letter in reversed(token))
