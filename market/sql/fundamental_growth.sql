-- name: fundamental_growth
-- title: Growth of a reported figure
-- summary: How fast a company's sales, earnings or another reported figure has grown: over a year, or a year over several
--   years; quarters against the same quarter.
-- param: symbol (instrument): the company
-- param: item (text, default revenue): the figure, such as revenue, net_income, eps or ebitda
-- param: years (integer 1..20, default 1): over how many years; above one the growth is a compound annual rate
-- param: period (period, default YTD): the latest fiscal period that ends on or before its end is taken
-- column: symbol [text]: the company's symbol
-- column: name [text]: the company's name
-- column: item [text]: what was reported
-- column: growth_pct [%]: the growth, a year where it is over several; empty where the figure before is not above zero
-- column: span [text]: what the growth is over
-- column: value [{unit}]: the latest figure
-- column: period_end [date]: the end of the fiscal period that it is for
-- column: base_value [{unit}]: the figure so many years before
-- column: base_period_end [date]: the end of its fiscal period
-- column: remark [text]: why there is no growth rate, where there is none
-- column: unit [text]: the unit of the figures, as reported
-- column: source [text]: who gave the figures
-- value: growth_pct
-- sentence: {name}: {item} [{growth_pct?grew:fell} by {growth_pct:abs} {span}]{remark}[, from {base_value} in the period to
--   {base_period_end} to {value} in that to {period_end}].
-- example: How fast has Nvidia grown?
-- example: What is the sales growth of Amazon?
-- example: How much have Microsoft's earnings grown?
-- example: What was Apple's revenue growth year on year?
-- example: Three-year earnings growth of Intel
-- example: At what annual rate did EPS of MSFT grow over five years?
-- example: What is the 5-year revenue CAGR of AAPL?
-- example: Did Nvidia's quarterly sales rise from a year earlier?
-- example: Is Intel's net income shrinking?
-- example: By how much did the EBITDA of Microsoft increase?
-- said: years #: # years; # year; # yr; #y
-- said: item revenue: revenue; revenues; sales; turnover; top line
-- said: item net_income: net income; earnings; profit; profits; bottom line
-- said: item eps: EPS; earnings per share
-- said: item ebitda: EBITDA
-- said: item operating_income: operating income; operating profit; EBIT
-- said: item dividends_per_share: dividend; dividends; dividends per share
-- source: (latest / base) ^ (1 / years) - 1; the base is the same fiscal period so many years before. Where no such
--   figures are held, a growth rate that the source itself reports is given and said to be reported
-- empty: the same fiscal period of the year before is needed

-- The same fiscal period ends up to 16 days off: a year of 52 or 53 weeks does not end on the same day.
-- Reported rates are items such as sales_growth_3y.
WITH figures AS (
    SELECT *
    FROM reported
    WHERE symbol = $symbol AND item = lower($item)
),
latest AS (
    SELECT *
    FROM figures
    WHERE period_end <= $period_end
    ORDER BY period_end DESC
    LIMIT 1
),
based AS (
    SELECT
        latest.item,
        latest.value,
        latest.period_end,
        latest.unit,
        latest.source,
        base.value AS base_value,
        base.period_end AS base_period_end
    FROM latest
    INNER JOIN figures AS base
        ON
            base.unit = latest.unit
            AND abs(date_diff('day', base.period_end, latest.period_end) - 365.25 * $years) <= 16
),
named AS (
    SELECT * FROM (
        VALUES
        ('sales', 'revenue'),
        ('revenue', 'revenue'),
        ('earnings', 'net_income'),
        ('net_income', 'net_income'),
        ('profit', 'net_income'),
        ('eps', 'eps'),
        ('ebitda', 'ebitda'),
        ('dividend', 'dividends_per_share')
    ) AS listed (written, item)
),
rates AS (
    SELECT
        fundamentals.item,
        fundamentals.value,
        fundamentals.period_end,
        fundamentals.source
    FROM fundamentals
    INNER JOIN named
        ON fundamentals.item = named.written || '_growth_' || CAST($years AS VARCHAR) || 'y' AND named.item = lower($item)
    WHERE fundamentals.symbol = $symbol AND unit = '%' AND fundamentals.period_end <= $period_end
    ORDER BY fundamentals.period_end DESC, fundamentals.source
    LIMIT 1
),
found AS (
    SELECT
        1 AS place,
        item,
        CASE
            WHEN base_value > 0 AND (value >= 0 OR $years = 1)
                THEN 100 * (CASE WHEN $years = 1 THEN value / base_value ELSE pow(value / base_value, 1.0 / $years) END - 1)
        END AS growth_pct,
        CASE WHEN $years = 1 THEN 'over a year' ELSE 'a year over ' || CAST($years AS VARCHAR) || ' years' END AS span,
        value,
        period_end,
        base_value,
        base_period_end,
        unit,
        source
    FROM based
    UNION ALL
    SELECT
        2 AS place,
        item,
        value AS growth_pct,
        'as reported' AS span,
        NULL AS value,
        period_end,
        NULL AS base_value,
        NULL AS base_period_end,
        '' AS unit,
        source
    FROM rates
)
SELECT
    $symbol AS symbol,
    coalesce(instruments.name, $symbol) AS name,
    item,
    growth_pct,
    span,
    value,
    period_end,
    base_value,
    base_period_end,
    CASE WHEN growth_pct IS NULL THEN 'has no growth rate, because a figure is not above zero' ELSE '' END AS remark,
    unit,
    found.source
FROM found
LEFT JOIN instruments ON instruments.symbol = $symbol
ORDER BY place
LIMIT 1
