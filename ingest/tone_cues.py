"""The words of a sentence that say how things are: from the lists in reference/tone_words.csv."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from ingest.spellings import REFERENCE
from ingest.wording import tokens_of, words_of

CLAUSE_ENDS = frozenset({",", ";", ":", "(", ")", "—", "–"})
CLAUSE_WORDS = frozenset(
    "after although and as because but however since though when whereas while yet".split()
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or phrase of the lists at ``[start, end)`` of a sentence, and the clause it stands in."""

    start: int
    end: int
    role: str
    weight: float
    clause: int


class _Entry(NamedTuple):
    rest: tuple[str, ...]
    role: str
    weight: float


def cues_in(words: Sequence[str]) -> list[Cue]:
    """The cues among ``words``, in order; the longest phrase at a place, in each role that it plays."""
    entries, found, place, clause = _lexicon(), [], 0, 0
    while place < len(words):
        word = words[place]
        if word in CLAUSE_ENDS or word in CLAUSE_WORDS:
            clause += 1
        step = 1
        for entry in entries.get(word, ()):
            end = place + 1 + len(entry.rest)
            if tuple(words[place + 1 : end]) == entry.rest:
                if end - place < step:
                    break
                found.append(Cue(place, end, entry.role, entry.weight, clause))
                step = end - place
        place += step
    return found


@cache
def _lexicon() -> Mapping[str, tuple[_Entry, ...]]:
    """First word → the entries that begin with it, the longest first."""
    found: defaultdict[str, list[_Entry]] = defaultdict(list)
    with (REFERENCE / "tone_words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for text in row["words"].split(";"):
                first, *rest = words_of(tokens_of(text))
                found[first].append(_Entry(tuple(rest), row["class"], float(row["weight"])))
    return {first: tuple(sorted(held, key=lambda entry: -len(entry.rest))) for first, held in found.items()}
