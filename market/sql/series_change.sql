-- name: series_change
-- title: Change of an economic series
-- summary: How an economic series or interest rate changed over a period: points for a rate, percent for a level.
-- param: series (series): the series by symbol or name
-- param: period (period, default past 12 months): from the last observation on or before its start to that of its end
-- column: series [text]: the series' symbol
-- column: name [text]: the series' name
-- column: change [{change_unit}]: the change: percentage points of a rate, percent of a level or count
-- column: change_in_units [{difference_unit}]: the difference of the two values, in the unit of the series
-- column: start_value [{unit}]: the value at the start
-- column: start_period [date]: the day, or the first day of the week, month or quarter, that it is for
-- column: end_value [{unit}]: the value at the end
-- column: end_period [date]: what it is for
-- column: highest [{unit}]: the highest value from start to end
-- column: highest_period [date]: what it is for, the first time
-- column: lowest [{unit}]: the lowest value from start to end
-- column: lowest_period [date]: what it is for, the first time
-- column: change_unit [text]: pp for a rate, % for a level
-- column: difference_unit [text]: pp for a rate, else the unit of the values
-- column: unit [text]: the unit of the values, empty for an index or a plain count
-- column: source [text]: who gave the values
-- value: change
-- sentence: {name} {change?rose:fell} {change:abs} from {start_value} for {start_period} to {end_value} for {end_period}[;
--   in between it was between {lowest} ({lowest_period}) and {highest} ({highest_period})].
-- example: How much has the ten-year yield risen since the end of October?
-- example: By how many points did the unemployment rate change in 2020?
-- example: Has the fed funds rate come down over the past year?
-- example: How far did the two-year yield fall in March 2023?
-- example: Change in the policy rate since March 2022
-- example: How much did jobless claims rise last quarter?
-- example: Did the yield curve steepen over the last six months?
-- example: What was the move in the 10-year Treasury yield between 2 January and 30 June 2025?
-- example: How have consumer prices moved since 2019?
-- example: By how much did core PCE increase in 2024?
-- source: difference of two observations; for rates in percentage points, for levels as a simple percent change
-- empty: an observation on or before the start is needed, and a later one

-- Of several sources for a period the first by name is taken.
WITH held AS (
    SELECT *
    FROM observations
    WHERE
        series = $series
        AND period <= $period_end
        AND source = (SELECT min(source) FROM observations WHERE series = $series)
),
opening AS (
    SELECT max(period) AS period
    FROM held
    WHERE period <= $period_start
),
span AS (
    SELECT
        held.*,
        max(value) OVER () AS highest,
        min(value) OVER () AS lowest
    FROM held
    INNER JOIN opening ON held.period >= opening.period
),
ends AS (
    SELECT
        min(period) AS start_period,
        min_by(value, period) AS start_value,
        max(period) AS end_period,
        max_by(value, period) AS end_value,
        max(highest) AS highest,
        min(period) FILTER (WHERE value = highest) AS highest_period,
        max(lowest) AS lowest,
        min(period) FILTER (WHERE value = lowest) AS lowest_period,
        max_by(unit, period) AS unit,
        max(title) AS title,
        max(source) AS source
    FROM span
)
SELECT
    $series AS series,
    coalesce(instruments.name, nullif(title, ''), $series) AS name,
    CASE
        WHEN unit IN ('%', 'pp') THEN end_value - start_value
        WHEN start_value > 0 THEN 100 * (end_value / start_value - 1)
    END AS change,
    end_value - start_value AS change_in_units,
    start_value,
    start_period,
    end_value,
    end_period,
    highest,
    highest_period,
    lowest,
    lowest_period,
    CASE WHEN unit IN ('%', 'pp') THEN 'pp' ELSE '%' END AS change_unit,
    CASE WHEN unit IN ('%', 'pp') THEN 'pp' ELSE unit END AS difference_unit,
    unit,
    ends.source
FROM ends
LEFT JOIN instruments ON instruments.symbol = $series
WHERE end_period > start_period
