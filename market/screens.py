"""Screens: one statement that joins, for each member of a group, the values of the metrics that its conditions name.

The statement is made of the metrics' own statements, unchanged but for the member's symbol. So a screen is a metric
like any other: the same tool, command and receipt, whose SQL runs as it stands.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from market.arguments import Arguments, resolve_arguments
from market.conditions import MEASURES_TABLE, Conditions, Measure, read_conditions
from market.errors import BadParameter
from market.metric_files import Metric, Parameter
from market.receipts import Column
from market.statements import DIALECT, parse_statement
from market.tables import MarketTables

if TYPE_CHECKING:
    from sqlglot import exp

SCREEN = "screen"
"""The metric whose file is completed here."""

MEMBER_KINDS = frozenset({"instrument"})
GROUP_KINDS = frozenset({"group", "instruments"})


def with_screens(metrics: Mapping[str, Metric]) -> dict[str, Metric]:
    """``metrics`` with the screen made able to use all of the others."""
    found = dict(metrics)
    if SCREEN in found:
        screen = found[SCREEN]
        others = {name: metric for name, metric in found.items() if name != SCREEN}

        def compose(arguments: Mapping[str, str], tables: MarketTables, as_of: datetime) -> Metric:
            return compose_screen(screen, others, arguments, tables, as_of)

        found[SCREEN] = replace(screen, compose=compose)
    return found


@dataclass(frozen=True, slots=True)
class _Joined:
    """A measure with the name of its column, and what joins it."""

    measure: Measure
    label: str
    unit: str
    alias: str
    resolved: Arguments


def compose_screen(
    screen: Metric,
    metrics: Mapping[str, Metric],
    arguments: Mapping[str, str],
    tables: MarketTables,
    as_of: datetime,
) -> Metric:
    """``screen`` with the statement and the columns for these ``arguments``.

    Raises :class:`BadParameter` for conditions that cannot be read, and for a metric that has no value for a member.
    """
    given = resolve_arguments(screen, arguments, tables, as_of)
    conditions = read_conditions(str(given.params["where"]), str(given.params["sort"]), metrics)
    joined = [
        _joined(measure, place, conditions, given.group, tables, as_of)
        for place, measure in enumerate(conditions.measures)
    ]
    text = _statement(screen, conditions, joined)
    statement = parse_statement(text)
    columns = (*screen.columns, *(column for item in joined for column in _columns(item)))
    composed = replace(
        screen, columns=columns, statement=statement, sql=statement.text, tables=statement.views, compose=None
    )
    identity = [screen.hash, str(given.params["where"]), str(given.params["sort"])]
    identity += [item.measure.metric.hash for item in joined]
    object.__setattr__(composed, "hash", hashlib.sha256(json.dumps(identity).encode()).hexdigest())
    return composed


def _joined(
    measure: Measure,
    place: int,
    conditions: Conditions,
    group: tuple[str, ...],
    tables: MarketTables,
    as_of: datetime,
) -> _Joined:
    metric = measure.metric
    given = dict(measure.arguments)
    member = _member_parameter(metric, given)
    given[member.name] = group[0] if member.kind in MEMBER_KINDS else ",".join(group)
    resolved = resolve_arguments(metric, given, tables, as_of)
    label = metric.name if measure.column == metric.value else f"{metric.name}_{measure.column}"
    taken = [
        other
        for other in conditions.measures[:place]
        if (other.metric.name, other.column) == (metric.name, measure.column)
    ]
    unit = next(column.unit for column in metric.columns if column.name == measure.column)
    return _Joined(
        measure,
        f"{label}_{len(taken) + 1}" if taken else label,
        unit,
        f"measure_{place}",
        resolved,
    )


def _member_parameter(metric: Metric, given: Mapping[str, str]) -> Parameter:
    """The parameter that takes the member, or the whole group where the metric has a row for each of its members."""
    for parameter in metric.parameters:
        if parameter.kind in MEMBER_KINDS and parameter.name not in given:
            return parameter
        if parameter.kind in GROUP_KINDS and any(column.name == "symbol" for column in metric.columns):
            return parameter
    raise BadParameter(f"{metric.name} has no value for each member of a group: screen by another metric")


def _columns(item: _Joined) -> list[Column]:
    described = next(
        column.description for column in item.measure.metric.columns if column.name == item.measure.column
    )
    if not item.unit.startswith("{"):
        return [Column(item.label, item.unit, described)]
    unit = Column(f"{item.label}_unit", "text", f"the unit of {item.label}")
    return [Column(item.label, f"{{{unit.name}}}", described), unit]


def _statement(screen: Metric, conditions: Conditions, joined: list[_Joined]) -> str:
    """The text of the statement: the screen's own, with the measures joined to its members."""
    from sqlglot import exp

    tree = screen.statement.tree.copy()
    for placeholder in list(tree.find_all(exp.Placeholder)):
        if placeholder.name in ("where", "sort"):
            condition = conditions.where if placeholder.name == "where" else conditions.sort
            placeholder.replace(_qualified(condition, joined))
    parts = {cte.alias: cte.this for cte in tree.ctes}
    measured, matching = parts["measured"], parts["matching"]
    if conditions.ascending:
        highest_first = next(matching.find_all(exp.Ordered))
        highest_first.args["desc"] = False
    views: dict[str, str] = {}
    for item in joined:
        value, unit = exp.column(item.label, item.alias), exp.column("unit", item.alias)
        measured.append("expressions", exp.alias_(value, item.label))
        tree.append("expressions", exp.column(item.label, "matching"))
        if item.unit.startswith("{"):
            measured.append("expressions", exp.alias_(unit, f"{item.label}_unit"))
            tree.append("expressions", exp.column(f"{item.label}_unit", "matching"))
        measured.append("joins", _join(item, views))
    measured.append("expressions", exp.alias_(_sources(joined), "data_source"))
    _tell_sort(tree, conditions, joined)
    for name, body in views.items():
        tree = tree.with_(name, as_=body, append=True, dialect=DIALECT)
    return _views_first(tree, views).sql(DIALECT, pretty=True)


