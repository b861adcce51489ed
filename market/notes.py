"""What a reader of a result must know: a stale price, dividends included, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from market.arguments import Arguments
from market.clock import new_york_day
from market.metric_files import Metric
from market.no_rows import TOLD_AT_MOST, first_of
from market.receipts import Cell

STALE_AFTER_DAYS = 5
"""Calendar days: a long weekend in New York is four, and five sessions missed in a row never happened since 1933
but for September 2001."""

Row = dict[str, Cell]


def notes_on(metric: Metric, rows: Sequence[Row], arguments: Arguments, as_of: datetime) -> tuple[str, ...]:
    """The notes on a result, each once, in a stable order."""
    found: list[str] = []
    if metric.reads_closes:
        found += _first(_stale(rows, arguments, as_of), "closes are stale or short")
    found += _bases(metric, rows)
    found += _first(_mixed_sources(rows), "have closes from different sources")
    found += _left_out(rows, arguments)
    return tuple(dict.fromkeys(found))


def _first(notes: Iterator[str], told: str) -> list[str]:
    """The first of notes that are each on one symbol, and how many more there are."""
    every = list(dict.fromkeys(notes))
    more = len(every) - TOLD_AT_MOST
    return [*every[:TOLD_AT_MOST], f"{more:,} more {told}"] if more > 0 else every


def _stale(rows: Sequence[Row], arguments: Arguments, as_of: datetime) -> Iterator[str]:
    today = new_york_day(as_of)
    period = arguments.period
    end = min(today, period.end) if period else today
    for row in rows:
        for name, cell in row.items():
            if not isinstance(cell, str):
                continue
            if name.endswith("start_date") and period:
                yield from _apart(row, name, date.fromisoformat(cell), period.start)
            elif name == "date" or name.endswith("end_date"):
                yield from _apart(row, name, date.fromisoformat(cell), end)


def _apart(row: Row, column: str, used: date, wanted: date) -> Iterator[str]:
    age_days = (wanted - used).days
    symbol = row.get(_whose(column, "date")) or row.get("symbol")
    if age_days > STALE_AFTER_DAYS:
        yield f"stale: the close of {symbol} is of {used}, {age_days} days before {wanted}"
    elif age_days < -STALE_AFTER_DAYS:
        yield f"short: the closes of {symbol} begin on {used}, {-age_days} days after {wanted}"


def _bases(metric: Metric, rows: Sequence[Row]) -> Iterator[str]:
    for basis, note in (("adj_close", metric.adjusted_note), ("close", metric.traded_note)):
        of_basis = [symbol for symbol, cell in _cells(rows, "basis") if cell == basis]
        if of_basis and note:
            yield f"{first_of(list(dict.fromkeys(of_basis)), ', ')}: {note}"


def _mixed_sources(rows: Sequence[Row]) -> Iterator[str]:
    for symbol, cell in _cells(rows, "source"):
        if "; " in cell:
            yield f"{symbol}: its closes are from different sources ({cell})"


def _left_out(rows: Sequence[Row], arguments: Arguments) -> Iterator[str]:
    """The members of a group without a row; only their number where the rows are about the group."""
    if rows and "matches" in rows[0]:  # a screen leaves out on purpose, and counts
        return
    shown = {row[name] for row in rows for name in ("symbol", "other") if name in row}
    missing = [symbol for symbol in arguments.group if symbol not in shown]
    if missing and shown:
        yield f"left out, no closes that cover the period: {first_of(missing, ', ')}"
    members = rows[0].get("members") if rows else None
    if not shown and isinstance(members, int) and members < len(arguments.group):
        yield f"{members} of {len(arguments.group)} members have the closes that it needs"


def _cells(rows: Sequence[Row], kind: str) -> Iterator[tuple[str, str]]:
    """The cells of the columns called ``kind``, or ending in it, with whom they are about."""
    for row in rows:
        for column, cell in row.items():
            if (
                cell
                and (column == kind or column.endswith(f"_{kind}"))
                and (whom := row.get(_whose(column, kind)))
            ):
                yield str(whom), str(cell)


def _whose(column: str, kind: str) -> str:
    """The column that says whom a column is about: ``benchmark`` for ``benchmark_basis``."""
    before = column.removesuffix(kind).removesuffix("_")
    for edge in ("start", "end"):
        before = before.removesuffix(edge).removesuffix("_")
    return before or "symbol"
