-- name: series_history
-- title: History of an economic series
-- summary: Every value of an economic series or interest rate over a period: what a chart of it draws.
-- param: series (series): the series by symbol or name
-- param: period (period, default past five years): from the last observation on or before its start to the last on or before its end
-- column: series [text]: the series' symbol
-- column: name [text]: the series' name
-- column: period [date]: the day, or the first day of the week, month or quarter, that the value is for
-- column: value [{unit}]: the value
-- column: unit [text]: its unit, empty for an index or a plain count
-- column: source [text]: who gave it
-- value: value
-- sentence: The last value of {name} in it is {value}, for {period}.
-- example: Chart the ten-year Treasury yield since 2020
-- example: Plot the unemployment rate over ten years
-- example: Show me a graph of the fed funds rate
-- example: Draw consumer prices since 2019
-- example: List the values of jobless claims this year
-- example: Time series of the two-year yield in 2023
-- example: Show the history of the yield curve
-- example: Plot core PCE over the last decade
-- example: I would like a chart of the policy rate
-- example: All observations of the unemployment rate in 2020
-- source: the observations as they are held; of several sources the first by name
-- empty: there is no observation on or before its end

WITH held AS (
    SELECT *
    FROM observations
    WHERE
        series = $series
        AND period <= $period_end
        AND source = (SELECT min(source) FROM observations WHERE series = $series)
)
SELECT
    $series AS series,
    coalesce(instruments.name, nullif(title, ''), $series) AS name,
    period,
    value,
    unit,
    held.source
FROM held
LEFT JOIN instruments ON instruments.symbol = $series
WHERE period >= coalesce((SELECT max(period) FROM held WHERE period <= $period_start), $period_start)
ORDER BY period DESC
