"""The key figures of a report as a table: the headline of each computation that it cites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from copilot.evidence import Evidence, ReceiptEvidence
from copilot.values import write_cell, write_value
from market.receipts import Cell

ROWS_SHOWN = 20
ITEMS_SHOWN = 3
"""Of a company's reported figures."""
NO_HEADLINE = ("rotation", "price_history", "series_history", "correlation_matrix", "screen")
"""Metrics whose value says nothing without the rows around it."""


def key_facts(evidence: Iterable[Evidence]) -> str:
    """A Markdown table with evidence ids; empty where nothing was computed."""
    receipts = list({item.id: item for item in evidence if isinstance(item, ReceiptEvidence)}.values())
    rows = [row for receipt in receipts for row in _rows(receipt)][:ROWS_SHOWN]
    if not rows:
        return ""
    lines = [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return "\n".join(["| figure | of | value | on | |", "|---|---|---|---|---|", *lines])


def _rows(receipt: ReceiptEvidence) -> list[Sequence[str]]:
    if receipt.value is None or not receipt.rows or receipt.metric in NO_HEADLINE:
        return []
    end = receipt.window["end"] if receipt.window else ""
    mark = f"[{receipt.id}]"
    if "item" in receipt.rows[0]:
        column = receipt.column("value")
        return [
            (
                _words(row["item"]),
                _about(receipt, row),
                write_cell(column, row),
                str(row.get("period_end") or end),
                mark,
            )
            for row in receipt.rows[:ITEMS_SHOWN]
        ]
    sign = "+" if receipt.unit in ("%", "pp", "bp") else ""
    value = write_value(receipt.value, receipt.unit, form=sign, short=True)
    return [(receipt.title, _about(receipt, receipt.rows[0]), value, end, mark)]


def _about(receipt: ReceiptEvidence, row: Mapping[str, Cell]) -> str:
    """Whom a row is about, and what it is measured against."""
    names = [str(row[name]) for name in ("name", "benchmark_name", "firm") if row.get(name)]
    if names:
        return " against ".join(names[:2])
    return str(row.get("symbol") or next(iter(receipt.params.values()), "") or "")


def _words(item: object) -> str:
    """``market_cap`` as a reader says it."""
    text = str(item).replace("_", " ")
    return text[:1].upper() + text[1:]


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())
