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
    r"|fewest|furthest (?:below|from)|lost the most|last place|comes? last|came last)\b",
    re.IGNORECASE,
)
_WORST = re.compile(r"\bworst\b|\bpoorest\b", re.IGNORECASE)
_MOST = re.compile(
    r"\b(?:best|highest|most|largest|biggest|strongest|top|leaders?|leading|deepest|wildest)\b", re.IGNORECASE
)
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


def in_order_asked(rows: Sequence[dict[str, Cell]], *, last: bool) -> list[dict[str, Cell]]:
    """The rows with the end first that is asked for."""
    return list(reversed(rows)) if last else list(rows)
