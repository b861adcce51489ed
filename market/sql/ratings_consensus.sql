-- name: ratings_consensus
-- title: Analyst consensus
-- summary: The consensus of analysts on a share: how many firms say buy, hold or sell, and the mean and median price target;
--   the latest rating of each firm counts.
-- param: symbol (instrument): the share
-- param: period (period, default past 12 months): the ratings that count
-- column: symbol [text]: the share's symbol
-- column: name [text]: the share's name
-- column: firms [count]: the firms with a rating or a target in the period
-- column: buys [count]: those that say buy, overweight, outperform or the like
-- column: holds [count]: those that say hold, neutral, equal weight or the like
-- column: sells [count]: those that say sell, underweight, underperform or the like
-- column: unclassified [count]: those whose words are none of these
-- column: targets [count]: the firms with a price target in the currency that most use
-- column: mean_target [{currency}]: the mean of these targets
-- column: median_target [{currency}]: their median
-- column: low_target [{currency}]: the lowest
-- column: high_target [{currency}]: the highest
-- column: first_rating [date]: the day of the oldest rating that counts
-- column: last_rating [date]: the day of the newest one
-- column: currency [text]: the currency of the targets
-- column: source [text]: who gave the ratings
-- value: mean_target
-- sentence: Of {firms} firm(s) with a view on {name} since {first_rating}, {buys} say buy, {holds} hold and {sells} sell[; the mean
--   of {targets} price target(s) is {mean_target}, the median {median_target}, from {low_target} to {high_target}].
-- example: What is the analyst consensus on Apple?
-- example: What is the average price target for Nvidia?
-- example: How many analysts rate Microsoft a buy, hold or sell?
-- example: Consensus rating of AMZN
-- example: What is the median target price of Intel over the last six months?
-- example: How many firms have a sell rating on Intel?
-- example: What do analysts on average expect of NVDA's share price?
-- example: What are the highest and lowest price targets on AAPL?
-- example: Summarise the buy, hold and sell ratings of Microsoft
-- example: How bullish is Wall Street on Amazon?
-- source: counts, mean and median over the latest rating of each firm within the period, as known at the as-of
-- empty: a rating within the period is needed

-- A firm that suspended or dropped its coverage does not count. The newest row with a rating gives a firm's rating, the
-- newest one with a target its target: a firm that only moves its target keeps its rating.
WITH words AS (
    SELECT * FROM (
        VALUES
        ('buy', 'buy'), ('strong buy', 'buy'), ('conviction buy', 'buy'), ('top pick', 'buy'), ('overweight', 'buy'),
        ('outperform', 'buy'), ('market outperform', 'buy'), ('sector outperform', 'buy'), ('strong outperform', 'buy'),
        ('positive', 'buy'), ('accumulate', 'buy'), ('add', 'buy'), ('speculative buy', 'buy'), ('long-term buy', 'buy'),
        ('hold', 'hold'), ('neutral', 'hold'), ('equal weight', 'hold'), ('equal-weight', 'hold'), ('equalweight', 'hold'),
        ('market perform', 'hold'), ('sector perform', 'hold'), ('peer perform', 'hold'), ('sector weight', 'hold'),
        ('in-line', 'hold'), ('in line', 'hold'), ('perform', 'hold'), ('market weight', 'hold'), ('mixed', 'hold'),
        ('sell', 'sell'), ('strong sell', 'sell'), ('underweight', 'sell'), ('underperform', 'sell'), ('reduce', 'sell'),
        ('market underperform', 'sell'), ('sector underperform', 'sell'), ('negative', 'sell'), ('trim', 'sell')
    ) AS listed (rating, side)
),
given AS (
    SELECT
        firm,
        max(date) AS date,
        max_by(lower(action), date) AS action,
        max_by(lower(trim(rating)), date) FILTER (WHERE rating <> '') AS rating,
        max_by(target, date) FILTER (WHERE target IS NOT NULL) AS target,
        max_by(currency, date) FILTER (WHERE target IS NOT NULL) AS currency,
        min(source) AS source,
        max(source) AS last_source
    FROM ratings
    WHERE symbol = $symbol AND date > $period_start AND date <= $period_end
    GROUP BY firm
),
counted AS (
    SELECT
        given.*,
        side
    FROM given
    LEFT JOIN words ON words.rating = given.rating
    WHERE
        action NOT LIKE '%suspend%' AND action NOT LIKE '%drop%' AND action NOT LIKE '%terminat%'
        AND action NOT LIKE '%discontinu%'
),
money AS (
    SELECT currency
    FROM counted
    WHERE target IS NOT NULL
    GROUP BY currency
    ORDER BY count(*) DESC, currency
    LIMIT 1
),
summary AS (
    SELECT
        count(*) AS firms,
        count(*) FILTER (WHERE side = 'buy') AS buys,
        count(*) FILTER (WHERE side = 'hold') AS holds,
        count(*) FILTER (WHERE side = 'sell') AS sells,
        count(*) FILTER (WHERE side IS NULL AND rating IS NOT NULL) AS unclassified,
        count(target) FILTER (WHERE counted.currency = money.currency) AS targets,
        avg(target) FILTER (WHERE counted.currency = money.currency) AS mean_target,
        median(target) FILTER (WHERE counted.currency = money.currency) AS median_target,
        min(target) FILTER (WHERE counted.currency = money.currency) AS low_target,
        max(target) FILTER (WHERE counted.currency = money.currency) AS high_target,
        min(date) AS first_rating,
        max(date) AS last_rating,
        max(money.currency) AS currency,
        min(source) AS first_source,
        max(last_source) AS last_source
    FROM counted
    LEFT JOIN money ON TRUE
)
SELECT
    $symbol AS symbol,
    coalesce(instruments.name, $symbol) AS name,
    firms,
    buys,
    holds,
    sells,
    unclassified,
    targets,
    mean_target,
    median_target,
    low_target,
    high_target,
    first_rating,
    last_rating,
    summary.currency,
    CASE WHEN first_source = last_source THEN first_source ELSE first_source || '; ' || last_source END AS source
FROM summary
LEFT JOIN instruments ON instruments.symbol = $symbol
WHERE firms > 0
