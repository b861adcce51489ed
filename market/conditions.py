"""The conditions of a screen: ``volatility < 20 and relative_return(benchmark='^GSPC') > 0`` over any metrics."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from market.errors import BadParameter, did_you_mean
from market.metric_files import Metric

if TYPE_CHECKING:
    from sqlglot import exp

FIRST = "first"
"""What ``sort`` says where the first metric of the conditions ranks."""

_DIRECTION = re.compile(r"\s+(asc|ascending|desc|descending)\s*\Z", re.IGNORECASE)
_PERCENT = re.compile(r"(?<=[0-9])\s*%")


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of a metric with the arguments that conditions give it."""

    metric: Metric
    arguments: tuple[tuple[str, str], ...]
    column: str


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a screen asks for. In the two trees each measure stands as a column of the table ``measures``."""

    measures: tuple[Measure, ...]
    """Each once, in the order in which they are named."""
    where: exp.Expression
    sort: exp.Expression
    sorted_by: Measure
    ascending: bool


def read_conditions(where: str, sort: str, metrics: Mapping[str, Metric]) -> Conditions:
    """The conditions that ``where`` and ``sort`` write down.

    Raises :class:`BadParameter` for what is no condition, an unknown metric, argument or column, and a ``sort`` that
    is no single metric.
    """
    reader = _Reader(metrics)
    condition = reader.read("where", where)
    direction = _DIRECTION.search(sort)
    ranked = _DIRECTION.sub("", sort).strip()
    if ranked.casefold() == FIRST:
        if not reader.measures:
            raise BadParameter(f"where = {where!r} names no metric; write for instance volatility < 20")
        sorted_by = reader.measures[0]
        sorted_tree = column_of(0)
    else:
        sorted_tree = reader.read("sort", ranked)
        place = _place_of(sorted_tree)
        if place is None:
            raise BadParameter(f"sort = {sort!r} is no metric; name one, and asc for the lowest first")
        sorted_by = reader.measures[place]
    return Conditions(
        measures=tuple(reader.measures),
        where=condition,
        sort=sorted_tree,
        sorted_by=sorted_by,
        ascending=bool(direction and direction[1].lower().startswith("asc")),
    )


MEASURES_TABLE = "measures"


def column_of(place: int) -> exp.Expression:
    """The column that stands for a measure in the trees of :class:`Conditions`."""
    from sqlglot import exp

    return exp.column(f"measure_{place}", table=MEASURES_TABLE)


def _place_of(tree: exp.Expression) -> int | None:
    from sqlglot import exp

    if isinstance(tree, exp.Column) and tree.table == MEASURES_TABLE:
        return int(tree.name.removeprefix("measure_"))
    return None


class _Reader:
    """Reads expressions, and collects the measures that they name."""

    def __init__(self, metrics: Mapping[str, Metric]) -> None:
        self._metrics = metrics
        self.measures: list[Measure] = []

    def read(self, parameter: str, text: str) -> exp.Expression:
        import sqlglot
        from sqlglot import exp
        from sqlglot.errors import SqlglotError

        try:
            tree = sqlglot.parse_one(_PERCENT.sub("", text), dialect="duckdb")
        except SqlglotError:
            raise BadParameter(
                f"{parameter} = {text!r} cannot be read; write for instance volatility < 20 and price_return > 0"
            ) from None
        if not isinstance(tree, exp.Expression):
            raise BadParameter(f"{parameter} = {text!r} is no condition")
        return self._rewritten(parameter, tree)

    def _rewritten(self, parameter: str, node: exp.Expression) -> exp.Expression:
        """``node`` with each measure replaced by its column; anything that is no condition is refused."""
        from sqlglot import exp

        measure = self._measure(node)
        if measure is not None:
            if measure not in self.measures:
                self.measures.append(measure)
            return column_of(self.measures.index(measure))
        if not isinstance(node, _allowed()):
            raise BadParameter(f"{parameter}: {node.sql('duckdb')!r} is no part of a condition over metrics")
        copy = node.copy()
        for name, child in list(copy.args.items()):
            if isinstance(child, exp.Expression):
                copy.set(name, self._rewritten(parameter, child))
            elif isinstance(child, list):
                copy.set(name, [self._rewritten(parameter, item) for item in child])
        return copy

    def _measure(self, node: exp.Expression) -> Measure | None:
        """``metric``, ``metric.column``, ``metric(argument=value)`` or that with a column; None for other nodes."""
        from sqlglot import exp

        column = ""
        if isinstance(node, exp.Dot):
            column, node = node.expression.name, node.this
        if isinstance(node, exp.Column):
            name, given = (node.table, ()) if node.table else (node.name, ())
            column = node.name if node.table else column
        elif isinstance(node, exp.Anonymous):
            name, given = node.name, tuple(node.expressions)
        else:
            return None
        metric = self._metric(name)
        return Measure(metric, _arguments(metric, given), _column(metric, column))

    def _metric(self, name: str) -> Metric:
        found = self._metrics.get(name.lower())
        if found is None:
            raise BadParameter(f"there is no metric {name!r} to screen by{did_you_mean(name, self._metrics)}")
        return found


def _arguments(metric: Metric, given: tuple[exp.Expression, ...]) -> tuple[tuple[str, str], ...]:
    from sqlglot import exp

    names = [parameter.name for parameter in metric.parameters]
    found: list[tuple[str, str]] = []
    for argument in given:
        if not isinstance(argument, (exp.EQ, exp.PropertyEQ, exp.Alias)) or not argument.this.name:
            raise BadParameter(f"{metric.name}: {argument.sql('duckdb')!r} is no argument; write name=value")
        name = argument.this.name
        if name not in names:
            raise BadParameter(f"{metric.name} has no parameter {name!r}{did_you_mean(name, names)}")
        found.append((name, _plain(argument.expression)))
    return tuple(found)


def _plain(value: exp.Expression) -> str:
    """A value as it was written: a word, a number or quoted text."""
    from sqlglot import exp

    return value.name if isinstance(value, (exp.Literal, exp.Column)) else value.sql("duckdb")


def _column(metric: Metric, name: str) -> str:
    names = [column.name for column in metric.columns]
    if name and name not in names:
        raise BadParameter(f"{metric.name} has no column {name!r}{did_you_mean(name, names)}")
    return name or metric.value


def _allowed() -> tuple[type[exp.Expression], ...]:
    from sqlglot import exp

    comparisons = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In, exp.Is)
    arithmetic = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Abs, exp.Literal, exp.Null)
    return (exp.And, exp.Or, exp.Not, exp.Paren, exp.Boolean, *comparisons, *arithmetic)
