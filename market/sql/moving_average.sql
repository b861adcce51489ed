-- name: moving_average
-- title: Moving average
-- summary: The simple moving average of the closes over a number of sessions, such as 50 or 200 days, and how far the last close is above or below it.
-- param: symbol (instruments): one instrument, several with commas between, or a group
-- param: sessions (integer 2..250, default 200): how many closes are averaged, the last one included
-- param: period (period, default YTD): the average is that of the last session on or before its end
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: average [{currency}]: the average of the closes
-- column: distance_pct [%]: the last close against the average
-- column: close [{currency}]: the last close
-- column: date [date]: the session of the last close
-- column: averaged_from [date]: the session of the first close in the average
-- column: closes [count]: how many closes were averaged
-- column: basis [text]: close, or adj_close where closes as traded do not reach back a year
-- column: currency [text]: the currency of the closes, empty for an index or a rate
-- column: source [text]: who gave the closes
-- value: average
-- row: The {sessions}-day moving average of {name} was {average} on {date}; the close of {close} is {distance_pct:abs} {distance_pct?above:below} it.
-- example: What is the 200-day moving average of the S&P 500?
-- example: Is the Nasdaq above its 50-day moving average?
-- example: How far is the Russell 2000 from its 200-day average?
-- example: 50-day SMA of SPY
-- example: Where is gold against its 100-day moving average?
-- example: Is QQQ trading below its 20-day average?
-- example: Is IWM above or below its long-term moving average?
-- example: Simple moving average of the Dow over 150 sessions
-- example: Which sectors are furthest above their 200-day line?
-- example: Has oil crossed its 200 day moving average?
-- said: sessions #: # day; # days; # session; # sessions; # dma; sma #; ma #
-- source: arithmetic mean of the last n closes: pandas rolling(n).mean
-- basis: from adjusted closes, dividends included
-- minimum: {sessions} closes

WITH numbered AS (
    SELECT
        symbol_number,
        place,
        date,
        level,
        row_number() OVER (PARTITION BY symbol_number ORDER BY date DESC) AS sessions_ago
    FROM latest_closes
    WHERE date > $period_end - INTERVAL 600 DAY
),
by_source AS (
    SELECT
        symbol_number,
        place,
        sum(level) AS total,
        count(*) AS closes,
        min(date) AS first_date,
        max(date) AS last_date,
        max_by(level, date) AS last_close
    FROM numbered
    WHERE sessions_ago <= $sessions
    GROUP BY symbol_number, place
),
averages AS (
    SELECT
        symbol,
        sum(total) / sum(by_source.closes) AS average,
        max_by(last_close, last_date) AS close,
        max(last_date) AS date,
        min(first_date) AS averaged_from,
        CAST(sum(by_source.closes) AS BIGINT) AS closes,
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
    averages.symbol,
    coalesce(instruments.name, averages.symbol) AS name,
    average,
    100 * (close / average - 1) AS distance_pct,
    close,
    date,
    averaged_from,
    closes,
    basis,
    averages.currency,
    averages.source
FROM averages
LEFT JOIN instruments ON instruments.symbol = averages.symbol
ORDER BY distance_pct DESC, averages.symbol
