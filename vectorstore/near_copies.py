"""Near-copies: one text that several carriers brought out, with another headline, an agency's lines, cut off, edited.

Two texts are near-copies where most word triples of the shorter one stand in the longer one and no figure is another in
the same words. Candidates come from MinHash bands, of the whole text and of its beginning (a copy that is cut off
early shares little of the whole). ``benchmarks/near_copies.py`` measures it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from datasketch import MinHash

Hashes = NDArray[np.uint64]

SHINGLE = 3  # words: one changed word changes three shingles, and texts on one subject share few
SAMPLE = 4096
"""Shingles and figures kept of a text, those of the smallest hashes: all of an article, a fair sample of a filing."""
WHOLE_BANDS, LEAD_BANDS, ROWS = 32, 16, 3
"""Bands of the whole text and of its first ``LEAD_WORDS`` words. Copies with 15 % of their
words edited share one in 99 of 100 cases, with 20 % edited in 92; minutes of different meetings in 10 or more."""
LEAD_WORDS = 100
CONTAINED = 0.5
"""Least share of the shorter text's shingles in the longer one. From 0.3 to 0.5 the same copies are found, with 20 % of
their words edited nine of ten, at 0.6 four of ten. No threshold tells look-alikes apart: policy statements of the
Federal Reserve share up to 0.98 with the one before. Their figures and dates do: of 1,378 pairs none passes."""
LEAST_SHARE = 0.2
"""Least size of the shorter text, as a share of the longer one's: minutes quote whole statements and are no copies."""
SHORT, SHORT_CONTAINED, SHORT_SHARE = 30, 0.9, 0.8
"""Texts of fewer shingles than ``SHORT`` say too little to share half: they must be nearly the same."""
AROUND = 2  # words on each side of a figure: its context
FIGURE = 1  # what stands for a figure in its context
LONGEST = 2_000_000  # characters of a text that are looked at: six annual reports
AT_ONCE = 10_000  # shingles hashed by all permutations at once: 4 MB
HALF = np.uint64(32)  # bits

UP, DOWN, LEVEL = "+", "-", "="
DIRECTIONS = {
    UP: "up rise rises rose risen rising raise raises raised raising increase increases increased increasing"
    " gain gains gained higher",
    DOWN: "down fall falls fell fallen falling lower lowers lowered lowering decrease decreases decreased"
    " decreasing decline declines declined cut cuts loss losses lost lose reduce reduced",
    LEVEL: "maintain maintains maintained unchanged hold holds held",
}
VALUES = {word: sign for sign, words in DIRECTIONS.items() for word in words.split()} | {
    word: word
    for word in (
        "one two three four five six seven eight nine ten eleven twelve half quarter first second third fourth"
        " january february march april may june july august september october november december"
        " monday tuesday wednesday thursday friday saturday sunday"
    ).split()
}
"""Words that count as figures: another number, date or direction in the same words is another statement."""
_TOKEN = re.compile(r"\d+(?:[.,/:]\d+)*|%|[^\W\d_]+(?:['’][^\W\d_]+)*")
_PERCENT = re.compile(r"\s*(?:%|\bper\s?cent\b|\bpct\b\.?)")


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """What is kept of a text to recognise its copies.

    ``bands`` are looked up, (48,) or, of a text without words, (0,). ``shingles`` are sorted hashes of word triples,
    and ``figures`` of figures with the words around them.
    """

    bands: NDArray[np.int64]
    shingles: NDArray[np.uint32]
    figures: Hashes


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a text; equal on every machine."""
    words = _TOKEN.findall(_PERCENT.sub(" % ", text[:LONGEST].casefold()))
    values = [_plain(word) if word[0].isdigit() else VALUES.get(word, "") for word in words]
    hashes = np.array([_word_hash(word) for word in words], dtype=np.uint64)
    shingles, lead = _shingles(hashes), _shingles(hashes[:LEAD_WORDS])
    bands = [_bands(shingles, WHOLE_BANDS, 0), _bands(lead, LEAD_BANDS, WHOLE_BANDS)] if words else []
    return Fingerprint(
        bands=np.concatenate([np.empty(0, dtype=np.int64), *bands]),
        shingles=_short(shingles[:SAMPLE]),
        figures=_figures(values, hashes)[:SAMPLE],
    )


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are.

    ``containment`` is the share of the shorter one's word triples that stand in the longer one, 0 to 1;
    ``size_ratio`` the shorter one's size by the longer one's; ``other_figures`` tells whether the same words stand
    around another figure, date or direction; ``short`` that the shorter one has too few words to say much.
    """

    containment: float
    size_ratio: float
    other_figures: bool
    short: bool

    @property
    def is_copy(self) -> bool:
        """Whether one of the texts is a near-copy of the other."""
        contained, share = (SHORT_CONTAINED, SHORT_SHARE) if self.short else (CONTAINED, LEAST_SHARE)
        return self.containment >= contained and self.size_ratio >= share and not self.other_figures


