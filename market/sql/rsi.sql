-- name: rsi
-- title: Relative strength index
-- summary: Wilder's relative strength index (RSI), from 0 to 100: whether the closes of the last sessions rose or fell more; above 70 is called overbought, below 30 oversold.
-- param: symbol (instruments): one instrument, several with commas between, or a group
-- param: sessions (integer 2..100, default 14): the length of Wilder's smoothing
-- param: period (period, default YTD): the index is that of the last session on or before its end
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: rsi []: the index, from 0 (only falls) to 100 (only rises); 50 where no close changed
-- column: close [{currency}]: the last close
-- column: date [date]: the session of the last close
-- column: changes [count]: the number of changes from close to close that went into the smoothing
-- column: basis [text]: close, or adj_close where closes as traded do not reach back a year
-- column: currency [text]: the currency of the closes, empty for an index or a rate
-- column: source [text]: who gave the closes
-- value: rsi
-- row: The {sessions}-day RSI of {name} was {rsi} on {date}, at a close of {close}.
-- example: What is the RSI of the Nasdaq?
-- example: Is SPY overbought?
-- example: Which sectors are oversold by RSI?
-- example: 14-day RSI of the Russell 2000
-- example: Relative strength index of gold
-- example: Is the RSI of QQQ above 70?
-- example: What is the 9-day RSI of IWM?
-- example: Are small caps overbought or oversold?
-- example: Where was the RSI of the S&P 500 at the covid low?
-- example: RSI reading for oil today
-- said: sessions #: # day; # days; # session; # sessions; rsi #; rsi(#)
-- source: Wilder (1978): 100 x average gain / (average gain + average loss); averages begin as the mean of the first n changes, then (average x (n - 1) + change) / n; here in closed form
-- basis: from adjusted closes, dividends included
-- minimum: {sessions} changes

WITH numbered AS (
    SELECT
        symbol,
        symbol_number,
        date,
        level,
        level - lead(level) OVER newest_first AS difference,
        row_number() OVER newest_first AS sessions_ago,
        count(*) OVER (PARTITION BY symbol_number) - 1 AS changes,
        basis,
        currency,
        source
    FROM latest_closes
    WHERE symbol IN ($symbol)
    WINDOW newest_first AS (PARTITION BY symbol_number ORDER BY date DESC)
),
weighted AS (
    SELECT
        *,
        difference * power(($sessions - 1.0) / $sessions, least(sessions_ago - 1, changes - $sessions)) AS part
    FROM numbered
    WHERE difference IS NOT NULL
),
smoothed AS (
    SELECT
        any_value(symbol) AS symbol,
        sum(greatest(part, 0)) AS gain,
        sum(greatest(-part, 0)) AS loss,
        max(level) FILTER (WHERE sessions_ago = 1) AS close,
        max(date) AS date,
        max(changes) AS changes,
        min(basis) AS basis,
        max(currency) FILTER (WHERE sessions_ago = 1) AS currency,
        string_agg(DISTINCT source, '; ' ORDER BY source) AS source
    FROM weighted
    GROUP BY symbol_number
)
SELECT
    smoothed.symbol,
    coalesce(instruments.name, smoothed.symbol) AS name,
    CASE WHEN gain + loss = 0 THEN 50 ELSE 100 * gain / (gain + loss) END AS rsi,
    close,
    date,
    changes,
    basis,
    smoothed.currency,
    smoothed.source
FROM smoothed
LEFT JOIN instruments ON instruments.symbol = smoothed.symbol
ORDER BY rsi DESC, smoothed.symbol
