"""A receipt's statement on Spark: translated as a whole, over the same files of the pinned table versions.

No metric is written twice: what runs on a cluster is the statement that the receipt shows, with views of Spark in place
of the files. ``pip install "tieout[spark]"`` brings PySpark, which needs Java 17.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from market.receipts import Cell, Receipt, as_cell
from market.statements import DIALECT

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from sqlglot import exp

SESSION_SETTINGS: Mapping[str, str] = MappingProxyType(
    {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "false"}
)
"""What a session needs to agree with DuckDB: moments in UTC, and nothing where a number is divided by zero."""


@dataclass(frozen=True, slots=True)
class SparkFiles:
    """Files that a statement reads, and the view of Spark under which it names them."""

    view: str
    files: tuple[str, ...]
    is_csv: bool = False


@dataclass(frozen=True, slots=True)
class SparkStatement:
    """A statement in Spark's SQL, and what it reads."""

    sql: str
    reads: tuple[SparkFiles, ...]


def run_on_spark(receipt: Receipt, session: SparkSession) -> list[dict[str, Cell]]:
    """The rows that Spark gives for the statement of ``receipt``.

    The session must have :data:`SESSION_SETTINGS`. Errors are Spark's own.
    """
    names = [column.name for column in receipt.columns]
    rows = frame_on_spark(receipt.sql, session).collect()
    return [dict(zip(names, map(as_cell, row), strict=True)) for row in rows]


def frame_on_spark(
    sql: str, session: SparkSession, *, open_files: Callable[[SparkFiles], DataFrame] | None = None
) -> DataFrame:
    """A frame of Spark for a statement as a receipt shows it.

    ``open_files`` gives what a view reads, by default the files themselves; a cluster that has Delta's reader gives the
    table at its version.
    """
    statement = for_spark(sql)
    for read in statement.reads:
        frame = open_files(read) if open_files else _open_files(read, session)
        frame.createOrReplaceTempView(read.view)
    return session.sql(statement.sql)


def _open_files(read: SparkFiles, session: SparkSession) -> DataFrame:
    if read.is_csv:
        return session.read.csv(list(read.files), header=True, quote='"', escape='"')
    return session.read.parquet(*read.files)


def for_spark(sql: str) -> SparkStatement:
    """``sql``, as a receipt shows it, in Spark's SQL over views in place of files."""
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(sql, dialect=DIALECT)
    reads: dict[str, SparkFiles] = {}
    for table in list(tree.find_all(exp.Table)):
        if isinstance(table.this, exp.Func) and (files := _files(table.this)):
            read = SparkFiles(
                f"tieout_files_{len(reads) + 1}", files, is_csv="csv" in table.this.sql_name().lower()
            )
            read = reads.setdefault(table.this.sql(DIALECT), read)
            table.replace(exp.to_table(read.view))
    for rewrite in _REWRITES:
        rewrite(tree)
    return SparkStatement(tree.sql("spark", pretty=True), tuple(reads.values()))


def _files(call: exp.Func) -> tuple[str, ...]:
    """What ``read_parquet`` or ``read_csv`` reads: its first argument, one text or a list of them."""
    from sqlglot import exp

    source = next(iter(call.find_all(exp.Array)), None) or call
    return tuple(literal.this for literal in source.find_all(exp.Literal) if literal.is_string)


def _name_inner_tables(tree: exp.Expr) -> None:
    """Gives the tables that a view makes for itself names of their own: here all of a statement stand in one place."""
    from sqlglot import exp

    for outer in list(tree.find_all(exp.CTE)):
        outer.set("materialized", None)
        own = {cte.alias: f"{outer.alias}__{cte.alias}" for cte in outer.this.ctes}
        for cte in outer.this.ctes:
            cte.set("alias", exp.TableAlias(this=exp.to_identifier(own[cte.alias])))
        for table in [table for table in outer.this.find_all(exp.Table) if table.name in own]:
            renamed = exp.alias_(exp.to_table(own[table.name]), table.alias or table.name, table=True)
            renamed.set("joins", table.args.get("joins"))
            table.replace(renamed)


def _write_out_windows(tree: exp.Expr) -> None:
    """Writes a window that has a name where it is used: Spark takes no frame beside a name."""
    from sqlglot import exp

    for select in tree.find_all(exp.Select):
        named = {window.name: window for window in select.args.get("windows") or ()}
        for window in select.find_all(exp.Window):
            if window.alias in named and window.args.get("over"):
                definition = named[window.alias]
                window.set(
                    "partition_by", [part.copy() for part in definition.args.get("partition_by") or ()]
                )
                window.set("order", definition.args["order"].copy() if definition.args.get("order") else None)
                window.set("alias", None)
        select.set("windows", None)


def _count_in_doubles(tree: exp.Expr) -> None:
    """A number with a point is a decimal of a few digits in Spark, and so is what is computed from it."""
    from sqlglot import exp

    for literal in list(tree.find_all(exp.Literal)):
        if not literal.is_string and not literal.is_int:
            literal.replace(exp.cast(literal.copy(), "double"))


def _join_sets(tree: exp.Expr) -> None:
    """``string_agg(DISTINCT text, ...)`` as an array: Spark 4.3 fails on its LISTAGG beside other aggregates."""
    from sqlglot import exp

    for listed in list(tree.find_all(exp.GroupConcat)):
        distinct = listed.find(exp.Distinct)
        if distinct is None:
            continue
        texts = _call("COLLECT_SET", distinct.expressions[0].copy())
        replaced: exp.Expr = listed
        if isinstance(listed.parent, exp.Filter):
            replaced = listed.parent
            texts = exp.Filter(this=texts, expression=listed.parent.expression.copy())
        separator = listed.args.get("separator") or exp.Literal.string(",")
        joined = _call("ARRAY_JOIN", _call("SORT_ARRAY", texts), separator.copy())
        replaced.replace(_call("NULLIF", joined, exp.Literal.string("")))  # of no rows there is none


def _call(name: str, *arguments: exp.Expr) -> exp.Expr:
    from sqlglot import exp

    return exp.Anonymous(this=name, expressions=list(arguments))


_REWRITES: tuple[Callable[[exp.Expr], None], ...] = (
    _name_inner_tables,
    _write_out_windows,
    _count_in_doubles,
    _join_sets,
)
"""What sqlglot's translation leaves different; each was seen to fail, or to give other digits."""
