-- name: fundamentals
-- title: Reported figures
-- summary: The latest reported figures of a company, such as revenue, earnings per share or total assets.
-- param: symbol (instrument): the company
-- column: symbol [text]: the company's symbol
-- column: item [text]: what was reported
-- column: period_end [date]: the end of the fiscal period that it is for
-- column: value [{unit}]: the figure
-- column: unit [text]: its unit, as reported
-- column: source [text]: who gave the figure
-- value: value
-- row: {symbol} reported {item} of {value} for the period to {period_end}, according to {source}.
-- example: What were the latest fundamentals of Apple?
-- example: What revenue did Microsoft report?
-- example: What are the earnings per share of NVDA?
-- example: Show the reported figures of AMZN
-- example: How much debt does Intel have?
-- example: What was the net income of Apple in the last reported quarter?
-- example: Key financials of Nvidia
-- example: What is Apple's market cap?
-- example: How big is Intel by market value?
-- example: What total assets does MSFT report?
-- source: the figures as reported; for each item the latest fiscal period

WITH ordered AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY item ORDER BY period_end DESC, source) AS reports_ago
    FROM fundamentals
    WHERE symbol = $symbol
)
SELECT
    symbol,
    item,
    period_end,
    value,
    unit,
    source
FROM ordered
WHERE reports_ago = 1
ORDER BY item
