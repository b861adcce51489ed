-- name: relative_return
-- title: Relative return
-- summary: By how many percentage points one instrument did better or worse than another over a period.
-- param: symbol (instrument): the index, fund or share that is compared
-- param: benchmark (instrument): the index, fund or share that it is compared with
-- param: period (period, default YTD): from the last close on or before its start to the last on or before its end
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: benchmark [text]: the benchmark's symbol
-- column: benchmark_name [text]: the benchmark's name
-- column: spread_pp [pp]: the instrument's return less the benchmark's
-- column: return_pct [%]: the instrument's return
-- column: benchmark_return_pct [%]: the benchmark's return
-- column: start_date [date]: the session of the instrument's first close
-- column: start_close [{currency}]: the instrument's close at the start
-- column: end_date [date]: the session of the instrument's last close
-- column: end_close [{currency}]: the instrument's close at the end
-- column: benchmark_start_date [date]: the session of the benchmark's first close
-- column: benchmark_start_close [{benchmark_currency}]: the benchmark's close at the start
-- column: benchmark_end_date [date]: the session of the benchmark's last close
-- column: benchmark_end_close [{benchmark_currency}]: the benchmark's close at the end
-- column: basis [text]: close, or adj_close where only adjusted closes cover the period
-- column: benchmark_basis [text]: the same for the benchmark
-- column: currency [text]: the currency of the instrument's closes, empty for an index or a rate
-- column: benchmark_currency [text]: the same for the benchmark
-- column: source [text]: who gave the instrument's closes
-- column: benchmark_source [text]: who gave the benchmark's closes
-- value: spread_pp
-- sentence: {name} returned {return_pct:+} and {benchmark_name} {benchmark_return_pct:+} from {start_date} to {end_date}: {name} is {spread_pp:abs} {spread_pp?ahead:behind}.
-- example: How did small caps do relative to the Nasdaq this year?
-- example: Is the Russell 2000 beating the S&P 500 YTD?
-- example: Did small caps beat the S&P 500 last year?
-- example: By how much did the Nasdaq outperform the Dow in 2023?
-- example: Has XLE lagged SPY since the end of October?
-- example: Compare the return of gold and long Treasuries in March 2020
-- example: What is the spread between IWM and QQQ year to date?
-- example: Did energy underperform the market last quarter?
-- example: How many percentage points ahead of the S&P 500 are small caps?
-- example: Russell 2000 versus Nasdaq Composite over the last six months
-- example: Financials against technology this month: which is ahead and by how much?
-- source: excess return over a benchmark, arithmetic: CFA Institute, Portfolio Management
-- basis: dividends included (adjusted closes)

SELECT
    own.symbol,
    own.name,
    other.symbol AS benchmark,
    other.name AS benchmark_name,
    own.return_pct - other.return_pct AS spread_pp,
    own.return_pct,
    other.return_pct AS benchmark_return_pct,
    own.start_date,
    own.start_close,
    own.end_date,
    own.end_close,
    other.start_date AS benchmark_start_date,
    other.start_close AS benchmark_start_close,
    other.end_date AS benchmark_end_date,
    other.end_close AS benchmark_end_close,
    own.basis,
    other.basis AS benchmark_basis,
    own.currency,
    other.currency AS benchmark_currency,
    own.source,
    other.source AS benchmark_source
FROM period_returns AS own
INNER JOIN period_returns AS other ON other.symbol = $benchmark
WHERE own.symbol = $symbol
