"""A text cut into words and marks, once for all that reads it, and words brought to their stems."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

STEMS_KEPT = 100_000
"""A worker meets the same words again and again."""
STEMMED_FROM = 4
"""Shorter words have no endings to lose: gas, bus."""
VOWELS = frozenset("aeiouy")

HYPHENS = frozenset("-‐‑–")
DASH = "—"
PARAGRAPH = "\n"
"""The mark of an empty line."""
MARKS = {"dash": DASH, "paragraph": PARAGRAPH}
"""Group of the pattern → the one mark that it is written as; a hyphen with a space beside it is a dash."""
POSSESSIVES = frozenset({"'s", "’s", "'S", "’S"})

_TOKEN = re.compile(
    r"[$^][A-Z]{1,5}(?:\.[A-Z])?\b"  # a symbol marked as one: $AAPL, ^RUT
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![^\W_])"
    r"|[^\W_]+(?:[&.][^\W_]+|['’](?![sS]\b)[^\W_]+)*"  # a word: AT&T, U.S, Amazon.com, O'Reilly
    r"|['’][sS]\b"
    r"|(?P<dash>(?<!\w)[-‐‑–]|[-‐‑–](?!\w))"
    r"|(?P<paragraph>\n[^\S\n]*\n\s*)"
    r"|[^\w\s]"
)


def tokens_of(text: str) -> list[str]:
    """The words and marks of ``text`` in order: a hyphen, a possessive ``'s`` and an empty line are marks of their own.

    Equal in both: ``Coca-Cola's`` gives ``Coca``, ``-``, ``Cola``, ``'s``, as the name ``Coca-Cola`` does.
    """
    return [MARKS.get(found.lastgroup or "") or found[0] for found in _TOKEN.finditer(text)]


@lru_cache(maxsize=1)
def text_tokens(text: str) -> tuple[str, ...]:
    """The tokens of a document's text, cut once for all that reads the same document one after the other."""
    return tuple(tokens_of(text))


def words_of(tokens: Iterable[str]) -> list[str]:
    """The words in lower case; marks stay, hyphens and possessives are left out."""
    return [token.lower() for token in tokens if token not in HYPHENS and token not in POSSESSIVES]


def stems_of(tokens: Iterable[str]) -> list[str]:
    """The stems of words; marks stay, hyphens and possessives are left out."""
    return [stem_of(word) for word in words_of(tokens)]


@lru_cache(maxsize=STEMS_KEPT)
def stem_of(word: str) -> str:
    """What the inflections of an English ``word`` share: acquires, acquired and acquiring are ``acquir``.

    Only endings of verbs and plurals go. Snowball's stemmer makes one of important and import, of refiner and
    refinance, of product and production, and found topics that were not there.
    """
    if len(word) < STEMMED_FROM or not word.isalpha():
        return word
    bare = _without_s(word)
    for ending in ("ing", "ed"):
        stem = bare.removesuffix(ending)
        if stem != bare and len(stem) >= STEMMED_FROM - 1 and VOWELS.intersection(stem):
            bare = stem[:-1] if stem[-1] == stem[-2] and stem[-1] not in "lsz" else stem
            break
    if bare.endswith("i"):  # carried
        return f"{bare[:-1]}y"
    return bare.removesuffix("e")


def _without_s(word: str) -> str:
    if word.endswith("ies") and len(word) > STEMMED_FROM:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word if word.endswith(("ss", "us", "is")) else word.removesuffix("s")
