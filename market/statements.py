"""A metric's statement: parsed, checked, and filled in so that it runs as it stands in DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from market.errors import did_you_mean
from market.views import VIEW_TABLES, with_needed

if TYPE_CHECKING:
    from sqlglot import exp

DIALECT = "duckdb"

Bound = str | int | float | date | tuple[str, ...]
"""A value that a placeholder can take; a tuple becomes a list."""


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
    """Without comments and layout: what decides the result."""
    views: tuple[str, ...]
    """That it reads, with those that these read."""
    columns: tuple[str, ...]
    placeholders: Mapping[str, int]
    """The names after ``$``, each with the first line it stands on."""
    tree: exp.Query = field(repr=False, compare=False)

    def filled(self, values: Mapping[str, Bound], view_sql: Callable[[str], str]) -> str:
        """The statement with its placeholders and views written out: it runs in a bare DuckDB."""
        from sqlglot import exp

        tree = self.tree.copy()
        for placeholder in list(tree.find_all(exp.Placeholder)):
            placeholder.replace(exp.convert(_plain(values[placeholder.name])))
        own = [cte.sql(DIALECT, pretty=True) for cte in tree.ctes]
        tree.set("with_", None)
        views = [f"{view} AS (\n{view_sql(view)}\n)" for view in self.views]
        tables = ",\n".join([*views, *own])
        return f"WITH {tables}\n{tree.sql(DIALECT, pretty=True)}"


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
    return Statement(
        text=body,
        canonical=tree.sql(DIALECT, comments=False),
        views=_views(tree),
        columns=tuple(tree.named_selects),
        placeholders=_placeholders(tree, text),
        tree=tree,
    )


def _plain(value: Bound) -> Bound | list[str]:
    return list(value) if isinstance(value, tuple) else value


def _header_lines(text: str) -> int:
    lines: Sequence[str] = text.splitlines()
    return next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))


def _views(tree: exp.Query) -> tuple[str, ...]:
    from sqlglot import exp

    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    named = {table.name: table for table in tree.find_all(exp.Table) if table.name not in own}
    for name, table in named.items():
        if name not in VIEW_TABLES:
            line = table.this.meta.get("line", 1) if isinstance(table.this, exp.Identifier) else 1
            reason = (
                f"there is no view {name!r}{did_you_mean(name, VIEW_TABLES)}; known: {', '.join(VIEW_TABLES)}"
            )
            raise StatementError(line, reason)
    return with_needed(named)


def _placeholders(tree: exp.Query, text: str) -> Mapping[str, int]:
    from sqlglot import exp

    lines = text.splitlines()
    names = dict.fromkeys(placeholder.name for placeholder in tree.find_all(exp.Placeholder))
    first = {
        name: next((number for number, line in enumerate(lines, start=1) if f"${name}" in line), 1)
        for name in names
    }
    return MappingProxyType(first)
