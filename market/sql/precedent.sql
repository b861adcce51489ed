-- name: precedent
-- title: Precedents of an early lead
-- summary: Precedents: the past years in which one instrument led another by at least so many points after so many
--   sessions of the year, and what both returned over the next 1, 3, 6 and 12 months; then this year's own lead.
-- param: symbol (instrument): the index, fund or share that led
-- param: benchmark (instrument): the index, fund or share that it led
-- param: lead (number 0..100, default 5): the least lead, in percentage points of return since the last close of the year before
-- param: sessions (integer 0..260, default 0): after how many sessions of the year; 0 means as many as the current year has had
-- param: since (integer 0..2200, default 0): the first year that is looked at; 0 means all that both have closes for
-- column: kind [text]: precedent; for the year that is not over "this year" after as many sessions, and "latest"
-- column: year [text]: the year
-- column: sessions [count]: the sessions of the year up to the date
-- column: lead_date [date]: the session on which the lead is measured
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: benchmark [text]: the benchmark's symbol
-- column: benchmark_name [text]: the benchmark's name
-- column: lead_pp [pp]: the instrument's return since the last close of the year before, less the benchmark's
-- column: return_pct [%]: the instrument's return up to the date
-- column: benchmark_return_pct [%]: the benchmark's
-- column: next_month_pct [%]: the instrument's return over the month after the date; empty where it is not over
-- column: benchmark_next_month_pct [%]: the benchmark's
-- column: spread_month_pp [pp]: the instrument's less the benchmark's
-- column: next_quarter_pct [%]: the instrument's return over the three months after the date
-- column: benchmark_next_quarter_pct [%]: the benchmark's
-- column: spread_quarter_pp [pp]: the instrument's less the benchmark's
-- column: next_half_year_pct [%]: the instrument's return over the six months after the date
-- column: benchmark_next_half_year_pct [%]: the benchmark's
-- column: spread_half_year_pp [pp]: the instrument's less the benchmark's
-- column: next_year_pct [%]: the instrument's return over the twelve months after the date
-- column: benchmark_next_year_pct [%]: the benchmark's
-- column: spread_year_pp [pp]: the instrument's less the benchmark's
-- column: end_date [date]: the last session on which both have a close
-- column: latest_lead_pp [pp]: the lead on that session, where its year is not over
-- column: latest_sessions [count]: the sessions of its year up to then
-- column: largest_lead_pp [pp]: the largest lead of the years that were looked at
-- column: largest_lead_year [text]: its year
-- column: times [count]: the past years with such a lead
-- column: years [count]: the past years that were looked at
-- column: first_year [text]: the first of them
-- column: last_year [text]: the last of them
-- column: after_sessions [count]: after how many sessions of the year they were looked at
-- column: least_lead_pp [pp]: the least lead that counts
-- column: followed [count]: the precedents after which twelve months have passed
-- column: times_ahead [count]: those after which the instrument was ahead over the twelve months
-- column: median_spread_year_pp [pp]: the median of the spreads over the twelve months
-- column: basis [text]: close, or adj_close where only adjusted closes go back that far
-- column: benchmark_basis [text]: the same for the benchmark
-- column: source [text]: who gave the instrument's closes
-- column: benchmark_source [text]: who gave the benchmark's closes
-- value: times
-- sentence: {name} led {benchmark_name} by at least {least_lead_pp:abs} after {after_sessions} sessions in {times} of
--   the {years} years from {first_year} to {last_year}; the largest lead was {largest_lead_pp:+} in {largest_lead_year}[,
--   and over the next twelve months it was ahead in {times_ahead} of {followed}, by {median_spread_year_pp:+} at the
--   median][. On {end_date}, after {latest_sessions} sessions, its lead is {latest_lead_pp:+}].
-- example: In which past years did small caps lead the Nasdaq by 5 points after 14 sessions, and what followed?
-- example: When was the Russell 2000 this far ahead of the S&P 500 so early in the year before?
-- example: Are there precedents for the Dow leading the Nasdaq by three points this early in the year?
-- example: What happened after small caps got off to such an early lead over the Nasdaq in earlier years?
-- example: Historical precedent for energy beating technology by 10 points after 20 trading days
-- example: In what years was IWM ahead of QQQ by at least 4 percentage points after the first ten sessions?
-- example: How have the Russell 2000 and the Nasdaq done over the next twelve months after an early lead like this one?
-- example: Has an early-year outperformance of small caps over the S&P 500 lasted in the past?
-- example: Which years since 1999 began with the Russell outperforming the Nasdaq by 5 points?
-- example: Did the Nasdaq catch up in earlier years when small caps started the year ahead?
-- said: lead #: # points; # percentage points; # percent; # %; # pp; # point; # percentage point
-- said: sessions #: # sessions; # trading days; first # days; # trading sessions; # days; session #
-- said: sessions 0: this year; so far this year; this far; year to date; YTD; so early
-- said: since 0: past years; earlier years; previous years; years past; prior years
-- said: since #: since #; from # on
-- source: return difference since the last common close of the year before; what followed runs from that session's close
--   to the last close on or before the same day 1, 3, 6 and 12 months later
-- empty: the two need closes on the same days, from the December before a year on
-- basis: dividends included (adjusted closes)

