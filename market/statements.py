"""A metric's statement: parsed, checked, and filled in so that it runs as it stands in DuckDB."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from market.errors import did_you_mean
from market.period_views import (
    PERIOD_PARAMETER,
    PERIOD_VIEW_NEEDS,
    PERIOD_VIEWS,
    limited,
    period_placeholders,
    renamed,
    with_sources,
)
from market.views import VIEW_TABLES, with_needed

if TYPE_CHECKING:
    from sqlglot import exp

DIALECT = "duckdb"

Bound = str | int | float | date | tuple[str, ...]
"""A value that a placeholder can take; a tuple stands for several in ``IN ($group)``."""


INLINE = "NOT MATERIALIZED "
READ_TWICE = ("prices", "closes", "daily_total_returns")
"""Views that are read again rather than kept: a filter reaches the files, and memory stays small."""

HELD_AT_MOST = 20
"""Symbols whose prices are read once and held for the views of a period, which look into them four times: a metric of
one symbol of 12 million rows takes 22 to 28 ms of processor time so, and 32 to 42 without."""


class StatementError(Exception):
    """A statement that cannot be used, with the line of its file; told as a ``MetricFileError``."""

    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Statement:
    """One query over the as-of views."""

    text: str
    """As it stands in its file, without the header."""
    canonical: str
    """Without comments and layout: what decides the result, with the period views that it reads."""
    views: tuple[str, ...]
    """The as-of views that it reads, with those that these read."""
    period_views: tuple[str, ...]
    """The views of :mod:`market.period_views` that it reads."""
    all_prices: bool
    """Whether it reads prices beside those views, and so others than those of the symbols that its parameters name."""
    columns: tuple[str, ...]
    placeholders: Mapping[str, int]
    """The names after ``$``, each with the first line it stands on."""
    tree: exp.Query = field(repr=False, compare=False)
    marked: tuple[str, ...] = field(repr=False, compare=False)
    """The text of each of its tables and of the query itself, with a mark for each placeholder. Written once: writing a
    tree takes a fifth of the time of a metric of one symbol."""

    def filled(
        self, values: Mapping[str, Bound], view_sql: Callable[[str], str], symbols: Sequence[str] = ()
    ) -> str:
        """The statement with its placeholders and views written out: it runs in a bare DuckDB.

        ``symbols`` are those that its parameters name: the views of its period are limited to them, and the prices of a
        few are held.
        """
        bodies = {view: view_sql(view) for view in self.views}
        hold = "prices" in bodies and not self.all_prices and 0 < len(symbols) <= HELD_AT_MOST
        if hold:
            bodies["prices"] = (
                f"SELECT * FROM (\n{bodies['prices']}\n) WHERE symbol IN ({_written(tuple(symbols))})"  # noqa: S608
            )
        bodies |= {
            view: _with_dates(limited(PERIOD_VIEWS[view], symbols), values) for view in self.period_views
        }
        kept = {"prices": "MATERIALIZED " if hold else INLINE}
        views = [
            f"{view} AS {kept.get(view, INLINE if view in READ_TWICE else '')}(\n{body}\n)"
            for view, body in bodies.items()
        ]
        *own, query = (_MARK.sub(lambda found: _written(values[found[1]]), part) for part in self.marked)
        tables = ",\n".join([*views, *own])
        return f"WITH {tables}\n{query}"

    def bound(
        self, values: Mapping[str, Bound], suffix: str, *, without: Collection[str]
    ) -> tuple[exp.Query, dict[str, str]]:
        """The query for use inside another one: its values written out, except for the placeholders ``without``.

        The views of its period get ``suffix`` after their names, since another query's are of other dates; they come
        second, by name, with their bodies. The as-of views are left by name.
        """
        from sqlglot import exp

        tree = self.tree.copy()
        for placeholder in list(tree.find_all(exp.Placeholder)):
            if placeholder.name not in without:
                placeholder.replace(_literals(values[placeholder.name]))
        for table in list(tree.find_all(exp.Table)):
            if table.name in self.period_views:
                table.set(
                    "alias", table.args.get("alias") or exp.TableAlias(this=exp.to_identifier(table.name))
                )
                table.set("this", exp.to_identifier(f"{table.name}{suffix}"))
        bodies = {
            f"{view}{suffix}": _with_dates(renamed(limited(PERIOD_VIEWS[view], ()), suffix), values)
            for view in self.period_views
        }
        return tree, bodies


def parse_statement(text: str) -> Statement:
    """The statement of a metric file. Raises :class:`StatementError` with its line."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import ParseError, TokenError

    try:
        trees = [tree for tree in sqlglot.parse(text, dialect=DIALECT) if tree is not None]
    except (ParseError, TokenError) as error:
        details = getattr(error, "errors", None) or [{}]
        raise StatementError(details[0].get("line") or 1, f"not SQL: {error}") from error
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise StatementError(1, "expected one SELECT statement after the header")
    tree = trees[0]
    body = "\n".join(text.splitlines()[_header_lines(text) :]).strip()
    named = _views(tree)
    period_views = with_sources(named)
    needed = [need for view in period_views for need in PERIOD_VIEW_NEEDS[view]]
    return Statement(
        text=body,
        canonical="\n".join(
            [tree.sql(DIALECT, comments=False), *map(PERIOD_VIEWS.__getitem__, period_views)]
        ),
        views=with_needed([*(view for view in named if view in VIEW_TABLES), *needed]),
        period_views=period_views,
        all_prices=not {"prices", "closes"}.isdisjoint(named),
        columns=tuple(tree.named_selects),
        placeholders=_placeholders(tree, text, period_placeholders(period_views)),
        tree=tree,
        marked=_marked(tree),
    )


