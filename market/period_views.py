"""Views over ``prices`` that a metric with a parameter ``period`` can read: one basis throughout for each symbol.

Whatever a parameter names is in them; they may leave out other symbols, so a metric filters by its parameters too.

``named_closes``
    The view ``closes`` for the symbols that the parameters name: both bases. No parameter is needed.
``period_returns``
    One row a symbol: its return over the period, with both ends. Closes as traded come first.
``daily_returns``
    Its sessions over the period, from the base close on: ``level``, and ``daily_return`` against
    ``previous_level`` of ``previous_date`` (null in the first row, the base). Closes as traded come first.
``daily_total_returns``
    The same, adjusted closes first: dividends are in the returns where the source gives them.
``daily_total_origins``
    One row for each symbol of them: the basis, the sources of its sessions with semicolons between, the currency
    of the last. What is counted over millions of rows need not carry these texts.
``history``
    All its closes up to the period's end, of the basis that reaches back furthest.
``whole_history``
    The same, to the last close that is known: for what followed after a date. No parameter is needed.
``latest_closes``
    The same as ``history``, but the close as traded where it reaches back a year: for what counts sessions back from
    the end. ``closes`` is how many there are of its symbol.
``latest_sources``, ``history_sources``, ``whole_history_sources``, ``daily_sources``, ``daily_total_sources``
    What each of these takes from which source: its basis, currency and ``place``, which the rows have too.
``reported``
    Figures of companies, see :mod:`market.company_views`. No parameter is needed.

The daily views and the histories have a ``symbol_number`` too, one for each symbol: to sort and group millions of rows
by it takes half the time that the text takes. So a metric of a whole market counts by ``symbol_number`` and ``place``,
and joins symbol, source and currency to what is left, as ``moving_average`` does.

The base is the last close on or before the period's start, so a return of a year starts at the close of the year
before. A basis is taken if it has a close after the period's start too; of two, the one that comes nearer to the end,
then nearer to the start, then the one that the view puts first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from market.company_views import REPORTED

PERIOD_PARAMETER = "period"
"""The parameter on whose two dates these views depend."""

YEAR_OF_SESSIONS = 260
"""A year has 250 to 253 sessions; what looks a year back finds its base within these."""

NAMED = "{named}"
"""Where a body is limited to the symbols that the metric's parameters name."""

NAMED_AT_MOST = 2000
"""Symbols by which the views are limited: a filter on few reaches the files (12 million rows: 20 ms for one, 0.2 s for
400, in place of 2 s for all), one on many thousands costs more than it saves."""

_PLACED = """\
WITH per_source AS (
    SELECT
        symbol,
        source,
        max(currency) AS given_currency,
        count(*) AS held,
        count(adj_close) AS adjusted_held,
        {measures}
    FROM prices{named}
    GROUP BY symbol, source
), stated AS (
    SELECT symbol, source, min(source_order.place) AS stated_place
    FROM per_source
    INNER JOIN source_order ON source LIKE pattern ESCAPE '!'
    GROUP BY symbol, source
), placed AS (
    SELECT
        per_source.*,
        row_number() OVER (
            PARTITION BY per_source.symbol
            ORDER BY coalesce(stated_place, 1000000), held DESC, per_source.source
        ) AS place,
        row_number() OVER (
            PARTITION BY per_source.symbol
            ORDER BY
                CASE WHEN adjusted_held = 0 THEN 1 ELSE 0 END,
                coalesce(stated_place, 1000000),
                adjusted_held DESC,
                per_source.source
        ) AS adjusted_place
    FROM per_source
    LEFT JOIN stated ON stated.symbol = per_source.symbol AND stated.source = per_source.source
), """
"""The sources of each symbol with their places, as in the view ``closes``: the first of a day counts, and adjusted
closes come from one source throughout. The files are read for a few numbers of each source, not for every day."""

_SPAN_MEASURES = """max(CASE WHEN close IS NOT NULL AND date <= $period_start THEN date END) AS close_start,
        max(CASE WHEN close IS NOT NULL AND date <= $period_end THEN date END) AS close_end,
        max(CASE WHEN adj_close IS NOT NULL AND date <= $period_start THEN date END) AS adj_start,
        max(CASE WHEN adj_close IS NOT NULL AND date <= $period_end THEN date END) AS adj_end"""
"""CASE in place of FILTER: 12 million rows take three quarters of the time."""

_HISTORY_MEASURES = """min(CASE WHEN close IS NOT NULL THEN date END) AS close_start,
        max(CASE WHEN close IS NOT NULL AND {until} THEN date END) AS close_end,
        count(CASE WHEN {until} THEN close END) AS close_count,
        min(CASE WHEN adj_close IS NOT NULL THEN date END) AS adj_start,
        max(CASE WHEN adj_close IS NOT NULL AND {until} THEN date END) AS adj_end,
        count(CASE WHEN {until} THEN adj_close END) AS adj_count"""

