"""Votes of a committee: who voted against and for what, who was absent, who stood in; told word for word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from copilot.analyst.sentences import Sentence

MOST_QUOTED = 2
_VOTED_FOR = re.compile(r"^voting\s+(?:\([^)]*\)\s+)?for\b", re.IGNORECASE)
_PREFERRED = re.compile(r"\bprefer(?:red|s|ring)\b", re.IGNORECASE)
_WANTED = re.compile(
    r"\bprefer\w*|\bwant\w*|\binstead\b|\bfavou?r\w*|\bwhy\b|\breasons?\b|\bargu\w+|\bwhat for\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class VoteQuestion:
    """What can be asked of a vote, and how texts on votes write it."""

    asked: re.Pattern[str]
    written: re.Pattern[str]
    unrecorded: str
    """What a text that does not write it records none of."""


QUESTIONS: tuple[VoteQuestion, ...] = tuple(
    VoteQuestion(re.compile(asked, re.IGNORECASE), re.compile(written, re.IGNORECASE), unrecorded)
    for asked, written, unrecorded in (
        (
            r"\babsen\w+|\babstain\w*|\babstention|\bdid(?:n[’']t| not) vote|\bnot voting\b|\bwho was missing\b"
            r"|\brecus\w+|\bmissed the (?:vote|meeting)",
            r"\babsent\b|\bnot voting\b|\babstain|\brecused\b",
            "no absence from the vote",
        ),
        (
            r"\balternates?\b|\bstood in\b|\bstand[- ]?in\b|\bin place of\b",
            r"\balternate\b",
            "no alternate member",
        ),
        (
            r"\bdissent\w*|\bvot(?:e|ed|es|ing)\b|\boppos\w+|\bdisagree\w*|\bunanim\w+"
            r"|\bagainst the (?:decision|action)",
            r"\bvot(?:ing|ed|es?)\s+against\b(?!.{0,25}:\s*None\b)|\bdissent",
            "no vote against the action",
        ),
        (
            r"\b(?:did|does)\s+(?-i:[A-Z])\w+(?:\s+(?-i:[A-Z])\w+)?\s+(?:want|prefer)\b",
            r"\bprefer(?:red|s)\b",
            "no other preference",
        ),
    )
)
"""The first that fits a question is what it asks."""


def vote_question(topic: str) -> VoteQuestion | None:
    """What ``topic`` asks of a vote; ``None`` where it asks of none."""
    return next((item for item in QUESTIONS if item.asked.search(topic)), None)


def choose_votes(
    question: VoteQuestion, topic: str, ranked: Sequence[Sentence], documents: Sequence[str]
) -> list[Sentence]:
    """The sentences that answer, of the first of ``documents`` that has any; else the one on the votes for."""
    for pattern, most in ((question.written, MOST_QUOTED), (_VOTED_FOR, 1)):
        for document in documents:
            of_document = [item for item in ranked if item.passage.document_id == document]
            found = [item for item in of_document if pattern.search(item.text)]
            if found:
                return [*found[:most], *_preferences(topic, found[:most], of_document)]
    return []


def unrecorded(topic: str, chosen: Sequence[Sentence]) -> str:
    """What was asked of a vote and ``chosen`` do not record; empty where they do, or nothing was asked."""
    question = vote_question(topic)
    if question is None or not chosen or any(question.written.search(item.text) for item in chosen):
        return ""
    return question.unrecorded


def _preferences(topic: str, found: Sequence[Sentence], of_document: Sequence[Sentence]) -> list[Sentence]:
    """What those who voted against preferred, where that is asked and stands in sentences of their own."""
    if not _WANTED.search(topic) or any(_PREFERRED.search(item.text) for item in found):
        return []
    near = [item for item in of_document if _PREFERRED.search(item.text) and item not in found]
    return near[:MOST_QUOTED]
