"""Writes the embedded analyst's answer from what its tools found: computed sentences, then quoted ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.analyst.ends import (
    asks_for_last,
    describe_best_year,
    describe_extreme,
    describe_last,
    in_order_asked,
    is_of_members,
)
from copilot.analyst.quoting import PartFindings, Writing, asks_for_reasons, choose_sentences, lead_of, origin
from copilot.analyst.reading import Part
from copilot.analyst.sentences import Sentence, content_stems
from copilot.analyst.wording import describe_in_sentence, describe_in_table
from copilot.analyst.yes_no import called, yes_or_no
from copilot.evidence import ReceiptEvidence
from market.metrics import Metric
from market.receipts import Cell

ROWS_IN_WORDS = 6
ROWS_IN_SENTENCES = 3  # of more instruments the first is told, and a table shows all
LATER = re.compile(r"begins after|has not begun|not over", re.IGNORECASE)
"""Reasons that say a time lies after the as-of."""
_SPACE = re.compile(r"\s+")


def compose_answer(findings: Sequence[PartFindings], desk: Writing) -> str:
    """The answer's prose with evidence ids; empty where nothing was found that answers any part."""
    paragraphs: list[str] = []
    unanswered: list[str] = []
    quoted: set[str] = set()
    for found in findings:
        computed = [
            describe_receipt(receipt, desk.metrics[receipt.metric], found.part.text)
            for receipt in found.receipts
        ]
        told = [] if found.receipts else desk.documents.figures(found.part, found.passages)
        sentences = (
            [] if told else [item for item in choose_sentences(found, desk) if item.text not in quoted]
        )
        quoted |= {sentence.text for sentence in sentences}
        own = [*computed, *told, *lead_of(found, sentences, desk), *_quotations(sentences, found, desk)]
        if own:
            paragraphs += own
            paragraphs += [f"Not computed: {_first_line(error)}" for error in found.errors if found.receipts]
            if (
                (found.part.refused_time or found.part.unread_time)
                and not computed
                and not told
                and (found.part.instruments or found.part.groups)
            ):
                paragraphs.append(unread_sentence(found.part))
        else:
            unanswered.append(_why_unanswered(found))
    return "\n\n".join([*paragraphs, *unanswered]) if paragraphs else ""


def describe_receipt(receipt: ReceiptEvidence, metric: Metric, question: str) -> str:
    """What a receipt says, cited: its metric's sentence with a table of several rows, or a sentence for each row."""
    of_members = is_of_members(receipt)
    last = of_members and asks_for_last(question, metric)
    if word := yes_or_no(receipt, question):
        own = describe_in_sentence(metric.sentence, receipt)
        told = called(receipt, receipt.rows[0])
        return (
            f"{_cited(f'{word}: {own}' if not told else f'{word}, {told}: {own}', receipt)}{_notes(receipt)}"
        )
    if metric.one_per_row:
        rows = list(receipt.rows) if of_members else rows_asked_for(receipt, question)
        rows = in_order_asked(rows, last=last)
        if of_members and len(rows) > ROWS_IN_SENTENCES:
            first = _cited(describe_in_sentence(metric.sentence, receipt, rows[0]), receipt)
            return f"{first}{_notes(receipt)}\n\n{describe_in_table(receipt, rows)}"
        lines = [
            _cited(describe_in_sentence(metric.sentence, receipt, row), receipt)
            for row in rows[:ROWS_IN_WORDS]
        ]
        return "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else lines[0]
    sentence = describe_last(receipt, metric) if last else describe_in_sentence(metric.sentence, receipt)
    if asked := describe_best_year(receipt, question) or describe_extreme(receipt, question):
        sentence = f"{asked} [{receipt.id}]. {sentence}"
    text = f"{_cited(sentence, receipt)}{_notes(receipt)}"
    return f"{text}\n\n{describe_in_table(receipt)}" if len(receipt.rows) > 1 else text


def _notes(receipt: ReceiptEvidence) -> str:
    if not receipt.notes:
        return ""
    return f" ({'; '.join(note.rstrip('.') for note in receipt.notes)}.)"


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


def _quotations(sentences: Sequence[Sentence], found: PartFindings, desk: Writing) -> list[str]:
    lines = [_quotation(sentence) for sentence in sentences]
    if not found.receipts:
        return lines
    if not lines:
        return ["The library gives no reason for it."] if found.part.why else []
    heading = (
        "What the sources give as reasons:" if asks_for_reasons(found, desk) else "What the sources say:"
    )
    return [heading + "\n\n" + "\n".join(f"- {line}" for line in lines)]


def _quotation(sentence: Sentence) -> str:
    words = _SPACE.sub(" ", sentence.text).replace("“", "‘").replace("”", "’")
    return f"{origin(sentence.passage)}: “{words}” [{sentence.passage.id}]"


def _why_unanswered(found: PartFindings) -> str:
    reason = (
        _first_line(found.errors[0]) if found.errors else "nothing in the library or the tables answers it"
    )
    return f"On “{found.part.text.strip()}”: {reason}"


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else ""


def unread_sentence(part: Part) -> str:
    """That the words for the time in ``part`` were not understood, so that nothing was computed for it."""
    reason = part.refused_time or part.unread_time
    if LATER.search(reason):
        return f"I could not compute this, because no data reaches to that time ({reason})"
    return f"I could not compute this, because I do not understand the time in “{part.text}” ({reason})"
