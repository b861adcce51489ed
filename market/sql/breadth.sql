-- name: breadth
-- title: Breadth of a group
-- summary: How many members of a group rose and fell in a session (advancers and decliners), and the share of them above their 50- and 200-day averages.
-- param: group (group): the group by name, or symbols with commas between
-- param: period (period, default YTD): the last session on or before its end is looked at
-- column: advancers_pct [%]: the share of the members that closed above their close before
-- column: advancers [count]: how many did
-- column: decliners [count]: how many closed below it
-- column: unchanged [count]: how many closed at it
-- column: members [count]: the members with a close in the session and one before
-- column: above_50_pct [%]: of those with 50 closes, the share above the average of the last 50
-- column: members_50 [count]: how many have 50 closes
-- column: above_200_pct [%]: of those with 200 closes, the share above the average of the last 200
-- column: members_200 [count]: how many have 200 closes
-- column: date [date]: the session
-- column: source [text]: who gave the closes
-- value: advancers_pct
-- sentence: {advancers} of {members} members rose and {decliners} fell in the session of {date} ({advancers_pct} advancers)[; {above_50_pct} closed above their 50-day average][, {above_200_pct} above their 200-day average].
-- example: What is the breadth of the sectors?
-- example: How many sectors rose today?
-- example: How many stocks advanced and how many declined?
-- example: What share of the sectors is above its 200-day average?
-- example: What percentage of stocks trade above their 50-day moving average?
-- example: Advancers versus decliners among the sectors in the latest session
-- example: Is the rally broad? Market breadth of the S&P 500 stocks
-- example: Advance-decline count of the indices
-- example: How broad was the advance of tech stocks today?
-- example: How many of the sector funds are in an uptrend?
-- source: advances and declines as exchanges count them, from close to close; averages are arithmetic means of the last 50 and 200 closes

WITH numbered AS (
    SELECT
        symbol_number,
        place,
        date,
        level,
        lead(level) OVER newest_first AS previous_level,
        row_number() OVER newest_first AS sessions_ago
    FROM latest_closes
    WHERE date > $period_end - INTERVAL 400 DAY
    WINDOW newest_first AS (PARTITION BY symbol_number ORDER BY date DESC)
),
last_closes AS (
    SELECT
        symbol_number,
        max(date) AS date,
        max_by(level, date) AS level,
        max_by(place, date) AS place,
        max(previous_level) FILTER (WHERE sessions_ago = 1) AS previous_level,
        avg(level) FILTER (WHERE sessions_ago <= 50) AS average_50,
        count(*) FILTER (WHERE sessions_ago <= 50) AS closes_50,
        avg(level) FILTER (WHERE sessions_ago <= 200) AS average_200,
        count(*) FILTER (WHERE sessions_ago <= 200) AS closes_200
    FROM numbered
    GROUP BY symbol_number
),
members AS (
    SELECT
        last_closes.*,
        source
    FROM last_closes
    INNER JOIN latest_sources AS sources
        ON sources.symbol_number = last_closes.symbol_number AND sources.place = last_closes.place
    WHERE symbol IN ($group)
)
SELECT
    100.0 * count(*) FILTER (WHERE level > previous_level) / count(*) AS advancers_pct,
    count(*) FILTER (WHERE level > previous_level) AS advancers,
    count(*) FILTER (WHERE level < previous_level) AS decliners,
    count(*) FILTER (WHERE level = previous_level) AS unchanged,
    count(*) AS members,
    100.0 * count(*) FILTER (WHERE closes_50 = 50 AND level > average_50)
    / nullif(count(*) FILTER (WHERE closes_50 = 50), 0) AS above_50_pct,
    count(*) FILTER (WHERE closes_50 = 50) AS members_50,
    100.0 * count(*) FILTER (WHERE closes_200 = 200 AND level > average_200)
    / nullif(count(*) FILTER (WHERE closes_200 = 200), 0) AS above_200_pct,
    count(*) FILTER (WHERE closes_200 = 200) AS members_200,
    max(date) AS date,
    string_agg(DISTINCT source, '; ' ORDER BY source) AS source
FROM members
WHERE previous_level IS NOT NULL AND date = (SELECT max(date) FROM members)
HAVING count(*) > 0
