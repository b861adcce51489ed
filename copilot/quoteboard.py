"""A quote board: for each of some instruments the last close and its change, each from a receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from market.errors import MarketError

if TYPE_CHECKING:
    from copilot.workspace import Workspace
    from market.receipts import Receipt

SESSION_METRIC, RETURN_METRIC = "session_change", "price_return"


@dataclass(frozen=True, slots=True)
class Quote:
    """The last close of an instrument; ``returns`` are percent by period, without those that cannot be computed."""

    symbol: str
    name: str
    close: float
    currency: str
    date: str
    change_pct: float
    returns: dict[str, float]
    receipts: tuple[Receipt, ...]


def quotes(
    workspace: Workspace, symbols: Sequence[str], as_of: datetime | None, periods: Sequence[str] = ()
) -> list[Quote]:
    """The quotes of ``symbols`` in their order; an instrument without closes by then has none."""
    found = (_quote(workspace, symbol, as_of or datetime.now(UTC), periods) for symbol in symbols)
    return [quote for quote in found if quote]


def _quote(workspace: Workspace, symbol: str, as_of: datetime, periods: Sequence[str]) -> Quote | None:
    last = _computed(workspace, SESSION_METRIC, {"symbol": symbol}, as_of)
    if last is None:
        return None
    row = last.rows[0]
    receipts, returns = [last], {}
    for period in periods:
        receipt = _computed(workspace, RETURN_METRIC, {"symbol": symbol, "period": period}, as_of)
        if receipt and receipt.value is not None:
            receipts.append(receipt)
            returns[period] = receipt.value
    return Quote(
        symbol=symbol,
        name=str(row["name"]),
        close=_number(row["close"]),
        currency=str(row["currency"] or ""),
        date=str(row["date"]),
        change_pct=_number(row["change_pct"]),
        returns=returns,
        receipts=tuple(receipts),
    )


def _computed(workspace: Workspace, name: str, arguments: dict[str, str], as_of: datetime) -> Receipt | None:
    """The receipt, or ``None`` where the tables hold too little for it."""
    from market.metrics import run_metric

    try:
        return run_metric(workspace.metrics[name], arguments, workspace.tables, as_of)
    except MarketError:
        return None


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, (int, float)) else 0.0
