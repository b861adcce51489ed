"""What an upsert has to write: given rows that are new or say something else, and where the versions before them end.

A table keeps every version of a row. A version is known from ``known_at`` on and holds until ``known_until``, when the
next one of its key is known; the newest holds until ``END_OF_TIME``. So an as-of view is a filter: for each key
the one version with ``known_at <= as_of < known_until``.

A row that **states** its ``known_at`` is known at that moment. It takes the place of a version with the very same
moment, and adds nothing where it equals it; else it stands as one of its own. It does so though it repeats the version
before: another vintage may yet be loaded that stands between the two.

A row that states none follows the table's rule (:mod:`market.known_at`) where the table lacks its key, and adds nothing
where it equals the newest version. Else it is a correction, and known *now*, when it is loaded, for nobody could have
known it here before. So loading a whole revised file again adds the new rows by rule, the changed ones as known now,
and nothing for the equal ones. Loading the older file after that is once more a correction that is known now.

One exception: :mod:`market.restatements`, prices that were put on another scale as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from market.restatements import LEFT_BEHIND, NO_RESTATEMENTS, RESTATEMENTS
from market.schemas import END_OF_TIME, KNOWN_UNTIL, STATED, TableSchema
from market.views import moment_literal, text_literal

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa  # type: ignore[import-untyped]
    from deltalake import DeltaTable


class UpsertCount(NamedTuple):
    """What an upsert did."""

    added: int
    """Rows with a key that the table lacked."""
    corrected: int
    """Rows that say something else than the table did: a new version, or one in the place of another."""
    unchanged: int
    """Rows that the table held already."""
    restated: tuple[str, ...] = ()
    """Symbols whose prices were put on another scale, each with its source and the factor."""


def arrow_schema(schema: TableSchema) -> pa.Schema:
    """The types in which a table is stored."""
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "number": pa.float64(),
        "date": pa.date32(),
        "moment": pa.timestamp("us", "UTC"),
    }
    fields = [(column.name, types[column.kind]) for column in schema.columns]
    return pa.schema([*fields, (KNOWN_UNTIL, types["moment"])])


def arrow_table(schema: TableSchema, frame: pd.DataFrame) -> pa.Table:
    """Checked rows in the types in which they are stored, and whether each states when it was known."""
    import pyarrow as pa

    stored = arrow_schema(schema)
    given = stored.remove(stored.get_field_index(KNOWN_UNTIL)).append(pa.field(STATED, pa.bool_()))
    return pa.Table.from_pandas(frame, schema=given, preserve_index=False)


def difference(
    connection: duckdb.DuckDBPyConnection,
    schema: TableSchema,
    given: pa.Table,
    files: Sequence[str],
    now: datetime,
) -> tuple[UpsertCount, pa.Table]:
    """What ``given`` rows change in the table of ``files`` where they are loaded at ``now``, and the rows to write.

    The rows to write are versions, new ones and those whose end moves, named by key and ``known_at``.
    """
    connection.execute("SET TimeZone = 'UTC'")
    connection.register("given", given)
    _hold_stored(connection, schema, files)
    restated = _hold_restated(connection, schema, files)
    connection.execute(_candidates(schema, now))
    connection.execute(_versions(schema))
    changed = connection.sql(_TO_WRITE.format(order=", ".join((*schema.key, "known_at")))).to_arrow_table()
    written, corrected = connection.sql(_COUNTS.format(first=schema.key[0], **_of(schema))).fetchall()[0]
    count = UpsertCount(written - corrected, corrected, given.num_rows - written, restated)
    return count, changed.select(arrow_schema(schema).names).cast(arrow_schema(schema))


def same_version(schema: TableSchema, changed: pa.Table) -> str:
    """When a stored version is one to write. The bounds on the first key column let files be skipped unread."""
    import pyarrow.compute as pc  # type: ignore[import-untyped]

    first = schema.key[0]
    low, high = (text_literal(str(bound)) for bound in pc.min_max(changed[first]).as_py().values())
    equal = " AND ".join(f"t.{name} = s.{name}" for name in (*schema.key, "known_at"))
    return f"{equal} AND t.{first} >= {low} AND t.{first} <= {high}"


def add_versions(connection: duckdb.DuckDBPyConnection, schema: TableSchema, table: DeltaTable) -> None:
    """Bring a table that holds one version of each row into the form that holds several, in one commit."""
    from deltalake import write_deltalake

    listed = ", ".join(map(text_literal, table.file_uris()))
    connection.execute("SET TimeZone = 'UTC'")
    rows: pa.RecordBatchReader = connection.sql(
        f"SELECT {', '.join(schema.names)}, {moment_literal(END_OF_TIME)} AS {KNOWN_UNTIL} "  # noqa: S608
        f"FROM read_parquet([{listed}])"
    ).to_arrow_reader()
    write_deltalake(table, rows.cast(arrow_schema(schema)), mode="overwrite", schema_mode="overwrite")
    table.update_incremental()


def _of(schema: TableSchema) -> dict[str, str]:
    """The parts of the statements that depend on the table."""
    values = [name for name in schema.names if name not in (*schema.key, "known_at")]
    return {
        "key": ", ".join(schema.key),
        "columns": ", ".join(schema.names),
        "said": "struct_pack({})".format(", ".join(f"{name} := {{0}}.{name}" for name in values)),
        "end": moment_literal(END_OF_TIME),
    }


def _hold_stored(connection: duckdb.DuckDBPyConnection, schema: TableSchema, files: Sequence[str]) -> None:
    """All versions that the table holds of the given keys, as the table ``stored``."""
    listed = ", ".join(map(text_literal, files))
    if not listed:
        empty = arrow_schema(schema).empty_table()
        connection.register("no_rows", empty)
    source = f"read_parquet([{listed}])" if listed else "no_rows"
    first, key = schema.key[0], ", ".join(schema.key)
    connection.execute(f"""
        CREATE TEMP TABLE stored AS SELECT * FROM {source} AS stored SEMI JOIN given USING ({key})
        WHERE {first} BETWEEN (SELECT min({first}) FROM given) AND (SELECT max({first}) FROM given)""")  # noqa: S608


def _hold_restated(
    connection: duckdb.DuckDBPyConnection, schema: TableSchema, files: Sequence[str]
) -> tuple[str, ...]:
    """Which symbols the given rows put on another scale, as the table ``restated``, and in words."""
    end = moment_literal(END_OF_TIME)
    sql = RESTATEMENTS if schema.name == "prices" else NO_RESTATEMENTS
    connection.execute(sql.format(end=end, stated=STATED))
    rows = connection.sql("SELECT whose, source, factor FROM restated ORDER BY whose, source").fetchall()
    if not rows:
        return ()
    listed = ", ".join(map(text_literal, files))
    counted = connection.sql(LEFT_BEHIND.format(files=listed, end=end)).fetchall()
    left = {(symbol, source): count for symbol, source, count in counted}
    return tuple(
        f"{symbol} ({source}) by {factor:.6g}"
        + (
            f"; its {left[symbol, source]:,} rows before these stay on the former scale: load the whole history"
            if (symbol, source) in left
            else ""
        )
        for symbol, source, factor in rows
    )


def _candidates(schema: TableSchema, now: datetime) -> str:
    """``candidates``: the given rows that may say something new, each with the moment at which it is known."""
    parts = _of(schema)
    equal = f"{parts['said'].format('given')} IS NOT DISTINCT FROM {parts['said'].format('latest')}"
    restated = "FALSE"
    if schema.name == "prices":
        restated = "(given.symbol, given.source) IN (SELECT (whose, source) FROM restated)"
    return f"""
        CREATE TEMP TABLE candidates AS
        SELECT given.* EXCLUDE ({STATED}) REPLACE (CASE
            WHEN {STATED} OR latest.{schema.key[0]} IS NULL THEN given.known_at
            WHEN {restated} THEN latest.known_at
            ELSE greatest({moment_literal(now)}, latest.known_at)
        END AS known_at)
        FROM given LEFT JOIN (FROM stored WHERE known_until = {parts["end"]}) AS latest USING ({parts["key"]})
        WHERE {STATED} OR latest.{schema.key[0]} IS NULL OR NOT ({equal})"""  # noqa: S608 - our own names


def _versions(schema: TableSchema) -> str:
    """``versions``: all versions of the keys that change, as they are to be, and what each was before."""
    parts = _of(schema)
    said = parts["said"].format("joined")
    return f"""
        CREATE TEMP TABLE versions AS
        WITH joined AS (
            SELECT {parts["columns"]}, TRUE AS is_given FROM candidates
            UNION ALL
            SELECT {parts["columns"]}, FALSE FROM stored SEMI JOIN candidates USING ({parts["key"]})
            ANTI JOIN candidates USING ({parts["key"]}, known_at)
        ), before AS (
            SELECT joined.*, old.known_until AS was_until,
                {said} IS NOT DISTINCT FROM {parts["said"].format("old")} AND old.known_until IS NOT NULL AS was_said,
                row_number() OVER by_key > 1 AND {said} IS NOT DISTINCT FROM lag({said}) OVER by_key AS repeats
            FROM joined LEFT JOIN stored AS old USING ({parts["key"]}, known_at)
            WINDOW by_key AS (PARTITION BY {parts["key"]} ORDER BY known_at)
        )
        SELECT *,
            coalesce(lead(known_at) OVER (PARTITION BY {parts["key"]} ORDER BY known_at), {parts["end"]}) AS known_until
        FROM before"""  # noqa: S608 - our own names


_TO_WRITE = """
    SELECT * FROM versions
    WHERE (is_given AND NOT was_said) OR known_until IS DISTINCT FROM was_until
    ORDER BY {order}"""

_COUNTS = """
    SELECT count(*), count(*) FILTER (WHERE ({key}) IN (SELECT ({key}) FROM stored))
    FROM versions WHERE is_given AND NOT was_said AND (was_until IS NOT NULL OR NOT coalesce(repeats, FALSE))"""
