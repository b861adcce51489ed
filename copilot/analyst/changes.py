"""What changed between two short texts of a series: their sentences side by side, the equal ones left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from copilot.analyst.sentences import word_overlap
from copilot.evidence import PassageEvidence
from vectorstore.sentences import sentence_spans

LEAST_ALIKE = 0.5
"""Share of equal words from which two sentences are one that was changed."""
LEAST_CHARACTERS = 25
MOST_PASSAGES = 10
"""Texts of more are minutes or reports: what they repeat of each other is not what changed."""
ROWS_SHOWN = 8
_ASKED = re.compile(
    r"\b(?:what|which|how)\b.{0,40}\b(?:chang\w+|differ\w*|new|different|alter\w*|drop\w*|add\w*|remov\w*)\b"
    r"|\b(?:changes?|differences?)\b.{0,30}\b(?:between|from|in|since)\b"
    r"|\bside by side\b|\bcompar\w+ the (?:statements?|wording)\b",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence of the earlier text and what became of it; one of them is empty where it is new or was dropped."""

    before: str
    after: str
    passage_before: PassageEvidence | None
    passage_after: PassageEvidence | None


def asks_what_changed(text: str) -> bool:
    """Whether a question asks what is different in one text from another."""
    return _ASKED.search(text) is not None


def changes_between(earlier: Sequence[PassageEvidence], later: Sequence[PassageEvidence]) -> list[Change]:
    """The changes from one text to another, in the order of the later one, then what was dropped."""
    old = [(text, item) for item in earlier for text in _sentences(item)]
    left = list(old)
    changes = []
    for text, passage in ((text, item) for item in later for text in _sentences(item)):
        same = next((pair for pair in left if _plain(pair[0]) == _plain(text)), None)
        if same:
            left.remove(same)
            continue
        alike = max(left, key=lambda pair: _alike(pair[0], text), default=None)
        if alike and _alike(alike[0], text) >= LEAST_ALIKE:
            left.remove(alike)
            changes.append(Change(alike[0], text, alike[1], passage))
        else:
            changes.append(Change("", text, None, passage))
    return [*changes, *(Change(text, "", passage, None) for text, passage in left)]


def describe_changes(changes: Sequence[Change], heads: tuple[str, str]) -> list[str]:
    """The changes as a table with both sentences, each cited, under the names of both texts."""
    if not changes:
        return []
    lines = [f"| {heads[0]} | {heads[1]} |", "|---|---|"]
    lines += [
        f"| {_quoted(item.before, item.passage_before)} | {_quoted(item.after, item.passage_after)} |"
        for item in changes[:ROWS_SHOWN]
    ]
    return ["\n".join(lines)]


def _quoted(text: str, passage: PassageEvidence | None) -> str:
    if passage is None:
        return "–"
    words = text.replace("“", "‘").replace("”", "’").replace("|", "/")
    return f"“{words}” [{passage.id}]"


def _sentences(passage: PassageEvidence) -> list[str]:
    spans = sentence_spans(passage.quote, 0, len(passage.quote))
    found = [_SPACE.sub(" ", passage.quote[start:end]).strip() for start, end in spans]
    return [text for text in found if len(text) >= LEAST_CHARACTERS]


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _alike(first: str, second: str) -> float:
    """The share of words in common, less where one is much longer than the other."""
    shorter, longer = sorted((len(first), len(second)))
    return word_overlap(first, second) * min(1.0, 2 * shorter / longer)
