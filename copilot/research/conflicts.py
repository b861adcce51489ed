"""Where a document gives a return for the year so far that no close of its days shows: told with both values.

Narrow on purpose: a sentence of the year to date with as many instruments as percentages, in the same order. What it
leaves alone is checked by ``tieout audit``; what it tells is wrong or of other days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from copilot.analyst.sentences import quotable_spans
from copilot.evidence import Evidence, PassageEvidence, ReceiptEvidence, published_on
from copilot.figures import Figure, find_figures
from copilot.inert import as_name
from copilot.research.plan import listed
from copilot.values import write_value
from market.errors import MarketError
from vectorstore.sentences import sentence_spans

if TYPE_CHECKING:
    from copilot.workspace import Workspace

DOCUMENTS_READ, PASSAGES_READ = 16, 12
"""Short documents alone: a filing speaks of fiscal years."""
DAYS_BEFORE = timedelta(days=7)
"""How old the closes may be that an article speaks of."""
TOLD = 3
_THIS_YEAR = re.compile(
    r"\b(?:year[- ]to[- ]date|ytd|so far this year|this year|for the year|since the (?:start|beginning) of the year"
    r"|since January 1)\b",
    re.IGNORECASE,
)
_MOVE = re.compile(
    r"\b(?:up|down|gain\w*|return\w*|rose|risen|climb\w*|advanc\w*|add(?:ed|s)|lost|fell|fallen|declin\w*)\b",
    re.IGNORECASE,
)
_OTHER_SPAN = re.compile(
    r"\b(?:week|month|quarter|day|session|years|forecast|expect|target)\w*\b", re.IGNORECASE
)


def find_conflicts(
    documents: Sequence[str], workspace: Workspace, as_of: datetime
) -> tuple[list[str], list[Evidence]]:
    """Sentences with evidence ids, at most :data:`TOLD`, and the evidence that they cite."""
    found: list[str] = []
    evidence: dict[str, Evidence] = {}

    @cache
    def history(symbol: str) -> ReceiptEvidence | None:
        return _history(symbol, workspace, as_of)

    for passage in _passages(documents, workspace):
        wrong = [
            (name, figure, receipt)
            for symbol, name, figure in _claims(passage, workspace, as_of)
            if (receipt := history(symbol)) and not _is_shown(figure, passage, receipt)
        ]
        if wrong:
            found.append(_told(passage, wrong))
            evidence |= {passage.id: passage, **{receipt.id: receipt for _, _, receipt in wrong}}
    return found[:TOLD], list(evidence.values())


def _told(passage: PassageEvidence, wrong: Sequence[tuple[str, Figure, ReceiptEvidence]]) -> str:
    """What a document gives and what the closes give, in one sentence."""
    given = listed(f"{figure.text} for {name}" for name, figure, _ in wrong)
    last = [receipt.rows[0] for _, _, receipt in wrong]
    values = listed(
        f"{write_value(row['since_start_pct'], '%', form='+')} [{receipt.id}]"
        for row, (_, _, receipt) in zip(last, wrong, strict=True)
    )
    source = as_name(passage.publisher or passage.title)
    return (
        f"{source} gives {given} this year [{passage.id}], which no close of those days shows: by "
        f"{write_value(str(last[0]['day']), 'date')} the returns were {values}."
    )


def _passages(documents: Sequence[str], workspace: Workspace) -> Iterator[PassageEvidence]:
    library = workspace.library
    for document_id in documents[:DOCUMENTS_READ]:
        passages = library.passages_of(document_id)
        if len(passages) <= PASSAGES_READ:
            document = library.document(document_id)
            yield from (PassageEvidence.of(document, passage) for passage in passages)


def _claims(
    passage: PassageEvidence, workspace: Workspace, as_of: datetime
) -> Iterator[tuple[str, str, Figure]]:
    """Symbol, name and figure of each return for the year so far that a passage states."""
    book = workspace.tables.book(as_of)
    for sentence in _sentences(passage):
        if not (_THIS_YEAR.search(sentence) and _MOVE.search(sentence)) or _OTHER_SPAN.search(sentence):
            continue
        mentions = [mention for mention in book.mentions(sentence) if len(mention.candidates) == 1]
        figures = [figure for figure in find_figures(sentence) if figure.unit == "%"]
        if mentions and len(mentions) == len(figures):
            for mention, figure in zip(mentions, figures, strict=True):
                instrument = mention.candidates[0]
                yield instrument.symbol, instrument.name, figure


def _sentences(passage: PassageEvidence) -> Iterator[str]:
    """The single sentences of what can be quoted."""
    for words in quotable_spans(passage.quote):
        yield from (words[start:end] for start, end in sentence_spans(words, 0, len(words)))


def _history(symbol: str, workspace: Workspace, as_of: datetime) -> ReceiptEvidence | None:
    from copilot.computing import compute

    try:
        return ReceiptEvidence.of(
            compute(workspace, "price_history", {"symbol": symbol, "period": "YTD"}, as_of)
        )
    except MarketError:
        return None


def _is_shown(figure: Figure, passage: PassageEvidence, receipt: ReceiptEvidence) -> bool:
    """Whether a close of the days that a document speaks of gives its figure, as exactly as it is written."""
    if not passage.dated:
        return True
    published = date.fromisoformat(published_on(passage))
    values = [
        abs(float(row["since_start_pct"] or 0))
        for row in receipt.rows
        if published - DAYS_BEFORE <= date.fromisoformat(str(row["day"])) <= published
    ]
    low, high = sorted((abs(figure.low), abs(figure.high)))
    return not values or any(low <= value <= high for value in values)
