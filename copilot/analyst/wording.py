"""Puts a receipt into words: the sentence of its metric with the figures filled in, or a table of its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.evidence import ReceiptEvidence
from copilot.values import write_cell, write_value
from market.metric_files import SLOT
from market.receipts import Cell, unit_of

OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
"""``[, after {previous_value}]`` stands only where the row has all of its columns."""

TABLE_ROWS = 12  # what fits a chat answer; the receipt holds the rest
HIDDEN_COLUMNS = frozenset({"basis", "source", "data_source", "known_at"})
"""Told in the receipt and in its notes; in a sentence or a small table they are noise."""


def describe_in_sentence(template: str, receipt: ReceiptEvidence, row: dict[str, Cell] | None = None) -> str:
    """``template`` with the figures of a row of the receipt, its first one where none is given."""
    row = row or receipt.rows[0]

    def fill(slot: re.Match[str]) -> str:
        if slot["test"]:
            cell = row.get(slot["test"])
            return slot["down"] if isinstance(cell, (int, float)) and cell < 0 else slot["up"]
        name = slot["column"]
        if name in receipt.params and name not in row:
            return str(receipt.params[name])
        return _plain(write_value(row[name], unit_of(receipt.column(name), row), form=slot["form"] or ""))

    def keep(clause: re.Match[str]) -> str:
        wanted = (slot["column"] or slot["test"] for slot in SLOT.finditer(clause[1]))
        return clause[1] if all(row.get(name) is not None for name in wanted) else ""

    return SLOT.sub(fill, OPTIONAL.sub(keep, template))


def describe_in_table(receipt: ReceiptEvidence, rows: Sequence[dict[str, Cell]] | None = None) -> str:
    """The receipt's rows as a Markdown table in their order or another, its id at the end of each row."""
    shown = [
        column
        for column in receipt.columns
        if column["name"] not in HIDDEN_COLUMNS and _varies(column, receipt)
    ]
    heads = [column["name"].replace("_pct", "").replace("_", " ") for column in shown]
    lines = [f"| {' | '.join(heads)} | |", "|" + "---|" * (len(heads) + 1)]
    for row in (rows or receipt.rows)[:TABLE_ROWS]:
        cells = [
            _plain(write_cell(receipt.column(column["name"]), row, form=_table_form(column))).replace(
                "|", "/"
            )
            for column in shown
        ]
        lines.append(f"| {' | '.join(cells)} | [{receipt.id}] |")
    return "\n".join(lines)


def _varies(column: dict[str, str], receipt: ReceiptEvidence) -> bool:
    """Whether a column tells the rows apart; one with the same value in each row goes into the sentence above."""
    return len({str(row.get(column["name"])) for row in receipt.rows}) > 1


def _plain(written: str) -> str:
    """``net_income`` as words: only text can hold a low line."""
    return written.replace("_", " ")


def _table_form(column: dict[str, str]) -> str:
    return "+" if column["unit"] in ("%", "pp") else ""
