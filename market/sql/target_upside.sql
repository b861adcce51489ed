-- name: target_upside
-- title: Upside to the price target
-- summary: The upside or downside of a share: how far analysts' median price target lies above or below its last close.
-- param: symbol (instrument): the share
-- param: period (period, default past 12 months): the targets that count; the latest of each firm
-- column: symbol [text]: the share's symbol
-- column: name [text]: the share's name
-- column: upside_pct [%]: the median target against the last close
-- column: mean_upside_pct [%]: the mean target against it
-- column: low_upside_pct [%]: the lowest target against it
-- column: high_upside_pct [%]: the highest target against it
-- column: median_target [{currency}]: the median of the targets
-- column: mean_target [{currency}]: their mean
-- column: low_target [{currency}]: the lowest
-- column: high_target [{currency}]: the highest
-- column: targets [count]: the firms with a target
-- column: close [{currency}]: the last close on or before the period's end
-- column: date [date]: its session
-- column: last_target [date]: the day of the newest target
-- column: currency [text]: the currency of close and targets
-- column: source [text]: who gave the close and the targets
-- value: upside_pct
-- sentence: The median of {targets} price target(s) on {name}, {median_target}, is {upside_pct:abs} {upside_pct?above:below} its
--   close of {close} on {date}[; the targets run from {low_target} ({low_upside_pct:+}) to {high_target} ({high_upside_pct:+})].
-- example: How much upside does Apple have to its price target?
-- example: What is the implied upside of Nvidia from analysts' targets?
-- example: How far is Microsoft below its median price target?
-- example: Upside to target for AMZN
-- example: Does Intel trade above its price target?
-- example: What downside do analysts see in Intel's share price?
-- example: How much could NVDA gain if it reached its target?
-- example: How does Apple's price compare with its price targets?
-- example: Which percentage lies between the price of MSFT and its average target?
-- example: Potential return of Amazon to the analysts' target
-- source: target / close - 1, with the latest target of each firm within the period, as known at the as-of
-- empty: a close that is not adjusted is needed, and a target in its currency within the period

-- A firm that suspended or dropped its coverage does not count.
WITH price AS (
    SELECT
        date,
        level,
        currency,
        source
    FROM closes
    WHERE symbol = $symbol AND basis = 'close' AND date <= $period_end
    ORDER BY date DESC
    LIMIT 1
),
given AS (
    SELECT
        firm,
        max_by(lower(action), date) AS action,
        max(date) FILTER (WHERE target IS NOT NULL) AS date,
        max_by(target, date) FILTER (WHERE target IS NOT NULL) AS target,
        max_by(lower(currency), date) FILTER (WHERE target IS NOT NULL) AS currency,
        max_by(source, date) FILTER (WHERE target IS NOT NULL) AS source
    FROM ratings
    WHERE symbol = $symbol AND date > $period_start AND date <= $period_end
    GROUP BY firm
),
summary AS (
    SELECT
        median(target) AS median_target,
        avg(target) AS mean_target,
        min(target) AS low_target,
        max(target) AS high_target,
        count(*) AS targets,
        max(given.date) AS last_target,
        max(price.date) AS date,
        max(price.level) AS close,
        max(price.currency) AS currency,
        max(price.source) AS price_source,
        min(given.source) AS source
    FROM given
    INNER JOIN price ON lower(price.currency) = given.currency OR given.currency = '' OR price.currency = ''
    WHERE
        target IS NOT NULL
        AND action NOT LIKE '%suspend%' AND action NOT LIKE '%drop%' AND action NOT LIKE '%terminat%'
        AND action NOT LIKE '%discontinu%'
)
SELECT
    $symbol AS symbol,
    coalesce(instruments.name, $symbol) AS name,
    100 * (median_target / close - 1) AS upside_pct,
    100 * (mean_target / close - 1) AS mean_upside_pct,
    100 * (low_target / close - 1) AS low_upside_pct,
    100 * (high_target / close - 1) AS high_upside_pct,
    median_target,
    mean_target,
    low_target,
    high_target,
    targets,
    close,
    date,
    last_target,
    summary.currency,
    CASE WHEN price_source = summary.source THEN price_source ELSE price_source || '; ' || summary.source END AS source
FROM summary
LEFT JOIN instruments ON instruments.symbol = $symbol
WHERE targets > 0
