"""The receipt of a computation: its result with all that is needed to run it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any

from market.errors import BadReceipt

if TYPE_CHECKING:
    from market.tables import SqlValue

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

    def to_json(self) -> dict[str, Any]:
        """The receipt as plain JSON, with its id and its hash."""
        window = [day.isoformat() for day in self.window] if self.window else None
        return {**asdict(self), "as_of": self.as_of.isoformat(), "window": window}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Receipt:
        """The receipt that :meth:`to_json` wrote.

        Raises :class:`BadReceipt` for anything else, and for one whose content is not what its hash says.
        """
        fields = {name: value for name, value in data.items() if name not in ("id", "hash")}
        try:
            start_and_end = fields.pop("window")
            receipt = cls(
                **fields
                | {name: tuple(fields[name]) for name in ("rows", "sources", "notes")}
                | {
                    "as_of": datetime.fromisoformat(fields["as_of"]),
                    "window": tuple(map(date.fromisoformat, start_and_end)) if start_and_end else None,
                    "columns": tuple(Column(**column) for column in fields["columns"]),
                }
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BadReceipt(f"this is no receipt ({error!r}); compute the metric again") from error
        if receipt.hash != data.get("hash"):
            raise BadReceipt(
                f"receipt {data.get('id')} was changed after it was made: its content has the hash "
                f"{receipt.hash}, it says {data.get('hash')}. Compute the metric again"
            )
        return receipt


def as_cell(value: SqlValue) -> Cell:
    """``value`` of DuckDB as plain JSON: dates as ISO text, numbers in full, nothing for what is no number."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float) and not isfinite(value):
        return None
    cell: Cell = value
    return cell


def unit_of(column: Column, row: dict[str, Cell]) -> str:
    """The unit of ``column`` in ``row``: ``{name}`` is looked up in the row."""
    if column.unit.startswith("{"):
        return str(row.get(column.unit[1:-1]) or "")
    return column.unit


def _sha256(content: object) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
