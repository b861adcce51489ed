"""Prices that a source has put on another scale: a split, or dividends counted into closes before them.

A download of adjusted closes restates the whole history each time a dividend was paid, and a split does so with the
closes as traded. Its levels all change by one factor, while its returns stay. Taken as corrections that are known
now, the history before the load would stand in the old scale and the sessions after it, which are known by their own
close, in the new one: a return across the seam would show a fall that never was.

So where all the rows that a load has in common with the table's newest versions changed by one factor, each takes the
place of the version that it restates, under the same ``known_at``. That tells nothing about the past that was unknown;
the former levels stay readable at the table's earlier version, and the load says which symbols it restated.
"""

from __future__ import annotations

COMMON_ROWS = 5
"""Fewer rows in common cannot tell a restatement from a correction."""

STEADY_WITHIN = 0.25
"""The factors of all rows lie within this part of the change: prices in cents, and cents of a low price."""

LARGEST_SPLIT = 50
"""Splits, reverse ones too, of more than 50 for 1 are not known of listed funds and shares in daily use."""

SPLIT_WITHIN = 0.001
"""How near the factor of closes as traded is to a split: they change by the split alone, up to rounding."""

RESTATEMENTS = f"""
    CREATE TEMP TABLE restated AS
    WITH ratios AS (
        SELECT symbol AS whose, source, given.close / latest.close AS traded,
            given.adj_close / latest.adj_close AS adjusted
        FROM given JOIN stored AS latest USING (symbol, date, source)
        WHERE NOT {{stated}} AND known_until = {{end}}
    ), factors AS (
        SELECT whose, source, count(*) AS common_rows, median(traded) AS by_traded, median(adjusted) AS by_adjusted,
            max(traded) - min(traded) AS traded_spread, max(adjusted) - min(adjusted) AS adjusted_spread,
        FROM ratios GROUP BY whose, source
    ), told AS (
        SELECT *, coalesce(by_adjusted, by_traded) AS factor,
            by_traded IS NULL OR (traded_spread = 0 AND by_traded = 1) OR (
                traded_spread < {STEADY_WITHIN} * abs(by_traded - 1) AND (
                    abs(round(by_traded) / by_traded - 1) < {SPLIT_WITHIN}
                    OR abs(round(1 / by_traded) * by_traded - 1) < {SPLIT_WITHIN}
                    OR abs(round(2 / by_traded) * by_traded / 2 - 1) < {SPLIT_WITHIN}
                )
            ) AS traded_fits,
            by_adjusted IS NULL
            OR (adjusted_spread < {STEADY_WITHIN} * abs(by_adjusted - 1) AND (
                by_adjusted < 1 OR abs(round(by_adjusted) / by_adjusted - 1) < {STEADY_WITHIN} / 10
            )) AS adjusted_fits
        FROM factors
    )
    SELECT whose, source, factor FROM told
    WHERE common_rows >= {COMMON_ROWS} AND traded_fits AND adjusted_fits AND factor <> 1
        AND factor BETWEEN 1.0 / {LARGEST_SPLIT} AND {LARGEST_SPLIT}"""  # noqa: S608 - our own numbers
"""Makes ``restated`` of ``given`` and ``stored``: whose prices, of which source, by which factor."""

LEFT_BEHIND = """
    SELECT symbol, source, count(*) FROM read_parquet([{files}])
    JOIN (
        SELECT whose AS symbol, restated.source, min(date) AS first_given
        FROM restated JOIN given ON given.symbol = whose AND given.source = restated.source GROUP BY ALL
    ) USING (symbol, source)
    WHERE date < first_given AND known_until = {end} GROUP BY symbol, source"""
"""Which earlier rows of restated prices the load does not give: they stay on the former scale."""

NO_RESTATEMENTS = "CREATE TEMP TABLE restated (whose VARCHAR, source VARCHAR, factor DOUBLE)"
