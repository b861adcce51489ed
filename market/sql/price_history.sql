-- name: price_history
-- title: History of closes
-- summary: Every close of one or several indices, funds or shares over a period, with the return since its start: what a chart of them draws.
-- param: symbol (instruments): one instrument, several with commas between, or a group
-- param: period (period, default past 12 months): from the last close on or before its start to the last on or before its end
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: day [date]: the session
-- column: close [{currency}]: its close
-- column: since_start_pct [%]: that close against the first one
-- column: start_date [date]: the session of the first close
-- column: basis [text]: close, or adj_close where only adjusted closes cover the period
-- column: currency [text]: the currency of the closes, empty for an index or a rate
-- column: source [text]: who gave the close
-- value: since_start_pct
-- sentence: The closes of {name} run from {start_date} to {day}: the last is {close}, {since_start_pct:+} since the first.
-- example: Chart the Russell 2000 since the end of October
-- example: Plot the daily closes of SPY this year
-- example: Show me a chart of QQQ against IWM
-- example: Draw the price history of gold over five years
-- example: Graph of energy stocks in 2022
-- example: List the daily closes of the Nasdaq last month
-- example: Show the time series of the Dow
-- example: Plot small caps and large caps since 2020
-- example: I want to see the price chart of the VIX during covid
-- example: Daily closing prices of XLE over the last quarter
-- source: simple return since the first close of the period, close / first close - 1
-- basis: from adjusted closes, dividends included

SELECT
    daily_returns.symbol,
    coalesce(instruments.name, daily_returns.symbol) AS name,
    date AS day,
    level AS close,
    100 * (level / first_value(level) OVER in_order - 1) AS since_start_pct,
    first_value(date) OVER in_order AS start_date,
    basis,
    daily_returns.currency,
    daily_returns.source
FROM daily_returns
LEFT JOIN instruments ON instruments.symbol = daily_returns.symbol
WHERE daily_returns.symbol IN ($symbol)
WINDOW in_order AS (PARTITION BY daily_returns.symbol ORDER BY date)
ORDER BY daily_returns.symbol, day DESC
