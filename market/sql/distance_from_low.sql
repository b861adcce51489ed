-- name: distance_from_low
-- title: Distance from the low
-- summary: How far the last close is above the lowest close of a period: the 52-week low unless another period is asked for, with its date.
-- param: symbol (instruments): one instrument, several with commas between, or a group
-- param: period (period, default past 12 months): the sessions in which the low is looked for; the last close is that at its end
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: distance_pct [%]: the last close against the lowest close
-- column: close [{currency}]: the last close
-- column: date [date]: the session of the last close
-- column: low [{currency}]: the lowest close of the period
-- column: low_date [date]: its session, the last one with that close
-- column: start_date [date]: the first session that was looked at
-- column: closes [count]: the number of closes that were looked at
-- column: basis [text]: close, or adj_close where closes as traded do not reach back a year
-- column: currency [text]: the currency of the closes, empty for an index or a rate
-- column: source [text]: who gave the closes
-- value: distance_pct
-- row: The lowest close of {name} since {start_date} is {low}, on {low_date}; the close of {close} on {date} is {distance_pct:abs} above it.
-- example: How far above its 52-week low is the Nasdaq?
-- example: Is oil at a record low?
-- example: What is the 52-week low of IWM?
-- example: How much have small caps rebounded from their low of the past year?
-- example: What was the lowest close of the S&P 500 in 2020?
-- example: How close is TLT to its low?
-- example: How far has energy risen from its 52-week low?
-- example: Which sectors are nearest to their 52-week lows?
-- example: When did the Russell 2000 hit its low?
-- example: How far is the VIX above its bottom of last year?
-- example: Are utilities trading near their lows?
-- source: last close / min(closes of the period) - 1; closes, not the prices within a session
-- basis: from adjusted closes, dividends included

WITH looked_at AS (
    SELECT symbol_number, place, date, level
    FROM latest_closes
    WHERE date > $period_start
),
by_source AS (
    SELECT
        symbol_number,
        place,
        min(level) AS low,
        count(*) AS closes,
        min(date) AS first_date,
        max(date) AS last_date,
        max_by(level, date) AS last_close
    FROM looked_at
    GROUP BY symbol_number, place
),
extremes AS (
    SELECT
        symbol,
        sources.symbol_number,
        max_by(last_close, last_date) AS close,
        max(last_date) AS date,
        min(low) AS low,
        min(first_date) AS start_date,
        CAST(sum(by_source.closes) AS BIGINT) AS closes,
        min(basis) AS basis,
        max_by(currency, last_date) AS currency,
        string_agg(DISTINCT source, '; ' ORDER BY source) AS source
    FROM by_source
    INNER JOIN latest_sources AS sources
        ON sources.symbol_number = by_source.symbol_number AND sources.place = by_source.place
    WHERE symbol IN ($symbol)
    GROUP BY symbol, sources.symbol_number
),
dated AS (
    SELECT
        looked_at.symbol_number,
        max(looked_at.date) AS low_date
    FROM looked_at
    INNER JOIN extremes ON extremes.symbol_number = looked_at.symbol_number AND low = level
    GROUP BY looked_at.symbol_number
)
SELECT
    extremes.symbol,
    coalesce(instruments.name, extremes.symbol) AS name,
    100 * (close / low - 1) AS distance_pct,
    close,
    date,
    low,
    low_date,
    start_date,
    closes,
    basis,
    extremes.currency,
    extremes.source
FROM extremes
INNER JOIN dated ON dated.symbol_number = extremes.symbol_number
LEFT JOIN instruments ON instruments.symbol = extremes.symbol
ORDER BY distance_pct DESC, extremes.symbol
