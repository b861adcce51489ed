-- name: event_window
-- title: Returns around an event
-- summary: Event window: what an instrument, or each of a group, returned over the sessions before, on and after a date.
-- param: symbols (instruments): the index, fund or share, or several, or a group
-- param: event (period): the day of the event; of a longer period its first day
-- param: sessions (integer 1..250, default 5): how many sessions before and after are looked at
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: event_date [date]: the first session on or after the day of the event, at most a week later
-- column: event_pct [%]: the return of that session, from the close of the session before
-- column: before_pct [%]: the return over the sessions before it; empty where the closes do not reach back that far
-- column: after_pct [%]: the return over the sessions after it; empty where there is none yet
-- column: total_pct [%]: from the first close of the window to the last
-- column: sessions_after [count]: the sessions after it that there are, at most as many as asked for
-- column: first_date [date]: the session of the first close of the window
-- column: last_date [date]: the session of the last close of the window
-- column: close_before [{currency}]: the close of the session before the event
-- column: event_close [{currency}]: the close of the session of the event
-- column: last_close [{currency}]: the last close of the window
-- column: basis [text]: close, or adj_close where only adjusted closes go back that far
-- column: currency [text]: the currency of the closes, empty for an index or a rate
-- column: source [text]: who gave the closes
-- value: after_pct
-- sentence: On {event_date} {name} {event_pct?rose:fell} {event_pct:abs}[, after {before_pct:+} over the sessions before
--   from {first_date}][, and returned {after_pct:+} from then to {last_date}].
-- example: How did the S&P 500 react to the Fed decision of 16 March 2020?
-- example: What did small caps do in the ten sessions before and after 19 February 2020?
-- example: How did the sectors trade around the election of 5 November 2024?
-- example: Event window of the Russell 2000 around 2025-04-02
-- example: How did gold and oil move in the days after 24 February 2022?
-- example: Reaction of the Nasdaq to the CPI report on 10 November 2022
-- example: How much did banks lose in the 20 sessions after 8 March 2023?
-- example: Show the returns of SPY, QQQ and IWM before and after 2 April 2025
-- example: What was the market's response on and after 9 November 2016?
-- example: How did energy stocks behave around the announcement of 2022-10-05?
-- said: sessions #: # sessions; # trading days; # trading sessions; # days; #-day
-- source: event study with simple returns: MacKinnon, Event Studies in Economics and Finance (1997), window without a model
-- empty: a close before the event is needed, and one within a week after it
-- basis: dividends included (adjusted closes)

WITH counted AS (
    SELECT
        symbol,
        date,
        level,
        basis,
        currency,
        source,
        count(*) FILTER (WHERE date <= $event_start) OVER (PARTITION BY symbol) AS sessions_before,
        row_number() OVER (PARTITION BY symbol ORDER BY date) AS session
    FROM whole_history
    WHERE symbol IN ($symbols)
),
placed AS (
    SELECT
        *,
        session - sessions_before - 1 AS place
    FROM counted
    WHERE sessions_before > 0
),
windows AS (
    SELECT
        symbol,
        max(date) FILTER (WHERE place = 0) AS event_date,
        max(level) FILTER (WHERE place = 0) AS event_close,
        max(level) FILTER (WHERE place = -1) AS close_before,
        max(level) FILTER (WHERE place = -1 - $sessions) AS first_close,
        min(date) AS first_date,
        min_by(level, date) AS earliest_close,
        max(date) AS last_date,
        max_by(level, date) AS last_close,
        max(place) AS sessions_after,
        max(basis) AS basis,
        max(currency) AS currency,
        min(source) AS first_source,
        max(source) AS last_source
    FROM placed
    WHERE place BETWEEN -1 - $sessions AND $sessions
    GROUP BY symbol
)
SELECT
    windows.symbol,
    coalesce(instruments.name, windows.symbol) AS name,
    event_date,
    100 * (event_close / close_before - 1) AS event_pct,
    100 * (close_before / first_close - 1) AS before_pct,
    CASE WHEN sessions_after > 0 THEN 100 * (last_close / event_close - 1) END AS after_pct,
    100 * (last_close / earliest_close - 1) AS total_pct,
    sessions_after,
    first_date,
    last_date,
    close_before,
    event_close,
    last_close,
    basis,
    windows.currency,
    CASE WHEN first_source = last_source THEN first_source ELSE first_source || '; ' || last_source END AS source
FROM windows
LEFT JOIN instruments ON instruments.symbol = windows.symbol
WHERE event_date <= $event_end + INTERVAL '7' DAY
ORDER BY after_pct DESC NULLS LAST, windows.symbol