_TAKEN = """\
edges AS (
    SELECT
        symbol,
        'close' AS basis,
        CAST(NULL AS VARCHAR) AS only_source,
        {close_measures},
        count(close_end) AS sources
    FROM placed
    GROUP BY symbol
    UNION ALL
    SELECT symbol, 'adj_close', source, {adj_measures}, 1
    FROM placed
    WHERE adjusted_place = 1
), choices AS (
    SELECT *, row_number() OVER (PARTITION BY symbol ORDER BY {order}) AS choice
    FROM edges
    WHERE {covers}
), taken AS (
    SELECT
        placed.symbol,
        CAST(dense_rank() OVER (ORDER BY placed.symbol) AS INTEGER) AS symbol_number,
        placed.source,
        CAST(placed.place AS INTEGER) AS place,
        basis,
        start_date,
        end_date,
        closes,
        CASE WHEN sources = 1 THEN 1 ELSE 0 END AS alone,
        CASE
            WHEN kind IN ('index', 'rate') THEN ''
            ELSE coalesce(nullif(given_currency, ''), currency, '')
        END AS currency
    FROM choices
    INNER JOIN placed
        ON placed.symbol = choices.symbol
        AND (only_source = placed.source OR (only_source IS NULL AND close_end IS NOT NULL))
    LEFT JOIN instruments ON instruments.symbol = placed.symbol
    WHERE choice = 1
)
"""
"""The sources of each symbol on the basis that is chosen for it."""

_SEVERAL = """several AS (
    SELECT
        prices.symbol,
        symbol_number,
        date,
        min_by(close, place) AS level,
        min(place) AS place,
        'close' AS basis,
        min_by(prices.source, place) AS source,
        min_by(taken.currency, place) AS currency
    FROM prices
    INNER JOIN taken ON taken.symbol = prices.symbol AND taken.source = prices.source
    WHERE alone = 0 AND {within} AND close IS NOT NULL
    GROUP BY prices.symbol, symbol_number, date
)"""
"""The levels of the symbols that have closes of several sources: only there can a day have more than one."""

_LEVELS = (
    _SEVERAL
    + ", "
    + """\
levels AS (
    SELECT
        prices.symbol,
        symbol_number,
        date,
        CASE WHEN basis = 'close' THEN close ELSE adj_close END AS level,
        place,
        basis,
        prices.source,
        taken.currency,
        closes
    FROM prices
    INNER JOIN taken ON taken.symbol = prices.symbol AND taken.source = prices.source
    WHERE
        alone = 1
        AND {within}
        AND CASE WHEN basis = 'close' THEN close ELSE adj_close END IS NOT NULL
    UNION ALL
    SELECT
        symbol,
        symbol_number,
        date,
        level,
        place,
        basis,
        source,
        currency,
        CAST(count(*) OVER (PARTITION BY symbol_number) AS INTEGER)
    FROM several
)
"""
)
"""The levels of each symbol on the basis that is chosen for it."""

_BOTH_BASES = """\
taken AS (
    SELECT
        placed.*,
        CASE WHEN count(close_end) OVER (PARTITION BY placed.symbol) = 1 THEN 1 ELSE 0 END AS alone,
        CASE
            WHEN kind IN ('index', 'rate') THEN ''
            ELSE coalesce(nullif(given_currency, ''), currency, '')
        END AS currency
    FROM placed
    LEFT JOIN instruments ON instruments.symbol = placed.symbol
)
SELECT
    prices.symbol,
    date,
    close AS level,
    'close' AS basis,
    prices.source,
    prices.known_at,
    taken.currency
FROM prices
INNER JOIN taken ON taken.symbol = prices.symbol AND taken.source = prices.source
WHERE alone = 1 AND close IS NOT NULL
UNION ALL
SELECT
    prices.symbol,
    date,
    min_by(close, place),
    'close',
    min_by(prices.source, place),
    min_by(prices.known_at, place),
    min_by(taken.currency, place)
FROM prices
INNER JOIN taken ON taken.symbol = prices.symbol AND taken.source = prices.source
WHERE alone = 0 AND close IS NOT NULL
GROUP BY prices.symbol, date
UNION ALL
SELECT
    prices.symbol,
    date,
    adj_close,
    'adj_close',
    prices.source,
    prices.known_at,
    taken.currency
FROM prices
INNER JOIN taken ON taken.symbol = prices.symbol AND taken.source = prices.source
WHERE adjusted_place = 1 AND adj_close IS NOT NULL"""

