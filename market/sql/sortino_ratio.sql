-- name: sortino_ratio
-- title: Sortino ratio
-- summary: Return for each unit of downside risk: the Sortino ratio, mean daily return above the risk-free rate over its downside deviation, a year's worth.
-- param: symbol (instruments): one instrument, several with commas between, or a group
-- param: period (period, default past 12 months): the sessions whose returns are taken
-- param: risk_free (series, default none): a series of yearly rates in percent, such as FEDFUNDS; none: a rate of 0
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: sortino []: the mean daily excess return over its downside deviation, times the square root of 252
-- column: return_pct [%]: the mean daily excess return, times 252
-- column: downside_pct [%]: annualised downside deviation: root of the mean squared daily excess return below 0, over all days
-- column: risk_free_pct [%]: the mean of the risk-free rate, a year; 0 where none was given
-- column: returns [count]: the number of daily returns
-- column: start_date [date]: the session of the first close
-- column: end_date [date]: the session of the last close
-- column: basis [text]: adj_close, or close where only closes as traded cover the period
-- column: source [text]: who gave the closes
-- value: sortino
-- row: The Sortino ratio of {name} was {sortino} from {start_date} to {end_date}: {return_pct:+} a year above a risk-free rate of {risk_free_pct}, with a downside deviation of {downside_pct}.
-- example: What is the Sortino ratio of SPY?
-- example: Which sector had the highest Sortino ratio in 2023?
-- example: Sortino of gold over the past year
-- example: What return did QQQ give for its downside risk?
-- example: Compare the Sortino ratios of the indices
-- example: What is the Sortino ratio of IWM above the fed funds rate?
-- example: What was the downside deviation of small caps last year?
-- example: How much downside risk did the Nasdaq carry in 2022?
-- example: Return of energy stocks for their downside deviation this year
-- example: Was the Sortino ratio of TLT negative in 2022?
-- source: mean daily excess return / downside deviation (over all days) x sqrt(252): empyrical sortino_ratio. The risk-free rate of a day is the yearly one / 252
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
        sqrt(avg(CASE WHEN excess < 0 THEN excess * excess WHEN excess >= 0 THEN 0 END)) AS risk,
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
    mean / nullif(risk, 0) * sqrt(252) AS sortino,
    100 * mean * 252 AS return_pct,
    100 * risk * sqrt(252) AS downside_pct,
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
ORDER BY sortino DESC, origins.symbol
