-- name: last_close
-- title: Last close
-- summary: The most recent close of an index, fund or share: its level or price, and the day it is of.
-- param: symbol (instrument): the index, fund or share
-- param: period (period, default YTD): the last close on or before its end is given
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: close [{currency}]: the last close: points of an index, percent of a yield, else a price
-- column: date [date]: the session of that close
-- column: basis [text]: close, or adj_close where there is only an adjusted close
-- column: currency [text]: the currency of the close, empty for an index or a rate
-- column: source [text]: who gave the close
-- value: close
-- sentence: {name} closed at {close} on {date}.
-- example: Where did the S&P 500 close?
-- example: What is the level of the Russell 2000?
-- example: What is the latest price of SPY?
-- example: At what level is the VIX?
-- example: What was the last close of the Nasdaq?
-- example: How much does one share of GLD cost?
-- example: Where did the Dow finish on 2025-12-31?
-- example: What is the 10-year Treasury yield index trading at?
-- example: Current value of the Nasdaq Composite
-- source: the close of the session, as the source gives it
-- basis: adjusted for later dividends, so it is not the price that was traded

SELECT
    named_closes.symbol,
    coalesce(instruments.name, named_closes.symbol) AS name,
    level AS close,
    date,
    basis,
    named_closes.currency,
    named_closes.source
FROM named_closes
LEFT JOIN instruments ON instruments.symbol = named_closes.symbol
WHERE named_closes.symbol = $symbol AND date <= $period_end
ORDER BY date DESC, basis DESC
LIMIT 1
