-- name: screen
-- title: Screen
-- summary: Screen a group of instruments with conditions over any other metrics: which members meet them, ranked by a metric.
-- param: group (group): the group by name, or symbols with commas between
-- param: where (conditions): conditions over metrics, such as: volatility < 20 and price_return > 0. A metric's arguments stand in
--   brackets, another of its columns after a dot: relative_return(benchmark='^GSPC', period='2025').return_pct > 5.
--   and, or, not, brackets, between, in and arithmetic may be used
-- param: sort (text, default first): the metric by which the members are ranked, the highest first; "asc" after it for the
--   lowest first; the first metric of the conditions if none is named
-- param: limit (integer 1..500, default 20): how many members are shown
-- column: rank [count]: 1 for the first
-- column: symbol [text]: the member's symbol
-- column: name [text]: the member's name
-- column: ranked_by [text]: the metric by which the members are ranked
-- column: value [{value_unit}]: its value
-- column: value_unit [text]: the unit of the value
-- column: members [count]: the members of the group that the tables know
-- column: matches [count]: those that meet the conditions
-- column: unmeasured [count]: those for which a metric of the conditions has no value
-- column: data_source [text]: who gave the rows that the metrics read
-- value: value
-- sentence: {matches} of the {members} members meet the conditions[; {name} comes first with {ranked_by} of {value}].
-- example: Which sectors have a volatility below 20 and a positive return this year?
-- example: Screen the sectors for momentum above 10
-- example: Find stocks with a P/E below 15 and a dividend yield above 3
-- example: List the stocks with more than 20 percent upside to target
-- example: Which of the indices are up more than 5 percent with a drawdown of less than 10?
-- example: Stocks with a beta below 1, a Sharpe ratio above 1 and a Sortino ratio above 2
-- example: Which sectors have gained more than 10 percent?
-- example: Stocks with revenue growth over 20 and a market cap above 10 billion
-- example: Filter the sector ETFs by RSI under 30
-- example: Which companies trade at less than two times sales?
-- example: Show sectors that beat the S&P 500 by more than 5 points with volatility under 25
-- example: What ETFs are more than 10 percent below their high?
-- said: where volatility: volatility; vol
-- said: where price_return: are up; is up; have risen; have gained; rose; gained; return; returns; gain; gains; performance
-- said: where total_return: total return
-- said: where max_drawdown: drawdown; drawdowns; max drawdown; maximum drawdown
-- said: where momentum: momentum
-- said: where rsi: RSI; relative strength index
-- said: where beta(benchmark='^GSPC'): beta
-- said: where sharpe_ratio: Sharpe; Sharpe ratio
-- said: where sortino_ratio: Sortino; Sortino ratio
-- said: where distance_from_high: below their high; below its high; from their high; under their high
-- said: where valuation(measure=pe): P/E; PE; price to earnings; earnings multiple; times earnings
-- said: where valuation(measure=ps): P/S; price to sales; times sales; sales multiple
-- said: where valuation(measure=pb): P/B; price to book
-- said: where valuation(measure=ev_ebitda): EV/EBITDA; EV to EBITDA
-- said: where valuation(measure=dividend_yield): dividend yield; yield
-- said: where market_cap_band.market_cap: market cap; market capitalisation; market capitalization; market value
-- said: where fundamental_growth(item=revenue): revenue growth; sales growth
-- said: where fundamental_growth(item=eps): EPS growth; earnings growth
-- said: where target_upside: upside; upside to target
-- source: each metric's own formula, computed for each member; a member without a value meets no condition on it
-- empty: the tables know no member of the group

-- $where and $sort become the metrics' own statements, joined for each member: see market/screens.py.
WITH known AS (
    SELECT symbol
    FROM prices
    WHERE symbol IN ($group)
    UNION
    SELECT symbol
    FROM instruments
    WHERE symbol IN ($group)
),
screened AS (
    SELECT
        known.symbol,
        coalesce(instruments.name, known.symbol) AS name
    FROM known
    LEFT JOIN instruments ON instruments.symbol = known.symbol
),
measured AS (
    SELECT
        screened.symbol,
        screened.name,
        $sort AS value,
        $where AS meets
    FROM screened
),
matching AS (
    SELECT
        *,
        row_number() OVER (ORDER BY value DESC NULLS LAST, symbol) AS rank
    FROM measured
    WHERE meets
),
summary AS (
    SELECT
        count(*) AS members,
        count(*) FILTER (WHERE meets) AS matches,
        count(*) FILTER (WHERE meets IS NULL) AS unmeasured
    FROM measured
)
SELECT
    matching.rank,
    matching.symbol,
    matching.name,
    '' AS ranked_by,
    matching.value,
    '' AS value_unit,
    members,
    matches,
    unmeasured,
    '' AS data_source
FROM summary
LEFT JOIN matching ON matching.rank <= $limit
WHERE members > 0
ORDER BY matching.rank
