-- name: series_year_on_year
-- title: Year-on-year change of a series
-- summary: The year-on-year change of an economic series, such as inflation from a price index: against twelve months before.
-- param: series (series): the series by symbol or name
-- param: period (period, default YTD): the last observation on or before its end is taken
-- column: series [text]: the series' symbol
-- column: name [text]: the series' name
-- column: change [{change_unit}]: percent against a year before, percentage points for a rate
-- column: value [{unit}]: the value
-- column: observed [date]: the day, or the first day of the week, month or quarter, that it is for
-- column: year_before_value [{unit}]: the value a year before
-- column: year_before [date]: what it is for
-- column: previous_change [{change_unit}]: the change against a year before one observation earlier
-- column: change_unit [text]: pp for a rate, % for a level
-- column: unit [text]: the unit of the values, empty for an index or a plain count
-- column: source [text]: who gave the values
-- value: change
-- sentence: {name} was {change:abs} {change?higher:lower} than a year before: {value} for {observed}, {year_before_value}
--   for {year_before}[; one observation earlier the change was {previous_change:+}].
-- example: What is inflation?
-- example: What is the year-on-year inflation rate?
-- example: How much have consumer prices risen from a year ago?
-- example: What is the annual rate of core PCE inflation?
-- example: Year-over-year CPI
-- example: How high was inflation in June 2022?
-- example: What is the yoy change of initial jobless claims?
-- example: Is the unemployment rate higher than a year ago?
-- example: How does the ten-year yield compare with twelve months earlier?
-- example: What was annual core inflation in December 2024?
-- source: percent change from the same period of the year before, as the Bureau of Labor Statistics defines it for its
--   price indexes; for rates the difference in percentage points
-- empty: an observation of a year before is needed, for the same period or at most a week earlier

-- A series without a value for that very day takes the last one of the week before it: weekly and daily series.
-- Of several sources for a period the first by name is taken.
WITH held AS (
    SELECT *
    FROM observations
    WHERE
        series = $series
        AND period <= $period_end
        AND source = (SELECT min(source) FROM observations WHERE series = $series)
),
newest AS (
    SELECT
        *,
        row_number() OVER (ORDER BY period DESC) AS place
    FROM held
),
pairs AS (
    SELECT
        newest.place,
        max(held.period) AS year_before,
        max_by(held.value, held.period) AS year_before_value
    FROM newest
    INNER JOIN held
        ON
            held.period <= newest.period - INTERVAL '1' YEAR
            AND held.period > newest.period - INTERVAL '1' YEAR - INTERVAL '7' DAY
    WHERE newest.place <= 2
    GROUP BY newest.place
),
changes AS (
    SELECT
        newest.*,
        year_before,
        year_before_value,
        CASE
            WHEN unit IN ('%', 'pp') THEN value - year_before_value
            WHEN year_before_value > 0 THEN 100 * (value / year_before_value - 1)
        END AS change
    FROM newest
    INNER JOIN pairs ON pairs.place = newest.place
)
SELECT
    $series AS series,
    coalesce(instruments.name, nullif(latest.title, ''), $series) AS name,
    latest.change,
    latest.value,
    latest.period AS observed,
    latest.year_before_value,
    latest.year_before,
    earlier.change AS previous_change,
    CASE WHEN latest.unit IN ('%', 'pp') THEN 'pp' ELSE '%' END AS change_unit,
    latest.unit,
    latest.source
FROM changes AS latest
LEFT JOIN changes AS earlier ON earlier.place = 2
LEFT JOIN instruments ON instruments.symbol = $series
WHERE latest.place = 1
