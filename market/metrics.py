"""Metrics: named computations over the market tables, each run leaving a receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from market.arguments import resolve_arguments
from market.errors import NoRows, QueryFailed, TooFewRows, UnknownMetric, did_you_mean
from market.metric_files import Metric, Parameter, ParameterKind
from market.metric_files import load_metrics as load_files
from market.minimum import notes_on_short, split_short, why_too_few
from market.no_rows import why_nothing
from market.notes import notes_on
from market.receipts import Cell, Column, Receipt, as_cell, unit_of
from market.schemas import TableName
from market.screens import with_screens
from market.tables import MarketTables

__all__ = ["Metric", "Parameter", "ParameterKind", "find_metric", "load_metrics", "run_metric"]

SOURCE_SEPARATOR = "; "


def load_metrics(*folders: Path) -> dict[str, Metric]:
    """The metrics of the package and of ``folders`` by name; a screen can use all of them.

    Raises :class:`MetricFileError` as :func:`market.metric_files.load_metrics` does.
    """
    return with_screens(load_files(*folders))


def find_metric(metrics: Mapping[str, Metric], name: str) -> Metric:
    """The metric called ``name``. Raises :class:`UnknownMetric` with near names."""
    if name not in metrics:
        raise UnknownMetric(
            f"there is no metric {name!r}{did_you_mean(name, metrics)}; known: {', '.join(metrics)}"
        )
    return metrics[name]


def run_metric(
    metric: Metric,
    arguments: Mapping[str, str],
    tables: MarketTables,
    as_of: datetime,
    *,
    versions: Mapping[TableName, int] | None = None,
) -> Receipt:
    """The receipt of ``metric`` for ``arguments``, from what was known at ``as_of`` (aware).

    ``arguments`` are words: names of instruments, periods, numbers; a receipt's ``params`` mean the same
    again. ``versions`` reads the tables as a former receipt did, else the newest versions are pinned.

    Raises :class:`BadParameter`, :class:`UnknownInstrument`, :class:`AmbiguousInstrument`,
    :class:`UnknownPeriod`; :class:`NoRows` where the tables hold nothing for it, :class:`TooFewRows` where
    they hold less than its minimum, and :class:`QueryFailed` where its statement does not run.
    """
    metric = metric.for_run(arguments, tables, as_of)
    resolved = resolve_arguments(metric, arguments, tables, as_of)
    snapshot = tables.snapshot(as_of, views=metric.tables, versions=versions)
    sql = metric.statement.filled(resolved.values, snapshot.view_sql, resolved.symbols + resolved.group)
    names = [column.name for column in metric.columns]
    try:
        found = tables.query(sql)
    except QueryFailed as error:
        raise QueryFailed(f"metric {metric.name} ({metric.file}) cannot be computed: {error}") from error
    rows = [dict(zip(names, map(as_cell, values), strict=True)) for values in found]
    if not rows:
        raise NoRows(why_nothing(metric, resolved, snapshot, tables))
    rows, short = split_short(metric, rows, resolved)
    if not rows:
        raise TooFewRows(why_too_few(metric, short, resolved, as_of))
    value = rows[0][metric.value]
    column = next(column for column in metric.columns if column.name == metric.value)
    return Receipt(
        metric=metric.name,
        title=metric.title,
        metric_hash=metric.hash,
        params=resolved.params,
        as_of=as_of,
        window=_window(metric.columns, rows),
        value=float(value) if isinstance(value, (int, float)) else None,
        unit=unit_of(column, rows[0]),
        columns=metric.columns,
        rows=tuple(rows),
        tables={str(name): version for name, version in snapshot.versions.items()},
        sources=_sources(rows),
        sql=sql,
        notes=(*notes_on(metric, rows, resolved, as_of), *notes_on_short(metric, short, resolved)),
    )


def _window(columns: Sequence[Column], rows: Sequence[dict[str, Cell]]) -> tuple[date, date] | None:
    """The first and the last date of the result."""
    dated = [column.name for column in columns if column.unit == "date"]
    dates = sorted(cell for row in rows for name in dated if isinstance(cell := row[name], str))
    return (date.fromisoformat(dates[0]), date.fromisoformat(dates[-1])) if dates else None


def _sources(rows: Sequence[dict[str, Cell]]) -> tuple[str, ...]:
    """All that stands in the columns that are called source or end in it."""
    cells = [str(cell) for row in rows for name, cell in row.items() if name.endswith("source") and cell]
    return tuple(sorted({name for cell in cells for name in cell.split(SOURCE_SEPARATOR)}))
