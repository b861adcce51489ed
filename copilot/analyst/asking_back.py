"""Asks which one is meant, where a question names nothing that can be looked up: "consumer stocks", "net income"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.analyst.matching import asks_for_words
from copilot.analyst.reading import Part
from copilot.analyst.senses import senses_said
from market.instruments import InstrumentBook

_VAGUE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"consumer(?: (?:stocks?|sector|shares?|funds?|etfs?|names))+", ("XLY", "XLP")),
    (
        r"treasur(?:y|ies)(?: (?:bonds?|funds?|etfs?|notes?))?|government bonds?|govvies",
        ("SHY", "IEF", "TLT"),
    ),
    (r"bonds?(?: (?:funds?|etfs?|market))?|fixed income|credit", ("TLT", "LQD", "HYG", "AGG")),
    (r"the dollar|greenback", ("DX-Y.NYB", "UUP")),
    (r"real yields?|breakevens?", ("DFII10", "T10YIE")),
    (r"(?:the )?(?:large|big)[- ]caps?(?: stocks)?", ("^GSPC", "^RUI", "SPY")),
    (r"growth(?: fund| etf)", ("IWF", "QQQ", "IWO")),
    (r"value(?: fund| etf)", ("IWD", "IWN")),
    (r"(?:the )?(?:index|market) (?:fund|etf|tracker)", ("SPY", "QQQ", "IWM")),
)
"""What people call several instruments at once, and those that they may mean."""
_VAGUE_NAMES = tuple((re.compile(rf"\b(?:{words})\b", re.IGNORECASE), symbols) for words, symbols in _VAGUE)
WHICH_INSTRUMENT = (
    "Which instrument do you mean? Name an index, a fund, a share or a series, for instance the S&P 500."
)
SHORT = 8
"""A question of so few words about "them" has nothing else to go by."""
_OF_CLOSES = frozenset({"average", "rsi", "drawdown", "sharpe", "downside", "beta"})
"""What is measured of closes alone, so that no text answers it without a name."""
_PRONOUN = re.compile(
    r"\b(?:it|they|that one|this one|them|the (?:fund|etf|stock|index|share))\b", re.IGNORECASE
)
_STATEMENT = re.compile(
    r"\b(?:(?:total |net )?revenues?|net (?:income|sales|earnings)|eps|earnings per share|gross (?:margin|profit)"
    r"|operating (?:income|margin|expenses?|cash flow)|free cash flow|capex|r&d|total (?:assets|debt|liabilities)"
    r"|profits?|sales|earnings)\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"\b(?:what|how|was|were|is|are|the|much|big|did|do|does|last|in|for|of|on|a|an|quarter|year|month|and|diluted|basic|q[1-4]"
    r"|fy|fiscal|first|second|third|fourth|grow|growth|grew|total|latest|reported|report|please|show|me|tell|us|per|share"
    r"|compared?|to|with|vs|previous|prior|rise|fall|change|by|from|it|they|there|their|its|made|make|this|over|period"
    r"|(?:19|20)\d\d|\d+|january|february|march|april|may|june|july|august|september|october|november|december)\b|[^\w\s]",
    re.IGNORECASE,
)


def which_is_meant(part: Part, book: InstrumentBook, companies: Sequence[str]) -> str:
    """The question back, with the candidates; empty where something is named or where texts are asked for."""
    if (
        part.instruments
        or part.groups
        or part.ambiguous
        or part.kind
        or part.why
        or asks_for_words(part.text)
    ):
        return ""
    for names, symbols in _VAGUE_NAMES:
        if (found := names.search(part.text)) and (senses_said(part.asked) or part.periods):
            known = {item.symbol: f"{item.name} ({item.symbol})" for item in book.instruments}
            candidates = [known[symbol] for symbol in symbols if symbol in known]
            return (
                f"Which one do you mean by “{found[0]}”: {_listed(candidates)}?"
                if len(candidates) > 1
                else ""
            )
    if (line := _STATEMENT.search(part.text)) and not _NO_NAME.sub("", _STATEMENT.sub("", part.text)).strip():
        if not companies:
            return ""
        return f"Of which company do you mean {line[0].lower()}: {_listed(list(companies))}?"
    moves = senses_said(part.asked) & {"move", "level", "volatility", "drawdown", "compare"}
    if part.named_terms or part.before:
        return ""
    dated = bool(part.periods) or len(part.text.split()) <= SHORT
    if (_PRONOUN.search(part.text) and moves and dated) or senses_said(part.asked) & _OF_CLOSES:
        return WHICH_INSTRUMENT
    return ""


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
