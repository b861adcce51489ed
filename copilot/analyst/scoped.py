"""Chooses sentences out of the documents that a question names: the best ones, of each document where several are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from copilot.analyst.scope import Scope, day_of
from copilot.analyst.sentences import Embed, Sentence, gives_a_reason, rank_sentences
from copilot.evidence import PassageEvidence
from vectorstore.terms import written_for

MIN_SIMILARITY = 0.42
"""Cosine of a sentence to the question from which it is on the topic."""
MIN_SIMILARITY_WITH_WORDS = 0.28
"""… when the sentence also holds at least :data:`MIN_OVERLAP` of the question's words."""
MIN_OVERLAP = 0.5
MIN_SIMILARITY_IN_NAMED_DOCUMENT = 0.15
"""Where the question names the document ("the latest statement"), what is in it is on the topic."""
WITHIN_BEST = 0.12
QUOTES, QUOTES_OF_EACH = 3, 2
FIGURE_BONUS = 0.08
"""What a sentence with a figure gains where a figure is asked for."""
REASON_BONUS = 0.05
_QUANTITY = re.compile(
    r"\b(?:how (?:much|many|high|low|large|big|fast|far)|what (?:is|was|were|are) the .{0,40}?"
    r"(?:rate|range|level|pace|size|amount|percent\w*|figure|number|target|price)|where (?:is|was|did)|by how|at what|to what)\b|\btarget range\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d")
_DISSENT = re.compile(
    r"\b(?:dissent\w*|vot\w+\s+(?:against|no\b)|oppos\w+|disagree\w*|unanim\w+|against the (?:decision|action))",
    re.IGNORECASE,
)
_VOTED_AGAINST = re.compile(r"\bvot(?:ing|ed|es?)\s+against\b|\bdissent", re.IGNORECASE)
_VOTED_FOR = re.compile(r"\bvoting\s+(?:\([^)]*\)\s+)?for\b|\bunanim", re.IGNORECASE)


def choose_in_scope(
    scope: Scope, passages: Sequence[PassageEvidence], embed: Embed, *, why: bool
) -> list[Sentence]:
    """The sentences of the documents in ``scope`` that answer, in the order of the documents and of their text."""
    own = [item for item in passages if item.document_id in scope.document_ids]
    topic = scope.ask.topic
    ranked = rank_sentences(topic, own, embed, written_for(topic))
    if _DISSENT.search(topic):
        return _in_order(_votes(ranked), scope)
    ranked = sorted((_weighed(item, topic, why=why) for item in ranked), key=lambda item: -item.score)
    fitting = [item for item in ranked if is_on_topic(item, named_document=False)]
    several = len({day_of(item) for item in scope.documents}) > 1
    if not several:
        return _in_order(
            [item for item in fitting if item.score >= fitting[0].score - WITHIN_BEST][:QUOTES], scope
        )
    chosen = []
    for document in scope.documents:
        of_it = [item for item in fitting if item.passage.document_id == document.id]
        chosen += [item for item in of_it if item.score >= of_it[0].score - WITHIN_BEST / 2][:QUOTES_OF_EACH]
    return _in_order(chosen, scope)


def is_on_topic(sentence: Sentence, *, named_document: bool) -> bool:
    """Whether a sentence speaks of what is asked, by its likeness and by the words it shares."""
    if named_document:
        return sentence.similarity >= MIN_SIMILARITY_IN_NAMED_DOCUMENT
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


def _votes(ranked: Sequence[Sentence]) -> list[Sentence]:
    """The sentences on votes against; where there are none, those on votes for, of each document."""
    chosen: list[Sentence] = []
    for document in dict.fromkeys(item.passage.document_id for item in ranked):
        own = [item for item in ranked if item.passage.document_id == document]
        against = [item for item in own if _VOTED_AGAINST.search(item.text)]
        chosen += (against or [item for item in own if _VOTED_FOR.search(item.text)])[:QUOTES_OF_EACH]
    against = [item for item in chosen if _VOTED_AGAINST.search(item.text)]
    return (against or chosen)[:QUOTES]


def _weighed(sentence: Sentence, topic: str, *, why: bool) -> Sentence:
    bonus = FIGURE_BONUS if _QUANTITY.search(topic) and _FIGURE.search(sentence.text) else 0.0
    bonus += REASON_BONUS if why and gives_a_reason(sentence.text) else 0.0
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
