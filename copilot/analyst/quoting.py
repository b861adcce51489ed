"""Chooses the sentences that an answer quotes: about what is asked, about what it names, and of its time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from copilot.analyst.central_banks import banks_named
from copilot.analyst.disagreements import Told, told_of, unranked
from copilot.analyst.documents import DocumentDesk
from copilot.analyst.matching import measures_move, measures_named
from copilot.analyst.reading import Part
from copilot.analyst.scoped import asks_for_causes, choose_in_scope, is_on_topic
from copilot.analyst.sentences import (
    Embed,
    Sentence,
    content_stems,
    gives_a_reason,
    rank_sentences,
    share_held,
)
from copilot.analyst.votes import unrecorded
from copilot.evidence import PassageEvidence, ReceiptEvidence, published_on
from copilot.inert import as_name
from copilot.instructions import name_of_source
from market.instruments import Instrument, InstrumentBook
from market.metrics import Metric
from vectorstore.windows import titled_day

MIN_WORDS_KNOWN = 0.6
"""Share of the question's words that the passages found must hold, all together: else it is about something else."""
MIN_SIMILARITY_IN_NAMED_DOCUMENT = 0.15
"""Where the question names the document ("the latest statement"), what is in it is on the topic."""
MIN_SIMILARITY_OF_REASON = 0.38
"""Of a sentence that gives a reason to the question why: reasons seldom repeat the name of what moved."""
WITHIN_BEST = 0.15  # a sentence that scores this much less than the best one adds noise
QUOTES_OF_DOCUMENTS = 3
QUOTES_BESIDE_RECEIPTS = 2
PREVIEW = timedelta(days=7)  # what is written of a move begins a week before it
AFTERMATH = timedelta(days=45)  # and ends with the reviews of the quarter and the minutes of a meeting
RECENCY_WEIGHT = 0.1  # what was said last week counts as much as a third of the question's words
RECENCY_HALF_LIFE_DAYS = 180.0


@dataclass(frozen=True, slots=True)
class Writing:
    """What is needed to write: the metrics, the names of instruments, the embedding model, the moment, the library."""

    metrics: Mapping[str, Metric]
    book: InstrumentBook
    embed: Embed
    as_of: datetime
    documents: DocumentDesk


@dataclass(frozen=True, slots=True)
class PartFindings:
    """What the tools gave for one part of the question."""

    part: Part
    receipts: Sequence[ReceiptEvidence]
    passages: Sequence[PassageEvidence]
    errors: Sequence[str]


def choose_sentences(found: PartFindings, desk: Writing) -> list[Sentence]:
    """The sentences to quote for one part: what answers it, about what it names, in the order in which they stand.

    Beside a computed move these are the reasons that the sources give for it.
    """
    part = found.part
    if is_answered_by_level(found, desk):
        return []
    scope = desk.documents.scope(part)
    if scope.documents and not found.receipts:
        named = bool(scope.ask.kind or scope.ask.publisher) or any(item.form for item in scope.documents)
        passages = [item for item in found.passages if named or speaks_of(item, part.named_terms)]
        return choose_in_scope(scope, passages, desk.embed, why=part.why or asks_for_causes(part.text))
    if scope.missing and not found.receipts:
        return []
    passages = [item for item in found.passages if speaks_of(item, part.named_terms)]
    if not found.receipts:
        passages = [item for item in passages if is_about(item, part.instruments, desk.book)]
        if (
            not (part.latest or desk.documents.limited)
            and words_known(part.topic, passages) < MIN_WORDS_KNOWN
        ):
            return []
    window = window_of(found)
    of_the_time = [item for item in passages if window and is_from(item, *window)]
    on_topic = _on_topic(found, of_the_time if window else passages, desk)
    if not on_topic and not found.receipts and window and part.future:
        on_topic = _on_topic(found, passages, desk)
    if (bank := scope.ask.stranger) and not found.receipts:
        on_topic = [item for item in on_topic if bank in banks_named(item.text)]
    near = [item for item in on_topic if item.score >= on_topic[0].score - WITHIN_BEST]
    chosen = near[: QUOTES_BESIDE_RECEIPTS if found.receipts else QUOTES_OF_DOCUMENTS]
    differing = [item.sentence for item in disagreement(found, [*chosen, *unranked(passages)], desk)]
    chosen = [*chosen, *(item for item in differing if item not in chosen)] if chosen else []
    if len({item.passage.document_id for item in chosen}) == 1:
        chosen.sort(key=lambda item: (item.passage.start, item.passage.quote.find(item.text)))
    return chosen


def _on_topic(found: PartFindings, passages: Sequence[PassageEvidence], desk: Writing) -> list[Sentence]:
    part = found.part
    named = part.latest or desk.documents.limited
    least = MIN_SIMILARITY_IN_NAMED_DOCUMENT if desk.documents.limited else MIN_SIMILARITY_OF_REASON
    if asks_for_reasons(found, desk):
        ranked = rank_sentences(reasons_query(part), passages, desk.embed)
        return [item for item in ranked if item.similarity >= least and gives_a_reason(item.text)]
    measures = [] if found.receipts else measures_named(part.core)
    ranked = [
        item
        for item in rank_sentences(part.topic, passages, desk.embed)
        if all(measure.search(item.text) for measure in measures)
    ]
    on_topic = [
        item
        for item in ranked
        if (item.similarity >= MIN_SIMILARITY_IN_NAMED_DOCUMENT if named else is_on_topic(item))
    ]
    if part.window or part.latest:
        return on_topic
    recent = [replace(item, score=item.score + recency(item.passage, desk.as_of)) for item in on_topic]
    return sorted(recent, key=lambda item: -item.score)


