"""Text → the words that the lexical index holds and that a query is compared by: stemmed, with figures whole."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from vectorstore.sentences import sentence_spans

if TYPE_CHECKING:
    from snowballstemmer.basestemmer import BaseStemmer

LONGEST_WORD = 40  # longer ones are addresses and keys, which nobody types
REMEMBERED_STEMS = 200_000
"""The vocabulary of 20 quarterly reports has 20,000 words; a stem takes 20 µs to make and 0.1 µs to remember."""

STOP_WORDS = frozenset(
    "a an and are as at be but by did do does for from had has have how if in into is it its no not of on or such"
    " that the their then there these they this to was were what which who will with s".split()
)
"""Left out of queries and of pairs: the usual words, and those that only make a question of them."""

TASK_WORDS = frozenset(
    "amount average between change changed changes compare compared comparison decrease decreased difference during"
    " increase increased many much percent percentage per respective respectively year years".split()
)
"""Words that say what to do with the figures that are looked for. Left out of queries: on TAT-QA dev the share of
contexts found first rises from 0.666 to 0.682 by it."""

_WORD = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+")
_MAY_END = re.compile(r"[.!?…]\W*\s")  # looked for first: most rows of a table hold no end of a sentence
_YEAR = re.compile(r"(?:19|20)\d\d")


def words_of(text: str) -> list[str]:
    """The words in order: stems in lower case without accents, figures without thousands separators."""
    found = _WORD.findall(_folded(text.lower()))
    return [_stem(word) for word in found if len(word) <= LONGEST_WORD]


def query_words(text: str) -> list[str]:
    """The words of a query that say what it looks for; all of them where these are none."""
    words = words_of(text)
    return [word for word in words if word not in _left_out()] or words


def pairs_of(words: Iterable[str]) -> list[str]:
    """Neighbouring words, the usual ones left out: "net sales" in a text is more than both apart."""
    kept = [word for word in words if word not in STOP_WORDS]
    return [f"{first}_{second}" for first, second in pairwise(kept)]


def units_of(text: str) -> list[list[str]]:
    """The words of each sentence and each row of a table: what one question is answered by."""
    units = []
    for line in text.split("\n"):
        spans = sentence_spans(line, 0, len(line)) if _MAY_END.search(line) else [(0, len(line))]
        units += [words for start, end in spans if (words := words_of(line[start:end]))]
    return units


def years_of(words: Iterable[str]) -> set[str]:
    """The years among the words."""
    return {word for word in words if _YEAR.fullmatch(word)}


def topic_words(words: Sequence[str]) -> frozenset[str]:
    """The words that are neither figures nor usual ones."""
    return frozenset(word for word in words if not word[0].isdigit() and word not in STOP_WORDS)


def _folded(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@lru_cache(maxsize=REMEMBERED_STEMS)
def _stem(word: str) -> str:
    if word[0].isdigit():
        return word.replace(",", "")
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


@cache
def _left_out() -> frozenset[str]:
    return STOP_WORDS | {_stem(word) for word in TASK_WORDS}


@cache
def _stemmer() -> BaseStemmer:
    import snowballstemmer

    return snowballstemmer.stemmer("english")
