-- name: beta
-- title: Beta
-- summary: The beta of an index, fund or share: by how many percent it moves when its benchmark moves by one, from daily returns.
-- param: symbol (instruments): one instrument, several with commas between, or a group
-- param: benchmark (instrument, default ^GSPC): the index, fund or share whose moves are taken as given
-- param: period (period, default past 12 months): the sessions whose returns are taken
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: benchmark [text]: the benchmark's symbol
-- column: benchmark_name [text]: the benchmark's name
-- column: beta []: slope of the instrument's daily returns on the benchmark's
-- column: correlation []: correlation of the two
-- column: returns [count]: the number of sessions with a return of both
-- column: start_date [date]: the first session with a close of both
-- column: end_date [date]: the last one
-- column: basis [text]: adj_close, or close where only closes as traded cover the period
-- column: benchmark_basis [text]: the same for the benchmark
-- column: source [text]: who gave the instrument's closes
-- column: benchmark_source [text]: who gave the benchmark's closes
-- value: beta
-- row: The beta of {name} to {benchmark_name} was {beta} from {start_date} to {end_date} ({returns} daily returns, correlation {correlation}).
-- example: What is the beta of XLE?
-- example: Beta of small caps against the Nasdaq in 2023
-- example: What beta does IWM have to the S&P 500?
-- example: How sensitive is QQQ to moves of the market, as a beta?
-- example: Which sector has the highest beta?
-- example: Which of the sectors are low-beta this year?
-- example: What was the beta of gold to stocks over the last two years?
-- example: Is Apple a high-beta stock?
-- example: Compare the betas of the sectors over the past six months
-- example: When the S&P moves one percent, how much does tech move?
-- source: covariance / variance of simple daily returns between the sessions that both have (sample): empyrical beta
-- basis: returns from adjusted closes, dividends included
-- minimum: 20 returns

WITH benchmark AS (
    SELECT
        date,
        level
    FROM daily_total_returns
    WHERE symbol = $benchmark
),
pairs AS (
    SELECT
        symbol_number,
        own.date,
        own.level / lag(own.level) OVER sessions - 1 AS own_return,
        benchmark.level / lag(benchmark.level) OVER sessions - 1 AS other_return
    FROM daily_total_returns AS own
    INNER JOIN benchmark ON benchmark.date = own.date
    WINDOW sessions AS (PARTITION BY symbol_number ORDER BY own.date)
),
slopes AS (
    SELECT
        symbol_number,
        regr_slope(own_return, other_return) AS beta,
        corr(own_return, other_return) AS correlation,
        count(own_return) AS returns,
        min(date) AS start_date,
        max(date) AS end_date
    FROM pairs
    GROUP BY symbol_number
)
SELECT
    origins.symbol,
    coalesce(instruments.name, origins.symbol) AS name,
    $benchmark AS benchmark,
    coalesce(benchmarks.name, $benchmark) AS benchmark_name,
    beta,
    correlation,
    returns,
    start_date,
    end_date,
    origins.basis,
    others.basis AS benchmark_basis,
    origins.source,
    others.source AS benchmark_source
FROM slopes
INNER JOIN daily_total_origins AS origins ON origins.symbol_number = slopes.symbol_number
INNER JOIN daily_total_origins AS others ON others.symbol = $benchmark
LEFT JOIN instruments ON instruments.symbol = origins.symbol
LEFT JOIN instruments AS benchmarks ON benchmarks.symbol = $benchmark
WHERE origins.symbol IN ($symbol)
ORDER BY beta DESC, origins.symbol
