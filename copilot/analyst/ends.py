"""Which end of a ranking a question asks for: the best or the worst, the calmest or the wildest."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.evidence import ReceiptEvidence
from copilot.values import write_value
from market.metrics import Metric
from market.receipts import Cell, unit_of

_LEAST = re.compile(
    r"\b(?:lowest|least|smallest|weakest|calm\w*|quiet\w*|safest|steadiest|shallowest|mildest|bottom|laggards?|lagging|lagged|losers?|lost"
    r"|fewest|furthest (?:below|from)|lost the most|hardest|last place"
    r"|(?:comes?|came|dead|is|was|were|ranks?|ranked|finish\w*) last)\b",
    re.IGNORECASE,
)
_WORST = re.compile(
    r"\bworst\b|\bpoorest\b|\b(?:f[ae]ll(?:en)?|lost|los(?:e|ing)|dropped|declined|sank|slid|tumbled|plunged|down)"
    r" (?:the )?(?:most|furthest)\b",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"\b(?:best|highest|most|largest|biggest|strongest|top|leaders?|leading|deepest|wildest)\b", re.IGNORECASE
)
_END_OF_YEARS = re.compile(
    r"\b(?:(?P<best>best|strongest|top)|worst|weakest|poorest)\b(?:\s+\w+){0,2}\s+years?\b"
    r"|\byears?\b.{0,40}\b(?:(?P<best_after>best|strongest)|worst|weakest)\b",
    re.IGNORECASE,
)
_HIGH = re.compile(r"\b(?:highest|high|peak\w*|top(?:ped)?|maximum|max|record high)\b", re.IGNORECASE)
_LOW = re.compile(r"\b(?:lowest|low|trough\w*|bottom\w*|minimum|min|nadir)\b", re.IGNORECASE)
_MORE_IS_WORSE = re.compile(r"\b(?:drawdown|volatility|beta|correlation)\b", re.IGNORECASE)
"""Metrics whose first row is the worst one already."""


def asks_for_last(question: str, metric: Metric) -> bool:
    """Whether the last row of ``metric``, whose rows are in order, is asked for: the weakest sector."""
    if _LEAST.search(question):
        return not (_MOST.search(question) and not re.search(r"\bthe most\b", question, re.IGNORECASE))
    return bool(_WORST.search(question)) and not _MORE_IS_WORSE.search(metric.title)


def is_of_members(receipt: ReceiptEvidence) -> bool:
    """Whether a receipt has one row for each of several instruments."""
    symbols = [row.get("symbol") for row in receipt.rows]
    return len(symbols) > 1 and None not in symbols and len(set(symbols)) == len(symbols)


def describe_last(receipt: ReceiptEvidence, metric: Metric) -> str:
    """That the last row comes last, and with which value."""
    row: dict[str, Cell] = receipt.rows[-1]
    value = write_value(row[metric.value], unit_of(receipt.column(metric.value), row), form="+")
    window = (
        f" from {row['start_date']} to {row['end_date']}" if {"start_date", "end_date"} <= row.keys() else ""
    )
    return f"{metric.title}{window}: {row['name']} comes last of {len(receipt.rows)} with {value}"


def describe_best_year(receipt: ReceiptEvidence, question: str) -> str:
    """The best or the worst of the calendar years that are asked for; empty where the table is meant."""
    found = _END_OF_YEARS.search(question)
    row = receipt.rows[0]
    if found is None or row.get("best_year") is None:
        return ""
    end = "best" if found["best"] or found["best_after"] else "worst"
    value = write_value(row[f"{end}_pct"], "%", form="+")
    return (
        f"The {end} of the {row['years']} calendar years of {row['name']} "
        f"from {row['first_year']} to {row['last_year']} was {row[f'{end}_year']} with {value}"
    )


def describe_extreme(receipt: ReceiptEvidence, question: str) -> str:
    """The highest or the lowest value of a series, where it is asked for and the receipt has it."""
    row = receipt.rows[0]
    end = "highest" if _HIGH.search(question) else "lowest" if _LOW.search(question) else ""
    if not end or row.get(end) is None or f"{end}_period" not in row:
        return ""

    def day(name: str) -> str:
        return write_value(row[name], unit_of(receipt.column(name), row), form="")

    value = write_value(row[end], unit_of(receipt.column(end), row), form="")
    return (
        f"The {end} value of {row['name']} from {day('start_period')} to {day('end_period')} was {value}, "
        f"for {day(f'{end}_period')}"
    )


def in_order_asked(rows: Sequence[dict[str, Cell]], *, last: bool) -> list[dict[str, Cell]]:
    """The rows with the end first that is asked for."""
    return list(reversed(rows)) if last else list(rows)
