"""A text cut into words and marks, once for all that reads it, and words brought to their stems."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snowballstemmer.basestemmer import BaseStemmer as Stemmer

STEMS_KEPT = 100_000
"""A stem takes 21 µs to find; a worker meets the same words again and again."""

HYPHENS = frozenset("-‐‑–")
PARAGRAPH = "\n"
"""The mark of an empty line."""
POSSESSIVES = frozenset({"'s", "’s"})

_TOKEN = re.compile(
    r"[$^][A-Z]{1,5}(?:\.[A-Z])?\b"  # a symbol marked as one: $AAPL, ^RUT
    r"|[^\W_]+(?:[&.][^\W_]+|['’](?!s\b)[^\W_]+)*"  # a word: AT&T, U.S, Amazon.com, O'Reilly
    r"|['’]s\b"
    r"|(?P<paragraph>\n[^\S\n]*\n\s*)"
    r"|[^\w\s]"
)


def tokens_of(text: str) -> list[str]:
    """The words and marks of ``text`` in order: a hyphen, a possessive ``'s`` and an empty line are marks of their own.

    Equal in both: ``Coca-Cola's`` gives ``Coca``, ``-``, ``Cola``, ``'s``, as the name ``Coca-Cola`` does.
    """
    return [PARAGRAPH if found.lastgroup else found[0] for found in _TOKEN.finditer(text)]


def stems_of(tokens: list[str]) -> list[str]:
    """The lower-case stems of words; marks stay, hyphens and possessives are left out."""
    return [stem_of(token) for token in tokens if token not in HYPHENS and token not in POSSESSIVES]


@lru_cache(maxsize=STEMS_KEPT)
def stem_of(word: str) -> str:
    """The English stem of ``word`` in lower case: decided, decides and deciding are ``decid``."""
    low = word.lower()
    return _stemmer().stemWord(low) if low.isalpha() else low


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer:
    import snowballstemmer

    stemmer: Stemmer = snowballstemmer.stemmer("english")
    return stemmer
