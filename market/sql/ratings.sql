-- name: ratings
-- title: Analyst ratings
-- summary: The ratings and price targets that analysts' firms have given a share, the newest first.
-- param: symbol (instrument): the share
-- param: limit (integer, default 20): how many are given
-- column: symbol [text]: the share's symbol
-- column: date [date]: the day of the rating
-- column: firm [text]: the firm that gave it
-- column: action [text]: what the firm did: initiated, upgraded, downgraded, reiterated
-- column: rating [text]: the rating in the firm's own words
-- column: target [{currency}]: the price target, where one was given
-- column: currency [text]: the currency of the target
-- column: source [text]: who gave the row
-- value: target
-- row: {firm}, {date}: {action} {symbol} at {rating}[, price target {target}].
-- example: What do analysts say about Apple?
-- example: Which firms upgraded NVDA?
-- example: What is the price target for Microsoft?
-- example: Show the latest analyst ratings of AMZN
-- example: Has anyone downgraded Intel?
-- example: Who covers AAPL and with what rating?
-- example: Recent price target changes for Nvidia
-- example: Is Microsoft rated a buy?
-- source: the ratings as the source gives them

SELECT
    symbol,
    date,
    firm,
    action,
    rating,
    target,
    currency,
    source
FROM ratings
WHERE symbol = $symbol
ORDER BY date DESC, firm, source
LIMIT $limit
