-- name: total_return
-- title: Total return
-- summary: The return of a fund or share over a period with its dividends reinvested: the total return, from adjusted closes.
-- param: symbol (instrument): the fund or share; an index level holds no dividends
-- param: period (period, default YTD): from the last close on or before its start to the last on or before its end
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: total_return_pct [%]: the change from the first to the last adjusted close
-- column: price_return_pct [%]: the change of the closes as traded between the same sessions; empty where they are not held
-- column: dividends_pp [pp]: the difference of the two
-- column: start_date [date]: the session of the first close
-- column: start_adjusted [{currency}]: the adjusted close at the start
-- column: end_date [date]: the session of the last close
-- column: end_adjusted [{currency}]: the adjusted close at the end
-- column: currency [text]: the currency of the closes
-- column: source [text]: who gave the adjusted closes
-- value: total_return_pct
-- sentence: {name} had a total return of {total_return_pct:+} from {start_date} to {end_date}, dividends included[, against {price_return_pct:+} without them].
-- example: What was the total return of SPY in 2023?
-- example: What did TLT return with dividends reinvested?
-- example: Total return of XLU over the past five years
-- example: How much did IWM return this year, dividends included?
-- example: Dividend-adjusted performance of HYG last year
-- example: What have utilities returned including dividends since 2020?
-- example: What would have been earned on QQQ with dividends since March 2020?
-- example: Total performance of the financial ETF year to date
-- example: How much of the return of XLE came from dividends?
-- example: What is the total shareholder return of Apple this year?
-- source: adjusted end / adjusted start - 1, the holding period return with reinvested dividends: CFA Institute, Quantitative Methods
-- empty: a total return needs adjusted closes (adj_close); closes as traded and index levels hold no dividends

WITH ends AS (
    SELECT
        max(date) FILTER (WHERE date <= $period_start) AS start_date,
        max_by(level, date) FILTER (WHERE date <= $period_start) AS start_adjusted,
        max(date) AS end_date,
        max_by(level, date) AS end_adjusted,
        max_by(currency, date) AS currency,
        max_by(source, date) AS source
    FROM named_closes
    WHERE symbol = $symbol AND basis = 'adj_close' AND date <= $period_end
),
traded AS (
    SELECT
        max(level) FILTER (WHERE date = start_date) AS start_close,
        max(level) FILTER (WHERE date = end_date) AS end_close
    FROM named_closes
    CROSS JOIN ends
    WHERE symbol = $symbol AND basis = 'close' AND (date = start_date OR date = end_date)
)
SELECT
    $symbol AS symbol,
    coalesce(instruments.name, $symbol) AS name,
    100 * (end_adjusted / start_adjusted - 1) AS total_return_pct,
    100 * (end_close / start_close - 1) AS price_return_pct,
    100 * (end_adjusted / start_adjusted - end_close / start_close) AS dividends_pp,
    start_date,
    start_adjusted,
    end_date,
    end_adjusted,
    ends.currency,
    ends.source
FROM ends
CROSS JOIN traded
LEFT JOIN instruments ON instruments.symbol = $symbol
WHERE start_date IS NOT NULL AND end_date > $period_start
