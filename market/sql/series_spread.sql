-- name: series_spread
-- title: Spread between two series
-- summary: The spread between two economic series or interest rates, one less the other, and how it changed: basis points for
--   rates.
-- param: series (series): the series that the other is taken from
-- param: other (series): the series that is taken from it
-- param: period (period, default past 12 months): the latest spread on or before its end, and the change since its start
-- column: series [text]: the series' symbol
-- column: name [text]: the series' name
-- column: other [text]: the other series' symbol
-- column: other_name [text]: the other series' name
-- column: spread [{spread_unit}]: the value of the first less that of the other: basis points for rates
-- column: change [{spread_unit}]: the change of the spread since the start of the period
-- column: value [{unit}]: the value of the first
-- column: other_value [{unit}]: the value of the other
-- column: end_period [date]: what both values are for
-- column: start_spread [{spread_unit}]: the spread at the start
-- column: start_period [date]: what it is for
-- column: highest [{spread_unit}]: the highest spread from start to end
-- column: lowest [{spread_unit}]: the lowest spread from start to end
-- column: spread_unit [text]: bp for rates, else the unit of the values
-- column: unit [text]: the unit of both series
-- column: source [text]: who gave the values of the first
-- column: other_source [text]: who gave those of the other
-- value: spread
-- sentence: {name} was {spread:abs} {spread?above:below} {other_name} for {end_period} ({value} less {other_value})[, a
--   change of {change:+} from {start_spread:+} for {start_period}].
-- example: What is the spread between the ten-year and the two-year Treasury yields?
-- example: How many basis points is the 10-year yield above the fed funds rate?
-- example: Has the gap between the two-year yield and the policy rate narrowed this year?
-- example: Difference between DGS10 and DGS2 in basis points
-- example: Ten-year minus two-year yield at the end of 2022
-- example: By how many bp did the two-year yield exceed the ten-year in July 2023?
-- example: Is the two-year yield below the fed funds rate?
-- example: What was the widest gap between the 10-year and 2-year yields in 2025?
-- example: How far is the 10-year Treasury yield above the 2-year?
-- example: Compare the two-year note yield with the federal funds rate
-- source: the difference of two observations for the same day or month; one percentage point is a hundred basis points
-- empty: both series need the same unit and values for the same days; of a daily and a monthly one, the months' first days

-- Both values are for the same day or month. Of a daily and a monthly series the mean of the daily one over the month
-- is taken, as monthly averages are what such series give. Of several sources the first by name is taken.
WITH held AS (
    SELECT
        series,
        period,
        value,
        unit,
        title,
        source,
        min(source) OVER (PARTITION BY series) AS first_source,
        max(day(period)) OVER (PARTITION BY series) AS latest_day
    FROM observations
    WHERE series IN ($series, $other)
),
grid AS (
    SELECT min(latest_day) AS latest_day
    FROM held
),
regular AS (
    SELECT
        held.series,
        CASE WHEN grid.latest_day = 1 THEN CAST(date_trunc('month', period) AS DATE) ELSE period END AS period,
        avg(value) AS value,
        max(unit) AS unit,
        max(title) AS title,
        max(source) AS source
    FROM held
    CROSS JOIN grid
    WHERE source = first_source
    GROUP BY
        held.series,
        CASE WHEN grid.latest_day = 1 THEN CAST(date_trunc('month', period) AS DATE) ELSE period END
),
both_series AS (
    SELECT
        own.period,
        own.value,
        opposite.value AS other_value,
        own.unit,
        own.title,
        opposite.title AS other_title,
        own.source,
        opposite.source AS other_source,
        CASE WHEN own.unit IN ('%', 'pp') THEN 100 ELSE 1 END * (own.value - opposite.value) AS spread
    FROM regular AS own
    INNER JOIN regular AS opposite ON opposite.period = own.period AND opposite.unit = own.unit
    WHERE own.series = $series AND opposite.series = $other AND own.period <= $period_end
),
opening AS (
    SELECT max(period) AS period
    FROM both_series
    WHERE period <= $period_start
),
spans AS (
    SELECT
        max_by(spread, both_series.period) AS spread,
        max_by(value, both_series.period) AS value,
        max_by(other_value, both_series.period) AS other_value,
        max(both_series.period) AS end_period,
        max(spread) FILTER (WHERE both_series.period = opening.period) AS start_spread,
        max(both_series.period) FILTER (WHERE both_series.period = opening.period) AS start_period,
        max(spread) AS highest,
        min(spread) AS lowest,
        max(unit) AS unit,
        max(title) AS title,
        max(other_title) AS other_title,
        max(source) AS source,
        max(other_source) AS other_source
    FROM both_series
    CROSS JOIN opening
    WHERE opening.period IS NULL OR both_series.period >= opening.period
)
SELECT
    $series AS series,
    coalesce(one.name, nullif(title, ''), $series) AS name,
    $other AS other,
    coalesce(two.name, nullif(other_title, ''), $other) AS other_name,
    spread,
    spread - start_spread AS change,
    value,
    other_value,
    end_period,
    start_spread,
    start_period,
    highest,
    lowest,
    CASE WHEN unit IN ('%', 'pp') THEN 'bp' ELSE unit END AS spread_unit,
    unit,
    spans.source,
    other_source
FROM spans
LEFT JOIN instruments AS one ON one.symbol = $series
LEFT JOIN instruments AS two ON two.symbol = $other
WHERE end_period IS NOT NULL
