-- name: relative_total_return
-- title: Relative total return
-- summary: By how many percentage points one fund or share did better or worse than another over a period with dividends reinvested, from adjusted closes.
-- param: symbol (instrument): the fund or share that is compared
-- param: benchmark (instrument): the fund or share that it is compared with
-- param: period (period, default YTD): from the last close on or before its start to the last on or before its end
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: benchmark [text]: the benchmark's symbol
-- column: benchmark_name [text]: the benchmark's name
-- column: spread_pp [pp]: the instrument's total return less the benchmark's
-- column: total_return_pct [%]: the instrument's total return
-- column: benchmark_total_return_pct [%]: the benchmark's total return
-- column: start_date [date]: the session of the instrument's first close
-- column: end_date [date]: the session of the instrument's last close
-- column: benchmark_start_date [date]: the session of the benchmark's first close
-- column: benchmark_end_date [date]: the session of the benchmark's last close
-- column: source [text]: who gave the instrument's closes
-- column: benchmark_source [text]: who gave the benchmark's closes
-- value: spread_pp
-- sentence: With dividends, {name} returned {total_return_pct:+} and {benchmark_name} {benchmark_total_return_pct:+} from {start_date} to {end_date}: {name} is {spread_pp:abs} {spread_pp?ahead:behind}.
-- example: Dividends included, by how much is the total return of XLU above that of SPY?
-- example: Compare IWM and QQQ with dividends included
-- example: By how much did HYG outperform TLT with dividends reinvested last year?
-- example: Total return of SPY versus DIA since 2020
-- example: Difference in total return between XLE and XLK in 2022
-- example: Including dividends, did financials lead utilities over the past five years?
-- example: Dividend-adjusted, is TLT ahead of or behind SPY?
-- example: What is the total return spread of XLP over XLY?
-- source: excess return over a benchmark, arithmetic: CFA Institute, Portfolio Management
-- empty: a total return needs adjusted closes (adj_close); closes as traded and index levels hold no dividends

WITH ends AS (
    SELECT
        symbol,
        max(date) FILTER (WHERE date <= $period_start) AS start_date,
        max_by(level, date) FILTER (WHERE date <= $period_start) AS start_adjusted,
        max(date) AS end_date,
        max_by(level, date) AS end_adjusted,
        max_by(source, date) AS source
    FROM named_closes
    WHERE symbol IN ($symbol, $benchmark) AND basis = 'adj_close' AND date <= $period_end
    GROUP BY symbol
),
total_returns AS (
    SELECT
        ends.symbol,
        coalesce(instruments.name, ends.symbol) AS name,
        100 * (end_adjusted / start_adjusted - 1) AS total_return_pct,
        start_date,
        end_date,
        ends.source
    FROM ends
    LEFT JOIN instruments ON instruments.symbol = ends.symbol
    WHERE start_date IS NOT NULL AND end_date > $period_start
)
SELECT
    own.symbol,
    own.name,
    other.symbol AS benchmark,
    other.name AS benchmark_name,
    own.total_return_pct - other.total_return_pct AS spread_pp,
    own.total_return_pct,
    other.total_return_pct AS benchmark_total_return_pct,
    own.start_date,
    own.end_date,
    other.start_date AS benchmark_start_date,
    other.end_date AS benchmark_end_date,
    own.source,
    other.source AS benchmark_source
FROM total_returns AS own
INNER JOIN total_returns AS other ON other.symbol = $benchmark
WHERE own.symbol = $symbol
