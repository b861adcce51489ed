"""The minimum of a metric: a row that rests on less is refused, with what it has and what it needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from market.arguments import Arguments
from market.clock import written_moment
from market.metric_files import Metric
from market.no_rows import TOLD_AT_MOST
from market.receipts import Cell

Row = dict[str, Cell]


def split_short(metric: Metric, rows: Sequence[Row], arguments: Arguments) -> tuple[list[Row], list[Row]]:
    """The rows that rest on enough, and those that do not."""
    if metric.minimum is None:
        return list(rows), []
    least = _least(metric, arguments)
    enough = [row for row in rows if _count(metric, row) >= least]
    return enough, [row for row in rows if _count(metric, row) < least]


def why_too_few(metric: Metric, short: Sequence[Row], arguments: Arguments, as_of: datetime) -> str:
    """Why no row rests on enough."""
    return (
        f"{metric.name}: {_held(metric, short, arguments)}; take a longer period, or load more history "
        f"(as of {written_moment(as_of)})"
    )


def notes_on_short(metric: Metric, short: Sequence[Row], arguments: Arguments) -> tuple[str, ...]:
    """The note on rows that were left out."""
    return (f"left out: {_held(metric, short, arguments)}",) if short else ()


def _held(metric: Metric, short: Sequence[Row], arguments: Arguments) -> str:
    counted = metric.minimum.column if metric.minimum else ""
    held = [f"{_whom(row)} has {_count(metric, row)}" for row in short]
    told = list(dict.fromkeys(held))
    if more := len(told[TOLD_AT_MOST:]):
        told = [*told[:TOLD_AT_MOST], f"and {more:,} more have fewer"]
    return f"{', '.join(told)} of the {_least(metric, arguments)} {counted} that it needs"


def _whom(row: Row) -> str:
    """The instrument that a row is about, or the two of them."""
    return " with ".join(str(row[name]) for name in ("symbol", "benchmark", "other") if row.get(name)) or "it"


def _least(metric: Metric, arguments: Arguments) -> int:
    """The number of the metric, or that of its parameter."""
    if metric.minimum is None:
        return 0
    least = metric.minimum.least
    return least if isinstance(least, int) else int(arguments.params[least] or 0)


def _count(metric: Metric, row: Row) -> int:
    held = row[metric.minimum.column] if metric.minimum else 0
    return int(held) if isinstance(held, (int, float)) else 0
