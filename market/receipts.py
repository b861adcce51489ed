"""The receipt of a computation: its result with all that is needed to run it again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime

Cell = str | float | int | bool | None
"""A value of a result row. Dates are ISO strings, missing values are ``None``."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a metric's result.

    ``unit`` is ``%``, ``pp``, ``bp``, ``x``, an ISO currency, ``date``, ``text``, ``count``, or empty for a
    plain number such as an index level. ``{name}`` takes the unit from the row's column ``name``.
    """

    name: str
    unit: str
    description: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The result of one metric run."""

    metric: str
    title: str
    metric_hash: str
    params: dict[str, Cell]
    """The parameters as resolved: symbols, not the words that were typed."""
    as_of: datetime
    window: tuple[date, date] | None
    """The first and the last session or period that the result rests on."""
    value: float | None
    unit: str
    columns: tuple[Column, ...]
    rows: tuple[dict[str, Cell], ...]
    tables: dict[str, int]
    """The version of each table that was read."""
    sources: tuple[str, ...]
    """Who gave the rows that were read."""
    sql: str
    """The statement with its parameters filled in: it runs as it stands in DuckDB."""
    notes: tuple[str, ...] = ()
    """What a reader must know: a stale price, dividends included."""
    id: str = field(init=False)
    hash: str = field(init=False)

    def __post_init__(self) -> None:
        identity = [self.metric_hash, self.params, self.as_of.isoformat(), self.tables]
        object.__setattr__(self, "id", f"m-{_sha256(identity)[:12]}")
        object.__setattr__(self, "hash", _sha256([*identity, self.rows]))


def unit_of(column: Column, row: dict[str, Cell]) -> str:
    """The unit of ``column`` in ``row``: ``{name}`` is looked up in the row."""
    if column.unit.startswith("{"):
        return str(row.get(column.unit[1:-1]) or "")
    return column.unit


def _sha256(content: object) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
