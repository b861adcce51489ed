-- name: correlation_matrix
-- title: Correlation matrix
-- summary: The correlations of all pairs of a group of instruments, such as the sectors: who moves with whom, and how much the group moves as one.
-- param: group (group): the group by name, or symbols with commas between
-- param: period (period, default past 12 months): the sessions whose returns are taken
-- column: symbol [text]: the first one's symbol
-- column: name [text]: the first one's name
-- column: other [text]: the second one's symbol
-- column: other_name [text]: the second one's name
-- column: correlation []: correlation (Pearson) of their daily returns
-- column: returns [count]: the number of sessions with a return of both
-- column: average []: the average correlation of all pairs with 20 returns or more
-- column: pairs [count]: the number of these pairs
-- column: start_date [date]: the first session with a close of both
-- column: end_date [date]: the last one
-- column: basis [text]: adj_close, or close where only closes as traded cover the period
-- column: other_basis [text]: the same for the second one
-- column: source [text]: who gave the first one's closes
-- column: other_source [text]: who gave the second one's closes
-- value: average
-- sentence: The average correlation of the {pairs} pairs was {average} from {start_date} to {end_date}; {name} and {other_name} moved together the most, with {correlation}.
-- example: Show the correlation matrix of the sectors
-- example: How correlated are the sectors with each other?
-- example: Which two sectors move together the most?
-- example: What is the average correlation among the indices?
-- example: Correlations between SPY, TLT, GLD and USO over the last year
-- example: Are the sectors moving in lockstep?
-- example: Which pairs of sector ETFs are the most correlated this year?
-- example: Which of the indices are least alike?
-- example: Pairwise correlations of the sector funds in 2022
-- example: How diversified were stocks, bonds, gold and oil in March 2020?
-- source: Pearson correlation of simple daily returns between the sessions that both have: pandas DataFrame.corr
-- basis: returns from adjusted closes, dividends included
-- minimum: 20 returns

WITH pairs AS (
    SELECT
        own.symbol,
        other.symbol AS other,
        own.date,
        own.level / lag(own.level) OVER (PARTITION BY own.symbol, other.symbol ORDER BY own.date) - 1 AS own_return,
        other.level / lag(other.level) OVER (PARTITION BY own.symbol, other.symbol ORDER BY own.date) - 1
            AS other_return,
        own.basis,
        own.source,
        other.basis AS other_basis,
        other.source AS other_source
    FROM daily_total_returns AS own
    INNER JOIN daily_total_returns AS other ON other.date = own.date AND other.symbol > own.symbol
    WHERE own.symbol IN ($group) AND other.symbol IN ($group)
),
correlations AS (
    SELECT
        symbol,
        other,
        corr(own_return, other_return) AS correlation,
        count(own_return) AS returns,
        min(date) AS start_date,
        max(date) AS end_date,
        min(basis) AS basis,
        min(other_basis) AS other_basis,
        string_agg(DISTINCT source, '; ' ORDER BY source) AS source,
        string_agg(DISTINCT other_source, '; ' ORDER BY other_source) AS other_source
    FROM pairs
    GROUP BY symbol, other
)
SELECT
    correlations.symbol,
    coalesce(instruments.name, correlations.symbol) AS name,
    other,
    coalesce(others.name, other) AS other_name,
    correlation,
    returns,
    avg(correlation) FILTER (WHERE returns >= 20) OVER () AS average,
    count(*) FILTER (WHERE returns >= 20) OVER () AS pairs,
    start_date,
    end_date,
    basis,
    other_basis,
    correlations.source,
    other_source
FROM correlations
LEFT JOIN instruments ON instruments.symbol = correlations.symbol
LEFT JOIN instruments AS others ON others.symbol = other
ORDER BY correlation DESC, correlations.symbol, other
