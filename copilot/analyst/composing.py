"""Writes the embedded analyst's answer from what its tools found: computed sentences, then quoted ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from copilot.analyst.reading import Part
from copilot.analyst.sentences import Embed, Sentence, content_stems, gives_a_reason, rank_sentences
from copilot.analyst.wording import describe_in_sentence, describe_in_table
from copilot.evidence import PassageEvidence, ReceiptEvidence, published_on
from market.instruments import Instrument
from market.metrics import Metric
from market.receipts import Cell

MIN_SIMILARITY = 0.42
"""Cosine of a sentence to the question from which it is on the topic."""
MIN_SIMILARITY_WITH_WORDS = 0.28
"""… when the sentence also holds at least :data:`MIN_OVERLAP` of the question's words."""
MIN_OVERLAP = 0.5
MIN_SIMILARITY_IN_NAMED_DOCUMENT = 0.15
"""Where the question names the document ("the latest statement"), what is in it is on the topic."""
MIN_SIMILARITY_OF_REASON = 0.38
"""Of a sentence that gives a reason to the question why: reasons seldom repeat the name of what moved."""
WITHIN_BEST = 0.15  # a sentence that scores this much less than the best one adds noise
QUOTES_OF_DOCUMENTS = 3
QUOTES_BESIDE_RECEIPTS = 2
ROWS_IN_WORDS = 6
PREVIEW = timedelta(days=7)  # what is written of a move begins a week before it
AFTERMATH = timedelta(days=45)  # and ends with the reviews of the quarter and the minutes of a meeting
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class PartFindings:
    """What the tools gave for one part of the question."""

    part: Part
    receipts: Sequence[ReceiptEvidence]
    passages: Sequence[PassageEvidence]
    errors: Sequence[str]


def compose_answer(findings: Sequence[PartFindings], metrics: Mapping[str, Metric], embed: Embed) -> str:
    """The answer's prose with evidence ids; empty where nothing was found that answers any part."""
    paragraphs: list[str] = []
    unanswered: list[str] = []
    quoted: set[str] = set()
    for found in findings:
        computed = [
            describe_receipt(receipt, metrics[receipt.metric], found.part.text) for receipt in found.receipts
        ]
        sentences = [item for item in choose_sentences(found, embed) if item.text not in quoted]
        quoted |= {sentence.text for sentence in sentences}
        own = [*computed, *_quotations(sentences, found)]
        if own:
            paragraphs += own
            paragraphs += [f"Not computed: {_first_line(error)}" for error in found.errors]
        else:
            unanswered.append(_why_unanswered(found))
    return "\n\n".join([*paragraphs, *unanswered]) if paragraphs else ""


def describe_receipt(receipt: ReceiptEvidence, metric: Metric, question: str) -> str:
    """What a receipt says, cited: its metric's sentence with a table of several rows, or a sentence for each row."""
    if metric.one_per_row:
        rows = rows_asked_for(receipt, question)[:ROWS_IN_WORDS]
        lines = [_cited(describe_in_sentence(metric.sentence, receipt, row), receipt) for row in rows]
        return "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else lines[0]
    text = _cited(describe_in_sentence(metric.sentence, receipt), receipt)
    if receipt.notes:
        text += f" ({'; '.join(note.rstrip('.') for note in receipt.notes)}.)"
    return f"{text}\n\n{describe_in_table(receipt)}" if len(receipt.rows) > 1 else text


def rows_asked_for(receipt: ReceiptEvidence, question: str) -> list[dict[str, Cell]]:
    """The rows whose own words the question names ("market cap"); all of them where it names none."""
    asked = content_stems(question)
    shared = set.intersection(*(_row_stems(row) for row in receipt.rows))
    named = [len(asked & (_row_stems(row) - shared)) for row in receipt.rows]
    most = max(named)
    return [row for row, count in zip(receipt.rows, named, strict=True) if count == most]


def _row_stems(row: dict[str, Cell]) -> set[str]:
    return content_stems(
        " ".join(str(cell).replace("_", " ") for cell in row.values() if isinstance(cell, str))
    )


