"""A document, answers and the evidence they cite, for the tests of the page."""

from __future__ import annotations

from datetime import UTC, date, datetime

from copilot.answer import Answer
from copilot.evidence import PassageEvidence, ReceiptEvidence
from copilot.tieout import CheckedFigure
from market.receipts import Column, Receipt
from vectorstore.documents import Document, Passage, Profile

AS_OF = datetime(2026, 1, 24, 4, 59, 59, 999999, tzinfo=UTC)
QUOTE = "The index gained 7.54% & more this year, and costs fell from $6 to $5."
FIRST_PAGE = "# Markets\n\nLarge caps rested. " + "Words before the quotation. " * 60 + "\n\n"
DOCUMENT = Document(
    title='Small caps <script>alert("title")</script> lead',
    text=(
        f"{FIRST_PAGE}## Small caps\n\n"
        f"Just before. {QUOTE} Just after. <img src=x onerror=alert(1)>\n\n" + "Words that follow. " * 60
    ),
    published_at=datetime(2026, 1, 22, 15, 0, tzinfo=UTC),
    publisher="Demo Wire",
    source="articles/small-caps.md",
    url="https://example.com/small-caps",
    kind="article",
    pages=(0, len(FIRST_PAGE)),
    profile=Profile(
        ("^RUT", "<b>", "C", "D", "E", "F", "G", "H"), ("market moves", "inflation"), "mixed", "en"
    ),
)


def passage_evidence() -> PassageEvidence:
    start = DOCUMENT.text.index(QUOTE)
    return PassageEvidence.of(DOCUMENT, Passage(DOCUMENT.id, start, start + len(QUOTE), QUOTE))


def receipt_evidence() -> ReceiptEvidence:
    columns = (
        Column("symbol", "text", "the symbol"),
        Column("return_pct", "%", "the change from the first to the last close"),
        Column("end_close", "{currency}", "the close at the end"),
        Column("end_date", "date", "the session of the last close"),
        Column("currency", "text", "the currency of the closes"),
    )
    row = {
        "symbol": "^RUT",
        "return_pct": 7.537,
        "end_close": 2669.16,
        "end_date": "2026-01-23",
        "currency": None,
    }
    return ReceiptEvidence.of(
        Receipt(
            metric="price_return",
            title="Price return",
            metric_hash="0" * 64,
            params={"symbol": "^RUT", "period": "2025-12-31..2026-01-23"},
            as_of=AS_OF,
            window=(date(2025, 12, 31), date(2026, 1, 23)),
            value=7.537,
            unit="%",
            columns=columns,
            rows=(row,),
            tables={"prices": 3, "instruments": 1},
            sources=("closing levels",),
            sql="SELECT symbol, return_pct FROM closes WHERE symbol = '^RUT'",
            notes=("the last close is 6 days old",),
        )
    )


def figure(
    prose: str, text: str, verdict: str, evidence: tuple[str, ...] = (), step: str = ""
) -> CheckedFigure:
    start = prose.index(text)
    return CheckedFigure(text, 0.0, "%", verdict, evidence, start, start + len(text), step)


def make_answer() -> Answer:
    passage, receipt = passage_evidence(), receipt_evidence()
    prose = (
        "The Russell 2000 is **up 7.54%** this year [1], 0.66 points less than the 8.2% that some report. "
        "A wire puts it so: “costs fell from $6 to $5” [2]. Another 40% was heard."
    )
    figures = (
        figure(prose, "7.54%", "computed", (receipt.id,)),
        figure(prose, "0.66 points", "derived", (receipt.id, passage.id), "8.2 - 7.54"),
        figure(prose, "8.2%", "conflicting", (receipt.id,), "[1] gives 7.54%"),
        figure(prose, "$6", "quoted", (passage.id,)),
        figure(prose, "40%", "unsupported"),
    )
    return Answer("a-000000000001", "q", None, prose, False, (receipt, passage), figures, "scripted", 12)


def make_refusal() -> Answer:
    prose = "I found nothing in the library that answers this (searching for “lunar rents”)."
    return Answer("a-000000000002", "q", None, prose, True, (), (), "scripted", 3)
