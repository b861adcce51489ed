"""What looks odd in the tables and is kept all the same: gaps, moves like a split's, other currencies, stale closes.

A flagged row was loaded as it stands. Flags are not stored: they follow from the rows, so they go when the rows are
corrected or the instrument's row tells of an exchange or a currency that explains them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, get_args

from market.closings import new_york_closings
from market.exchanges import NEW_YORK_EXCHANGES, WEEKEND, exchange_called, exchange_of

if TYPE_CHECKING:
    import duckdb

    from market.tables import MarketTables

FlagKind = Literal["gap", "split", "currency", "stale", "closed day"]

FLAG_KINDS: tuple[FlagKind, ...] = get_args(FlagKind)

SYMBOLS_AT_ONCE = 500
"""Ten years of so many symbols take 400 MB while they are looked at."""

STALE_SESSIONS = 5
"""Equal closes in a row: 200,000 closes of 30 real funds and indices hold no run of more than four."""

SPLIT_RATIOS = (2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 40, 50, 1.5, 2.5)
"""New shares for an old one; reverse splits are the inverse."""

SPLIT_WITHIN = 0.04
"""How near to a split's ratio a day's move must be: the market moves on that day too."""

SMALLEST_MOVE = 0.25
"""A move below that is near none of the splits above."""

LIKE_MOVE_WITHIN = 0.05
"""How near the move of the adjusted close must be to count as the same, a dividend apart: a crash then, no split."""

UNSPLIT_KINDS = ("index", "rate", "series", "currency", "commodity")
"""Kinds of instruments that have no splits; the VIX alone moved by half within a day ten times since 1990."""

HOLE_DAYS = 12
"""Calendar days between two rows that no closing of an exchange explains, where no other symbol tells its sessions: New
York's longest since 1914 was the bank holiday of March 1933, with 12 days from one close to the next."""

DAILY_SHARE = 0.5
"""A source that has fewer rows than this part of the sessions is no daily one: it is flagged once, not for each gap."""

LISTED_KINDS = ("index", "etf", "stock", "fund")
"""Kinds that trade on an exchange, though their row may not say on which."""

STRAY_SHARE = 0.1
"""Of a symbol that nobody knows, rows on Saturday and Sunday are odd where they are fewer than this part of all: what
trades around the clock has two in seven."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A row that looks odd, and why."""

    kind: FlagKind
    table: Literal["prices", "ratings"]
    symbol: str
    date: str
    """The day of the row, as ISO text."""
    source: str
    reason: str

    def __str__(self) -> str:
        return f"{self.symbol} {self.date} ({self.source}): {self.kind}: {self.reason}"


def find_flags(tables: MarketTables, symbols: Collection[str] | None = None) -> tuple[Flag, ...]:
    """The flags of the newest versions of the rows, of ``symbols`` or of all, by symbol, day and source."""
    snapshot = tables.snapshot(views=("prices", "ratings", "instruments"))
    if "prices" not in snapshot.versions and "ratings" not in snapshot.versions:
        return ()
    found: list[Flag] = []
    with snapshot.connect() as connection:
        known = _hold_places(connection)
        chosen = known if symbols is None else sorted(symbols)
        for first in range(0, len(chosen), SYMBOLS_AT_ONCE):
            found += _flags_of(connection, chosen[first : first + SYMBOLS_AT_ONCE])
    return tuple(sorted(found, key=lambda flag: (flag.symbol, flag.date, flag.source, flag.kind)))


