-- name: series_value
-- title: Value of an economic series
-- summary: The latest published value of an economic series or interest rate, with the value before it.
-- param: series (series): the series by symbol or name
-- param: period (period, default YTD): the last observation on or before its end is given
-- column: series [text]: the series' symbol
-- column: name [text]: the series' name
-- column: value [{unit}]: the value
-- column: period [date]: the day, or the first day of the week, month or quarter, that it is for
-- column: previous_value [{unit}]: the value before
-- column: previous_period [date]: the period before
-- column: unit [text]: the unit of the values, empty for an index or a plain count
-- column: source [text]: who gave the values
-- value: value
-- sentence: {name} stood at {value} for {period}[, after {previous_value} for {previous_period}].
-- example: What is the unemployment rate?
-- example: What is the yield of the 10-year Treasury?
-- example: Where is the federal funds rate?
-- example: What was the latest reading of the consumer price index?
-- example: How steep is the yield curve between two and ten years?
-- example: How many initial jobless claims were there last week?
-- example: What was the two-year yield at the end of 2024?
-- example: What did core PCE stand at in March 2020?
-- example: Latest value of FEDFUNDS
-- example: What level did unemployment reach in April 2020?
-- source: the observation as the publisher gives it

-- Of several sources for a period the first by name is taken.
WITH ordered AS (
    SELECT
        series,
        value,
        period,
        unit,
        title,
        source,
        lead(value) OVER (ORDER BY period DESC) AS previous_value,
        lead(period) OVER (ORDER BY period DESC) AS previous_period
    FROM observations
    WHERE
        series = $series
        AND period <= $period_end
        AND source = (SELECT min(source) FROM observations WHERE series = $series)
)
SELECT
    series,
    coalesce(instruments.name, nullif(title, ''), series) AS name,
    value,
    period,
    previous_value,
    previous_period,
    unit,
    ordered.source
FROM ordered
LEFT JOIN instruments ON instruments.symbol = series
ORDER BY period DESC
LIMIT 1
