"""Numbers spelled in words: ``twenty-five``, ``two and a half``, ``a quarter point``, ``doubled``."""

from __future__ import annotations

import re

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
UNITS_OF_WORDS = {word: value for value, word in enumerate(_SMALL)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
MULTIPLIERS = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}

_WORD = "|".join(sorted(UNITS_OF_WORDS, key=len, reverse=True))
_MULTIPLIER = "|".join(MULTIPLIERS)
SPELLED = (
    rf"(?:(?:{_WORD})|an?(?=[ -](?:{_MULTIPLIER})\b))"
    rf"(?:[ -](?:and[ -](?!a\b))?(?:{_WORD}|{_MULTIPLIER})\b){{0,8}}"
    r"(?:[ -]and[ -]a[ -](?:half|quarter))?"
)
"""A cardinal number in words, of at most nine words."""

FRACTIONS = {
    "half": 1 / 2,
    "third": 1 / 3,
    "quarter": 1 / 4,
    "fifth": 1 / 5,
    "eighth": 1 / 8,
    "tenth": 1 / 10,
}
VULGAR_FRACTIONS = {
    "½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8,
}  # fmt: skip

_WHOLE = r"(?:the|all|its|their|our|total|that|those)\b"
_POINT = r"(?:(?:percentage|percent)[ -])?points?\b"
_NOT_AND = r"(?<!and )(?<!and-)(?<!and a )(?<!and-a-)"
"""``two and a half percent`` is one number, read by :data:`SPELLED`."""
PHRASES: tuple[tuple[str, float | None, str], ...] = (
    (rf"\bthree[ -]quarters?[ -](?:of[ -]an?[ -])?{_POINT}", 0.75, "pp"),
    (rf"{_NOT_AND}\b(?:an?[ -]|one[ -])?quarter[ -](?:of[ -]an?[ -])?{_POINT}", 0.25, "pp"),
    (rf"{_NOT_AND}\b(?:an?[ -]|one[ -])?half[ -](?:of[ -])?(?:an?[ -])?{_POINT}", 0.5, "pp"),
    (r"\bthree[ -]quarters?[ -]of[ -](?:a|one)[ -]per\s?cent\b", 0.75, "%"),
    (rf"{_NOT_AND}\b(?:a[ -]|one[ -])?quarter[ -](?:of[ -])?(?:a[ -]|one[ -])?per\s?cent\b", 0.25, "%"),
    (rf"{_NOT_AND}\b(?:a[ -]|one[ -])?half[ -](?:of[ -])?(?:a[ -]|one[ -])?per\s?cent\b", 0.5, "%"),
    (rf"\b(?:{_WORD})fold\b", None, "x"),
    (r"\bhalf[ -]a[ -](?:million|billion|trillion)\b", None, ""),
    (r"\ban?[ -]quarter[ -]of[ -]a[ -](?:million|billion|trillion)\b", None, ""),
    (rf"{_NOT_AND}\ban[ -]eighth[ -](?:of[ -]an?[ -])?{_POINT}", 0.125, "pp"),
    (r"\b(?:doubled|doubling|twice(?=\s(?:as|the|its|their|that)))\b", 2.0, "x"),
    (r"\b(?:tripled|tripling|trebled)\b", 3.0, "x"),
    (r"\b(?:quadrupled|quadrupling)\b", 4.0, "x"),
    (r"\bhalved\b", 0.5, "x"),
    (
        rf"\b(?:one|two|three|four)\s(?:in|out\sof)\s(?:{_WORD})\b(?![ -](?:{_MULTIPLIER}|years?|months?|days?)\b)",
        None,
        "",
    ),
    (r"\b(?:one|two|three|four)[ -](?:third|fifth|eighth|tenth)s?\b", None, ""),
    (rf"\b(?:one|three)[ -]quarters?(?=\sof\s{_WHOLE})", None, ""),
    (rf"\ba\s(?:third|quarter|fifth|tenth)(?=\sof\s{_WHOLE})", None, ""),
    (rf"(?<!first )(?<!second )(?<!latter )(?<!other )\b(?:one[ -])?half(?=\s(?:of\s)?{_WHOLE})", None, ""),
)
"""Phrases that are a number and a unit in one; ``None`` as value means that the words are a fraction."""


def value_of_words(words: str) -> float:
    """The number that a match of :data:`SPELLED` says: ``two hundred and fifty`` is 250."""
    total = group = 0.0
    for word in re.split(r"[\s-]+", words.lower()):
        if word in UNITS_OF_WORDS:
            group += UNITS_OF_WORDS[word]
        elif word == "hundred":
            group = (group or 1) * 100
        elif word in MULTIPLIERS:
            total += (group or 1) * MULTIPLIERS[word]
            group = 0.0
        elif word in FRACTIONS:
            group += FRACTIONS[word]
    return total + group


def value_of_fraction(words: str) -> float:
    """The number that a fraction or a multiple in words says: ``two-thirds`` is 0.667, ``one in five`` 0.2."""
    parts = re.split(r"[\s-]+", words.lower())
    if parts[-1].endswith("fold"):
        return float(UNITS_OF_WORDS[parts[-1].removesuffix("fold")])
    if "in" in parts or "out" in parts:
        return UNITS_OF_WORDS[parts[0]] / (UNITS_OF_WORDS[parts[-1]] or 1)
    if parts[-1] in MULTIPLIERS:
        return FRACTIONS["quarter" if "quarter" in parts else "half"] * MULTIPLIERS[parts[-1]]
    numerator = UNITS_OF_WORDS.get(parts[0], 1) if len(parts) > 1 else 1
    return numerator * FRACTIONS[parts[-1].removesuffix("s") if parts[-1] != "half" else "half"]


def has_multiplier(words: str) -> bool:
    """Whether the words hold ``hundred``, ``million`` …, which make them a figure without a unit."""
    return any(word in MULTIPLIERS for word in re.split(r"[\s-]+", words.lower()))
