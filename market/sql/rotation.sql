-- name: rotation
-- title: Rotation within a group
-- summary: How the leadership of a group, such as the sectors, changed from one period to the next: rank and relative strength now and before.
-- param: group (group): the group by name, or symbols with commas between
-- param: benchmark (instrument, default ^GSPC): relative strength is the return less that of this instrument
-- param: period (period, default past month): the later period
-- param: before (period, default the same time before): the earlier period; as long as the later one, and ending where it begins
-- column: rank_change [count]: places gained since the earlier period; negative: lost
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: rank_before [count]: its rank by return in the earlier period, 1 for the highest
-- column: rank [count]: the same in the later period
-- column: strength_before_pp [pp]: its return less the benchmark's in the earlier period
-- column: strength_pp [pp]: the same in the later period
-- column: strength_change_pp [pp]: the change of the two
-- column: return_before_pct [%]: its return in the earlier period
-- column: return_pct [%]: its return in the later period
-- column: before_start [date]: the session of the first close of the earlier period
-- column: before_end [date]: the session of its last close
-- column: start_date [date]: the session of the first close of the later period
-- column: end_date [date]: the session of its last close
-- column: basis [text]: close, or adj_close where only adjusted closes cover the period
-- column: source [text]: who gave the closes
-- value: rank_change
-- sentence: Between the period {before_start} to {before_end} and the period {start_date} to {end_date}, {name} gained the most places in the ranking by return: {rank_change:+}, from rank {rank_before} to {rank}; its return against the benchmark went from {strength_before_pp:+} to {strength_pp:+}.
-- example: Which sectors are gaining and losing leadership?
-- example: Show the rotation among the sectors over the past month
-- example: How did the leadership of the sectors change this quarter?
-- example: Which sectors moved up the most in rank?
-- example: Is money rotating out of tech and into other sectors? Show the sector rotation
-- example: Which sectors improved their relative strength against the S&P 500?
-- example: What rotation has there been among the indices?
-- example: Which sectors have lost the most relative strength over the past three months?
-- example: Change in the rankings of the sectors over the past quarter
-- example: Who are the new leaders among the sectors compared with before?
-- source: ranks by simple return; relative strength is the arithmetic excess return over the benchmark
-- basis: dividends included (adjusted closes)

WITH ends AS (
    SELECT
        named_closes.symbol,
        max(date) FILTER (WHERE date <= $before_start) AS before_start,
        max_by(level, date) FILTER (WHERE date <= $before_start) AS before_start_close,
        max(date) AS before_end,
        max_by(level, date) AS before_end_close
    FROM named_closes
    INNER JOIN period_returns ON period_returns.symbol = named_closes.symbol AND period_returns.basis = named_closes.basis
    WHERE date <= $before_end
    GROUP BY named_closes.symbol
),
strengths AS (
    SELECT
        own.symbol,
        own.name,
        own.return_pct,
        100 * (ends.before_end_close / ends.before_start_close - 1) AS return_before_pct,
        own.return_pct - other.return_pct AS strength_pp,
        100 * (ends.before_end_close / ends.before_start_close - 1)
        - 100 * (other_ends.before_end_close / other_ends.before_start_close - 1) AS strength_before_pp,
        ends.before_start,
        ends.before_end,
        own.start_date,
        own.end_date,
        own.basis,
        own.source
    FROM period_returns AS own
    INNER JOIN ends ON ends.symbol = own.symbol AND ends.before_end > $before_start
    INNER JOIN period_returns AS other ON other.symbol = $benchmark
    INNER JOIN ends AS other_ends ON other_ends.symbol = $benchmark
    WHERE own.symbol IN ($group) AND ends.before_start IS NOT NULL
),
ranked AS (
    SELECT
        *,
        rank() OVER (ORDER BY return_before_pct DESC) AS rank_before,
        rank() OVER (ORDER BY return_pct DESC) AS rank
    FROM strengths
)
SELECT
    rank_before - rank AS rank_change,
    symbol,
    name,
    rank_before,
    rank,
    strength_before_pp,
    strength_pp,
    strength_pp - strength_before_pp AS strength_change_pp,
    return_before_pct,
    return_pct,
    before_start,
    before_end,
    start_date,
    end_date,
    basis,
    source
FROM ranked
ORDER BY rank_change DESC, strength_change_pp DESC, symbol
