"""Views over ``closes`` that a metric with a parameter ``period`` can read: one basis throughout for each symbol.

``period_returns``
    One row a symbol: its return over the period, with both ends. Closes as traded come first.
``daily_returns``
    Its sessions over the period, from the base close on: ``level``, and ``daily_return`` against
    ``previous_level`` of ``previous_date`` (null in the first row, the base). Closes as traded come first.
``daily_total_returns``
    The same, adjusted closes first: dividends are in the returns where the source gives them.
``history``
    All its closes up to the period's end, of the basis that reaches back furthest.
``whole_history``
    The same, to the last close that is known: for what followed after a date. No parameter is needed.
``reported``
    Figures of companies, see :mod:`market.company_views`. No parameter is needed.
``latest_closes``
    The same, but the close as traded where it reaches back a year: for what counts sessions back from the end.

The base is the last close on or before the period's start, so a return of a year starts at the close of the year
before. A basis is taken if it has a close after the period's start too; of two, the one that comes nearer to the end,
then nearer to the start, then the one that the view puts first.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from market.company_views import REPORTED

PERIOD_PARAMETER = "period"
"""The parameter on whose two dates these views depend."""

YEAR_OF_SESSIONS = 260
"""A year has 250 to 253 sessions; what looks a year back finds its base within these."""

_EDGES = """\
WITH edges AS (
    SELECT
        symbol,
        basis,
        max(date) FILTER (WHERE date <= $period_start) AS start_date,
        max(date) AS end_date
    FROM closes
    WHERE date <= $period_end
    GROUP BY symbol, basis
), choices AS (
    SELECT
        symbol,
        basis,
        start_date,
        row_number() OVER (
            PARTITION BY symbol ORDER BY end_date DESC, start_date DESC, {first}
        ) AS choice
    FROM edges
    WHERE start_date IS NOT NULL AND end_date > $period_start
)
"""

_PERIOD_RETURNS = """\
WITH ends AS (
    SELECT
        symbol,
        basis,
        max(date) FILTER (WHERE date <= $period_start) AS start_date,
        max_by(level, date) FILTER (WHERE date <= $period_start) AS start_close,
        max_by(source, date) FILTER (WHERE date <= $period_start) AS start_source,
        max(date) AS end_date,
        max_by(level, date) AS end_close,
        max_by(source, date) AS end_source,
        max_by(currency, date) AS currency
    FROM closes
    WHERE date <= $period_end
    GROUP BY symbol, basis
), choices AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY symbol ORDER BY end_date DESC, start_date DESC, basis DESC
        ) AS choice
    FROM ends
    WHERE start_date IS NOT NULL AND end_date > $period_start
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
    choices.currency,
    CASE WHEN start_source = end_source THEN end_source ELSE start_source || '; ' || end_source END AS source
FROM choices
LEFT JOIN instruments ON instruments.symbol = choices.symbol
WHERE choice = 1"""

_DAILY = (
    _EDGES
    + """\
SELECT
    closes.symbol,
    date,
    level,
    lag(date) OVER (PARTITION BY closes.symbol ORDER BY date) AS previous_date,
    lag(level) OVER (PARTITION BY closes.symbol ORDER BY date) AS previous_level,
    level / lag(level) OVER (PARTITION BY closes.symbol ORDER BY date) - 1 AS daily_return,
    closes.basis,
    source,
    currency
FROM closes
INNER JOIN choices ON choices.symbol = closes.symbol AND choices.basis = closes.basis
WHERE choice = 1 AND date >= start_date AND date <= $period_end"""
)

_HISTORY = """\
WITH choices AS (
    SELECT
        symbol,
        basis,
        row_number() OVER (PARTITION BY symbol ORDER BY max(date) DESC, {longer}, basis DESC) AS choice
    FROM closes
    WHERE date <= $period_end
    GROUP BY symbol, basis
)
SELECT closes.symbol, date, level, closes.basis, source, currency
FROM closes
INNER JOIN choices ON choices.symbol = closes.symbol AND choices.basis = closes.basis
WHERE choice = 1 AND date <= $period_end"""

_WHOLE_HISTORY = """\
WITH choices AS (
    SELECT
        symbol,
        basis,
        row_number() OVER (PARTITION BY symbol ORDER BY max(date) DESC, min(date), basis DESC) AS choice
    FROM closes
    GROUP BY symbol, basis
)
SELECT closes.symbol, date, level, closes.basis, source, currency
FROM closes
INNER JOIN choices ON choices.symbol = closes.symbol AND choices.basis = closes.basis
WHERE choice = 1"""

PERIOD_VIEWS: Mapping[str, str] = MappingProxyType(
    {
        "period_returns": _PERIOD_RETURNS,
        "daily_returns": _DAILY.format(first="basis DESC"),
        "daily_total_returns": _DAILY.format(first="basis"),
        "history": _HISTORY.format(longer="min(date)"),
        "whole_history": _WHOLE_HISTORY,
        "reported": REPORTED,
        "latest_closes": _HISTORY.format(longer=f"least(count(*), {YEAR_OF_SESSIONS}) DESC"),
    }
)
"""Their bodies, with ``$period_start`` and ``$period_end`` for the two dates."""

PERIOD_VIEW_NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(PERIOD_VIEWS, ("closes",)),
        "period_returns": ("instruments", "closes"),
        "reported": ("fundamentals",),
    }
)
"""The views that each reads."""


def period_placeholders(views: tuple[str, ...]) -> tuple[str, ...]:
    """The names after ``$`` on which ``views`` depend, in the order of their dates."""
    bodies = " ".join(PERIOD_VIEWS[view] for view in views if view in PERIOD_VIEWS)
    return tuple(
        name for name in (f"{PERIOD_PARAMETER}_start", f"{PERIOD_PARAMETER}_end") if f"${name}" in bodies
    )
