-- name: valuation
-- title: Valuation multiples
-- summary: Valuation multiples of a share: P/E (price to earnings), P/S (price to sales), P/B, EV/EBITDA and dividend yield,
--   from the last close and the trailing year's figures.
-- param: symbol (instrument): the company
-- param: measure (text, default all): pe, ps, pb, ev_ebitda or dividend_yield; all of them if none is named
-- column: symbol [text]: the company's symbol
-- column: name [text]: the company's name
-- column: measure [text]: the short name of the multiple
-- column: title [text]: the multiple in words
-- column: value [{value_unit}]: the multiple, or the yield; empty where the figure is not above zero
-- column: numerator [{currency}]: the price of a share, the market value or the enterprise value; of a yield the dividends
-- column: denominator [{currency}]: the figure a share or of the company; of a yield the price
-- column: how [text]: which periods the figure is of
-- column: period_end [date]: the end of the last of them
-- column: close [{currency}]: the last close
-- column: date [date]: its session
-- column: remark [text]: why there is no multiple, where there is none
-- column: value_unit [text]: x, or % for a yield
-- column: currency [text]: the currency of price and figures
-- column: source [text]: who gave the close and the figures
-- value: value
-- row: {name}: {title} [of {value}]{remark} ({numerator} to {denominator}, {how} to {period_end}, close of {date}).
-- example: What is the P/E ratio of Apple?
-- example: How is Microsoft valued?
-- example: At what multiple of sales does Nvidia trade?
-- example: EV to EBITDA multiple for Intel
-- example: What dividend yield does Intel pay at the last close?
-- example: Price-to-earnings ratio of AMZN
-- example: Is Apple expensive on its earnings multiple?
-- example: Show the valuation multiples of NVDA
-- example: What is Microsoft's price to book?
-- example: How many times its sales is Amazon worth?
-- said: measure pe: P/E; PE; price to earnings; price/earnings; earnings multiple; multiple of earnings; times earnings
-- said: measure ps: P/S; price to sales; price/sales; sales multiple; multiple of sales; times sales; times its sales
-- said: measure pb: P/B; price to book; price/book; book multiple
-- said: measure ev_ebitda: EV/EBITDA; EV to EBITDA; enterprise value to EBITDA; enterprise multiple
-- said: measure dividend_yield: dividend yield; yield
-- source: CFA Institute, Equity Asset Valuation, price and enterprise value multiples: price / trailing diluted earnings a share;
--   market value / trailing revenue, / equity; (market value + debt - cash) / trailing EBITDA; trailing dividends / price
-- empty: a close that is not adjusted is needed, and figures of a whole year (four quarters, two halves, or a year after a year)

-- Figures count if they are in the currency of the close. Without earnings a share, P/E is market value to net income.
WITH price AS (
    SELECT
        date,
        level,
        currency,
        source
    FROM closes
    WHERE symbol = $symbol AND basis = 'close'
    ORDER BY date DESC
    LIMIT 1
),
newest AS (
    SELECT
        reported.*,
        row_number() OVER (PARTITION BY item ORDER BY period_end DESC) AS reports_ago
    FROM reported
    CROSS JOIN price
    WHERE
        symbol = $symbol
        AND (unit IN ('', 'count', 'shares', currency) OR unit LIKE currency || '%' OR currency = '')
),
latest AS (
    SELECT
        item,
        value,
        trailing,
        how,
        period_end,
        source
    FROM newest
    WHERE reports_ago = 1
),
size AS (
    SELECT max(
        CASE
            WHEN latest.item = 'shares_outstanding' THEN latest.value * price.level
        END
    ) AS computed,
    max(CASE WHEN latest.item = 'market_cap' THEN latest.value END) AS reported_size,
    coalesce(max(CASE WHEN latest.item = 'total_debt' THEN latest.value END), 0) AS debt,
    coalesce(max(CASE WHEN latest.item = 'cash' THEN latest.value END), 0) AS cash,
    count(CASE WHEN latest.item IN ('total_debt', 'cash') THEN 1 END) AS debt_and_cash,
    max(CASE WHEN latest.item = 'eps' THEN latest.trailing END) AS eps
    FROM latest
    CROSS JOIN price
),
multiples AS (
    SELECT
        1 AS place,
        'pe' AS measure,
        'price to earnings (P/E)' AS title,
        price.level AS numerator,
        trailing AS denominator,
        how,
        period_end,
        latest.source
    FROM latest
    CROSS JOIN price
    WHERE item = 'eps'
    UNION ALL
    SELECT
        1 AS place,
        'pe' AS measure,
        'price to earnings (P/E)' AS title,
        coalesce(computed, reported_size) AS numerator,
        trailing AS denominator,
        how,
        period_end,
        source
    FROM latest
    CROSS JOIN size
    WHERE item = 'net_income' AND eps IS NULL
    UNION ALL
    SELECT
        2 AS place,
        'ps' AS measure,
        'price to sales (P/S)' AS title,
        coalesce(computed, reported_size) AS numerator,
        trailing AS denominator,
        how,
        period_end,
        source
    FROM latest
    CROSS JOIN size
    WHERE item = 'revenue'
    UNION ALL
    SELECT
        3 AS place,
        'pb' AS measure,
        'price to book value (P/B)' AS title,
        coalesce(computed, reported_size) AS numerator,
        value AS denominator,
        'balance sheet' AS how,
        period_end,
        source
    FROM latest
    CROSS JOIN size
    WHERE item = 'equity'
    UNION ALL
    SELECT
        4 AS place,
        'ev_ebitda' AS measure,
        'enterprise value to EBITDA (EV/EBITDA)' AS title,
        coalesce(computed, reported_size) + debt - cash AS numerator,
        trailing AS denominator,
        how,
        period_end,
        source
    FROM latest
    CROSS JOIN size
    WHERE item = 'ebitda' AND debt_and_cash = 2
    UNION ALL
    SELECT
        5 AS place,
        'dividend_yield' AS measure,
        'dividend yield' AS title,
        trailing AS numerator,
        price.level AS denominator,
        how,
        period_end,
        latest.source
    FROM latest
    CROSS JOIN price
    WHERE item = 'dividends_per_share'
)
SELECT
    $symbol AS symbol,
    coalesce(instruments.name, $symbol) AS name,
    measure,
    title,
    CASE
        WHEN measure = 'dividend_yield' THEN 100 * numerator / denominator
        WHEN denominator > 0 THEN numerator / denominator
    END AS value,
    numerator,
    denominator,
    how,
    period_end,
    price.level AS close,
    price.date,
    CASE WHEN denominator > 0 THEN '' ELSE 'cannot be given, because the figure is not above zero' END AS remark,
    CASE WHEN measure = 'dividend_yield' THEN '%' ELSE 'x' END AS value_unit,
    price.currency,
    CASE WHEN price.source = multiples.source THEN price.source
        ELSE price.source || '; ' || multiples.source
    END AS source
FROM multiples
CROSS JOIN price
LEFT JOIN instruments ON instruments.symbol = $symbol
WHERE
    numerator IS NOT NULL
    AND denominator IS NOT NULL
    AND (lower($measure) = 'all' OR measure = lower($measure))
ORDER BY place
