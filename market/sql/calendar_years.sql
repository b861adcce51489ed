-- name: calendar_years
-- title: Calendar-year returns
-- summary: The return of an index, fund or share in each calendar year, the newest first, with its best and worst year.
-- param: symbol (instrument): the index, fund or share
-- param: period (period, default all time): the years that end in it, and the one that it ends in
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: year [text]: the calendar year
-- column: return_pct [%]: from the last close of the year before to the last close of the year
-- column: complete [text]: empty, or " so far" for a year that is not over
-- column: year_start_close [{currency}]: the last close of the year before
-- column: year_close_date [date]: the session of the last close of the year
-- column: year_close [{currency}]: that close
-- column: end_date [date]: the last session of all
-- column: years [count]: the complete years
-- column: years_up [count]: those with a gain
-- column: first_year [text]: the first complete year
-- column: last_year [text]: the last complete year
-- column: best_year [text]: the complete year with the highest return
-- column: best_pct [%]: its return
-- column: worst_year [text]: the complete year with the lowest return
-- column: worst_pct [%]: its return
-- column: average_pct [%]: the mean of the complete years' returns
-- column: basis [text]: close, or adj_close where only adjusted closes go back that far
-- column: currency [text]: the currency of the closes, empty for an index or a rate
-- column: source [text]: who gave the closes
-- value: return_pct
-- sentence: {name} returned {return_pct:+} in {year}{complete}[; of the {years} calendar years from {first_year} to
--   {last_year} it gained in {years_up}, the best being {best_year} with {best_pct:+}, the worst {worst_year} with
--   {worst_pct:+}, the average {average_pct:+}].
-- example: Show the calendar-year returns of the Russell 2000
-- example: What were the annual returns of the S&P 500, year by year?
-- example: How did small caps do in each calendar year since 2010?
-- example: What was the best calendar year for the Nasdaq?
-- example: In which year did the S&P 500 do worst?
-- example: How many of the past twenty years ended with a gain for QQQ?
-- example: Yearly performance table of gold
-- example: List the returns of IWM for every year
-- example: What is the average yearly return of the Dow?
-- example: Which were the worst years for Treasury bonds?
-- source: simple return from the last close of one calendar year to the last close of the next
-- empty: a close in the December before a year is needed
-- basis: dividends included (adjusted closes)

-- A year needs a close in the December before it, so that no return is of a shorter time than a year. A year is over
-- with the close of its last weekday.
WITH closing AS (
    SELECT
        year(date) AS year,
        max(date) AS date,
        max_by(level, date) AS level,
        max_by(source, date) AS source,
        max_by(currency, date) AS currency,
        max(basis) AS basis
    FROM history
    WHERE symbol = $symbol
    GROUP BY year(date)
),
returns AS (
    SELECT
        this.year,
        this.date,
        this.level,
        base.level AS base_level,
        this.currency,
        this.basis,
        CASE WHEN this.source = base.source THEN this.source ELSE base.source || '; ' || this.source END AS source,
        100 * (this.level / base.level - 1) AS return_pct,
        this.date >= least(
            make_date(this.year, 12, 31),
            date_trunc('week', make_date(this.year, 12, 31)) + INTERVAL '4' DAY
        ) AS is_over
    FROM closing AS this
    INNER JOIN closing AS base ON base.year = this.year - 1 AND month(base.date) = 12
    WHERE this.date > $period_start
),
summary AS (
    SELECT
        count(*) FILTER (WHERE is_over) AS years,
        count(*) FILTER (WHERE is_over AND return_pct > 0) AS years_up,
        min(year) FILTER (WHERE is_over) AS first_year,
        max(year) FILTER (WHERE is_over) AS last_year,
        max_by(year, return_pct) FILTER (WHERE is_over) AS best_year,
        max(return_pct) FILTER (WHERE is_over) AS best_pct,
        min_by(year, return_pct) FILTER (WHERE is_over) AS worst_year,
        min(return_pct) FILTER (WHERE is_over) AS worst_pct,
        avg(return_pct) FILTER (WHERE is_over) AS average_pct,
        max(date) AS end_date
    FROM returns
)
SELECT
    $symbol AS symbol,
    coalesce(instruments.name, $symbol) AS name,
    CAST(returns.year AS VARCHAR) AS year,
    return_pct,
    CASE WHEN is_over THEN '' ELSE ' so far' END AS complete,
    base_level AS year_start_close,
    date AS year_close_date,
    level AS year_close,
    end_date,
    years,
    years_up,
    CAST(first_year AS VARCHAR) AS first_year,
    CAST(last_year AS VARCHAR) AS last_year,
    CAST(best_year AS VARCHAR) AS best_year,
    best_pct,
    CAST(worst_year AS VARCHAR) AS worst_year,
    worst_pct,
    average_pct,
    basis,
    returns.currency,
    returns.source
FROM returns
CROSS JOIN summary
LEFT JOIN instruments ON instruments.symbol = $symbol
ORDER BY returns.year DESC
