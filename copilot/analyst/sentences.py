"""Finds the sentences of passages that answer a question, word for word."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from copilot.evidence import PassageEvidence
from copilot.instructions import may_be_quoted
from vectorstore.sentences import sentence_spans

if TYPE_CHECKING:
    from snowballstemmer.basestemmer import BaseStemmer as Stemmer

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

MIN_CHARS, MAX_CHARS = 32, 600  # shorter is a heading or a label, longer is a table or a list
MAX_SENTENCES = 20  # embedded for one part of a question: two tenths of a second on two cores
SHORT_FORM_CHARS = 3
TITLE_WEIGHT = 0.5  # a word that stands in the document's title only counts half
PHRASE_PENALTY = 0.05  # what counts less that is not the question's own words
OVERLAP_WEIGHT = 0.3  # words in common settle between sentences that are alike in meaning
COPY_OVERLAP = 0.8  # share of equal words from which two sentences say the same thing
_CAUSAL_CUES = re.compile(
    r"\b(because|since|due to|owing to|driven by|led by|thanks to|amid|on hopes|reasons?|catalyst\w*|relief|boost\w*"
    r"|fuel\w*|support\w*|help\w*|lift\w*|pressur\w+|weigh\w*|reflect\w*|benefit\w*|hurts?|depends?|sensitive"
    r"|attract\w*|raises?|lowers?|lower (?:\w+ )?(?:costs?|rates?)|makes? it easier|with the|went (?:back )?into)\b",
    re.IGNORECASE,
)
FIGURES_OF_A_REPORT = 2  # from so many on a sentence reports moves and explains none
_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![ \t]*(?:\n|[#*|>•-])))*")
_POINTS_BACK = re.compile(
    r"(?:That|This|These|Those|It(?! (?:was|is) \w+ that\b)|They|He|She|But|And|So|Yet|However|Instead|Both|Such"
    r"|Nor|Also|The (?:first|second|other|latter))\b"
)
_SHORT = re.compile(r"[A-Z][^|\n]{14,60}\.")
_FOOTNOTE = re.compile(r"\(?\d{1,2}[.)]\s")
_MARKER = re.compile(r"\[\s*(?:[pm]-|\d)")
_FIGURE = re.compile(r"\d[\d.,]*")
_WORD = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*")
_STOPWORDS = frozenset(
    "a an and are as at be been but by can could did do does for from give had has have how if in into is it its "
    "last latest many me much my news of on or our please said say says should show so tell than that the their them "
    "there these they this those to up us was we were what when where which who why will with would you your "
    "about".split()
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


def quotable_spans(text: str) -> list[str]:
    """The sentences of ``text`` that can be quoted alone, each exactly as it stands there.

    One that points back ("That is why …") comes together with the sentence before it, or not at all; one that is too
    short to say much ("Revenue fell 27% from Q3 2021.") together with the one after it.
    """
    found: list[str] = []
    for paragraph in _PARAGRAPH.finditer(text):
        before, too_short = None, None
        for start, end in sentence_spans(text, *paragraph.span()):
            points_back = _POINTS_BACK.match(text, start) is not None
            begin = before if points_back else start
            before = start
            if begin is None:
                continue
            candidate = text[begin:end].strip()
            is_quotable = MIN_CHARS <= len(candidate) <= MAX_CHARS and _reads_as_prose(candidate)
            if is_quotable and too_short is not None and end - too_short <= MAX_CHARS:
                candidate = text[too_short:end].strip()
            if is_quotable:
                found.append(candidate)
            too_short = start if not is_quotable and _SHORT.fullmatch(candidate) else None
    return found


def rank_sentences(
    question: str,
    passages: Sequence[PassageEvidence],
    embed: Embed,
    phrases: Sequence[str] = (),
    most: int = MAX_SENTENCES,
    weigh: Callable[[Sentence], Sentence] | None = None,
) -> list[Sentence]:
    """The quotable sentences of ``passages``, best first, near-copies left out.

    Passages come best first. ``phrases`` are what documents write for the question's words: a sentence is as good as
    the best of them says. Where there are more than ``most``, those are embedded that share the most words with the
    question, then those of the best passages. ``weigh`` changes the score of one before they are ordered and copies
    are left out.
    """
    found = [(sentence, passage) for passage in passages for sentence in quotable_spans(passage.quote)]
    if not found:
        return []
    wanted = [content_stems(question), *(content_stems(phrase) for phrase in phrases)]
    found.sort(key=lambda item: -_most_held(wanted, content_stems(item[0])))
    found = found[:most]
    asked = [question, *phrases]
    vectors = embed([*asked, *(text for text, _ in found)])
    penalties = np.array([0.0, *[PHRASE_PENALTY] * len(phrases)], dtype=np.float32)
    cosines = (vectors[len(asked) :] @ vectors[: len(asked)].T - penalties).max(axis=1)
    ranked = [
        _scored(text, passage, float(cosine), wanted)
        for (text, passage), cosine in zip(found, cosines, strict=True)
    ]
    ranked = [weigh(sentence) for sentence in ranked] if weigh else ranked
    return without_copies(sorted(ranked, key=lambda sentence: -sentence.score))


def _most_held(wanted: Sequence[set[str]], words: set[str]) -> float:
    return max(
        share_held(stems, words) - PHRASE_PENALTY * (number > 0) for number, stems in enumerate(wanted)
    )


def content_stems(text: str) -> set[str]:
    """The words of ``text`` that carry meaning, cut to their stems."""
    return {_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOPWORDS}


def word_overlap(first: str, second: str) -> float:
    """The share of the words of the shorter text that the other one holds too, from 0 to 1."""
    left, right = content_stems(first), content_stems(second)
    return len(left & right) / max(1, min(len(left), len(right)))


def gives_a_reason(sentence: str) -> bool:
    """Whether a sentence says why: it holds a word such as because, driven by, benefit, and is no list of moves."""
    return bool(_CAUSAL_CUES.search(sentence)) and len(_FIGURE.findall(sentence)) < FIGURES_OF_A_REPORT


def _scored(text: str, passage: PassageEvidence, cosine: float, wanted: Sequence[set[str]]) -> Sentence:
    held = _most_held(wanted, content_stems(text))
    overlap = held + TITLE_WEIGHT * max(
        0.0, _most_held(wanted, content_stems(f"{passage.title} {text}")) - held
    )
    return Sentence(text, passage, cosine, overlap, cosine + OVERLAP_WEIGHT * overlap)


def share_held(wanted: set[str], words: set[str]) -> float:
    """The share of the stems ``wanted`` that ``words`` hold, also in a longer form; 1 where none is wanted."""
    return (
        sum(stem in words or _begins(stem, words) for stem in wanted) / max(1, len(wanted)) if wanted else 1.0
    )


def _begins(stem: str, words: set[str]) -> bool:
    """Whether one of ``words`` is a longer form of a stem: Fed, federal."""
    return len(stem) >= SHORT_FORM_CHARS and any(word.startswith(stem) for word in words)


def without_copies(ranked: Sequence[Sentence]) -> list[Sentence]:
    """``ranked`` without those that say what one before them says."""
    kept: list[Sentence] = []
    for sentence in ranked:
        if all(word_overlap(sentence.text, other.text) < COPY_OVERLAP for other in kept):
            kept.append(sentence)
    return kept


def _reads_as_prose(sentence: str) -> bool:
    """Whether this is a sentence: words outnumber figures, it ends like one, and no citation marker is in it."""
    if _MARKER.search(sentence) or _FOOTNOTE.match(sentence) or not may_be_quoted(sentence):
        return False
    words = re.findall(r"[A-Za-z]{2,}", sentence)
    figures = _FIGURE.findall(sentence)
    return len(words) >= 5 and len(words) > 2 * len(figures) and sentence[-1] in ".!?”\"')"


@cache
def _stem(word: str) -> str:
    stem: str = _stemmer().stemWord(word)
    return stem


@cache
def _stemmer() -> Stemmer:
    import snowballstemmer

    stemmer: Stemmer = snowballstemmer.stemmer("english")
    return stemmer
