-- name: distance_from_high
-- title: Distance from the high
-- summary: How far the last close is below the highest close of a period: the 52-week high unless another period is asked for, with its date.
-- param: symbol (instruments): one instrument, several with commas between, or a group
-- param: period (period, default past 12 months): the sessions in which the high is looked for; the last close is that at its end
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: distance_pct [%]: the last close against the highest close
-- column: close [{currency}]: the last close
-- column: date [date]: the session of the last close
-- column: high [{currency}]: the highest close of the period
-- column: high_date [date]: its session, the last one with that close
-- column: start_date [date]: the first session that was looked at
-- column: closes [count]: the number of closes that were looked at
-- column: basis [text]: close, or adj_close where closes as traded do not reach back a year
-- column: currency [text]: the currency of the closes, empty for an index or a rate
-- column: source [text]: who gave the closes
-- value: distance_pct
-- row: The highest close of {name} since {start_date} is {high}, on {high_date}; the close of {close} on {date} is {distance_pct:abs} below it.
-- example: How far below its 52-week high is the Nasdaq?
-- example: Is the S&P 500 at a record high?
-- example: What is the 52-week high of SPY?
-- example: How far has the Nasdaq fallen from its 52-week high?
-- example: How close are small caps to their high of the past year?
-- example: What was the highest close of gold since 2020?
-- example: How far off its peak is the Dow?
-- example: Which sectors are nearest to their 52-week highs?
-- example: When did the Russell 2000 hit its high?
-- example: Distance of QQQ from its all-time high
-- example: Is energy trading near its highs?
-- source: last close / max(closes of the period) - 1; closes, not the prices within a session
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
        max(level) AS high,
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
        max(high) AS high,
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
        max(looked_at.date) AS high_date
    FROM looked_at
    INNER JOIN extremes ON extremes.symbol_number = looked_at.symbol_number AND high = level
    GROUP BY looked_at.symbol_number
)
SELECT
    extremes.symbol,
    coalesce(instruments.name, extremes.symbol) AS name,
    100 * (close / high - 1) AS distance_pct,
    close,
    date,
    high,
    high_date,
    start_date,
    closes,
    basis,
    extremes.currency,
    extremes.source
FROM extremes
INNER JOIN dated ON dated.symbol_number = extremes.symbol_number
LEFT JOIN instruments ON instruments.symbol = extremes.symbol
ORDER BY distance_pct DESC, extremes.symbol
