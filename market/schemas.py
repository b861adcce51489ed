"""What a row of each market table is: its columns, their kinds and rules, and the key that names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Literal, get_args

TableName = Literal["instruments", "prices", "fundamentals", "ratings", "observations"]
"""The tables as they are stored. The view ``closes`` is made of ``prices``."""

TABLE_NAMES: tuple[TableName, ...] = get_args(TableName)

ColumnKind = Literal["text", "number", "date", "moment"]

INSTRUMENT_KINDS = ("index", "etf", "stock", "series", "rate", "currency", "commodity", "fund", "other")

SQL_TYPES: Mapping[ColumnKind, str] = MappingProxyType(
    {"text": "VARCHAR", "number": "DOUBLE", "date": "DATE", "moment": "TIMESTAMP WITH TIME ZONE"}
)
"""The DuckDB type of each kind; a moment is in UTC."""


KNOWN_UNTIL = "known_until"
"""The column beside a table's own that ends a version: when the next version of its key is known."""

END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)
"""Where a version ends that no later one follows. A moment, not null: one comparison reaches the files."""

STATED = "states_known_at"
"""The column of checked rows that says whether the source gave ``known_at``. It is not stored."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: what it holds, whether each row must have it, and which values it may take."""

    name: str
    kind: ColumnKind = "text"
    required: bool = False
    """Each row must have a value; missing text is stored as "", a missing number as null."""
    positive: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableSchema:
    """The columns of a table. Rows with equal ``key`` columns are versions of one row, told apart by ``known_at``."""

    name: TableName
    columns: tuple[TableColumn, ...]
    key: tuple[str, ...]
    dated_by: str = ""
    """The date column that a row is about: it cannot lie after the moment the row was known."""

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in the order in which they are stored."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that a caller has to give; ``known_at`` has a rule of its own."""
        return tuple(column.name for column in self.columns if column.required and column.name != "known_at")


def _text(name: str, *, required: bool = False, choices: tuple[str, ...] = ()) -> TableColumn:
    return TableColumn(name, "text", required=required, choices=choices)


def _number(name: str, *, required: bool = False, positive: bool = False) -> TableColumn:
    return TableColumn(name, "number", required=required, positive=positive)


_SOURCE = _text("source", required=True)
_KNOWN_AT = TableColumn("known_at", "moment", required=True)

_SCHEMAS = (
    TableSchema(
        "instruments",
        (
            _text("symbol", required=True),
            _text("name", required=True),
            _text("kind", required=True, choices=INSTRUMENT_KINDS),
            *map(_text, ("sector", "industry", "exchange", "currency", "aliases")),
            _SOURCE,
            _KNOWN_AT,
        ),
        key=("symbol",),
    ),
    TableSchema(
        "prices",
        (
            _text("symbol", required=True),
            TableColumn("date", "date", required=True),
            *(_number(name, positive=True) for name in ("open", "high", "low", "close", "adj_close")),
            _number("volume"),
            _text("currency"),
            _SOURCE,
            _KNOWN_AT,
        ),
        key=("symbol", "date", "source"),
        dated_by="date",
    ),
    TableSchema(
        "fundamentals",
        (
            _text("symbol", required=True),
            TableColumn("period_end", "date", required=True),
            _text("item", required=True),
            _number("value", required=True),
            _text("unit"),
            _SOURCE,
            _KNOWN_AT,
        ),
        key=("symbol", "period_end", "item", "source"),
        dated_by="period_end",
    ),
    TableSchema(
        "ratings",
        (
            _text("symbol", required=True),
            TableColumn("date", "date", required=True),
            _text("firm", required=True),
            _text("action"),
            _text("rating"),
            _number("target", positive=True),
            _text("currency"),
            _SOURCE,
            _KNOWN_AT,
        ),
        key=("symbol", "date", "firm", "source"),
        dated_by="date",
    ),
    TableSchema(
        "observations",
        (
            _text("series", required=True),
            TableColumn("period", "date", required=True),
            _number("value", required=True),
            _text("unit"),
            _text("title"),
            _SOURCE,
            _KNOWN_AT,
        ),
        key=("series", "period", "source"),
        dated_by="period",
    ),
)

TABLES: Mapping[TableName, TableSchema] = MappingProxyType({schema.name: schema for schema in _SCHEMAS})
"""Every market table by name."""
