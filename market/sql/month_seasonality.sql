-- name: month_seasonality
-- title: Returns by month of the year
-- summary: Seasonality: the average, median and range of an instrument's returns in each of the twelve months of the year.
-- param: symbol (instrument): the index, fund or share
-- param: month (integer 0..12, default 0): the month of the year that comes first, 1 to 12; 0 means the best one
-- param: period (period, default all time): the months that end in it
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: month [text]: the month of the year
-- column: rank [count]: 1 for the month with the highest average
-- column: average_pct [%]: the mean of its returns over the years
-- column: median_pct [%]: their median
-- column: months [count]: how many such months there are
-- column: months_up [count]: those with a gain
-- column: best_pct [%]: the highest return
-- column: best_year [text]: its year
-- column: worst_pct [%]: the lowest return
-- column: worst_year [text]: its year
-- column: strongest_month [text]: the month with the highest average
-- column: strongest_pct [%]: its average
-- column: weakest_month [text]: the month with the lowest average
-- column: weakest_pct [%]: its average
-- column: first_month [date]: the last session of the first month of all
-- column: last_month [date]: the last session of the last complete month
-- column: basis [text]: close, or adj_close where only adjusted closes go back that far
-- column: source [text]: who gave the closes
-- value: average_pct
-- sentence: In {month} {name} returned {average_pct:+} on average, with a gain in {months_up} of {months} such months, from
--   {first_month} to {last_month}. By average {month} is number {rank} of the months: {strongest_month} is the strongest with
--   {strongest_pct:+}, {weakest_month} the weakest with {weakest_pct:+}.
-- example: Which month of the year is best for small caps?
-- example: Seasonality of the S&P 500
-- example: How does the Nasdaq usually do in each month of the year?
-- example: Is September really a bad month for stocks?
-- example: What is the average return of the Russell 2000 by month?
-- example: Monthly seasonal pattern of gold
-- example: How often does the S&P 500 rise in December?
-- example: What are the historically strongest and weakest months for energy stocks?
-- example: Does QQQ tend to gain in January?
-- example: Table of average returns by calendar month for IWM
-- said: month 1: January
-- said: month 2: February
-- said: month 3: March
-- said: month 4: April
-- said: month 5: in May; May; month of May
-- said: month 6: June
-- said: month 7: July
-- said: month 8: August
-- said: month 9: September
-- said: month 10: October
-- said: month 11: November
-- said: month 12: December
-- source: simple return from the last close of one month to the last close of the next, averaged by month of the year
-- empty: closes of two months in a row are needed
-- basis: dividends included (adjusted closes)

-- A month needs a close in the month before it, and the last one a close in the month after, or on its last weekday.
WITH closing AS (
    SELECT
        date_trunc('month', date) AS month,
        max(date) AS date,
        max_by(level, date) AS level,
        max_by(source, date) AS source,
        max(basis) AS basis
    FROM history
    WHERE symbol = $symbol
    GROUP BY date_trunc('month', date)
),
returns AS (
    SELECT
        this.month,
        this.date,
        this.basis,
        this.source,
        100 * (this.level / base.level - 1) AS return_pct,
        last_day(this.month) AS month_end
    FROM closing AS this
    INNER JOIN closing AS base ON base.month = this.month - INTERVAL '1' MONTH
    WHERE this.date > $period_start
),
complete AS (
    SELECT
        month(returns.month) AS number,
        year(returns.month) AS year,
        returns.date,
        return_pct,
        basis,
        source
    FROM returns
    CROSS JOIN (SELECT max(month) AS month FROM closing) AS latest
    WHERE
        returns.month < latest.month
        OR returns.date >= least(month_end, date_trunc('week', month_end) + INTERVAL '4' DAY)
),
averages AS (
    SELECT
        number,
        CASE number
            WHEN 1 THEN 'January' WHEN 2 THEN 'February' WHEN 3 THEN 'March' WHEN 4 THEN 'April'
            WHEN 5 THEN 'May' WHEN 6 THEN 'June' WHEN 7 THEN 'July' WHEN 8 THEN 'August'
            WHEN 9 THEN 'September' WHEN 10 THEN 'October' WHEN 11 THEN 'November' ELSE 'December'
        END AS month,
        avg(return_pct) AS average_pct,
        median(return_pct) AS median_pct,
        count(*) AS months,
        count(*) FILTER (WHERE return_pct > 0) AS months_up,
        max(return_pct) AS best_pct,
        CAST(max_by(year, return_pct) AS VARCHAR) AS best_year,
        min(return_pct) AS worst_pct,
        CAST(min_by(year, return_pct) AS VARCHAR) AS worst_year,
        max(basis) AS basis,
        min(source) AS first_source,
        max(source) AS last_source
    FROM complete
    GROUP BY number
),
bounds AS (
    SELECT
        min(date) AS first_month,
        max(date) AS last_month
    FROM complete
),
edges AS (
    SELECT
        max_by(month, average_pct) AS strongest_month,
        max(average_pct) AS strongest_pct,
        min_by(month, average_pct) AS weakest_month,
        min(average_pct) AS weakest_pct
    FROM averages
)
SELECT
    $symbol AS symbol,
    coalesce(instruments.name, $symbol) AS name,
    month,
    rank() OVER (ORDER BY average_pct DESC) AS rank,
    average_pct,
    median_pct,
    months,
    months_up,
    best_pct,
    best_year,
    worst_pct,
    worst_year,
    strongest_month,
    strongest_pct,
    weakest_month,
    weakest_pct,
    first_month,
    last_month,
    basis,
    CASE WHEN first_source = last_source THEN first_source ELSE first_source || '; ' || last_source END AS source
FROM averages
CROSS JOIN bounds
CROSS JOIN edges
LEFT JOIN instruments ON instruments.symbol = $symbol
ORDER BY CASE WHEN number = $month THEN 0 ELSE 1 END, average_pct DESC, number
