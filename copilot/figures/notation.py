"""How numbers are written in digits: grouping, decimals, fractions, signs, scales, currencies, units."""

from __future__ import annotations

import re
from typing import NamedTuple

from copilot.figures import numerals, units
from copilot.figures.nonfigures import FILLER


class Written(NamedTuple):
    """A number as written, before the words around it are looked at."""

    start: int
    end: int
    magnitude: float
    """Without sign, in base units."""
    step: float
    """What one more in the last digit would add."""
    coarse_step: float
    """The same for the last digit that is not a trailing zero: 100 for ``400``."""
    digits: int
    """Significant digits, trailing zeros of an integer aside."""
    unit: str
    scale: float = 1.0
    negative: bool = False
    in_parentheses: bool = False


DASHES = "‐‑–—-"
FRACTION_STEP = 0.01
"""Fractions stand for two decimals: rates are set in quarters and eighths, shares are told in thirds."""
NO_SCALE = 1.0

_NUMERALS = ("comma", "decimal", "whole", "fraction", "mixed", "vulgar")
_DASH_AND_WORD = re.compile(rf"[{DASHES}][A-Za-z{FILLER}]")
_WORD_AND_DASH = re.compile(rf"[A-Za-z{FILLER}][{DASHES}]")
_VULGAR = "".join(numerals.VULGAR_FRACTIONS)
_FRACTION = r"[1-9][0-9]?/(?:2|3|4|5|8|10|16|32)(?![0-9/])"
_INTEGER = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,3}(?:[\u202f\u00a0\u2009][0-9]{3})+(?![0-9])|[0-9]{1,20})"
)
_COMMA_DECIMAL = r"[0-9]{1,6},[0-9]{1,2}(?![0-9,])"
"""``7,5 %`` and ``€3,50``: only a per cent sign or a currency tells a decimal comma from two numbers."""
_GAP = rf"(?:\*\*)?[\s{DASHES}]?"
_TIME = rf"(?:{'|'.join(units.TIME_UNITS)})s?\b"
NUMBER = re.compile(
    rf"""(?<![A-Za-z0-9_])(?<![0-9][.,/])(?<![A-Za-z)][.,;])
    (?:(?<![\w%)\]*{DASHES}])(?P<sign>[-+−–]))?
    (?P<currency>{units.CURRENCY_BEFORE})?[ \u00a0]?(?P<inner>(?(currency)[-−(]|\()(?=[0-9.]))?
    (?:(?P<whole>[0-9]{{1,3}})[-‐‑\s](?P<part>{_FRACTION})|(?P<fraction>{_FRACTION})
      |(?P<mixed>[0-9]{{0,3}})(?P<vulgar>[{_VULGAR}])
      |(?P<comma>{_COMMA_DECIMAL}(?=\\?[ \u00a0\u202f]?\\?%)|(?(currency){_COMMA_DECIMAL}|(?!)))
      |(?P<decimal>{_INTEGER}(?:\.[0-9]{{1,20}})?|(?<![A-Za-z)])\.[0-9]{{1,20}}))
    (?P<close>\)(?=\s?\\?%|\s?(?:percent|pp|bps?)\b|\s?{units.SCALE_WORD}))?
    (?:{_GAP}(?P<scale>{units.SCALE_WORD})|(?P<letter>{units.SCALE_LETTER})
      |(?(currency)\s(?P<apart>[MBT])(?![\w.])|(?!)))?
    (?:{_GAP}\\?(?P<unit>{units.UNIT}|{units.CURRENCY_AFTER})|\s(?P<time>{_TIME}))?
    (?P<share>{units.PER_SHARE})?""",
    re.VERBOSE | re.IGNORECASE,
)
_COUNT_OF_TIMES = re.compile(
    r"\s(?:since|in|during|over|this|last|between|before|from|per|each|every|so\sfar|a\s(?:year|month|week|day))\b",
    re.IGNORECASE,
)


