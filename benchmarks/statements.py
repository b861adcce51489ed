"""Questions of ours for pages: lines of the financial statements, asked for as analysts put it.

For each filing and each line below, a question names the company and the period as the file's name does, and needs a
page of the filing that holds both the statement's heading and the line. No question uses the line's own words where
analysts have others for it (capex, buybacks, D&A), and ratios need the statement that their parts stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from vectorstore.documents import Document

CASH_FLOWS, BALANCE = r"cash\s+flows?\b", r"(?:balance\s+sheets?|financial\s+position)\b"
INCOME = r"(?:statements?\s+of\s+(?:operations|income|earnings)|income\s+statements?)\b"


class Line(NamedTuple):
    """A question with the company and the period left open, the statement's heading and the line that answers it."""

    question: str
    statement: str
    line: str


LINES = (
    Line("How much did {company} spend on capex in {period}?", CASH_FLOWS, r"(?:property|capital expend)"),
    Line("How much stock did {company} buy back in {period}?", CASH_FLOWS, r"repurchase"),
    Line("What did {company} pay out in dividends in {period}?", CASH_FLOWS, r"dividends"),
    Line("What was {company}'s operating cash flow in {period}?", CASH_FLOWS, r"operating activities"),
    Line("What was {company}'s D&A in {period}?", CASH_FLOWS, r"depreciation"),
    Line(
        "How much stock-based compensation did {company} book in {period}?",
        CASH_FLOWS,
        r"(?:stock|share)-based",
    ),
    Line(
        "What was {company}'s R&D expense in {period}?",
        INCOME,
        r"(?:research and development|technology and)",
    ),
    Line("What were {company}'s COGS in {period}?", INCOME, r"costs? of (?:sales|revenue|goods)"),
    Line("What was {company}'s diluted EPS in {period}?", INCOME, r"diluted"),
    Line("How much income tax did {company} report in {period}?", INCOME, r"income taxes|provision"),
    Line(
        "What was {company}'s operating margin in {period}?",
        INCOME,
        r"operating income|income from operations",
    ),
    Line("What was {company}'s bottom line in {period}?", INCOME, r"net income"),
    Line("What was {company}'s top line in {period}?", INCOME, r"net sales|revenue"),
    Line("What was {company}'s net PP&E at the end of {period}?", BALANCE, r"property"),
    Line("How much inventory did {company} hold at the end of {period}?", BALANCE, r"inventor"),
    Line("What did {company} owe its suppliers at the end of {period}?", BALANCE, r"accounts payable"),
    Line("What were {company}'s trade receivables at the end of {period}?", BALANCE, r"receivable"),
    Line("How much long-term borrowing did {company} have at the end of {period}?", BALANCE, r"debt"),
    Line(
        "How much cash did {company} have on hand at the end of {period}?",
        BALANCE,
        r"cash and cash equivalents",
    ),
    Line("What was {company}'s quick ratio at the end of {period}?", BALANCE, r"total current liabilities"),
    Line(
        "What was {company}'s working capital at the end of {period}?", BALANCE, r"total current liabilities"
    ),
    Line("What was {company}'s book value at the end of {period}?", BALANCE, r"holders[’'] equity"),
)


def questions_of(document: Document, company: str, period: str) -> Iterator[tuple[str, set[int]]]:
    """The questions that a filing's own statements answer, with the pages (from 1) that do."""
    bounds = [*document.pages, len(document.text)]
    pages = [document.text[start:end].lower() for start, end in pairwise(bounds)]
    for line in LINES:
        found = {
            number
            for number, page in enumerate(pages, start=1)
            if re.search(line.statement, page[:600])
            and re.search(line.line, page)
            and "table of contents" not in page[:60]
            and page.count("\n") > 15
        }
        statements = {
            n for n in found if re.search(r"\(?unaudited|in (?:millions|thousands)", pages[n - 1][:900])
        }
        if statements:
            yield line.question.format(company=company, period=period), statements
