"""The view ``reported``: figures of companies under one name for each item, with the sum of the trailing year.

One row for each symbol, item and period. ``item`` is the name below, whatever of its synonyms the source wrote;
``trailing`` is the figure of a whole year up to ``period_end`` (null where the periods do not make one), and ``how``
says what it is made of. Of several sources or synonyms for an item the one with the most periods is taken, then the
newest.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ITEM_SYNONYMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "revenue": (
            "revenues",
            "sales",
            "net_sales",
            "total_revenue",
            "total_revenues",
            "turnover",
            "net_revenue",
        ),
        "net_income": ("earnings", "net_earnings", "profit", "net_profit", "net_income_loss"),
        "eps": ("eps_diluted", "diluted_eps", "earnings_per_share", "earnings_per_share_diluted"),
        "ebitda": ("adjusted_ebitda",),
        "operating_income": ("ebit", "operating_profit", "operating_income_loss"),
        "dividends_per_share": ("dividend_per_share", "dps", "dividends", "dividends_declared_per_share"),
        "total_debt": ("debt", "total_borrowings"),
        "cash": ("cash_and_equivalents", "cash_and_cash_equivalents", "cash_and_short_term_investments"),
        "equity": ("shareholders_equity", "stockholders_equity", "total_equity", "book_value"),
        "shares_outstanding": ("shares", "share_count", "common_shares_outstanding", "shares_diluted"),
        "market_cap": ("market_capitalization", "market_capitalisation", "market_value"),
    }
)
"""The names that metrics use, each with how sources write it (small letters, low lines for blanks)."""

QUARTER_DAYS, HALF_YEAR_DAYS, YEAR_DAYS = (80, 105), (165, 200), (350, 380)
"""From one period's end to the next: fiscal quarters of 12 to 14 weeks (with a day of a shifted month's end to
spare), halves, and years of 52 or 53 weeks."""


def _names_sql() -> str:
    pairs = [(item, written) for item, more in ITEM_SYNONYMS.items() for written in (item, *more)]
    return ", ".join(f"('{item}', '{written}')" for item, written in pairs)


_REPORTED = """\
WITH names AS (
    SELECT * FROM (VALUES {names}) AS listed (item, written)
), named AS (
    SELECT symbol, coalesce(names.item, fundamentals.item) AS item, fundamentals.item AS given_item, period_end, value,
        unit, source
    FROM fundamentals
    LEFT JOIN names ON names.written = lower(replace(replace(fundamentals.item, ' ', '_'), '-', '_'))
), choices AS (
    SELECT symbol, item, given_item, source,
        row_number() OVER (
            PARTITION BY symbol, item ORDER BY count(*) DESC, max(period_end) DESC, source, given_item
        ) AS choice
    FROM named GROUP BY symbol, item, given_item, source
), stepped AS (
    SELECT named.*,
        date_diff('day', lag(period_end) OVER periods, period_end) AS days,
        date_diff('day', lag(period_end, 3) OVER periods, period_end) AS days_of_three,
        sum(value) OVER (periods ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) AS four,
        sum(value) OVER (periods ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS two
    FROM named
    INNER JOIN choices ON choices.symbol = named.symbol AND choices.item = named.item
        AND choices.given_item = named.given_item AND choices.source = named.source AND choice = 1
    WINDOW periods AS (PARTITION BY named.symbol, named.item ORDER BY period_end)
)
SELECT symbol, item, given_item, period_end, value, unit, source,
    CASE
        WHEN days BETWEEN {quarter[0]} AND {quarter[1]} THEN
            CASE WHEN days_of_three BETWEEN {three_quarters[0]} AND {three_quarters[1]} THEN four END
        WHEN days BETWEEN {half_year[0]} AND {half_year[1]} THEN two
        WHEN days BETWEEN {year[0]} AND {year[1]} THEN value
    END AS trailing,
    CASE
        WHEN days BETWEEN {quarter[0]} AND {quarter[1]} THEN 'trailing four quarters'
        WHEN days BETWEEN {half_year[0]} AND {half_year[1]} THEN 'trailing two half-years'
        WHEN days BETWEEN {year[0]} AND {year[1]} THEN 'fiscal year'
    END AS how
FROM stepped"""

REPORTED = _REPORTED.format(
    names=_names_sql(),
    quarter=QUARTER_DAYS,
    three_quarters=tuple(3 * days for days in QUARTER_DAYS),
    half_year=HALF_YEAR_DAYS,
    year=YEAR_DAYS,
)
"""The body of the view."""
