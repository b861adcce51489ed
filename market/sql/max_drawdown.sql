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

WITH path AS MATERIALIZED (
    SELECT
        symbol_number,
        date,
        level
    FROM daily_total_returns
),
months AS (
    SELECT
        symbol_number,
        date_trunc('month', date) AS month,
        min(level) AS low,
        max(level) AS high,
        min(date) AS start_date,
        max(date) AS end_date,
        max_by(level, date) AS end_close,
        count(*) AS sessions
    FROM path
    GROUP BY symbol_number, date_trunc('month', date)
),
after_peaks AS (
    SELECT
        symbol_number,
        month,
        low,
        high,
        max(high) OVER (
            PARTITION BY symbol_number ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS peak_before
    FROM months
),
spans AS (
    SELECT
        symbol_number,
        min(start_date) AS start_date,
        max(end_date) AS end_date,
        max_by(end_close, end_date) AS end_close,
        CAST(sum(sessions) AS BIGINT) AS sessions
    FROM months
    GROUP BY symbol_number
),
sure AS (
    SELECT
        symbol_number,
        coalesce(min(low / peak_before), 1) AS depth
    FROM after_peaks
    GROUP BY symbol_number
),
-- a running maximum over millions of closes takes seconds: only months in which the deepest close can lie have one
possible AS (
    SELECT
        after_peaks.symbol_number,
        month,
        peak_before
    FROM after_peaks
    INNER JOIN sure ON sure.symbol_number = after_peaks.symbol_number
    WHERE low / greatest(high, coalesce(peak_before, high)) <= depth
),
paths AS (
    SELECT
        possible.symbol_number,
        date,
        level,
        greatest(
            max(level) OVER (
                PARTITION BY possible.symbol_number, month ORDER BY date ROWS UNBOUNDED PRECEDING
            ),
            coalesce(peak_before, level)
        ) AS peak
    FROM path
    INNER JOIN possible ON possible.symbol_number = path.symbol_number AND month = date_trunc('month', date)
),
depths AS (
    SELECT
        symbol_number,
        min(level / peak) AS depth
    FROM paths
    GROUP BY symbol_number
),
troughs AS (
    SELECT
        depths.symbol_number,
        min(date) AS trough_date,
        min_by(level, date) AS trough_close,
        min_by(peak, date) AS peak_close
    FROM depths
    INNER JOIN paths ON paths.symbol_number = depths.symbol_number AND level / peak = depth
    GROUP BY depths.symbol_number
),
peaks AS (
    SELECT
        troughs.symbol_number,
        trough_date,
        trough_close,
        peak_close,
        max(date) FILTER (WHERE date <= trough_date AND level = peak_close) AS peak_date,
        min(date) FILTER (WHERE date > trough_date) AS recovery_date
    FROM troughs
    INNER JOIN path
        ON path.symbol_number = troughs.symbol_number AND level >= peak_close
    GROUP BY troughs.symbol_number, trough_date, trough_close, peak_close
)
SELECT
    origins.symbol,
    coalesce(instruments.name, origins.symbol) AS name,
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
    sessions AS closes,
    basis,
    origins.currency,
    origins.source
FROM peaks
INNER JOIN spans ON spans.symbol_number = peaks.symbol_number
INNER JOIN daily_total_origins AS origins ON origins.symbol_number = peaks.symbol_number
LEFT JOIN instruments ON instruments.symbol = origins.symbol
WHERE origins.symbol IN ($symbol)
ORDER BY drawdown_pct, origins.symbol