def _sources(joined: list[_Joined]) -> exp.Expression:
    """Who gave the rows of each measure; not again where the measure before has the same."""
    from sqlglot import exp

    columns = [exp.column("source", item.alias) for item in joined]
    further = [
        exp.case().when(column.neq(before).or_(before.is_(exp.null())), column)
        for before, column in pairwise(columns)
    ]
    return exp.Anonymous(this="concat_ws", expressions=[exp.Literal.string("; "), *columns[:1], *further])


def _qualified(condition: exp.Expression, joined: list[_Joined]) -> exp.Expression:
    """``condition`` with the columns of the joined measures."""
    from sqlglot import exp

    labels = {item.alias: item.label for item in joined}

    def rename(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Column) and node.table == MEASURES_TABLE:
            return exp.column(labels[node.name], table=node.name)
        return node

    return condition.copy().transform(rename)


def _tell_sort(tree: exp.Query, conditions: Conditions, joined: list[_Joined]) -> None:
    """Fills in what the ranking is by, its unit, and the sources."""
    from sqlglot import exp

    ranked = next(item for item in joined if item.measure == conditions.sorted_by)
    unit = (
        exp.column(f"{ranked.label}_unit", "matching")
        if ranked.unit.startswith("{")
        else exp.Literal.string(ranked.unit)
    )
    told = {
        "ranked_by": exp.Literal.string(ranked.label.replace("_", " ")),
        "value_unit": unit,
        "data_source": exp.column("data_source", "matching"),
    }
    for selected in tree.selects:
        if selected.alias in told:
            selected.set("this", told[selected.alias])


def _join(item: _Joined, views: dict[str, str]) -> exp.Join:
    """The join that gives ``item`` its value for each member; the period views it needs are added to ``views``."""
    from sqlglot import exp

    metric, member = item.measure.metric, _member_parameter(item.measure.metric, dict(item.measure.arguments))
    of_each = member.kind in MEMBER_KINDS
    tree, bodies = metric.statement.bound(item.resolved.values, f"_{item.alias}", without=(member.name,))
    views.update(bodies)
    for placeholder in list(tree.find_all(exp.Placeholder)):
        placeholder.replace(
            exp.column("symbol", "screened")
            if of_each
            else [exp.convert(symbol) for symbol in item.resolved.group]
        )
    if of_each:
        tree = tree.limit(1)
    elif not metric.one_per_row:
        tree = _first_of_each(tree)
    found = exp.select(exp.alias_(_value(item), item.label)).from_(tree.subquery("result"))
    names = {column.name for column in metric.columns}
    unit = exp.column(item.unit[1:-1], "result") if item.unit.startswith("{") else exp.null()
    source = exp.column("source", "result") if "source" in names else exp.null()
    found = found.select(exp.alias_(unit, "unit"), exp.alias_(source, "source"))
    if of_each:
        lateral = exp.Lateral(this=found.subquery(), alias=exp.TableAlias(this=exp.to_identifier(item.alias)))
        return exp.Join(this=lateral, side="LEFT", on=exp.true())
    found = found.select(exp.column("symbol", "result"))
    on = exp.column("symbol", item.alias).eq(exp.column("symbol", "screened"))
    return exp.Join(this=found.subquery(item.alias), side="LEFT", on=on)


def _first_of_each(tree: exp.Query) -> exp.Query:
    """The first row of each symbol in the order of ``tree``: that is where a metric with several has its value."""
    from sqlglot import exp

    order = [
        exp.Ordered(this=exp.column(ordered.this.name), desc=ordered.args.get("desc"))
        for ordered in tree.args["order"].expressions
    ]
    place = exp.Window(
        this=exp.RowNumber(), partition_by=[exp.column("symbol")], order=exp.Order(expressions=order)
    )
    numbered = exp.select("*", exp.alias_(place, "place_in_symbol")).from_(tree.subquery("each"))
    return exp.select("*").from_(numbered.subquery("numbered")).where(exp.column("place_in_symbol").eq(1))


def _value(item: _Joined) -> exp.Expression:
    """The value, or nothing where it rests on less than the metric's minimum."""
    from sqlglot import exp

    value = exp.column(item.measure.column, "result")
    minimum = item.measure.metric.minimum
    if minimum is None:
        return value
    least = minimum.least
    count = least if isinstance(least, int) else int(item.resolved.params[least] or 0)
    return exp.case().when(exp.column(minimum.column, "result") >= exp.convert(count), value)


def _views_first(tree: exp.Query, views: Mapping[str, str]) -> exp.Query:
    """``tree`` with the period views before the tables that read them."""
    clause = tree.args["with_"]
    own = [cte for cte in clause.expressions if cte.alias in views]
    clause.set("expressions", [*own, *(cte for cte in clause.expressions if cte.alias not in views)])
    return tree