_DAYS = """\
SELECT
    symbol,
    symbol_number,
    date,
    level,
    lag(date) OVER (PARTITION BY symbol_number ORDER BY date) AS previous_date,
    lag(level) OVER (PARTITION BY symbol_number ORDER BY date) AS previous_level,
    level / lag(level) OVER (PARTITION BY symbol_number ORDER BY date) - 1 AS daily_return,
    basis,
    source,
    currency
FROM levels"""

_TAKEN_ROWS = "SELECT * FROM taken"

_ORIGINS = """\
SELECT symbol_number, symbol, basis, source, currency
FROM taken
WHERE alone = 1
UNION ALL
SELECT
    symbol_number,
    symbol,
    min(basis),
    string_agg(DISTINCT source, '; ' ORDER BY source),
    max_by(currency, date)
FROM several
GROUP BY symbol_number, symbol"""

_CLOSES = "SELECT symbol, symbol_number, date, level, place, basis, source, currency, closes FROM levels"

_PERIOD_RETURNS = """\
ends AS (
    SELECT symbol, source, place, 'close' AS basis, given_currency,
        close_start AS start_date, start_close, close_end AS end_date, end_close
    FROM placed
    WHERE close_end IS NOT NULL
    UNION ALL
    SELECT symbol, source, 1, 'adj_close', given_currency, adj_start, start_adjusted, adj_end, end_adjusted
    FROM placed
    WHERE adjusted_place = 1 AND adj_end IS NOT NULL
), starts AS (
    SELECT *, row_number() OVER (PARTITION BY symbol, basis ORDER BY start_date DESC, place) AS nearest
    FROM ends
    WHERE start_date IS NOT NULL
), lasts AS (
    SELECT *, row_number() OVER (PARTITION BY symbol, basis ORDER BY end_date DESC, place) AS nearest
    FROM ends
), choices AS (
    SELECT
        lasts.symbol,
        lasts.basis,
        starts.start_date,
        starts.start_close,
        starts.source AS start_source,
        lasts.end_date,
        lasts.end_close,
        lasts.source AS end_source,
        lasts.given_currency,
        row_number() OVER (
            PARTITION BY lasts.symbol ORDER BY lasts.end_date DESC, starts.start_date DESC, lasts.basis DESC
        ) AS choice
    FROM lasts
    INNER JOIN starts
        ON starts.symbol = lasts.symbol AND starts.basis = lasts.basis AND starts.nearest = 1
    WHERE lasts.nearest = 1 AND lasts.end_date > $period_start
)
SELECT
    choices.symbol,
    coalesce(instruments.name, choices.symbol) AS name,
    100 * (end_close / start_close - 1) AS return_pct,
    start_date,
    start_close,
    end_date,
    end_close,
    basis,
    CASE
        WHEN kind IN ('index', 'rate') THEN ''
        ELSE coalesce(nullif(given_currency, ''), currency, '')
    END AS currency,
    CASE WHEN start_source = end_source THEN end_source ELSE start_source || '; ' || end_source END AS source
FROM choices
LEFT JOIN instruments ON instruments.symbol = choices.symbol
WHERE choice = 1"""

_END_MEASURES = f"""{_SPAN_MEASURES},
        max_by(close, date) FILTER (WHERE close IS NOT NULL AND date <= $period_start) AS start_close,
        max_by(close, date) FILTER (WHERE close IS NOT NULL AND date <= $period_end) AS end_close,
        max_by(adj_close, date) FILTER (WHERE adj_close IS NOT NULL AND date <= $period_start) AS start_adjusted,
        max_by(adj_close, date) FILTER (WHERE adj_close IS NOT NULL AND date <= $period_end) AS end_adjusted"""


def _filled(template: str, **parts: str) -> str:
    for name, part in parts.items():
        template = template.replace(f"{{{name}}}", part)
    return template


def _daily(first: str) -> str:
    """The sources of the sessions over the period, on the basis ``first`` where both come as near to its ends."""
    taken = _filled(
        _TAKEN,
        close_measures="max(close_start) AS start_date, max(close_end) AS end_date, CAST(NULL AS INTEGER) AS closes",
        adj_measures="adj_start, adj_end, CAST(NULL AS INTEGER)",
        order=f"end_date DESC, start_date DESC, {first}",
        covers="start_date IS NOT NULL AND end_date > $period_start",
    )
    return _filled(_PLACED, measures=_SPAN_MEASURES) + taken + _TAKEN_ROWS


