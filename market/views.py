"""The as-of views: SQL over the files of pinned table versions, in which nothing is known too early.

Each body is literal (file names, moment) and runs in a bare DuckDB beside those that it reads, so that they can
stand in a receipt.

Beside these, a metric with a parameter ``period`` can read those of :mod:`market.period_views`: one consistent series
of closes and daily returns for each symbol (``period_returns``, ``daily_returns``, ``daily_total_returns``,
``history``, ``latest_closes``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from market.errors import TableError, did_you_mean
from market.known_at import TIMELESS
from market.period_views import CLOSES, limited
from market.schemas import END_OF_TIME, KNOWN_UNTIL, SQL_TYPES, TABLES, TableName

REFERENCE = Path(__file__).parent / "reference" / "instruments.csv"
"""The instruments that every fresh home knows: widely followed indices, the sector ETFs, and the FRED series,
with the words people use for them. A row of the instruments table replaces that of its symbol."""

VIEW_TABLES: Mapping[str, TableName] = MappingProxyType(
    {**{name: name for name in TABLES}, "source_order": "prices", "closes": "prices"}
)
"""The views, and the table that each reads."""

VIEW_NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"closes": ("instruments", "prices", "source_order")}
)
"""The views that a view reads: they stand before it."""

VIEW_DATES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "closes": ("symbol", "date"),
        "prices": ("symbol", "date"),
        "ratings": ("symbol", "date"),
        "fundamentals": ("symbol", "period_end"),
        "observations": ("series", "period"),
    }
)
"""For each dated view the column that names whom a row is about, and the one that says when."""

Files = Mapping[TableName, Sequence[str]]
"""The data files of the pinned version of each table; a table that does not exist has none."""


def with_needed(views: Collection[str]) -> tuple[str, ...]:
    """``views`` and those that they read, each after what it reads."""
    needed = {*views, *(need for view in views for need in VIEW_NEEDS.get(view, ()))}
    return tuple(view for view in VIEW_TABLES if view in needed)


def view_sql(
    view: str,
    files: Files,
    as_of: datetime | None,
    *,
    unversioned: Collection[TableName] = (),
    source_order: Sequence[str] = (),
) -> str:
    """The body of ``view`` over ``files``: of each row the version that was in force at ``as_of``.

    Without ``as_of`` that is the newest. A table that is ``unversioned`` was written before versions were kept: it
    holds one of each row. ``source_order`` are the sources that go before the others for a close, the first
    before the next: names, with ``*`` for any characters.

    Raises :class:`TableError` for a name that is no view.
    """
    if view not in VIEW_TABLES:
        raise TableError(f"there is no view {view!r}{did_you_mean(view, VIEW_TABLES)}")
    if view == "source_order":
        return _source_order_sql(source_order)
    table = VIEW_TABLES[view]
    rows = _table_sql(table, files, as_of, versioned=table not in unversioned)
    if view == "closes":
        return limited(CLOSES, ())
    return _instruments_sql(rows) if view == "instruments" else rows


def every_version_sql(table: TableName, files: Files) -> str:
    """All versions of all rows of ``table``, with ``known_at``."""
    return _table_sql(table, files, None, versioned=False)


def text_literal(text: str) -> str:
    """``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def moment_literal(moment: datetime) -> str:
    """``moment`` as an SQL timestamp in UTC."""
    return f"TIMESTAMPTZ '{moment.astimezone(UTC).isoformat(sep=' ')}'"


def _table_sql(table: TableName, files: Files, as_of: datetime | None, *, versioned: bool) -> str:
    schema = TABLES[table]
    if not files.get(table):
        empty = ", ".join(
            f"CAST(NULL AS {SQL_TYPES[column.kind]}) AS {column.name}" for column in schema.columns
        )
        return f"SELECT {empty} WHERE FALSE"
    listed = ", ".join(text_literal(file) for file in files[table])
    moment = moment_literal(as_of) if as_of else ""
    tests = [f"known_at <= {moment}"] if moment else []
    if versioned:
        tests.append(
            f"{KNOWN_UNTIL} > {moment}" if moment else f"{KNOWN_UNTIL} = {moment_literal(END_OF_TIME)}"
        )
    known = f" WHERE {' AND '.join(tests)}" if tests else ""
    return f"SELECT {', '.join(schema.names)} FROM read_parquet([{listed}]){known}"  # noqa: S608 - our own names


def _source_order_sql(source_order: Sequence[str]) -> str:
    """The stated order as a table: a pattern for LIKE with the escape ``!``, and its place."""
    named = [
        f"SELECT {text_literal(_pattern(name))} AS pattern, {place} AS place"
        for place, name in enumerate(source_order)
    ]
    return " UNION ALL ".join(named) or "SELECT CAST(NULL AS VARCHAR) AS pattern, 0 AS place WHERE FALSE"


def _pattern(name: str) -> str:
    return re.sub(r"[%_!]", r"!\g<0>", name).replace("*", "%")


def stated_place(source_order: Sequence[str]) -> str:
    """The place of a source in the stated order, and a comma; nothing where no order is stated."""
    if not source_order:
        return ""
    tests = (f"WHEN {_is_called(name)} THEN {place}" for place, name in enumerate(source_order))
    return f"CASE {' '.join(tests)} ELSE {len(source_order)} END, "


def _is_called(name: str) -> str:
    if "*" not in name:
        return f"source = {text_literal(name)}"
    return f"source LIKE {text_literal(_pattern(name))} ESCAPE '!'"


def _instruments_sql(rows: str) -> str:
    given = [name for name in TABLES["instruments"].names if name not in ("source", "known_at")]
    shipped = ", ".join(f"coalesce({name}, '') AS {name}" for name in given)
    return _INSTRUMENTS.format(
        table=rows,
        shipped=f"{shipped}, 'reference' AS source, {moment_literal(TIMELESS)} AS known_at",
        reference=text_literal(str(REFERENCE)),
        columns=", ".join(f"'{name}': 'VARCHAR'" for name in given),
    )


EVERY_INSTRUMENT = """\
SELECT * FROM instruments
UNION ALL BY NAME
SELECT symbol, symbol AS name, 'other' AS kind, '' AS sector, '' AS industry, '' AS exchange,
    coalesce(max(currency), '') AS currency, '' AS aliases, min(source) AS source, min(known_at) AS known_at
FROM prices WHERE symbol NOT IN (SELECT symbol FROM instruments) GROUP BY symbol
UNION ALL BY NAME
SELECT series AS symbol, coalesce(nullif(max(title), ''), series) AS name, 'series' AS kind, '' AS sector,
    '' AS industry, '' AS exchange, '' AS currency, '' AS aliases, min(source) AS source,
    min(known_at) AS known_at
FROM observations WHERE series NOT IN (SELECT symbol FROM instruments) GROUP BY series"""
"""The instruments, and each symbol and series that has data without a row among them."""

_INSTRUMENTS = """\
WITH loaded AS ({table})
SELECT * FROM loaded
UNION ALL
SELECT {shipped}
FROM read_csv([{reference}], header = true, auto_detect = false, columns = {{{columns}}})
WHERE symbol NOT IN (SELECT symbol FROM loaded)"""
