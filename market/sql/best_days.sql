-- name: best_days
-- title: Best days
-- summary: The sessions of a period in which an index, fund or share rose the most from one close to the next: its best days, with their dates.
-- param: symbol (instrument): the index, fund or share
-- param: period (period, default YTD): the sessions that are looked at
-- param: limit (integer 1..100, default 5): how many days are given
-- column: rank [count]: 1 for the best day
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: day [date]: the session
-- column: change_pct [%]: its close against the close before
-- column: close [{currency}]: its close
-- column: previous_close [{currency}]: the close before
-- column: previous_day [date]: the session before
-- column: basis [text]: close, or adj_close where only adjusted closes cover the period
-- column: currency [text]: the currency of the closes, empty for an index or a rate
-- column: source [text]: who gave the close
-- value: change_pct
-- sentence: The best day of {name} was {day}: it {change_pct?rose:fell} {change_pct:abs}, from {previous_close} to {close}.
-- example: What was the best day of the Nasdaq this year?
-- example: What were the best days of the S&P 500 in 2020?
-- example: On which day did gold gain the most last year?
-- example: Top 10 days of SPY since 2010
-- example: What is the largest one-day gain of the Russell 2000?
-- example: When did the Dow have its strongest session this quarter?
-- example: Biggest daily jumps of the VIX in 2024
-- example: Best session of energy stocks during covid
-- example: List the three best days of QQQ in the past year
-- example: What was the biggest up day of small caps in 2022?
-- said: limit #: # best; top #; # largest; # biggest; # strongest
-- said: limit 1: best day; best session; largest one-day gain; strongest session; biggest up day; biggest one-day gain
-- source: the greatest simple returns from close to close; of equal ones the earlier
-- basis: dividends included (adjusted closes)

WITH ranked AS (
    SELECT
        *,
        row_number() OVER (ORDER BY daily_return DESC, date) AS rank
    FROM daily_returns
    WHERE symbol = $symbol AND daily_return IS NOT NULL
)
SELECT
    rank,
    ranked.symbol,
    coalesce(instruments.name, ranked.symbol) AS name,
    date AS day,
    100 * daily_return AS change_pct,
    level AS close,
    previous_level AS previous_close,
    previous_date AS previous_day,
    basis,
    ranked.currency,
    ranked.source
FROM ranked
LEFT JOIN instruments ON instruments.symbol = ranked.symbol
WHERE rank <= $limit
ORDER BY rank
