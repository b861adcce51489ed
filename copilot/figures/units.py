"""Units, scales and currencies: how they are written, and when two of them may be compared.

A figure's unit is ``%``, ``pp`` (percentage points), ``bp``, ``points`` (index or percentage points, the
text does not say which), ``x``, an ISO currency, a currency per share such as ``USD/share``, a unit of time
(``years`` …), or empty for a plain number.
"""

from __future__ import annotations

import re

CURRENCY_SIGNS = {
    "US$": "USD", "HK$": "HKD", "NZ$": "NZD", "A$": "AUD", "C$": "CAD", "S$": "SGD", "R$": "BRL",
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB",
}  # fmt: skip
CURRENCY_CODES = (
    "USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD", "CNY", "HKD", "SGD", "INR", "KRW", "SEK",
    "NOK", "DKK", "BRL", "MXN", "ZAR", "TRY", "PLN", "RUB", "TWD",
)  # fmt: skip
CURRENCY_WORDS = {
    "dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR", "yen": "JPY", "rmb": "CNY",
    "yuan": "CNY", "rupees": "INR", "won": "KRW", "cent": "USD", "cents": "USD",
}  # fmt: skip
CENT_WORDS = ("cent", "cents")
SCALES = {
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "k": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6,
    "b": 1e9, "bn": 1e9, "bln": 1e9, "t": 1e12, "tn": 1e12, "trn": 1e12,
}  # fmt: skip
TIME_UNITS = ("year", "quarter", "month", "week", "day", "session", "hour", "minute", "second")

PERCENT_WORD = r"per\s?cent|pct\.?"
UNIT_PATTERNS = (
    (r"%[ -]?points?\b|percentage[ -]points?\b|(?:per\s?cent)[ -]points?\b|p\.p\.|ppts?\b|pps?\b", "pp"),
    (rf"%|(?:{PERCENT_WORD})(?![A-Za-z])", "%"),
    (r"basis[ -]points?\b|bps?\b", "bp"),
    (r"points?\b|pts?\b", "points"),
    (r"(?:x|times|fold)(?![A-Za-z0-9])", "x"),
)
"""How units are written after a number, the longer before the shorter, and what each means."""

UNIT = "|".join(pattern for pattern, _ in UNIT_PATTERNS)
SCALE_WORD = r"(?:thousand|million|billion|trillion|mn|mln|mio|bn|bln|tn|trn)(?![A-Za-z])"
SCALE_LETTER = r"(?:mm|MM|[kKmMbBtT])(?![A-Za-z0-9])"
CURRENCY_BEFORE = (
    r"\\?(?:US\$|HK\$|NZ\$|[ACSR]\$|\$)|[€£¥₹₩₽]|\b(?:" + "|".join(CURRENCY_CODES) + r")(?=[\s0-9])"
)
CURRENCY_AFTER = r"(?:U\.?S\.?\s)?(?:" + "|".join((*CURRENCY_WORDS, *CURRENCY_CODES)) + r")(?![A-Za-z])|€|£"
PER_SHARE = r"\s(?:per|a)\s(?:(?:diluted|basic|common)\s)?share\b|/share\b"

_WRITTEN_UNITS = frozenset({unit for _, unit in UNIT_PATTERNS} | {f"{unit}s" for unit in TIME_UNITS})
_UNIT_RULES = tuple((re.compile(pattern, re.IGNORECASE), unit) for pattern, unit in UNIT_PATTERNS)


def unit_of_word(written: str) -> str:
    """The unit that ``written`` means: ``per cent`` is ``%``, ``dollars`` are ``USD``, ``years`` are ``years``."""
    for pattern, unit in _UNIT_RULES:
        if pattern.fullmatch(written):
            return unit
    word = written.split()[-1]
    if word.lower() in CURRENCY_WORDS or word.upper() in CURRENCY_CODES or word in CURRENCY_SIGNS:
        return currency_of(written)
    return written.lower().rstrip("s") + "s"


def currency_of(written: str) -> str:
    """The ISO code of a sign, a code or a word: ``US$`` and ``dollars`` are ``USD``."""
    sign = written.lstrip("\\").strip()
    word = sign.split()[-1]
    return CURRENCY_SIGNS.get(sign) or CURRENCY_WORDS.get(word.lower()) or word.upper()


def is_currency(unit: str) -> bool:
    """Whether ``unit`` is an ISO currency, per share or not."""
    return len(unit.removesuffix("/share")) == 3 and unit[:3].isupper()


def normal_unit(unit: str) -> str:
    """``unit`` of a receipt in the words used here; one that no reader of figures knows (count, score) is plain."""
    known = is_currency(unit) or unit in _WRITTEN_UNITS
    return unit if known else ""


def conversion(written: str, held: str, *, quoted: bool) -> float | None:
    """The factor from a value held in unit ``held`` to unit ``written``; ``None`` where they do not compare.

    A receipt declares its units, so only a number written with none may take its currency. A quoted source
    (``quoted``) often gives the unit elsewhere (the head of a table), so its plain number may take the
    currency, and its ``points`` may be percentage points.
    """
    if written == held:
        return 1.0
    if {written, held} == {"bp", "pp"}:
        return 100.0 if written == "bp" else 0.01
    if is_currency(held) and written in ("", held.removesuffix("/share"), f"{held}/share"):
        return 1.0
    if written == "points" and held in ("", "pp"):
        return 1.0
    if quoted and ((is_currency(written) and held == "") or (held == "points" and written in ("", "pp"))):
        return 1.0
    return None
