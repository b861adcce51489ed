"""Finds the sentences of passages that answer a question, word for word."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copilot.evidence import PassageEvidence

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

MIN_CHARS, MAX_CHARS = 30, 600  # shorter is a heading or a label, longer is a table or a list
MAX_SENTENCES = 160  # embedded per question: about a third of a second without a GPU
COPY_OVERLAP = 0.8  # share of equal words from which two sentences say the same thing
CAUSAL_CUES = re.compile(
    r"\b(because|due to|owing to|driven by|led by|thanks to|amid|after|on hopes|reason|catalyst\w*|relief|boost\w*"
    r"|fuel\w*|support\w*|help\w*|lift\w*|pressur\w+|weigh\w*|reflect\w*|benefit\w*|lower\w* cost\w*)\b",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“(A-Z0-9$])|\n{2,}|\n(?=[#\-*|>])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:U\.S|U\.K|Inc|Corp|Co|Ltd|Mr|Mrs|Ms|Dr|St|vs|No|e\.g|i\.e|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)|\b[A-Z])\.[\"”’)]*$"
)
_MARKER = re.compile(r"\[\s*(?:[pm]-|\d)")
_WORD = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*")
_STOPWORDS = frozenset(
    "a an and are as at be been but by can could did do does for from give had has have how if in into is it its "
    "last latest me my news of on or our please said say says should show so tell than that the their them there "
    "these they this those to up us was we were what when where which who why will with would you your about".split()
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage.

    ``similarity`` is its cosine to the question, ``overlap`` the share of the question's words that it holds,
    ``score`` what it is ranked by.
    """

    text: str
    passage: PassageEvidence
    similarity: float
    overlap: float
    score: float


def split_sentences(text: str) -> list[str]:
    """The sentences of ``text``, each exactly as it stands there."""
    pieces: list[str] = []
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        candidate = text[start : boundary.start()]
        if "\n" not in boundary[0] and _ABBREVIATION.search(candidate):
            continue
        pieces.append(candidate)
        start = boundary.end()
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def rank_sentences(
    question: str, passages: Sequence[PassageEvidence], embed: Embed, *, causal: bool = False
) -> list[Sentence]:
    """The quotable sentences of ``passages``, best first, near-copies left out.

    ``causal`` prefers sentences that give a reason. Passages come best first; only their first
    sentences are read once there are very many.
    """
    found = [
        (sentence, passage)
        for passage in passages
        for sentence in split_sentences(passage.quote)
        if MIN_CHARS <= len(sentence) <= MAX_CHARS and _reads_as_prose(sentence)
    ][:MAX_SENTENCES]
    if not found:
        return []
    vectors = embed([question, *(text for text, _ in found)])
    cosines = vectors[1:] @ vectors[0]
    wanted = content_stems(question)
    ranked = [
        _scored(text, passage, float(cosine), wanted, causal=causal)
        for (text, passage), cosine in zip(found, cosines, strict=True)
    ]
    return _without_copies(sorted(ranked, key=lambda sentence: -sentence.score))


def content_stems(text: str) -> set[str]:
    """The words of ``text`` that carry meaning, cut to their stems."""
    return {_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOPWORDS}


def word_overlap(first: str, second: str) -> float:
    """The share of the words of the shorter text that the other one holds too, from 0 to 1."""
    left, right = content_stems(first), content_stems(second)
    return len(left & right) / max(1, min(len(left), len(right)))


def _scored(
    text: str, passage: PassageEvidence, cosine: float, wanted: set[str], *, causal: bool
) -> Sentence:
    overlap = len(wanted & content_stems(text)) / max(1, len(wanted))
    reason = 0.1 if causal and CAUSAL_CUES.search(text) else 0.0
    return Sentence(text, passage, cosine, overlap, cosine + 0.2 * overlap + reason)


def _without_copies(ranked: Sequence[Sentence]) -> list[Sentence]:
    kept: list[Sentence] = []
    for sentence in ranked:
        if all(word_overlap(sentence.text, other.text) < COPY_OVERLAP for other in kept):
            kept.append(sentence)
    return kept


def _reads_as_prose(sentence: str) -> bool:
    """Whether this is a sentence: words outnumber figures, it ends like one, and no citation marker is in it."""
    if _MARKER.search(sentence):
        return False
    words = re.findall(r"[A-Za-z]{2,}", sentence)
    figures = re.findall(r"\d[\d.,]*", sentence)
    return len(words) >= 5 and len(words) > 2 * len(figures) and sentence[-1] in ".!?”\"')"


def _stem(word: str) -> str:
    for ending in ("ingly", "ing", "edly", "ed", "ies", "es", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
