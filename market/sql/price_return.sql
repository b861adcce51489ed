-- name: price_return
-- title: Price return
-- summary: How much an index, fund or share rose or fell over a period, in percent, from its closes.
-- param: symbol (instrument): the index, fund or share
-- param: period (period, default YTD): from the last close on or before its start to the last on or before its end
-- column: symbol [text]: the instrument's symbol
-- column: name [text]: the instrument's name
-- column: return_pct [%]: the change from the first to the last close
-- column: start_date [date]: the session of the first close
-- column: start_close [{currency}]: the close at the start
-- column: end_date [date]: the session of the last close
-- column: end_close [{currency}]: the close at the end
-- column: basis [text]: close, or adj_close where only adjusted closes cover the period
-- column: currency [text]: the currency of the closes, empty for an index or a rate
-- column: source [text]: who gave the closes
-- value: return_pct
-- sentence: {name} returned {return_pct:+} from {start_date} to {end_date} (from {start_close} to {end_close}).
-- example: How much is the Russell 2000 up this year?
-- example: What is the year-to-date return of the S&P 500?
-- example: How did small caps perform in March 2020?
-- example: What was the return of SPY between 19 February and 23 March 2020?
-- example: How far has the Nasdaq fallen since the end of October?
-- example: Is the Dow up or down YTD?
-- example: How much did energy stocks gain in 2022?
-- example: What is the performance of gold over the last 12 months?
-- example: How much has QQQ lost since its close on 2021-12-31?
-- example: IWM return last quarter
-- example: How have long Treasury bonds done this month?
-- example: What did financials return in 2023?
-- source: simple return, end / start - 1: CFA Institute, Quantitative Methods, holding period return
-- basis: dividends included (adjusted closes)

SELECT
    symbol,
    name,
    return_pct,
    start_date,
    start_close,
    end_date,
    end_close,
    basis,
    currency,
    source
FROM period_returns
WHERE symbol = $symbol
