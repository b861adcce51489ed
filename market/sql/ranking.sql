-- name: ranking
-- title: Ranking by return
-- summary: The members of a group of instruments, such as the sectors, ranked by their return over a period.
-- param: group (group): the group by name, or symbols with commas between
-- param: period (period, default YTD): from the last close on or before its start to the last on or before its end
-- column: rank [count]: 1 for the highest return
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
-- sentence: Ranked by return from {start_date} to {end_date}, {name} leads with {return_pct:+}.
-- example: Which index did worst last year?
-- example: Which of the sectors did best in 2023?
-- example: Which sectors are leading this year?
-- example: Rank the sectors by year-to-date return
-- example: What is the best performing sector in 2022?
-- example: Which sector did worst in March 2020?
-- example: Which indices are up the most since the end of October?
-- example: Show the top and bottom sector ETFs over the last three months
-- example: How do SPY, QQQ, IWM and DIA compare this year?
-- example: Order gold, oil, Treasuries and stocks by performance last quarter
-- example: What are the laggards among the sectors this month?
-- example: Which of the major indexes has gained the most YTD?
-- source: simple return, end / start - 1: CFA Institute, Quantitative Methods, holding period return
-- basis: dividends included (adjusted closes)

SELECT
    rank() OVER (ORDER BY return_pct DESC) AS rank,
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
WHERE symbol IN ($group)
ORDER BY rank, symbol