def is_answered_by_level(found: PartFindings, desk: Writing) -> bool:
    """Whether a level was asked for and computed: where a yield stands needs no words of anybody."""
    metrics = [desk.metrics[receipt.metric] for receipt in found.receipts]
    levels = [metric for metric in metrics if metric.unit not in ("%", "pp") and not metric.one_per_row]
    return bool(levels) and not found.part.why


def words_known(question: str, passages: Sequence[PassageEvidence]) -> float:
    """The share of the question's words that occur in any of ``passages``, from 0 to 1."""
    wanted = content_stems(question)
    held = content_stems("\n".join(f"{item.title} {item.publisher} {item.quote}" for item in passages))
    return share_held(wanted, held)


def recency(passage: PassageEvidence, as_of: datetime) -> float:
    """What the age of a passage adds to its score: :data:`RECENCY_WEIGHT` if it is new, half after half a year."""
    age_days = max(0.0, (as_of - datetime.fromisoformat(passage.published_at)) / timedelta(days=1))
    return float(RECENCY_WEIGHT * 0.5 ** (age_days / RECENCY_HALF_LIFE_DAYS))


def asks_for_reasons(found: PartFindings, desk: Writing) -> bool:
    """Whether the documents are asked why: the question says so, or a move over time was computed for it."""
    return found.part.why or any(measures_move(desk.metrics[receipt.metric]) for receipt in found.receipts)


def is_about(passage: PassageEvidence, instruments: Sequence[Instrument], book: InstrumentBook) -> bool:
    """Whether a passage, its title or its publisher names one of ``instruments``.

    Economic series are left out: texts write of prices where the series is called CPI.
    """
    wanted = {instrument.symbol for instrument in instruments if instrument.kind != "series"}
    if not wanted:
        return True
    text = f"{passage.title}\n{passage.publisher}\n{passage.quote}"
    named = {candidate.symbol for mention in book.mentions(text) for candidate in mention.candidates}
    return not wanted.isdisjoint(named)


def reasons_query(part: Part) -> str:
    """The question why what ``part`` names moved, in the words that articles use ("small caps", not "^RUT")."""
    names = [_in_plain_words(item) for item in part.instruments] + [group.name for group in part.groups]
    return f"Why {' and '.join(names) or part.text} rise or fall: the reasons, what helps and what hurts"


def _in_plain_words(instrument: Instrument) -> str:
    return next((alias for alias in instrument.aliases if alias == alias.lower()), instrument.name)


def speaks_of(passage: PassageEvidence, terms: Sequence[str]) -> bool:
    """Whether a passage, its title or its publisher holds each name or a longer form of it (Fed, Federal)."""
    text = f"{passage.title} {passage.publisher} {passage.quote}".casefold()
    return all(re.search(rf"(?<!\w){re.escape(term.casefold())}", text) for term in terms)


def window_of(found: PartFindings) -> tuple[date, date] | None:
    """From when documents speak of what is asked: around the window of what was computed, else the period named.

    Older news explain no move.
    """
    windows = [receipt.window for receipt in found.receipts if receipt.window]
    if windows:
        first = min(date.fromisoformat(window["start"]) for window in windows) - PREVIEW
        return first, max(date.fromisoformat(window["end"]) for window in windows) + AFTERMATH
    if found.part.window and not found.part.latest:
        return found.part.window[0], found.part.window[1] + AFTERMATH
    return None


def origin(passage: PassageEvidence) -> str:
    """Who says it and when: publisher, day of publication, and the day that the document is of where it is another."""
    published = published_on(passage)
    if passage.form and passage.period_end:
        return f"{name_of_source(passage.company)}, {as_name(passage.form)} for the period to {passage.period_end}"
    publisher = name_of_source(passage.publisher)
    day = titled_day(passage.title)
    if day is None or day.isoformat() == published:
        return f"{publisher}, {published}"
    kind = {"minute": "minutes"}.get(passage.doc_kind, passage.doc_kind)
    return f"{publisher}, {as_name(kind)} of {day.isoformat()}, published {published}"


def lead_of(found: PartFindings, sentences: Sequence[Sentence], desk: Writing) -> list[str]:
    """The sentence that goes before the quotations where these do not say it themselves: that nobody voted against."""
    scope = desk.documents.scope(found.part)
    if told := disagreement(found, sentences, desk):
        ids = " ".join(f"[{item.sentence.passage.id}]" for item in told)
        return [f"The sources differ on this {ids}:"]
    missing = unrecorded(scope.ask.topic, sentences) if scope.documents else ""
    if not missing:
        return []
    passage = sentences[0].passage
    return [f"{origin(passage)}, records {missing} [{passage.id}]."]


def disagreement(found: PartFindings, sentences: Sequence[Sentence], desk: Writing) -> list[Told]:
    """What sources tell differently of the one instrument that is asked for, where nothing was computed."""
    if found.receipts or len(found.part.instruments) != 1:
        return []
    return told_of(found.part.text, found.part.instruments[0], sentences, desk.book)


def is_from(passage: PassageEvidence, first: date, last: date) -> bool:
    """Whether a passage was published in these days."""
    return passage.dated and first <= date.fromisoformat(published_on(passage)) <= last
