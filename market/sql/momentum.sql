-- name: momentum
-- title: Momentum 12-1
-- summary: Twelve-month price momentum without the last month (12-1): the return from the close of twelve months ago to that of one month ago.
-- param: symbol (instruments): one instrument, several with commas between, or a group
-- param: period (period, default YTD): the momentum is that of the last session on or before its end
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: momentum_pct [%]: the return from twelve months to one month before the last session
-- column: from_date [date]: the last session on or before the day twelve months earlier
-- column: from_close [{currency}]: its close
-- column: to_date [date]: the last session on or before the day one month earlier
-- column: to_close [{currency}]: its close
-- column: date [date]: the last session
-- column: basis [text]: close, or adj_close where closes as traded do not reach back a year
-- column: currency [text]: the currency of the closes, empty for an index or a rate
-- column: source [text]: who gave the closes
-- value: momentum_pct
-- row: The 12-1 momentum of {name} on {date} was {momentum_pct:+}, from {from_close} on {from_date} to {to_close} on {to_date}.
-- example: What is the 12-1 momentum of the Nasdaq?
-- example: Which sectors have the strongest momentum?
-- example: Momentum of SPY
-- example: Rank the indices by momentum
-- example: Does gold have positive price momentum?
-- example: Twelve-month momentum of energy stocks excluding the last month
-- example: Which sector ETFs are momentum leaders?
-- example: How strong is the momentum of small caps?
-- example: What was the momentum factor reading of QQQ in June 2023?
-- example: Has the momentum of the Dow turned negative?
-- source: price one month ago / price twelve months ago - 1: Jegadeesh and Titman (1993), with the skipped month of Asness, Moskowitz and Pedersen (2013)
-- basis: from adjusted closes, dividends included
-- empty: it needs a close of twelve months ago

WITH by_source AS (
    SELECT
        closes.symbol_number,
        closes.place,
        end_date,
        max(date) AS last_date,
        max(date) FILTER (WHERE date <= end_date - INTERVAL 12 MONTH) AS from_date,
        max_by(level, date) FILTER (WHERE date <= end_date - INTERVAL 12 MONTH) AS from_close,
        max(date) FILTER (WHERE date <= end_date - INTERVAL 1 MONTH) AS to_date,
        max_by(level, date) FILTER (WHERE date <= end_date - INTERVAL 1 MONTH) AS to_close
    FROM latest_closes AS closes
    INNER JOIN latest_sources AS sources
        ON sources.symbol_number = closes.symbol_number AND sources.place = closes.place
    WHERE date > $period_end - INTERVAL 600 DAY
    GROUP BY closes.symbol_number, closes.place, end_date
),
ends AS (
    SELECT
        symbol,
        by_source.end_date AS date,
        max(from_date) AS from_date,
        max_by(from_close, from_date) AS from_close,
        max(to_date) AS to_date,
        max_by(to_close, to_date) AS to_close,
        min(basis) AS basis,
        max_by(currency, last_date) AS currency,
        string_agg(DISTINCT source, '; ' ORDER BY source) FILTER (
            WHERE last_date > by_source.end_date - INTERVAL 13 MONTH
        ) AS source
    FROM by_source
    INNER JOIN latest_sources AS sources
        ON sources.symbol_number = by_source.symbol_number AND sources.place = by_source.place
    WHERE symbol IN ($symbol)
    GROUP BY symbol, by_source.end_date
)
SELECT
    ends.symbol,
    coalesce(instruments.name, ends.symbol) AS name,
    100 * (to_close / from_close - 1) AS momentum_pct,
    from_date,
    from_close,
    to_date,
    to_close,
    date,
    basis,
    ends.currency,
    ends.source
FROM ends
LEFT JOIN instruments ON instruments.symbol = ends.symbol
WHERE from_close IS NOT NULL
ORDER BY momentum_pct DESC, ends.symbol
