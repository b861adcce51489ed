"""Chooses sentences out of the documents that a question names: the best ones, of each document where several are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from copilot.analyst.central_banks import phrases_for
from copilot.analyst.scope import Scope, day_of
from copilot.analyst.sentences import (
    MAX_CHARS,
    MAX_SENTENCES,
    Embed,
    Sentence,
    gives_a_reason,
    rank_sentences,
    without_copies,
)
from copilot.evidence import PassageEvidence
from vectorstore.sentences import sentence_spans

MIN_SIMILARITY = 0.42
"""Cosine of a sentence to the question from which it is on the topic."""
MIN_SIMILARITY_WITH_WORDS = 0.28
"""… when the sentence also holds at least :data:`MIN_OVERLAP` of the question's words."""
MIN_OVERLAP = 0.5
WITHIN_BEST = 0.12
QUOTES, QUOTES_OF_EACH = 3, 2
FIGURE_BONUS = 0.08
"""What a sentence with a figure gains where a figure is asked for."""
REASON_BONUS = 0.05
FIRST_BONUS = 0.06
"""What a sentence of the shortest of several documents on one meeting gains: the statement says what was decided."""
_QUANTITY = re.compile(
    r"\b(?:how (?:much|many|high|low|large|big|fast|far)|what (?:is|was|were|are) the .{0,40}?"
    r"(?:rate|range|level|pace|size|amount|percent\w*|figure|number|target|price)"
    r"|where (?:is|was|did)|by how|at what|to what|target range)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d")
_CAUSES = re.compile(
    r"\b(?:why|reasons?|causes?|caused|driv\w+|drove|behind|hurt|helped|explain\w*|due to|because|contribut\w+"
    r"|led to)\b",
    re.IGNORECASE,
)
_DISSENT = re.compile(
    r"\b(?:dissent\w*|vot(?:e|ed|es|ing)\b|oppos\w+|disagree\w*|unanim\w+|against the (?:decision|action))",
    re.IGNORECASE,
)
_VOTED_AGAINST = re.compile(r"\bvot(?:ing|ed|es?)\s+against\b|\bdissent", re.IGNORECASE)
_VOTED_FOR = re.compile(r"^voting\s+(?:\([^)]*\)\s+)?for\b", re.IGNORECASE)


def choose_in_scope(
    scope: Scope, passages: Sequence[PassageEvidence], embed: Embed, *, why: bool
) -> list[Sentence]:
    """The sentences of the documents in ``scope`` that answer, in the order of the documents and of their text."""
    topic = scope.ask.topic
    several = len({day_of(item) for item in scope.documents}) > 1
    ranked: dict[str, list[Sentence]] = {}
    for document in scope.documents:
        own = [item for item in passages if item.document_id == document.id]
        most = MAX_SENTENCES // len(scope.documents)
        ranked[document.id] = rank_sentences(topic, own, embed, phrases_for(topic, document.publisher), most)
    groups = [[item.id] for item in scope.documents] if several else [list(ranked)]
    chosen: list[Sentence] = []
    for group in groups:
        if _DISSENT.search(topic):
            chosen += _votes([item for document in group for item in ranked[document]], group)
            continue
        first = group[0] if len(group) > 1 else ""
        weighed = [
            _weighed(item, topic, why=why, first=first) for document in group for item in ranked[document]
        ]
        fitting = without_copies(sorted(filter(is_on_topic, weighed), key=lambda item: -item.score))
        near = [item for item in fitting if item.score >= fitting[0].score - WITHIN_BEST]
        near = [_with_reason(item) for item in near] if why else near
        chosen += near[: QUOTES_OF_EACH if several else QUOTES]
    return _in_order(chosen, scope)


def asks_for_causes(text: str) -> bool:
    """Whether a question asks what made something happen."""
    return _CAUSES.search(text) is not None


def _with_reason(sentence: Sentence) -> Sentence:
    """A sentence that tells a move together with the next one, where only that gives the reason."""
    quote = sentence.passage.quote
    start = quote.find(sentence.text)
    if start < 0 or gives_a_reason(sentence.text):
        return sentence
    end = start + len(sentence.text)
    following = next(iter(sentence_spans(quote, end + 1, len(quote))), None) if end + 1 < len(quote) else None
    if following is None or "\n" in quote[end : following[0]].strip(" ") or following[1] - start > MAX_CHARS:
        return sentence
    said = quote[following[0] : following[1]].strip()
    return replace(sentence, text=quote[start : following[1]].strip()) if gives_a_reason(said) else sentence


def is_on_topic(sentence: Sentence) -> bool:
    """Whether a sentence speaks of what is asked, by its likeness and by the words it shares."""
    if sentence.overlap >= MIN_OVERLAP:
        return sentence.similarity >= MIN_SIMILARITY_WITH_WORDS
    return sentence.similarity >= MIN_SIMILARITY


def records_no_dissent(topic: str, chosen: Sequence[Sentence]) -> bool:
    """Whether votes against were asked for and the sentences name only those for the action."""
    return (
        bool(chosen)
        and _DISSENT.search(topic) is not None
        and not any(_VOTED_AGAINST.search(item.text) for item in chosen)
    )


def _votes(ranked: Sequence[Sentence], documents: Sequence[str]) -> list[Sentence]:
    """The sentences on votes against, of the first document that has any; else the one on the votes for."""
    for pattern, most in ((_VOTED_AGAINST, QUOTES_OF_EACH), (_VOTED_FOR, 1)):
        for document in documents:
            own = [
                item for item in ranked if item.passage.document_id == document and pattern.search(item.text)
            ]
            if own:
                return own[:most]
    return []


def _weighed(sentence: Sentence, topic: str, *, why: bool, first: str) -> Sentence:
    bonus = FIGURE_BONUS if _QUANTITY.search(topic) and _FIGURE.search(sentence.text) else 0.0
    bonus += REASON_BONUS if why and gives_a_reason(sentence.text) else 0.0
    bonus += FIRST_BONUS if sentence.passage.document_id == first else 0.0
    return replace(sentence, score=sentence.score + bonus) if bonus else sentence


def _in_order(chosen: Sequence[Sentence], scope: Scope) -> list[Sentence]:
    places = {item.id: number for number, item in enumerate(scope.documents)}
    return sorted(
        chosen,
        key=lambda item: (
            places[item.passage.document_id],
            item.passage.start,
            item.passage.quote.find(item.text),
        ),
    )
