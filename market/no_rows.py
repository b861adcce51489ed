"""Why a metric found nothing: what the tables hold of the symbols instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from market.arguments import Arguments
from market.clock import written_moment
from market.metric_files import Metric
from market.tables import MarketTables, Snapshot
from market.views import VIEW_DATES, text_literal

ROW_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "closes": "close",
        "prices": "price",
        "ratings": "rating",
        "fundamentals": "reported figure",
        "observations": "observation",
    }
)
"""What a row of each view is called in a message."""


TOLD_AT_MOST = 20
"""Symbols of which a message tells one by one: more nobody reads, and a whole market has thousands."""


class Span(NamedTuple):
    """The first and the last date for which rows are held."""

    first: date
    last: date


def why_nothing(metric: Metric, arguments: Arguments, snapshot: Snapshot, tables: MarketTables) -> str:
    """Why ``metric`` found no rows, by symbol, with the dates that are held instead."""
    as_of = f"as of {written_moment(snapshot.as_of)}" if snapshot.as_of else "in the tables"
    dated = (view for view in metric.tables if view in VIEW_DATES)
    view = "closes" if metric.reads_closes else next(dated, None)
    symbols = arguments.symbols + arguments.group
    if view is None or not symbols:
        return f"{metric.name}: no row of {view or 'instruments'} is what it asks for ({as_of})"
    spans = _spans(view, symbols, snapshot, tables)
    start = arguments.period.start if arguments.period and _uses_start(metric) else None
    end = arguments.period.end if arguments.period else None
    reasons = [
        reason for symbol in symbols if (reason := _reason(symbol, view, spans.get(symbol), start, end))
    ]
    if not reasons and metric.empty_note:
        reasons = [metric.empty_note]
    elif not reasons:
        held = first_of(
            [f"{symbol} from {spans[symbol].first} to {spans[symbol].last}" for symbol in symbols], "; "
        )
        lacking = "of one basis cover the period" if view == "closes" else "are what it asks for"
        reasons = [f"no {ROW_WORDS[view]}s {lacking}; held are {held}"]
    return f"{metric.name}: {first_of(reasons, '; ')} ({as_of})"


def first_of(texts: Sequence[str], separator: str) -> str:
    """The first of ``texts``, and how many more there are."""
    more = len(texts) - TOLD_AT_MOST
    told = separator.join(texts[:TOLD_AT_MOST])
    return f"{told}{separator}and {more:,} more" if more > 0 else told


def _uses_start(metric: Metric) -> bool:
    return any(name.endswith("_start") for name in metric.statement.placeholders)


def _spans(view: str, symbols: tuple[str, ...], snapshot: Snapshot, tables: MarketTables) -> dict[str, Span]:
    who, when = VIEW_DATES[view]
    listed = ", ".join(text_literal(symbol) for symbol in symbols)
    dates = f"SELECT {who}, min({when}), max({when}) FROM {view} WHERE {who} IN ({listed}) GROUP BY {who}"  # noqa: S608 - quoted
    rows = tables.query(snapshot.over_views((view,), dates))
    return {symbol: Span(first, last) for symbol, first, last in rows}


def _reason(symbol: str, view: str, span: Span | None, start: date | None, end: date | None) -> str:
    """Why nothing was found for ``symbol``, or "" where the dates do not say."""
    word = ROW_WORDS[view]
    if span is None:
        return f"no {word} of {symbol} is held; load it"
    needed = start or end
    if needed and span.first > needed:
        return f"no {word} of {symbol} on or before {needed}; the first is {span.first}"
    if start and span.last <= start:
        return f"no {word} of {symbol} after {start}; the last is {span.last}"
    return ""