def _hold_places(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables ``places``, where each symbol trades, and ``sessions``; all symbols, ascending."""
    import pyarrow as pa  # type: ignore[import-untyped]

    known = connection.execute("""
        SELECT symbol, coalesce(exchange, ''), coalesce(kind, ''), coalesce(currency, '')
        FROM (SELECT DISTINCT symbol FROM prices UNION SELECT DISTINCT symbol FROM ratings)
        LEFT JOIN instruments USING (symbol)""").fetchall()
    places = pa.Table.from_pylist([_place(*row) for row in known], schema=_places_schema())
    connection.register("places", places)
    first, last = connection.execute("SELECT min(date), max(date) FROM prices").fetchall()[0]
    closings = new_york_closings(first, last) if first else []
    connection.register(
        "closings",
        pa.table(
            {"place": [NEW_YORK_EXCHANGES.name] * len(closings), "date": pa.array(closings, pa.date32())}
        ),
    )
    connection.execute(_SESSIONS)
    return sorted(row[0] for row in known)


def _flags_of(connection: duckdb.DuckDBPyConnection, symbols: list[str]) -> list[Flag]:
    """The flags of a few symbols: their rows fit into memory."""
    import pyarrow as pa

    connection.register("chosen", pa.table({"symbol": pa.array(symbols, pa.string())}))
    connection.execute(_ROWS)
    found: list[Flag] = []
    for kind, sql in _CHECKS:
        rows: list[tuple[Literal["prices", "ratings"], str, date, str, str]]
        rows = connection.execute(sql).fetchall()
        found += [
            Flag(kind, table, symbol, day.isoformat(), source, reason)
            for table, symbol, day, source, reason in rows
        ]
    return found


def _place(symbol: str, exchange: str, kind: str, currency: str) -> dict[str, object]:
    at = exchange_of(exchange, kind, symbol)
    is_listed = kind in LISTED_KINDS or exchange_called(exchange) is not None
    return {
        "symbol": symbol,
        "place": at.name,
        "closed_days": sorted(at.closed_days),
        "is_listed": is_listed,
        "kind": kind,
        "expected_currency": "" if kind in ("index", "rate") else currency,
    }


def _places_schema() -> object:
    import pyarrow as pa

    return pa.schema(
        [
            ("symbol", pa.string()),
            ("place", pa.string()),
            ("closed_days", pa.list_(pa.int64())),
            ("is_listed", pa.bool_()),
            ("kind", pa.string()),
            ("expected_currency", pa.string()),
        ]
    )


def _listed(values: Iterable[object]) -> str:
    return ", ".join(f"'{value}'" if isinstance(value, str) else str(value) for value in values)


_ROWS = f"""
    CREATE OR REPLACE TEMP TABLE rows AS
    SELECT symbol, date, source, place, coalesce(close, adj_close) AS level, close IS NULL AS is_lone, adj_close,
        row_number() OVER by_day AS number, lag(close IS NULL) OVER by_day AS was_lone,
        lag(date) OVER by_day AS date_before, lag(level) OVER by_day AS level_before,
        lag(adj_close) OVER by_day AS adj_close_before,
        {" AND ".join(f"level = lag(level, {back}) OVER by_day" for back in range(1, STALE_SESSIONS))} AS ends_run
    FROM prices JOIN places USING (symbol) WHERE symbol IN (SELECT symbol FROM chosen)
    WINDOW by_day AS (PARTITION BY symbol, source ORDER BY date)"""  # noqa: S608 - here and below: our own numbers

_CLOSED_DAY = f"""
    WITH shares AS (
        SELECT symbol, avg((isodow(date) - 1 IN ({_listed(WEEKEND)}))::INT) AS weekend_share FROM rows GROUP BY symbol
    )
    SELECT 'prices', symbol, date, source, 'is a ' || dayname(date) || ', on which '
        || CASE WHEN is_listed THEN place || ' has no session' ELSE 'the symbol has few other rows' END
    FROM rows JOIN places USING (symbol, place) JOIN shares USING (symbol)
    WHERE list_contains(closed_days, isodow(date) - 1) AND (is_listed OR weekend_share < {STRAY_SHARE})"""  # noqa: S608

_SESSIONS = """
    CREATE TEMP TABLE sessions AS
    WITH days AS (
        SELECT place, date, count(DISTINCT symbol) AS present FROM prices JOIN places USING (symbol)
        WHERE NOT list_contains(closed_days, isodow(date) - 1) GROUP BY place, date
    ), steps AS (
        SELECT place, date, sum(step) AS step FROM (
            SELECT place, min(date) AS date, 1 AS step FROM prices JOIN places USING (symbol) GROUP BY symbol, place
            UNION ALL
            SELECT place, max(date) + 1, -1 FROM prices JOIN places USING (symbol) GROUP BY symbol, place
        ) GROUP BY place, date
    ), covered AS (
        SELECT place, date, present,
            sum(coalesce(step, 0)) OVER (PARTITION BY place ORDER BY date) AS covering
        FROM days FULL JOIN steps USING (place, date)
    )
    SELECT place, date, present, row_number() OVER (PARTITION BY place ORDER BY date) AS session
    FROM covered WHERE present * 2 > covering - 1
        AND (present > 1 OR date NOT IN (SELECT date FROM closings WHERE closings.place = covered.place))"""
# A day is a session where more than half of the other symbols, of those that have earlier and later rows, have one. One
# symbol alone proves nothing on a holiday: CBOE gives a close of the VIX on these, too.

_GAP = f"""
    WITH numbered AS (
        SELECT symbol, date, source, place, session,
            lag(session) OVER by_day AS previous_session, lag(date) OVER by_day AS previous,
            count(*) OVER whole AS held, max(session) OVER whole - min(session) OVER whole + 1 AS spanned,
            min(date) OVER whole AS first
        FROM rows JOIN sessions USING (place, date)
        WINDOW whole AS (PARTITION BY symbol, source), by_day AS (PARTITION BY symbol, source ORDER BY date)
    )
    SELECT 'prices', symbol, numbered.date, source, CASE
            WHEN numbered.session - previous_session = 2 THEN 'no row for the session of ' || sessions.date
            ELSE 'no row for ' || (numbered.session - previous_session - 1) || ' sessions before, the first of '
                || sessions.date
        END || ', which others in ' || numbered.place || ' have'
    FROM numbered
    JOIN sessions ON sessions.place = numbered.place AND sessions.session = previous_session + 1
    WHERE numbered.session - previous_session > 1 AND held >= {DAILY_SHARE} * spanned
    UNION ALL
    SELECT DISTINCT 'prices', symbol, first, source,
        'the source has rows for ' || held || ' of ' || spanned || ' sessions: it is not daily'
    FROM numbered WHERE held < {DAILY_SHARE} * spanned
    UNION ALL
    SELECT 'prices', symbol, rows.date, source,
        'no row for ' || (rows.date - date_before) || ' days, since ' || date_before
    FROM rows
    JOIN (
        SELECT symbol, source, count(*) / (max(date) - min(date) + 1) AS density FROM rows GROUP BY symbol, source
    ) AS whole USING (symbol, source)
    WHERE rows.date - date_before > {HOLE_DAYS} AND density > {DAILY_SHARE} * 5 / 7 AND NOT EXISTS (
        SELECT 1 FROM sessions
        WHERE sessions.place = rows.place AND sessions.date > date_before AND sessions.date < rows.date
    )"""  # noqa: S608
_SPLIT = f"""
    WITH moves AS (
        SELECT symbol, date, source, level / level_before AS move,
            CASE WHEN NOT is_lone THEN adj_close / adj_close_before END AS adjusted_move
        FROM rows WHERE is_lone = was_lone
            AND symbol NOT IN (SELECT symbol FROM places WHERE kind IN ({_listed(UNSPLIT_KINDS)}))
            AND abs(level / level_before - 1) > {SMALLEST_MOVE}
    )
    SELECT 'prices', symbol, date, source, 'moved by ' || round(100 * (move - 1), 1) || ' %, which is near a split of '
        || CASE WHEN move < 1 THEN any_value(ratio) || ' for 1' ELSE '1 for ' || any_value(ratio) END
        || CASE WHEN any_value(adjusted_move) IS NULL THEN ', and there is no adjusted close to tell'
            ELSE ', while the adjusted close moved by ' || round(100 * (any_value(adjusted_move) - 1), 1) || ' %' END
    FROM moves JOIN (SELECT unnest([{_listed(SPLIT_RATIOS)}])::DOUBLE AS ratio)
        ON abs(greatest(move, 1 / move) / ratio - 1) < {SPLIT_WITHIN}
    WHERE adjusted_move IS NULL OR abs(adjusted_move / move - 1) > {LIKE_MOVE_WITHIN}
    GROUP BY symbol, date, source, move"""  # noqa: S608

_CURRENCY = """
    WITH priced AS (
        SELECT 'prices' AS kept, symbol, date, source, currency, source AS who FROM prices WHERE currency <> ''
        UNION ALL
        SELECT 'ratings', symbol, date, source, currency, firm FROM ratings WHERE currency <> '' AND target IS NOT NULL
    ), told AS (
        SELECT priced.*, expected_currency, lag(currency) OVER (
                PARTITION BY kept, symbol, source, who ORDER BY date) AS before,
            first_value(currency) OVER (PARTITION BY symbol ORDER BY kept, date, source) AS first_given
        FROM priced JOIN places USING (symbol) WHERE symbol IN (SELECT symbol FROM chosen)
    )
    SELECT kept, symbol, date, source, 'is in ' || currency || ', while '
        || CASE WHEN expected_currency <> '' AND currency <> expected_currency
            THEN 'the instrument is in ' || expected_currency
            ELSE 'earlier rows of the symbol are in ' || first_given END
    FROM told
    WHERE currency IS DISTINCT FROM before AND CASE WHEN expected_currency <> ''
        THEN currency <> expected_currency ELSE currency <> first_given END"""

_STALE = f"""
    WITH ends AS (
        SELECT *, number - row_number() OVER (PARTITION BY symbol, source ORDER BY date) AS run
        FROM rows WHERE ends_run AND symbol NOT IN (SELECT symbol FROM places WHERE kind = 'rate')
    ), runs AS (
        SELECT symbol, source, any_value(level) AS level, min(number) - {STALE_SESSIONS - 1} AS first_number,
            count(*) + {STALE_SESSIONS - 1} AS times, max(date) AS last
        FROM ends GROUP BY symbol, source, run
    )
    SELECT 'prices', symbol, date, source, 'closes at ' || runs.level || ' ' || times || ' times in a row, to ' || last
    FROM runs JOIN rows USING (symbol, source) WHERE number = first_number"""  # noqa: S608

_CHECKS: tuple[tuple[FlagKind, str], ...] = (
    ("closed day", _CLOSED_DAY),
    ("gap", _GAP),
    ("split", _SPLIT),
    ("currency", _CURRENCY),
    ("stale", _STALE),
)
