"""What an upsert has to write: the given rows that are new or differ from the stored ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from market.schemas import TableSchema
from market.views import text_literal

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa  # type: ignore[import-untyped]


class UpsertCount(NamedTuple):
    """How many rows of an upsert were new, differed from the stored row, or were there already."""

    added: int
    corrected: int
    unchanged: int


def arrow_schema(schema: TableSchema) -> pa.Schema:
    """The types in which a table is stored."""
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "number": pa.float64(),
        "date": pa.date32(),
        "moment": pa.timestamp("us", "UTC"),
    }
    return pa.schema([(column.name, types[column.kind]) for column in schema.columns])


def arrow_table(schema: TableSchema, frame: pd.DataFrame) -> pa.Table:
    """Checked rows in the types in which they are stored."""
    import pyarrow as pa

    return pa.Table.from_pandas(frame, schema=arrow_schema(schema), preserve_index=False)


def difference(schema: TableSchema, given: pa.Table, files: list[str]) -> tuple[UpsertCount, pa.Table]:
    """How many of the given rows are added, corrected and unchanged, and the rows that are not unchanged."""
    import duckdb

    if not files:
        return UpsertCount(given.num_rows, 0, 0), given
    listed = ", ".join(text_literal(file) for file in files)
    key = ", ".join(schema.key)
    others = " AND ".join(
        f"given.{name} IS NOT DISTINCT FROM stored.{name}" for name in schema.names if name not in schema.key
    )
    # The columns of the stored row are null where there is none; of a stored row the first key column is not.
    sql = f"""
        SELECT given.*, stored.{schema.key[0]} IS NULL AS is_new
        FROM given LEFT JOIN read_parquet([{listed}]) AS stored USING ({key})
        WHERE stored.{schema.key[0]} IS NULL OR NOT ({others})
        ORDER BY {key}"""  # noqa: S608 - names of columns and of our own files
    with duckdb.connect() as connection:
        connection.register("given", given)
        connection.execute("SET TimeZone = 'UTC'")
        changed: pa.Table = connection.sql(sql).to_arrow_table()
    added = sum(changed["is_new"].to_pylist())
    count = UpsertCount(added, changed.num_rows - added, given.num_rows - changed.num_rows)
    return count, changed.drop_columns(["is_new"]).cast(arrow_schema(schema))


def same_row(schema: TableSchema, changed: pa.Table) -> str:
    """When a stored row is a given one. The bounds on the first key column let files be skipped unread."""
    import pyarrow.compute as pc  # type: ignore[import-untyped]

    first = schema.key[0]
    low, high = (text_literal(str(bound)) for bound in pc.min_max(changed[first]).as_py().values())
    equal = " AND ".join(f"t.{name} = s.{name}" for name in schema.key)
    return f"{equal} AND t.{first} >= {low} AND t.{first} <= {high}"
