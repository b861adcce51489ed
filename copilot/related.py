"""What surrounds an answer or a report: instruments, further reading, topics, tone, and questions to ask next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from copilot.evidence import Evidence, PassageEvidence, ReceiptEvidence
from market.errors import MarketError
from vectorstore.errors import LibraryError

if TYPE_CHECKING:
    from copilot.answer import Answer
    from copilot.workspace import Workspace
    from vectorstore.documents import Document
    from vectorstore.summaries import DocumentSummary

INSTRUMENTS_SHOWN, READING_SHOWN, TOPICS_SHOWN, FOLLOW_UPS_SHOWN = 8, 4, 5, 3
SYMBOLS_OF_A_DOCUMENT = 3
"""Of those that a document mentions: the most prominent come first."""

SEARCHED = 12
MIXED = "mixed"
SYMBOL_COLUMNS = ("symbol", "benchmark", "other", "series")

BENCHMARK = "^GSPC"

FOLLOW_UPS: tuple[tuple[str, str], ...] = (
    ("relative_return", "How did {name} do against the S&P 500 this year?"),
    ("price_return", "How much is {name} up or down over the past 12 months?"),
    ("max_drawdown", "What was the largest drawdown of {name} over the past 12 months?"),
    ("distance_from_high", "How far is {name} from its 52-week high?"),
    ("volatility", "How volatile was {name} over the past 12 months?"),
    ("moving_average", "Is {name} above its 200-day moving average?"),
    ("series_change", "How much did {name} change over the past 12 months?"),
    ("series_history", "Chart {name} over five years"),
)
"""A metric and the question that asks for it, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Related:
    """What surrounds some evidence as of a moment."""

    symbols: tuple[str, ...]
    """Instruments with prices, those that were computed with first, then those that the documents mention."""
    reading: tuple[DocumentSummary, ...]
    """Documents on the same matter that are not cited, the best match first."""
    topics: tuple[str, ...]
    """Of the cited documents, the most frequent first."""
    tone: str
    """That of the cited documents, or ``mixed``; empty where none was judged."""


def related_to(
    workspace: Workspace, evidence: Sequence[Evidence], question: str, as_of: datetime | None
) -> Related:
    """What surrounds the evidence of an answer to ``question``."""
    documents = _documents(workspace, evidence)
    priced = _with_prices(workspace, as_of)
    symbols = [*_computed(evidence), *_mentioned(documents)]
    tones = {document.profile.tone for document in documents if document.profile.tone}
    topics = Counter(topic for document in documents for topic in document.profile.topics)
    return Related(
        symbols=tuple(dict.fromkeys(symbol for symbol in symbols if symbol in priced))[:INSTRUMENTS_SHOWN],
        reading=_reading(workspace, question, {document.id for document in documents}, as_of),
        topics=tuple(topic for topic, _ in topics.most_common(TOPICS_SHOWN)),
        tone=tones.pop() if len(tones) == 1 else MIXED if tones else "",
    )


def follow_ups(workspace: Workspace, answer: Answer, as_of: datetime | None) -> list[str]:
    """Questions to ask after ``answer`` that the tables and the library can answer, at most three."""
    receipts = [item for item in answer.citations if isinstance(item, ReceiptEvidence)]
    asked = {receipt.metric for receipt in receipts}
    found: list[str] = []
    for symbol, name in _named(receipts):
        for metric, question in FOLLOW_UPS:
            if len(found) == FOLLOW_UPS_SHOWN - 1:
                break
            if metric not in asked and _computes(workspace, metric, symbol, as_of):
                found.append(question.format(name=name))
        if receipts and any(isinstance(item, PassageEvidence) for item in answer.citations):
            found.append(f"Why did {name} move?")
        break
    passages = [item for item in answer.citations if isinstance(item, PassageEvidence)]
    if passages and len(found) < FOLLOW_UPS_SHOWN:
        found.append(f"What else does “{passages[0].title}” say?")
    return found[:FOLLOW_UPS_SHOWN]


def _documents(workspace: Workspace, evidence: Iterable[Evidence]) -> list[Document]:
    """The documents of the cited passages; one that was removed is left out."""
    found: list[Document] = []
    for document_id in dict.fromkeys(
        item.document_id for item in evidence if isinstance(item, PassageEvidence)
    ):
        try:
            found.append(workspace.library.document(document_id))
        except LibraryError:
            continue
    return found


def _computed(evidence: Iterable[Evidence]) -> list[str]:
    return [
        str(row[column])
        for item in evidence
        if isinstance(item, ReceiptEvidence)
        for row in item.rows[:INSTRUMENTS_SHOWN]
        for column in SYMBOL_COLUMNS
        if row.get(column)
    ]


def _mentioned(documents: Iterable[Document]) -> list[str]:
    return [symbol for document in documents for symbol in document.profile.symbols[:SYMBOLS_OF_A_DOCUMENT]]


def _with_prices(workspace: Workspace, as_of: datetime | None) -> set[str]:
    with workspace.tables.connect(as_of or datetime.now(UTC)) as views:
        return {str(row[0]) for row in views.execute("SELECT DISTINCT symbol FROM prices").fetchall()}


def _reading(
    workspace: Workspace, question: str, cited: set[str], as_of: datetime | None
) -> tuple[DocumentSummary, ...]:
    hits = workspace.library.search(question, as_of=as_of, limit=SEARCHED) if question.strip() else []
    wanted = [hit.document.id for hit in hits if hit.document.id not in cited]
    ids = list(dict.fromkeys(wanted))[:READING_SHOWN]
    held = {item.id: item for item in workspace.library.documents(as_of, document_ids=ids)} if ids else {}
    return tuple(held[document_id] for document_id in ids if document_id in held)


def _named(receipts: Iterable[ReceiptEvidence]) -> list[tuple[str, str]]:
    """The first instrument or series of each receipt, with its name."""
    found: dict[str, str] = {}
    for receipt in receipts:
        row = receipt.rows[0]
        symbol = row.get("symbol") or row.get("series")
        if symbol:
            found.setdefault(str(symbol), str(row.get("name") or symbol))
    return list(found.items())


def _computes(workspace: Workspace, name: str, symbol: str, as_of: datetime | None) -> bool:
    """Whether the tables hold enough to compute the metric for ``symbol``."""
    from market.metrics import run_metric

    metric = workspace.metrics[name]
    given = {metric.parameters[0].name: symbol}
    if any(parameter.name == "benchmark" for parameter in metric.parameters):
        if symbol == BENCHMARK:
            return False
        given["benchmark"] = BENCHMARK
    try:
        run_metric(metric, given, workspace.tables, as_of or datetime.now(UTC))
    except MarketError:
        return False
    return True
