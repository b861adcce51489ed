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

WITH last_sessions AS (
    SELECT
        symbol,
        max(date) AS date
    FROM latest_closes
    WHERE symbol IN ($symbol) AND date > $period_end - INTERVAL 600 DAY
    GROUP BY symbol
),
ends AS (
    SELECT
        latest_closes.symbol,
        last_sessions.date,
        max(latest_closes.date) FILTER (
            WHERE latest_closes.date <= last_sessions.date - INTERVAL 12 MONTH
        ) AS from_date,
        max_by(level, latest_closes.date) FILTER (
            WHERE latest_closes.date <= last_sessions.date - INTERVAL 12 MONTH
        ) AS from_close,
        max(latest_closes.date) FILTER (
            WHERE latest_closes.date <= last_sessions.date - INTERVAL 1 MONTH
        ) AS to_date,
        max_by(level, latest_closes.date) FILTER (
            WHERE latest_closes.date <= last_sessions.date - INTERVAL 1 MONTH
        ) AS to_close,
        min(basis) AS basis,
        max_by(currency, latest_closes.date) AS currency,
        string_agg(DISTINCT source, '; ' ORDER BY source) FILTER (
            WHERE latest_closes.date > last_sessions.date - INTERVAL 13 MONTH
        ) AS source
    FROM latest_closes
    INNER JOIN last_sessions ON last_sessions.symbol = latest_closes.symbol
    WHERE latest_closes.symbol IN ($symbol) AND latest_closes.date > $period_end - INTERVAL 600 DAY
    GROUP BY latest_closes.symbol, last_sessions.date
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
