"""Where two sources of one symbol do not agree: in their levels, and apart from that in their returns.

Sources of one day are all kept, and one is preferred (:mod:`market.views`). Closes are compared with closes where both
sources have them, else adjusted closes with adjusted ones, else what there is: then the levels differ by the dividends,
and the returns agree but for the days on which dividends are paid.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from market.errors import TableError
from market.views import stated_place

if TYPE_CHECKING:
    from market.tables import MarketTables

DEFAULT_TOLERANCE_PCT = 0.1
"""Sources round to cents or pass 32-bit floats: below 0.01 % of a price of 50. More than 0.1 % is another number."""


@dataclass(frozen=True, slots=True)
class SourceDifference:
    """A day on which two sources of a symbol do not agree."""

    symbol: str
    date: str
    measure: Literal["level", "return"]
    source: str
    """The preferred one of the two."""
    other_source: str
    value: float
    """A level, or a return in percent since the day before that both sources have."""
    other_value: float
    difference: float
    """The other against the preferred: of levels in percent, of returns in percentage points."""


@dataclass(frozen=True, slots=True)
class SourcePair:
    """Two sources of a symbol, the preferred one first, and how they agree on the days that both have."""

    symbol: str
    source: str
    basis: str
    other_source: str
    other_basis: str
    days: int
    first: str
    last: str
    levels_apart: int
    """Days on which the levels differ by more than the tolerance."""
    returns_apart: int
    """Days on which the returns do, in percentage points."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What comparing the sources found."""

    tolerance_pct: float
    pairs: tuple[SourcePair, ...]
    differences: tuple[SourceDifference, ...]
    """By symbol and sources, the levels before the returns, and the largest first."""


def reconcile(
    tables: MarketTables,
    symbols: Collection[str] | None = None,
    *,
    tolerance_pct: float = DEFAULT_TOLERANCE_PCT,
    as_of: datetime | None = None,
) -> Reconciliation:
    """Compares the sources of prices and series, of ``symbols`` or of all, as they were known at ``as_of``.

    Raises :class:`TableError` for a tolerance below zero.
    """
    if not tolerance_pct >= 0:
        raise TableError(f"a tolerance of {tolerance_pct} % makes no sense; give a percentage such as 0.1")
    snapshot = tables.snapshot(as_of, views=("prices", "observations"))
    with snapshot.connect() as connection:
        chosen = "TRUE" if symbols is None else "list_contains($symbols, symbol)"
        given = {} if symbols is None else {"symbols": sorted(symbols)}
        connection.execute(_COMMON.format(chosen=chosen, stated=stated_place(tables.source_order)), given)
        pairs = connection.execute(_PAIRS, {"tolerance": tolerance_pct}).fetchall()
        rows = connection.execute(_DIFFERENCES, {"tolerance": tolerance_pct}).fetchall()
    return Reconciliation(
        tolerance_pct,
        tuple(SourcePair(*row) for row in pairs),
        tuple(SourceDifference(*row) for row in rows),
    )


_COMMON = """
    CREATE TEMP TABLE common AS
    WITH quotes AS (
        SELECT symbol, date, source, close, adj_close FROM prices WHERE {chosen}
        UNION ALL
        SELECT symbol, date, source, value, NULL
        FROM (SELECT series AS symbol, period AS date, source, value FROM observations) WHERE {chosen}
    ), sources AS (
        SELECT symbol, source, row_number() OVER (PARTITION BY symbol ORDER BY {stated}count(*) DESC, source) AS place
        FROM quotes GROUP BY symbol, source
    ), several AS (
        SELECT quotes.*, place FROM quotes JOIN sources USING (symbol, source)
        WHERE symbol IN (SELECT symbol FROM sources WHERE place = 2)
    ), paired AS (
        SELECT symbol, date, one.source, other.source AS other_source, one.place, other.place AS other_place, CASE
                WHEN one.close IS NOT NULL AND other.close IS NOT NULL THEN ['close', 'close']
                WHEN one.adj_close IS NOT NULL AND other.adj_close IS NOT NULL THEN ['adj_close', 'adj_close']
                WHEN one.close IS NOT NULL THEN ['close', 'adj_close'] ELSE ['adj_close', 'close']
            END AS bases, one.close AS one_close, one.adj_close AS one_adjusted, other.close AS other_close,
            other.adj_close AS other_adjusted
        FROM several AS one JOIN several AS other USING (symbol, date) WHERE one.place < other.place
    ), levels AS (
        SELECT symbol, date, source, other_source, place, other_place, bases[1] AS basis, bases[2] AS other_basis,
            CASE bases[1] WHEN 'close' THEN one_close ELSE one_adjusted END AS level,
            CASE bases[2] WHEN 'close' THEN other_close ELSE other_adjusted END AS other_level
        FROM paired
    ), moves AS (
        SELECT *, 100 * (level / lag(level) OVER by_day - 1) AS return_pct,
            100 * (other_level / lag(other_level) OVER by_day - 1) AS other_return_pct
        FROM levels
        WINDOW by_day AS (PARTITION BY symbol, source, other_source, basis, other_basis ORDER BY date)
    )
    SELECT *, CASE WHEN level = other_level THEN 0 ELSE 100 * (other_level - level) / abs(level) END AS level_pct,
        other_return_pct - return_pct AS return_pp
    FROM moves"""

_PAIRS = """
    SELECT symbol, source, basis, other_source, other_basis, count(*), min(date)::VARCHAR, max(date)::VARCHAR,
        count(*) FILTER (WHERE abs(level_pct) > $tolerance), count(*) FILTER (WHERE abs(return_pp) > $tolerance)
    FROM common GROUP BY symbol, source, basis, other_source, other_basis, place, other_place
    ORDER BY symbol, place, other_place, basis DESC"""

_DIFFERENCES = """
    SELECT symbol, date::VARCHAR, measure, source, other_source, value, other_value, difference FROM (
        SELECT *, 'level' AS measure, level AS value, other_level AS other_value, level_pct AS difference
        FROM common WHERE abs(level_pct) > $tolerance
        UNION ALL
        SELECT *, 'return', return_pct, other_return_pct, return_pp FROM common WHERE abs(return_pp) > $tolerance
    )
    ORDER BY symbol, place, other_place, measure, abs(difference) DESC, date"""
