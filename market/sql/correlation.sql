-- name: correlation
-- title: Correlation of two
-- summary: How closely the daily returns of two instruments move together: their correlation over a period, from -1 to 1.
-- param: symbol (instrument): the first index, fund or share
-- param: other (instrument): the second one
-- param: period (period, default past 12 months): the sessions whose returns are taken
-- column: symbol [text]: the first one's symbol
-- column: name [text]: the first one's name
-- column: other [text]: the second one's symbol
-- column: other_name [text]: the second one's name
-- column: correlation []: correlation (Pearson) of their daily returns
-- column: returns [count]: the number of sessions with a return of both
-- column: start_date [date]: the first session with a close of both
-- column: end_date [date]: the last one
-- column: basis [text]: adj_close, or close where only closes as traded cover the period
-- column: other_basis [text]: the same for the second one
-- column: source [text]: who gave the first one's closes
-- column: other_source [text]: who gave the second one's closes
-- value: correlation
-- sentence: The daily returns of {name} and {other_name} had a correlation of {correlation} from {start_date} to {end_date} ({returns} daily returns).
-- example: What is the correlation of gold and the dollar?
-- example: How correlated are small caps and the Nasdaq?
-- example: Correlation between SPY and TLT in 2022
-- example: Do stocks and bonds move together?
-- example: Are oil and energy stocks correlated?
-- example: How closely does QQQ track the S&P 500?
-- example: Did the correlation of the Dow with the Russell 2000 fall this year?
-- example: Is there a negative correlation between the VIX and the S&P 500?
-- example: What was the correlation of financials to utilities during covid?
-- example: Do IWM and DIA move in the same direction?
-- source: Pearson correlation of simple daily returns between the sessions that both have: pandas Series.corr
-- basis: returns from adjusted closes, dividends included
-- minimum: 20 returns

WITH pairs AS (
    SELECT
        own.date,
        own.level / lag(own.level) OVER (ORDER BY own.date) - 1 AS own_return,
        other.level / lag(other.level) OVER (ORDER BY own.date) - 1 AS other_return,
        own.basis,
        own.source,
        other.basis AS other_basis,
        other.source AS other_source
    FROM daily_total_returns AS own
    INNER JOIN daily_total_returns AS other ON other.symbol = $other AND other.date = own.date
    WHERE own.symbol = $symbol
),
correlations AS (
    SELECT
        corr(own_return, other_return) AS correlation,
        count(own_return) AS returns,
        min(date) AS start_date,
        max(date) AS end_date,
        min(basis) AS basis,
        min(other_basis) AS other_basis,
        string_agg(DISTINCT source, '; ' ORDER BY source) AS source,
        string_agg(DISTINCT other_source, '; ' ORDER BY other_source) AS other_source
    FROM pairs
    HAVING count(*) > 0
)
SELECT
    $symbol AS symbol,
    coalesce(instruments.name, $symbol) AS name,
    $other AS other,
    coalesce(others.name, $other) AS other_name,
    correlation,
    returns,
    start_date,
    end_date,
    basis,
    other_basis,
    correlations.source,
    other_source
FROM correlations
LEFT JOIN instruments ON instruments.symbol = $symbol
LEFT JOIN instruments AS others ON others.symbol = $other
