"""Chooses sentences out of the documents that a question names: the best ones, of each document where several are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

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
from copilot.analyst.votes import choose_votes, vote_question
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
TO_DATE_PENALTY = 0.2
"""What a sentence on the year to date loses where a quarter is asked for: twice what puts it behind the best."""
_TO_DATE = re.compile(
    r"\b(?:YTD|year[- ]to[- ]date|(?:six|nine|6|9)[- ]months?|first half|first (?:two|three) quarters)\b",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"\binternal control|\bincorporated by reference\b|\bregistered public accounting\b|\bour report dated\b"
    r"|\bforward-looking statements?\b|\bdisclosure controls\b|\bRegistration Statement\b|\bhereby certif",
    re.IGNORECASE,
)
"""What every report says: no answer to a question that does not ask for it."""
HEADING_CHARS = 80
_QUANTITY = re.compile(
    r"\b(?:how (?:much|many|high|low|large|big|fast|far)|what (?:is|was|were|are) the .{0,40}?"
    r"(?:rate|range|level|pace|size|amount|percent\w*|figure|number|target|price)"
    r"|where (?:is|was|did)|by how|at what|to what|target range"
    r"|(?:what|which)\b.{0,30}\b(?:caps?|amounts?|sizes?|pace|numbers?|figures?|percentages?|limits?|ceilings?))\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d")
_CAUSES = re.compile(
    r"\b(?:why|reasons?|causes?|caused|driv\w+|drove|behind|hurt|helped|explain\w*|due to|because|contribut\w+"
    r"|led to)\b",
    re.IGNORECASE,
)


def choose_in_scope(
    scope: Scope, passages: Sequence[PassageEvidence], embed: Embed, *, why: bool
) -> list[Sentence]:
    """The sentences of the documents in ``scope`` that answer, in the order of the documents and of their text."""
    topic = scope.ask.topic
    of_vote = vote_question(topic)
    several = len({day_of(item) for item in scope.documents}) > 1
    ranked: dict[str, list[Sentence]] = {}
    first = scope.documents[0].id if len(scope.documents) > 1 and not several else ""
    weigh = partial(_weighed, scope=scope, why=why, first=first)
    for document in scope.documents:
        own = [item for item in passages if item.document_id == document.id]
        most = MAX_SENTENCES // len(scope.documents)
        found = rank_sentences(topic, own, embed, phrases_for(topic, document.publisher), most, weigh)
        ranked[document.id] = [item for item in found if not _is_boilerplate(item, topic)]
    groups = [[item.id] for item in scope.documents] if several else [list(ranked)]
    chosen: list[Sentence] = []
    for group in groups:
        if of_vote:
            chosen += choose_votes(of_vote, topic, [item for each in group for item in ranked[each]], group)
            continue
        of_group = [item for document in group for item in ranked[document]]
        fitting = without_copies(sorted(filter(is_on_topic, of_group), key=lambda item: -item.score))
        near = [item for item in fitting if item.score >= fitting[0].score - WITHIN_BEST]
        near = _once([_with_reason(item) for item in near]) if why else near
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


def _once(sentences: Sequence[Sentence]) -> list[Sentence]:
    """``sentences`` without those that are part of another."""
    return [
        item
        for item in sentences
        if not any(item.text != other.text and item.text in other.text for other in sentences)
    ]


def is_on_topic(sentence: Sentence) -> bool:
    """Whether a sentence speaks of what is asked, by its likeness and by the words it shares."""
    if sentence.overlap >= MIN_OVERLAP:
        return sentence.similarity >= MIN_SIMILARITY_WITH_WORDS
    return sentence.similarity >= MIN_SIMILARITY


def _is_boilerplate(sentence: Sentence, topic: str) -> bool:
    return _BOILERPLATE.search(sentence.text) is not None and not _BOILERPLATE.search(topic)


def _asks_for_a_quarter(scope: Scope) -> bool:
    names_time = any(not days.is_a_year for days in scope.ask.days)
    return names_time and any(item.form for item in scope.documents) and not _TO_DATE.search(scope.ask.topic)


def _is_to_date(sentence: Sentence) -> bool:
    """Whether a sentence, or the heading that it stands under, speaks of the year to date."""
    before = sentence.passage.quote.partition(sentence.text)[0]
    headings = [line for line in before.splitlines() if 0 < len(line.strip()) <= HEADING_CHARS]
    return bool(_TO_DATE.search(sentence.text) or (headings and _TO_DATE.search(headings[-1])))


def _weighed(sentence: Sentence, *, scope: Scope, why: bool, first: str) -> Sentence:
    bonus = FIGURE_BONUS if _QUANTITY.search(scope.ask.topic) and _FIGURE.search(sentence.text) else 0.0
    bonus -= TO_DATE_PENALTY if _asks_for_a_quarter(scope) and _is_to_date(sentence) else 0.0
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
