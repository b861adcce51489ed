-- name: sharpe_ratio
-- title: Sharpe ratio
-- summary: Return for each unit of risk: the Sharpe ratio, mean daily return above the risk-free rate over its standard deviation, a year's worth.
-- param: symbol (instruments): one instrument, several with commas between, or a group
-- param: period (period, default past 12 months): the sessions whose returns are taken
-- param: risk_free (series, default none): a series of yearly rates in percent, such as FEDFUNDS; none: a rate of 0
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: sharpe []: the mean daily excess return over its standard deviation, times the square root of 252
-- column: return_pct [%]: the mean daily excess return, times 252
-- column: volatility_pct [%]: annualised standard deviation of the daily excess returns
-- column: risk_free_pct [%]: the mean of the risk-free rate, a year; 0 where none was given
-- column: returns [count]: the number of daily returns
-- column: start_date [date]: the session of the first close
-- column: end_date [date]: the session of the last close
-- column: basis [text]: adj_close, or close where only closes as traded cover the period
-- column: source [text]: who gave the closes
-- value: sharpe
-- row: The Sharpe ratio of {name} was {sharpe} from {start_date} to {end_date}: {return_pct:+} a year above a risk-free rate of {risk_free_pct}, with a volatility of {volatility_pct}.
-- example: What is the Sharpe ratio of SPY?
-- example: Which index had the best Sharpe ratio last year?
-- example: Sharpe of gold over the past three years
-- example: What return did QQQ give for its risk in 2023?
-- example: What was the risk-adjusted return of small caps?
-- example: Compare the Sharpe ratios of the sectors
-- example: What is the Sharpe ratio of IWM above the fed funds rate?
-- example: Which sector paid best for its volatility this year?
-- example: Was the Sharpe ratio of the Dow higher than that of the Nasdaq in 2022?
-- example: Rank the indices by risk-adjusted performance
-- example: Which sector had the best risk-adjusted return in 2023?
-- source: mean / sample standard deviation (n - 1) of daily excess returns x sqrt(252): empyrical sharpe_ratio; Sharpe (1994). The risk-free rate of a day is the yearly one / 252
-- basis: returns from adjusted closes, dividends included
-- traded: returns from closes as traded, dividends left out
-- minimum: 20 returns

WITH rates AS (
    SELECT
        period AS from_date,
        lead(period) OVER (ORDER BY period) AS next_date,
        value / 100 / 252 AS rate
    FROM observations
    WHERE series = $risk_free AND source = (SELECT min(source) FROM observations WHERE series = $risk_free)
),
returns AS (
    SELECT
        symbol_number,
        date,
        daily_return,
        CASE WHEN $risk_free = '' THEN 0 ELSE rate END AS rate,
        daily_return - CASE WHEN $risk_free = '' THEN 0 ELSE rate END AS excess
    FROM daily_total_returns
    LEFT JOIN rates ON from_date <= date AND (next_date IS NULL OR next_date > date)
),
ratios AS (
    SELECT
        symbol_number,
        avg(excess) AS mean,
        stddev_samp(excess) AS risk,
        avg(rate) FILTER (WHERE excess IS NOT NULL) AS rate,
        count(excess) AS returns,
        min(date) AS start_date,
        max(date) AS end_date
    FROM returns
    GROUP BY symbol_number
)
SELECT
    origins.symbol,
    coalesce(instruments.name, origins.symbol) AS name,
    mean / nullif(risk, 0) * sqrt(252) AS sharpe,
    100 * mean * 252 AS return_pct,
    100 * risk * sqrt(252) AS volatility_pct,
    100 * rate * 252 AS risk_free_pct,
    returns,
    start_date,
    end_date,
    basis,
    origins.source
FROM ratios
INNER JOIN daily_total_origins AS origins ON origins.symbol_number = ratios.symbol_number
LEFT JOIN instruments ON instruments.symbol = origins.symbol
WHERE origins.symbol IN ($symbol)
ORDER BY sharpe DESC, origins.symbol