def compare(one: Fingerprint, other: Fingerprint) -> Likeness:
    """Likeness of two texts; exact for articles, from a sample of ``SAMPLE`` word triples for longer texts."""
    a, b = one.shingles, other.shingles
    last = min((sample[-1] for sample in (a, b) if len(sample) == SAMPLE), default=None)
    if last is not None:  # beyond the end of a sample nothing is known of its text
        a, b = a[a <= last], b[b <= last]
    shorter, longer = sorted((len(a), len(b)))
    shared = len(np.intersect1d(a, b, assume_unique=True))
    return Likeness(
        containment=shared / max(shorter, 1),
        size_ratio=shorter / max(longer, 1),
        other_figures=_has_other_figures(one.figures, other.figures),
        short=shorter < SHORT,
    )


def _has_other_figures(one: Hashes, other: Hashes) -> bool:
    """Whether a context has figures in each that it has not in the other; a text that was cut off only lacks some."""
    mine, theirs = (
        np.unique(np.setdiff1d(*pair, assume_unique=True) >> HALF) for pair in ((one, other), (other, one))
    )
    return bool(len(np.intersect1d(mine, theirs, assume_unique=True)))


@lru_cache(maxsize=100_000)
def _word_hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(errors="replace"), digest_size=8).digest(), "little")


def _shingles(words: Hashes) -> Hashes:
    """Sorted hashes of all runs of ``SHINGLE`` words; of the whole text where it has fewer."""
    return np.unique(_runs(words, min(SHINGLE, len(words))))


def _runs(words: Hashes, length: int) -> Hashes:
    """The hash of each run of so many words."""
    count = max(0, len(words) - length + 1) if length else 0
    runs = np.zeros(count, dtype=np.uint64)
    for place in range(length):
        runs = _mix(runs ^ words[place : place + count])
    return runs


def _mix(values: Hashes) -> Hashes:
    """The finaliser of splitmix64: each bit of the value moves all bits of the hash."""
    values = (values + np.uint64(0x9E3779B97F4A7C15)).astype(np.uint64)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _figures(values: list[str], hashes: Hashes) -> Hashes:
    """Sorted hashes (n,) of the figures: half of each stands for the context, half for the value.

    A context is a window of words whose figures are left out, and a value is those figures, apart for each time that
    it comes in this context: where one of two equal figures was changed, both texts have one that the other lacks.
    """
    places = np.array([place for place, value in enumerate(values) if value], dtype=np.int64)
    context, value = (np.zeros(len(values) + 2 * AROUND, dtype=np.uint64) for _ in range(2))
    context[AROUND : len(values) + AROUND] = hashes
    context[places + AROUND] = FIGURE
    value[places + AROUND] = [_word_hash(values[place]) for place in places]
    around, within = (_runs(hidden, 2 * AROUND + 1)[places] >> HALF for hidden in (context, value))
    found, counts = np.unique(around << HALF | within, return_counts=True)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    found, times = np.repeat(found, counts), (np.arange(len(places)) - first).astype(np.uint64)
    return np.unique((found >> HALF << HALF) | (_mix(found ^ times) >> HALF))


def _plain(value: str) -> str:
    """A number without thousands separators and trailing zeros, so that 1,200 is 1200 and 9.50 is 9.5."""
    plain = value.replace(",", "")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _bands(shingles: Hashes, bands: int, first: int) -> NDArray[np.int64]:
    """Keys (bands,), each of its own place: two texts share one with a chance of 1 in (1 / their Jaccard) ** ROWS."""
    sketch = _empty_sketch(bands * ROWS).copy()
    for start in range(0, len(shingles), AT_ONCE):
        sketch.update_batch(_short(shingles[start : start + AT_ONCE]).tolist())
    table = sketch.hashvalues.reshape(bands, ROWS).astype(np.uint64)
    keys = np.arange(first, first + bands, dtype=np.uint64)
    for row in range(ROWS):
        keys = _mix(keys ^ table[:, row])
    return keys.astype(np.int64)


def _short(hashes: Hashes) -> NDArray[np.uint32]:
    """The upper halves: they keep the order, and two of 4,096 by 4,096 are equal by chance once in 256 times."""
    return (hashes >> HALF).astype(np.uint32)


@lru_cache
def _empty_sketch(permutations: int) -> MinHash:
    from datasketch.minhash import MinHash  # imports scipy, 0.5 s

    return MinHash(num_perm=permutations, seed=1, hashfunc=int, scheme="affine32")
