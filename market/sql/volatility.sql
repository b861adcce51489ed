-- name: volatility
-- title: Volatility
-- summary: How much the daily returns of an index, fund or share vary: the realised volatility over a period, a year's worth in percent.
-- param: symbol (instruments): one instrument, several with commas between, or a group
-- param: period (period, default past 12 months): the sessions whose returns are taken
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: volatility_pct [%]: standard deviation of the daily returns, times the square root of 252
-- column: daily_pct [%]: standard deviation of the daily returns
-- column: returns [count]: the number of daily returns
-- column: start_date [date]: the session of the first close
-- column: end_date [date]: the session of the last close
-- column: basis [text]: adj_close, or close where only closes as traded cover the period
-- column: source [text]: who gave the closes
-- value: volatility_pct
-- row: The annualised volatility of {name} was {volatility_pct} from {start_date} to {end_date} ({returns} daily returns).
-- example: What was the volatility of the Nasdaq over the past year?
-- example: How volatile has gold been since March?
-- example: Which sector was the most volatile last year?
-- example: What is the annualised volatility of SPY?
-- example: Realised vol of the Russell 2000 in 2022
-- example: Which of the indices is the least volatile?
-- example: Compare the volatility of QQQ and IWM over the last six months
-- example: How choppy were energy stocks in 2020?
-- example: How much do the daily returns of oil vary?
-- example: What is the standard deviation of small-cap returns this year?
-- source: sample standard deviation (n - 1) of simple daily returns x sqrt(252): empyrical annual_volatility
-- basis: returns from adjusted closes, dividends included
-- minimum: 20 returns

WITH deviations AS (
    SELECT
        symbol_number,
        stddev_samp(daily_return) AS deviation,
        count(daily_return) AS returns,
        min(date) AS start_date,
        max(date) AS end_date
    FROM daily_total_returns
    GROUP BY symbol_number
)
SELECT
    origins.symbol,
    coalesce(instruments.name, origins.symbol) AS name,
    100 * deviation * sqrt(252) AS volatility_pct,
    100 * deviation AS daily_pct,
    returns,
    start_date,
    end_date,
    basis,
    origins.source
FROM deviations
INNER JOIN daily_total_origins AS origins ON origins.symbol_number = deviations.symbol_number
LEFT JOIN instruments ON instruments.symbol = origins.symbol
WHERE origins.symbol IN ($symbol)
ORDER BY volatility_pct DESC, origins.symbol