def _cited(sentence: str, receipt: ReceiptEvidence) -> str:
    return f"{sentence.rstrip('.')} [{receipt.id}]."


def choose_sentences(found: PartFindings, embed: Embed) -> list[Sentence]:
    """The sentences to quote for one part: what answers it, about what it names, in the order in which they stand.

    Beside a computed move these are the reasons that the sources give for it.
    """
    part = found.part
    passages = [item for item in found.passages if speaks_of(item, part.named_terms)]
    window = window_of(found)
    of_the_time = [item for item in passages if window and is_from(item, *window)]
    on_topic = _on_topic(found, of_the_time if window else passages, embed)
    if not on_topic and not found.receipts and window:
        on_topic = _on_topic(found, passages, embed)
    near = [item for item in on_topic if item.score >= on_topic[0].score - WITHIN_BEST]
    chosen = near[: QUOTES_BESIDE_RECEIPTS if found.receipts else QUOTES_OF_DOCUMENTS]
    if len({item.passage.document_id for item in chosen}) == 1:
        chosen.sort(key=lambda item: (item.passage.start, item.passage.quote.find(item.text)))
    return chosen


def _on_topic(found: PartFindings, passages: Sequence[PassageEvidence], embed: Embed) -> list[Sentence]:
    part = found.part
    if asks_for_reasons(found):
        ranked = rank_sentences(reasons_query(part), passages, embed)
        return [
            item
            for item in ranked
            if item.similarity >= MIN_SIMILARITY_OF_REASON and gives_a_reason(item.text)
        ]
    ranked = rank_sentences(part.topic, passages, embed)
    return [item for item in ranked if is_on_topic(item, named_document=part.latest)]


def asks_for_reasons(found: PartFindings) -> bool:
    """Whether the documents are asked why: the question says so, or a move over time was computed for it."""
    return found.part.why or any(receipt.unit in ("%", "pp") and receipt.window for receipt in found.receipts)


def reasons_query(part: Part) -> str:
    """The question why what ``part`` names moved, in the words that articles use ("small caps", not "^RUT")."""
    names = [_in_plain_words(item) for item in part.instruments] + [group.name for group in part.groups]
    return f"Why {' and '.join(names) or part.text} rise or fall: the reasons, what helps and what hurts"


def _in_plain_words(instrument: Instrument) -> str:
    return next((alias for alias in instrument.aliases if alias == alias.lower()), instrument.name)


def is_on_topic(sentence: Sentence, *, named_document: bool) -> bool:
    """Whether a sentence speaks of what is asked, by its likeness and by the words it shares."""
    if named_document:
        return sentence.similarity >= MIN_SIMILARITY_IN_NAMED_DOCUMENT
    if sentence.overlap >= MIN_OVERLAP:
        return sentence.similarity >= MIN_SIMILARITY_WITH_WORDS
    return sentence.similarity >= MIN_SIMILARITY


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


def is_from(passage: PassageEvidence, first: date, last: date) -> bool:
    """Whether a passage was published in these days."""
    return passage.dated and first <= date.fromisoformat(published_on(passage)) <= last


def _quotations(sentences: Sequence[Sentence], found: PartFindings) -> list[str]:
    lines = [_quotation(sentence) for sentence in sentences]
    if not found.receipts:
        return lines
    if not lines:
        return ["The library gives no reason for it."] if found.part.why else []
    heading = "What the sources give as reasons:" if asks_for_reasons(found) else "What the sources say:"
    return [heading + "\n\n" + "\n".join(f"- {line}" for line in lines)]


def _quotation(sentence: Sentence) -> str:
    passage = sentence.passage
    words = _SPACE.sub(" ", sentence.text).replace("“", "‘").replace("”", "’")
    return f"{passage.publisher}, {published_on(passage)}: “{words}” [{passage.id}]"


def _why_unanswered(found: PartFindings) -> str:
    reason = (
        _first_line(found.errors[0]) if found.errors else "nothing in the library or the tables answers it"
    )
    return f"On “{found.part.text.strip()}”: {reason}"


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else ""
