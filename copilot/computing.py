"""Computing a metric by its name, outside an answer: the command line, the MCP server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from copilot.workspace import Workspace
from market.metrics import Metric, find_metric, run_metric
from market.receipts import Receipt


def named_metric(workspace: Workspace, name: str) -> Metric:
    """The metric called ``name``. Raises ``UnknownMetric`` with near names."""
    return find_metric(workspace.metrics, name)


def compute(
    workspace: Workspace, name: str, arguments: Mapping[str, str], as_of: datetime | None = None
) -> Receipt:
    """The receipt of the metric called ``name``. ``as_of`` ``None`` means this moment.

    Raises ``MarketError`` for an unknown metric, instrument or period, and where the tables hold nothing.
    """
    return run_metric(named_metric(workspace, name), arguments, workspace.tables, as_of or datetime.now(UTC))