def _history(longer: str, *, until: str) -> str:
    """The sources of all closes ``until`` a date, on the basis that is ``longer``."""
    taken = _filled(
        _TAKEN,
        close_measures="min(close_start) AS start_date, max(close_end) AS end_date, "
        "CAST(sum(close_count) AS INTEGER) AS closes",
        adj_measures="adj_start, adj_end, CAST(adj_count AS INTEGER)",
        order=f"end_date DESC, {longer}, basis DESC",
        covers="end_date IS NOT NULL",
    )
    return _filled(_PLACED, measures=_filled(_HISTORY_MEASURES, until=until)) + taken + _TAKEN_ROWS


def _over(sources: str, levels: str, select: str, *, within: str) -> str:
    """What ``select`` makes of the ``levels`` that lie ``within`` some dates, of the view ``sources``."""
    rows = _filled(levels.rstrip(), within=within)
    return f"WITH taken AS (SELECT * FROM {sources}), {rows}\n{select}"  # noqa: S608 - our own names


CLOSES = _filled(_PLACED, measures="max(date) FILTER (WHERE close IS NOT NULL) AS close_end") + _BOTH_BASES
"""The body of ``closes``, with the places of :data:`NAMED`."""

_IN_PERIOD, _UNTIL_END, _EVER = (
    "date >= start_date AND date <= $period_end",
    "date <= $period_end",
    "date IS NOT NULL",
)

PERIOD_VIEWS: Mapping[str, str] = MappingProxyType(
    {
        "named_closes": CLOSES,
        "period_returns": _filled(_PLACED, measures=_END_MEASURES) + _PERIOD_RETURNS,
        "daily_sources": _daily("basis DESC"),
        "daily_returns": _over("daily_sources", _LEVELS, _DAYS, within=_IN_PERIOD),
        "daily_total_sources": _daily("basis"),
        "daily_total_origins": _over("daily_total_sources", _SEVERAL, _ORIGINS, within=_IN_PERIOD),
        "daily_total_returns": _over("daily_total_sources", _LEVELS, _DAYS, within=_IN_PERIOD),
        "history_sources": _history("start_date", until=_UNTIL_END),
        "history": _over("history_sources", _LEVELS, _CLOSES, within=_UNTIL_END),
        "whole_history_sources": _history("start_date", until=_EVER),
        "whole_history": _over("whole_history_sources", _LEVELS, _CLOSES, within=_EVER),
        "reported": REPORTED,
        "latest_sources": _history(f"least(closes, {YEAR_OF_SESSIONS}) DESC", until=_UNTIL_END),
        "latest_closes": _over("latest_sources", _LEVELS, _CLOSES, within=_UNTIL_END),
    }
)
"""Their bodies, with ``$period_start`` and ``$period_end`` for the two dates, and the places of :data:`NAMED`."""

CLOSE_VIEWS = frozenset(PERIOD_VIEWS) - {"reported"}
"""Those of closes."""

PERIOD_VIEW_NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(PERIOD_VIEWS, ("instruments", "prices", "source_order")),
        "reported": ("fundamentals",),
    }
)
"""The as-of views that each reads."""

_READ_BY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "daily_returns": ("daily_sources",),
        "daily_total_returns": ("daily_total_sources",),
        "daily_total_origins": ("daily_total_sources",),
        "history": ("history_sources",),
        "whole_history": ("whole_history_sources",),
        "latest_closes": ("latest_sources",),
    }
)
"""Those of these views that another of them reads."""


def with_sources(named: Collection[str]) -> tuple[str, ...]:
    """The period views among ``named`` and those that they read, each after what it reads."""
    needed = {*named, *(need for view in named for need in _READ_BY.get(view, ()))}
    return tuple(view for view in PERIOD_VIEWS if view in needed)


def renamed(body: str, suffix: str) -> str:
    """``body`` where the period views that it reads have ``suffix`` after their names."""
    for view in {need for needs in _READ_BY.values() for need in needs}:
        body = re.sub(rf"\b{view}\b", f"{view}{suffix}", body)
    return body


def limited(body: str, symbols: Sequence[str]) -> str:
    """``body`` for ``symbols`` alone; for all where none are named or too many to gain by it.

    The symbols are looked for where sources are counted: what joins these reads no more, since DuckDB takes the range
    of the one side of a join to the files of the other.
    """
    listed = ", ".join("'" + symbol.replace("'", "''") + "'" for symbol in symbols)
    few = 0 < len(symbols) <= NAMED_AT_MOST
    return body.replace(NAMED, f" WHERE symbol IN ({listed})" if few else "")


def period_placeholders(views: tuple[str, ...]) -> tuple[str, ...]:
    """The names after ``$`` on which ``views`` depend, in the order of their dates."""
    bodies = " ".join(PERIOD_VIEWS[view] for view in views if view in PERIOD_VIEWS)
    return tuple(
        name for name in (f"{PERIOD_PARAMETER}_start", f"{PERIOD_PARAMETER}_end") if f"${name}" in bodies
    )