-- Only sessions on which both have a close count, so that both are measured between the same two closes. A year is
-- looked at if both have a close in the December before. A precedent's later return needs a close on or after its
-- last day, so that no return is of a shorter time than it says. A year is over with the close of its last weekday.
WITH pairs AS (
    SELECT
        own.date,
        year(own.date) AS year,
        own.level,
        other.level AS benchmark_level,
        own.basis,
        other.basis AS benchmark_basis,
        own.source,
        other.source AS benchmark_source,
        row_number() OVER (PARTITION BY year(own.date) ORDER BY own.date) AS session,
        row_number() OVER (PARTITION BY year(own.date) ORDER BY own.date DESC) AS sessions_left
    FROM whole_history AS own
    INNER JOIN whole_history AS other ON other.date = own.date
    WHERE own.symbol = $symbol AND other.symbol = $benchmark
),
asked AS (
    SELECT
        max(date) AS end_date,
        max(
            CASE
                WHEN date >= least(
                    make_date(year, 12, 31),
                    date_trunc('week', make_date(year, 12, 31)) + INTERVAL '4' DAY
                ) THEN year
                ELSE year - 1
            END
        ) AS last_year,
        CASE WHEN $sessions > 0 THEN $sessions ELSE max_by(session, date) END AS session
    FROM pairs
),
leads AS (
    SELECT
        pairs.*,
        100 * (pairs.level / base.level - 1) AS return_pct,
        100 * (pairs.benchmark_level / base.benchmark_level - 1) AS benchmark_return_pct,
        100 * (pairs.level / base.level - pairs.benchmark_level / base.benchmark_level) AS lead_pp
    FROM pairs
    INNER JOIN pairs AS base
        ON base.year = pairs.year - 1 AND base.sessions_left = 1 AND month(base.date) = 12
),
looked_at AS (
    SELECT leads.*
    FROM leads
    INNER JOIN asked ON leads.session = asked.session
    WHERE leads.year <= asked.last_year AND leads.year >= $since
),
found AS (
    SELECT
        'precedent' AS kind,
        1 AS place,
        looked_at.*
    FROM looked_at
    WHERE lead_pp >= $lead
    UNION ALL
    SELECT
        'this year' AS kind,
        2 AS place,
        leads.*
    FROM leads
    INNER JOIN asked ON leads.year > asked.last_year AND leads.session = asked.session
    WHERE leads.date < asked.end_date
    UNION ALL
    SELECT
        'latest' AS kind,
        3 AS place,
        leads.*
    FROM leads
    INNER JOIN asked ON leads.year > asked.last_year AND leads.date = asked.end_date
),
horizons AS (
    SELECT
        found.date,
        lengths.months,
        found.date + lengths.length AS until
    FROM found
    CROSS JOIN (
        SELECT 1 AS months, INTERVAL '1' MONTH AS length
        UNION ALL
        SELECT 3 AS months, INTERVAL '3' MONTH AS length
        UNION ALL
        SELECT 6 AS months, INTERVAL '6' MONTH AS length
        UNION ALL
        SELECT 12 AS months, INTERVAL '12' MONTH AS length
    ) AS lengths
),
reached AS (
    SELECT
        horizons.date,
        horizons.months,
        max_by(pairs.level, pairs.date) AS level,
        max_by(pairs.benchmark_level, pairs.date) AS benchmark_level
    FROM horizons
    INNER JOIN asked ON asked.end_date >= horizons.until
    INNER JOIN pairs ON pairs.date <= horizons.until
    GROUP BY horizons.date, horizons.months
),
followed AS (
    SELECT
        found.date,
        max(CASE WHEN months = 1 THEN 100 * (reached.level / found.level - 1) END) AS next_month_pct,
        max(CASE WHEN months = 3 THEN 100 * (reached.level / found.level - 1) END) AS next_quarter_pct,
        max(CASE WHEN months = 6 THEN 100 * (reached.level / found.level - 1) END) AS next_half_year_pct,
        max(CASE WHEN months = 12 THEN 100 * (reached.level / found.level - 1) END) AS next_year_pct,
        max(CASE WHEN months = 1 THEN 100 * (reached.benchmark_level / found.benchmark_level - 1) END) AS other_month,
        max(CASE WHEN months = 3 THEN 100 * (reached.benchmark_level / found.benchmark_level - 1) END) AS other_quarter,
        max(CASE WHEN months = 6 THEN 100 * (reached.benchmark_level / found.benchmark_level - 1) END) AS other_half_year,
        max(CASE WHEN months = 12 THEN 100 * (reached.benchmark_level / found.benchmark_level - 1) END) AS other_year
    FROM found
    INNER JOIN reached ON reached.date = found.date
    GROUP BY found.date
),
summary AS (
    SELECT
        count(*) AS years,
        count(*) FILTER (WHERE lead_pp >= $lead) AS times,
        min(year) AS first_year,
        max(year) AS last_year,
        max(lead_pp) AS largest_lead_pp,
        max_by(year, lead_pp) AS largest_lead_year
    FROM looked_at
),
latest AS (
    SELECT
        max(lead_pp) AS latest_lead_pp,
        max(session) AS latest_sessions
    FROM found
    WHERE kind = 'latest'
),
aftermath AS (
    SELECT
        count(next_year_pct) AS followed,
        count(*) FILTER (WHERE next_year_pct > other_year) AS times_ahead,
        median(next_year_pct - other_year) AS median_spread_year_pp
    FROM found
    LEFT JOIN followed ON followed.date = found.date
    WHERE kind = 'precedent'
)
SELECT
    found.kind,
    CAST(found.year AS VARCHAR) AS year,
    found.session AS sessions,
    found.date AS lead_date,
    $symbol AS symbol,
    coalesce(own.name, $symbol) AS name,
    $benchmark AS benchmark,
    coalesce(other.name, $benchmark) AS benchmark_name,
    found.lead_pp,
    found.return_pct,
    found.benchmark_return_pct,
    next_month_pct,
    other_month AS benchmark_next_month_pct,
    next_month_pct - other_month AS spread_month_pp,
    next_quarter_pct,
    other_quarter AS benchmark_next_quarter_pct,
    next_quarter_pct - other_quarter AS spread_quarter_pp,
    next_half_year_pct,
    other_half_year AS benchmark_next_half_year_pct,
    next_half_year_pct - other_half_year AS spread_half_year_pp,
    next_year_pct,
    other_year AS benchmark_next_year_pct,
    next_year_pct - other_year AS spread_year_pp,
    asked.end_date,
    latest_lead_pp,
    latest_sessions,
    largest_lead_pp,
    CAST(largest_lead_year AS VARCHAR) AS largest_lead_year,
    times,
    years,
    CAST(summary.first_year AS VARCHAR) AS first_year,
    CAST(summary.last_year AS VARCHAR) AS last_year,
    asked.session AS after_sessions,
    $lead AS least_lead_pp,
    followed,
    times_ahead,
    median_spread_year_pp,
    found.basis,
    found.benchmark_basis,
    found.source,
    found.benchmark_source
FROM summary
CROSS JOIN asked
CROSS JOIN aftermath
CROSS JOIN latest
LEFT JOIN found ON found.year IS NOT NULL
LEFT JOIN followed ON followed.date = found.date
LEFT JOIN instruments AS own ON own.symbol = $symbol
LEFT JOIN instruments AS other ON other.symbol = $benchmark
WHERE summary.years > 0
ORDER BY found.place, found.date
