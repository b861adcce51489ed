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
        symbol_number,
        place,
        date,
        level,
        closes,
        level - lag(level) OVER sessions AS difference,
        closes - row_number() OVER sessions AS sessions_ago
    FROM latest_closes
    WINDOW sessions AS (PARTITION BY symbol_number ORDER BY date)
),
weighted AS (
    SELECT
        symbol_number,
        place,
        date,
        closes,
        CASE WHEN sessions_ago = 0 THEN level END AS last_close,
        difference * power(($sessions - 1.0) / $sessions, least(sessions_ago, closes - 1 - $sessions)) AS part
    FROM numbered
),
by_source AS (
    SELECT
        symbol_number,
        place,
        sum(greatest(part, 0)) AS gain,
        sum(greatest(-part, 0)) AS loss,
        max(last_close) AS last_close,
        max(date) AS last_date,
        max(closes) AS closes
    FROM weighted
    GROUP BY symbol_number, place
),
smoothed AS (
    SELECT
        symbol,
        sum(gain) AS gain,
        sum(loss) AS loss,
        max(last_close) AS close,
        max(last_date) AS date,
        max(by_source.closes) - 1 AS changes,
        min(basis) AS basis,
        max_by(currency, last_date) AS currency,
        string_agg(DISTINCT source, '; ' ORDER BY source) AS source
    FROM by_source
    INNER JOIN latest_sources AS sources
        ON sources.symbol_number = by_source.symbol_number AND sources.place = by_source.place
    WHERE symbol IN ($symbol)
    GROUP BY symbol
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
WHERE changes > 0
ORDER BY rsi DESC, smoothed.symbol