_MARK = re.compile(r"__value_of_(\w+?)__")


def _marked(tree: exp.Query) -> tuple[str, ...]:
    from sqlglot import exp

    tree = tree.copy()
    for placeholder in list(tree.find_all(exp.Placeholder)):
        placeholder.replace(exp.to_identifier(f"__value_of_{placeholder.name}__"))
    own = [cte.sql(DIALECT, pretty=True) for cte in tree.ctes]
    tree.set("with_", None)
    return (*own, tree.sql(DIALECT, pretty=True))


def _written(value: Bound) -> str:
    """The literal of a value as text, or those of several with commas between."""
    literals = _literals(value)
    several = literals if isinstance(literals, list) else [literals]
    return ", ".join(literal.sql(DIALECT) for literal in several)


def _literals(value: Bound) -> exp.Expr | list[exp.Expr]:
    """The literal of a value; of a tuple one for each item, which is what ``IN ($group)`` takes."""
    from sqlglot import exp

    return [exp.convert(item) for item in value] if isinstance(value, tuple) else exp.convert(value)


def _with_dates(body: str, values: Mapping[str, Bound]) -> str:
    """The body of a period view with the two dates of the period."""
    for name in (f"{PERIOD_PARAMETER}_start", f"{PERIOD_PARAMETER}_end"):
        body = body.replace(f"${name}", f"DATE '{values.get(name)}'")
    return body


def _header_lines(text: str) -> int:
    lines: Sequence[str] = text.splitlines()
    return next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))


def _views(tree: exp.Query) -> tuple[str, ...]:
    """The views that a statement names; no table of its own may be called like one."""
    from sqlglot import exp

    own = {cte.alias: cte.args["alias"].this.meta.get("line", 1) for cte in tree.find_all(exp.CTE)}
    named = {table.name: table for table in tree.find_all(exp.Table) if table.name not in own}
    known = (*VIEW_TABLES, *PERIOD_VIEWS)
    for name in own:
        if name in known:
            raise StatementError(
                own[name],
                f"WITH {name} has the name of a view, which a screen would read in its place; rename it",
            )
    for name, table in named.items():
        if name not in known:
            line = table.this.meta.get("line", 1) if isinstance(table.this, exp.Identifier) else 1
            reason = f"there is no view {name!r}{did_you_mean(name, known)}; known: {', '.join(known)}"
            raise StatementError(line, reason)
    return tuple(named)


def _placeholders(tree: exp.Query, text: str, of_views: Sequence[str]) -> Mapping[str, int]:
    from sqlglot import exp

    lines = text.splitlines()
    names = dict.fromkeys([*(placeholder.name for placeholder in tree.find_all(exp.Placeholder)), *of_views])
    first = {
        name: next((number for number, line in enumerate(lines, start=1) if f"${name}" in line), 1)
        for name in names
    }
    return MappingProxyType(first)
