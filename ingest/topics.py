"""What a document is about: at most four of a fixed list, by weighted phrases."""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ingest.company_context import context_words
from ingest.spellings import REFERENCE
from ingest.wording import stem_of, stems_of, text_tokens, tokens_of

MOST_TOPICS = 4

ENOUGH = 3.0
"""One strong phrase, or two weak ones, make a topic of a short text."""
SHORT_TEXT_WORDS = 60
ENOUGH_GROWS = 1.2
"""Each doubling of the length asks for so much more: a long text touches on everything."""
SHARE_OF_BEST = 0.3
"""A topic with less than this share of the first one's score is in passing."""
TITLE_COUNTS = 3
"""A phrase of the title counts like three in the text."""


MOVES_WITHIN = 4
"""Words after a phrase such as ``stocks ~`` among which one says that they rise or fall."""


class _Phrase(NamedTuple):
    rest: tuple[str, ...]
    topic: str
    weight: float
    moves: bool
    """Written with ``~``: counts where the next words say up or down."""


def topics_of(title: str, text: str) -> tuple[str, ...]:
    """The topics of an English document, the main one first; none is empty.

    Each phrase that occurs adds its weight, and the logarithm of how often it occurs: what is said in several ways
    counts more than what is repeated. The longest phrase at a place counts alone.
    """
    counts: Counter[_Phrase] = Counter()
    words = stems_of(text_tokens(text))
    counts.update(_phrases_in(words))
    for phrase in _phrases_in(stems_of(tokens_of(title))):
        counts[phrase] += TITLE_COUNTS
    scores: defaultdict[str, float] = defaultdict(float)
    for phrase, count in counts.items():
        scores[phrase.topic] += phrase.weight * (1 + math.log2(count))
    needed = ENOUGH + ENOUGH_GROWS * max(0.0, math.log2(max(len(words), 1) / SHORT_TEXT_WORDS))
    least = max(needed, SHARE_OF_BEST * max(scores.values(), default=0.0))
    firm = _firm_topics(counts, short=len(words) <= SHORT_TEXT_WORDS)
    ranked = sorted(firm, key=lambda topic: -scores[topic])
    return tuple(topic for topic in ranked if scores[topic] >= least)[:MOST_TOPICS]


def _firm_topics(counts: Iterable[_Phrase], *, short: bool) -> list[str]:
    """Topics with one strong phrase; a short text may have two weak ones instead."""
    weights: defaultdict[str, list[float]] = defaultdict(list)
    for phrase in counts:
        weights[phrase.topic].append(phrase.weight)
    return [topic for topic, held in weights.items() if max(held) >= ENOUGH or (short and len(held) > 1)]


@cache
def topic_names() -> tuple[str, ...]:
    """The fixed list of topics."""
    return tuple(dict.fromkeys(row["topic"] for row in _rows()))


def _phrases_in(words: Sequence[str]) -> Iterator[_Phrase]:
    """The longest phrase at each place, once for each topic that has it; what it covers is not read again."""
    phrases, place = _phrases(), 0
    while place < len(words):
        step, topics = 1, set[str]()
        for phrase in phrases.get(words[place], ()):
            end = place + 1 + len(phrase.rest)
            if end - place < step:
                break
            if phrase.topic in topics or tuple(words[place + 1 : end]) != phrase.rest:
                continue
            if not phrase.moves or _moves(words, end):
                step = end - place
                topics.add(phrase.topic)
                yield phrase
        place += step


def _moves(words: Sequence[str], start: int) -> bool:
    return not _move_stems().isdisjoint(words[start : start + MOVES_WITHIN])


@cache
def _move_stems() -> frozenset[str]:
    return frozenset(
        stem_of(word) for word in context_words("move") | {"increase", "decrease", "grew", "miss", "beat"}
    )


def _strongest_first(phrase: _Phrase) -> tuple[int, float, bool]:
    return -len(phrase.rest), -phrase.weight, not phrase.moves


@cache
def _phrases() -> Mapping[str, tuple[_Phrase, ...]]:
    """First stem → the phrases that begin with it, the longest first."""
    found: defaultdict[str, list[_Phrase]] = defaultdict(list)
    for row in _rows():
        for text in row["phrases"].split(";"):
            words = text.removesuffix("~")
            first, *rest = stems_of(tokens_of(words))
            moves = len(words) < len(text)
            found[first].append(_Phrase(tuple(rest), row["topic"], float(row["weight"]), moves))
    return {first: tuple(sorted(held, key=_strongest_first)) for first, held in found.items()}


def _rows() -> list[dict[str, str]]:
    with (REFERENCE / "topics.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