def read_number(match: re.Match[str]) -> Written | None:
    """What a match of :data:`NUMBER` says; ``None`` where its digits belong to a word such as ``5-star``."""
    if not _stands_alone(match):
        return None
    scale = _scale_of(match)
    magnitude, step, coarse_step, digits = _size_of(match)
    inside = match["inner"] == "("
    accounting = (inside and bool(match["currency"] or match["close"])) or bool(match["close"])
    return Written(
        start=_start_of(match),
        end=match.end() + (accounting and not match["close"]),
        magnitude=magnitude * scale,
        step=step * scale,
        coarse_step=coarse_step * scale,
        digits=digits,
        unit=unit_written(
            match["unit"] or match["time"], match["currency"], match["share"], match.string, match.end()
        ),
        scale=scale,
        negative=match["sign"] in ("-", "−", "–") or match["inner"] in ("-", "−") or accounting,
        in_parentheses=inside and match.string[match.end() : match.end() + 1] == ")",
    )


def unit_written(unit: str | None, currency: str | None, share: str | None, text: str, end: int) -> str:
    """The unit of a number from its parts; ``eight times since 1928`` is a count, with no unit."""
    if unit and unit.lower() == "times" and _COUNT_OF_TIMES.match(text, end):
        return ""
    meant = units.currency_of(currency) if currency else units.unit_of_word(unit) if unit else ""
    return f"{meant}/share" if share and units.is_currency(meant) else meant


def _start_of(match: re.Match[str]) -> int:
    """Where the number starts: its sign or currency, not the space or the parenthesis before its digits."""
    if match["sign"]:
        return match.start("sign")
    if match["currency"]:
        return match.start("currency")
    if match["inner"] and (match["inner"] != "(" or match["close"]):
        return match.start("inner")
    return next(match.start(name) for name in _NUMERALS if match[name] is not None)


def _stands_alone(match: re.Match[str]) -> bool:
    text, end = match.string, match.end()
    after = text[end : end + 2]
    has_unit = any(match[name] for name in ("unit", "time", "scale", "letter", "apart"))
    if after[:1].isalnum() or after[:1] == "_":
        return False
    if not has_unit and _DASH_AND_WORD.match(after):
        return False
    before = text[max(0, _start_of(match) - 2) : _start_of(match)]
    return has_unit or not _WORD_AND_DASH.match(before)


def _scale_of(match: re.Match[str]) -> float:
    written = match["scale"] or match["letter"] or match["apart"]
    scale = units.SCALES[written.lower()] if written else NO_SCALE
    return scale * 0.01 if (match["unit"] or "").lower() in units.CENT_WORDS else scale


def _size_of(match: re.Match[str]) -> tuple[float, float, float, int]:
    """Magnitude, step of the last digit, step of the last digit but trailing zeros, significant digits."""
    if match["comma"] is not None:
        return _size_of_decimal(match["comma"].replace(",", "."))
    if match["decimal"] is not None:
        return _size_of_decimal(match["decimal"])
    if match["vulgar"]:
        magnitude = float(match["mixed"] or 0) + numerals.VULGAR_FRACTIONS[match["vulgar"]]
    else:
        numerator, denominator = (match["part"] or match["fraction"]).split("/")
        magnitude = float(match["whole"] or 0) + int(numerator) / int(denominator)
    return magnitude, FRACTION_STEP, FRACTION_STEP, 2


def _size_of_decimal(written: str) -> tuple[float, float, float, int]:
    plain = re.sub(r"[^0-9.]", "", written)
    whole, _, decimals = plain.partition(".")
    if decimals:
        step = 10.0 ** -len(decimals)
        return float(plain), step, step, len((whole + decimals).lstrip("0")) or 1
    stripped = whole.rstrip("0")
    return (
        float(whole),
        1.0,
        10.0 ** (len(whole) - len(stripped)) if stripped else 1.0,
        len(stripped.lstrip("0")) or 1,
    )
