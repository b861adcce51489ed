"""Which of the ranked passages fill an answer: no copies, not all from one document, neighbours as one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

SAME_WORDS = 0.8
"""Two passages of near-copies that share so many of their words (Jaccard) are one passage printed twice."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with its score. Neighbours in a text have neighbouring places; near-copies have one group."""

    place: int
    document: int
    group: str
    text: str
    score: float


def select(ranked: Sequence[Ranked], limit: int, *, spread: float, joined: int) -> list[list[Ranked]]:
    """At most ``limit`` hits, best first, each of up to ``joined`` neighbours in the order of their text.

    Each earlier hit of a document takes ``spread`` from the score of its next one.
    """
    hits: list[list[Ranked]] = []
    seen: list[tuple[Ranked, str, frozenset[str]]] = []
    taken: Counter[int] = Counter()
    left = list(ranked)
    while left and len(hits) < limit:
        best = max(left, key=lambda item: (item.score - spread * taken[item.document], -item.place))
        left.remove(best)
        row = _words(best.text)
        words = frozenset(row.split())
        if any(_is_copy(best, row, words, *other) for other in seen):
            continue
        seen.append((best, row, words))
        for hit in hits:
            if _adjoins(hit, best) and len(hit) < joined:
                hit.append(best)
                hit.sort(key=lambda item: item.place)
                break
        else:
            hits.append([best])
            taken[best.document] += 1
    return hits


def _adjoins(hit: Sequence[Ranked], item: Ranked) -> bool:
    return hit[0].document == item.document and item.place in (hit[0].place - 1, hit[-1].place + 1)


def _is_copy(
    item: Ranked, row: str, words: frozenset[str], other: Ranked, other_row: str, other_words: frozenset[str]
) -> bool:
    """Whether one holds the other's words in one piece, or both are one passage of near-copies."""
    if row in other_row or other_row in row:
        return True
    if item.document == other.document or item.group != other.group or not item.group:
        return False
    return len(words & other_words) >= SAME_WORDS * len(words | other_words)


def _words(text: str) -> str:
    """The words in one row, with a space at both ends, so that a part of a word is no match."""
    return " ".join(["", *_WORD.findall(text.casefold()), ""])
