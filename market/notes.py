"""What a reader of a result must know: a stale price, dividends included, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from market.arguments import Arguments
from market.clock import new_york_day
from market.metric_files import Metric
from market.receipts import Cell

STALE_AFTER_DAYS = 5
"""Calendar days: a long weekend in New York is four, and five sessions missed in a row never happened since 1933
but for September 2001."""

Row = dict[str, Cell]


def notes_on(metric: Metric, rows: Sequence[Row], arguments: Arguments, as_of: datetime) -> tuple[str, ...]:
    """The notes on a result, each once, in a stable order."""
    found: list[str] = []
    if "closes" in metric.tables:
        found += _stale(rows, arguments, as_of)
    found += _bases(metric, rows)
    found += _mixed_sources(rows)
    found += _left_out(rows, arguments)
    return tuple(dict.fromkeys(found))


def _stale(rows: Sequence[Row], arguments: Arguments, as_of: datetime) -> Iterator[str]:
    today = new_york_day(as_of)
    period = arguments.period
    end = min(today, period.end) if period else today
    for row in rows:
        for name, cell in row.items():
            if not isinstance(cell, str):
                continue
            if name.endswith("start_date") and period:
                yield from _too_old(row, name, date.fromisoformat(cell), period.start)
            elif name == "date" or name.endswith("end_date"):
                yield from _too_old(row, name, date.fromisoformat(cell), end)


def _too_old(row: Row, column: str, used: date, wanted: date) -> Iterator[str]:
    age_days = (wanted - used).days
    if age_days > STALE_AFTER_DAYS:
        symbol = row.get("benchmark") if column.startswith("benchmark_") else row.get("symbol")
        yield f"stale: the close of {symbol} is of {used}, {age_days} days before {wanted}"


def _bases(metric: Metric, rows: Sequence[Row]) -> Iterator[str]:
    for basis, note in (("adj_close", metric.adjusted_note), ("close", metric.traded_note)):
        of_basis = [
            str(row[whose])
            for row in rows
            for column, whose in (("basis", "symbol"), ("benchmark_basis", "benchmark"))
            if row.get(column) == basis and row.get(whose)
        ]
        if of_basis and note:
            yield f"{', '.join(dict.fromkeys(of_basis))}: {note}"


def _mixed_sources(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        for column, whose in (("source", "symbol"), ("benchmark_source", "benchmark")):
            if "; " in str(row.get(column) or "") and row.get(whose):
                yield f"{row[whose]}: its closes are from different sources ({row[column]})"


def _left_out(rows: Sequence[Row], arguments: Arguments) -> Iterator[str]:
    """The members of a group without a row, where the rows are about one member each."""
    shown = {row["symbol"] for row in rows if "symbol" in row}
    missing = [symbol for symbol in arguments.group if symbol not in shown]
    if missing and shown:
        yield f"left out, no closes that cover the period: {', '.join(missing)}"
