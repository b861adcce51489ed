-- name: max_drawdown
-- title: Maximum drawdown
-- summary: The deepest fall from a peak to the trough after it within a period: the maximum drawdown, with the dates of peak, trough and recovery.
-- param: symbol (instruments): one instrument, several with commas between, or a group
-- param: period (period, default past 12 months): the sessions that are looked at
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: drawdown_pct [%]: the close at the trough against that at the peak; 0 where no close is below one before it
-- column: peak_date [date]: the session of the peak, the last one at that close
-- column: peak_close [{currency}]: the close at the peak
-- column: trough_date [date]: the session of the trough
-- column: trough_close [{currency}]: the close at the trough
-- column: recovery_date [date]: the first session after the trough that closed at or above the peak; empty: none did
-- column: below_peak_pct [%]: where none did, the last close against that at the peak
-- column: start_date [date]: the session of the first close
-- column: end_date [date]: the session of the last close
-- column: closes [count]: the number of closes
-- column: basis [text]: adj_close, or close where only closes as traded cover the period
-- column: currency [text]: the currency of the closes, empty for an index or a rate
-- column: source [text]: who gave the closes
-- value: drawdown_pct
-- row: The maximum drawdown of {name} was {drawdown_pct}, from {peak_close} on {peak_date} to {trough_close} on {trough_date}[; it was back at the peak on {recovery_date}][; on {end_date} it stood {below_peak_pct:abs} below the peak].
-- example: What was the maximum drawdown of the S&P 500 in 2020?
-- example: How deep was the worst drawdown of QQQ last year?
-- example: What is the biggest peak-to-trough fall of the Nasdaq since 2021?
-- example: Max drawdown of SPY during covid
-- example: When did small caps peak, bottom and recover in 2022?
-- example: Has the Dow recovered from its drawdown of last year?
-- example: Which sector had the deepest drawdown this year?
-- example: What was the largest decline of gold from its peak in the past three years?
-- example: How far did energy fall from peak to trough in March 2020?
-- example: Compare the drawdowns of the indices in 2022
-- source: lowest value of level / running maximum of the levels - 1, the first close included: empyrical max_drawdown
-- basis: from adjusted closes, dividends included
-- minimum: 2 closes

WITH paths AS (
    SELECT
        symbol_number,
        date,
        level,
        max(level) OVER (PARTITION BY symbol_number ORDER BY date ROWS UNBOUNDED PRECEDING) AS peak
    FROM daily_total_returns
    WHERE symbol IN ($symbol)
),
spans AS (
    SELECT
        symbol_number,
        min(level / peak) AS depth,
        min(date) AS start_date,
        max(date) AS end_date,
        count(*) AS closes
    FROM paths
    GROUP BY symbol_number
),
troughs AS (
    SELECT
        spans.symbol_number,
        min(paths.date) AS trough_date
    FROM spans
    INNER JOIN paths ON paths.symbol_number = spans.symbol_number AND level / peak = depth
    GROUP BY spans.symbol_number
),
depths AS (
    SELECT
        troughs.symbol_number,
        trough_date,
        level AS trough_close,
        peak AS peak_close
    FROM troughs
    INNER JOIN paths ON paths.symbol_number = troughs.symbol_number AND paths.date = trough_date
),
peaks AS (
    SELECT
        depths.symbol_number,
        max(date) FILTER (WHERE date <= trough_date AND level = peak_close) AS peak_date,
        min(date) FILTER (WHERE date > trough_date) AS recovery_date
    FROM depths
    INNER JOIN paths ON paths.symbol_number = depths.symbol_number AND level >= peak_close
    GROUP BY depths.symbol_number
),
dated AS (
    SELECT
        origins.symbol,
        trough_date,
        trough_close,
        peak_close,
        peak_date,
        recovery_date,
        paths.level AS end_close,
        start_date,
        end_date,
        closes,
        origins.basis,
        origins.currency,
        origins.source
    FROM spans
    INNER JOIN daily_total_origins AS origins ON origins.symbol_number = spans.symbol_number
    INNER JOIN depths ON depths.symbol_number = spans.symbol_number
    INNER JOIN peaks ON peaks.symbol_number = spans.symbol_number
    INNER JOIN paths ON paths.symbol_number = spans.symbol_number AND paths.date = end_date
)
SELECT
    dated.symbol,
    coalesce(instruments.name, dated.symbol) AS name,
    100 * (trough_close / peak_close - 1) AS drawdown_pct,
    peak_date,
    peak_close,
    trough_date,
    trough_close,
    recovery_date,
    CASE
        WHEN recovery_date IS NULL AND trough_close < peak_close THEN 100 * (end_close / peak_close - 1)
    END AS below_peak_pct,
    start_date,
    end_date,
    closes,
    basis,
    dated.currency,
    dated.source
FROM dated
LEFT JOIN instruments ON instruments.symbol = dated.symbol
ORDER BY drawdown_pct, dated.symbol
