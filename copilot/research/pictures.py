"""The charts of a report: of what it cites, and of the closes of the instruments that it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from copilot.charts import shape_of
from copilot.evidence import Evidence, ReceiptEvidence
from copilot.research.report import ReportChart
from copilot.values import write_date
from market.errors import MarketError
from market.groups import MAIN_INDICES

if TYPE_CHECKING:
    from copilot.workspace import Workspace

CHARTS_SHOWN = 4
LINES = 4
"""Closes in one chart: lines of more cannot be told apart in print."""
HISTORY, SERIES_HISTORY = "price_history", "series_history"
PERIODS = ("YTD", "past 12 months")
ENOUGH_SESSIONS = 10
"""Sessions from which the year so far makes a line; before, the past twelve months are drawn."""


def choose_charts(
    symbols: Sequence[str],
    evidence: Sequence[Evidence],
    titles: Mapping[str, str],
    number_of: Callable[[Evidence], int],
    workspace: Workspace,
    as_of: datetime,
) -> tuple[ReportChart, ...]:
    """The charts, each of a receipt that is a reference of the report (``number_of`` makes it one).

    ``titles`` says under which heading a receipt is cited.
    """
    history = _closes(symbols, workspace, as_of)
    drawn: list[ReceiptEvidence] = [history] if history else []
    for item in {item.id: item for item in evidence if isinstance(item, ReceiptEvidence)}.values():
        if shape_of(item) is not None and not any(_symbols(item) <= _symbols(other) for other in drawn):
            drawn.append(item)
    return tuple(
        ReportChart(item, caption_of(item, titles.get(item.id, "")), number_of(item))
        for item in drawn[:CHARTS_SHOWN]
    )


def caption_of(receipt: ReceiptEvidence, title: str) -> str:
    """What a chart shows, in one line."""
    named = receipt.title if not title else f"{title}: {receipt.title[:1].lower()}{receipt.title[1:]}"
    if not receipt.window:
        return named
    start, end = (date.fromisoformat(receipt.window[name]) for name in ("start", "end"))
    return (
        f"{named}, {write_date(end)}"
        if start == end
        else f"{named}, {write_date(start)} to {write_date(end)}"
    )


def _symbols(receipt: ReceiptEvidence) -> set[str]:
    """What the rows are about; where they name nothing, the receipt itself."""
    return {str(row["symbol"]) for row in receipt.rows if row.get("symbol")} or {receipt.id}


def _closes(symbols: Sequence[str], workspace: Workspace, as_of: datetime) -> ReceiptEvidence | None:
    """The closes of the first instrument and its like over the year so far, or the first series; ``None`` without."""
    kinds = {item.symbol: item.kind for item in workspace.instruments.instruments}
    priced = [symbol for symbol in symbols if symbol in kinds and kinds[symbol] != "series"]
    alike = [symbol for symbol in priced if kinds[symbol] in ("index", kinds[priced[0]])]
    if alike and kinds[alike[0]] == "index":
        alike += [symbol for symbol in MAIN_INDICES if symbol not in alike]
    alike = alike[:LINES]
    series = [symbol for symbol in symbols if kinds.get(symbol) == "series"]
    calls = [(HISTORY, {"symbol": ",".join(alike), "period": period}) for period in PERIODS if alike]
    calls += [(SERIES_HISTORY, {"series": symbol}) for symbol in series[:1]]
    if symbols and kinds.get(symbols[0]) == "series":
        calls.reverse()
    for metric, arguments in calls:
        found = _computed(workspace, metric, arguments, as_of)
        if found and len(found.rows) >= ENOUGH_SESSIONS * max(1, len(alike)):
            return found
    return None


def _computed(
    workspace: Workspace, metric: str, arguments: dict[str, str], as_of: datetime
) -> ReceiptEvidence | None:
    from copilot.computing import compute

    try:
        return ReceiptEvidence.of(compute(workspace, metric, arguments, as_of))
    except MarketError:
        return None
