-- name: session_change
-- title: Change in the latest session
-- summary: How an index, fund or share moved in the latest session: percent and points against the close before.
-- param: symbol (instrument): the index, fund or share
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: change_pct [%]: the change from the close before to the last close
-- column: change [{currency}]: the same in points, or in money
-- column: close [{currency}]: the last close
-- column: date [date]: the session of the last close
-- column: previous_close [{currency}]: the close of the session before
-- column: previous_date [date]: the session before
-- column: basis [text]: close, or adj_close where there are only adjusted closes
-- column: currency [text]: the currency of the closes, empty for an index or a rate
-- column: source [text]: who gave the closes
-- value: change_pct
-- sentence: {name} {change_pct?rose:fell} {change_pct:abs} to {close} on {date}, from {previous_close} on {previous_date}.
-- example: How did the Nasdaq do today?
-- example: What was the move of the S&P 500 in the latest session?
-- example: How many points did the Dow gain yesterday?
-- example: Did small caps rise or fall in the last session?
-- example: What is the daily change of the Russell 2000?
-- example: How much did the VIX drop in the prior session?
-- example: Is SPY up or down on the day?
-- example: Compared with the previous close, where is gold?
-- example: One-day performance of QQQ
-- source: simple return between the last two sessions, close / previous close - 1
-- basis: dividends included (adjusted closes)

-- Both closes are of one basis: the one with the later close, else the close as it was traded.
WITH sessions AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY basis ORDER BY date DESC) AS sessions_ago
    FROM named_closes
    WHERE symbol = $symbol
),
pairs AS (
    SELECT
        basis,
        max(date) FILTER (WHERE sessions_ago = 1) AS date,
        max(level) FILTER (WHERE sessions_ago = 1) AS close,
        max(source) FILTER (WHERE sessions_ago = 1) AS source,
        max(currency) FILTER (WHERE sessions_ago = 1) AS currency,
        max(date) FILTER (WHERE sessions_ago = 2) AS previous_date,
        max(level) FILTER (WHERE sessions_ago = 2) AS previous_close,
        max(source) FILTER (WHERE sessions_ago = 2) AS previous_source
    FROM sessions
    WHERE sessions_ago <= 2
    GROUP BY basis
)
SELECT
    $symbol AS symbol,
    coalesce(instruments.name, $symbol) AS name,
    100 * (close / previous_close - 1) AS change_pct,
    close - previous_close AS change,
    close,
    date,
    previous_close,
    previous_date,
    basis,
    pairs.currency,
    CASE
        WHEN pairs.source = previous_source THEN pairs.source
        ELSE previous_source || '; ' || pairs.source
    END AS source
FROM pairs
LEFT JOIN instruments ON instruments.symbol = $symbol
WHERE previous_close IS NOT NULL
ORDER BY date DESC, previous_date DESC, basis DESC
LIMIT 1
