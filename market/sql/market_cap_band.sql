-- name: market_cap_band
-- title: Market-cap band
-- summary: A company's market capitalisation and the band it falls in: mega, large, mid, small or micro cap.
-- param: symbol (instrument): the company
-- column: symbol [text]: the company's symbol
-- column: name [text]: the company's name
-- column: market_cap [{currency}]: the market value
-- column: band [text]: mega, large, mid, small or micro; "no" where the value is not in dollars
-- column: band_from [USD]: the least market value of the band
-- column: band_to [USD]: the market value from which the next band begins
-- column: how [text]: shares outstanding times the last close, or as reported
-- column: valued_on [date]: the session of the close, or the day that the reported value is of
-- column: shares [count]: the shares outstanding that were used
-- column: close [{currency}]: the close that was used
-- column: currency [text]: the currency
-- column: source [text]: who gave the figures
-- value: market_cap
-- sentence: {name} is a {band}-cap company: its market value is {market_cap} ({how}, {valued_on})[; the band begins at
--   {band_from}][ and ends at {band_to}].
-- example: Is Apple a mega cap?
-- example: Which market-cap band is Intel in?
-- example: Is Nvidia a large-cap or a mid-cap company?
-- example: What size category does Amazon fall into?
-- example: Does Microsoft count as a small cap, mid cap or large cap?
-- example: Market capitalisation class of AAPL
-- example: Is Intel big enough to be a mega-cap stock?
-- example: Into which capitalisation bracket does NVDA fall?
-- example: Is AMZN a micro cap?
-- example: In what cap band does MSFT belong?
-- source: bounds as FINRA states them: mega from $200 billion, large from $10 billion, mid from $2 billion, small from $250
--   million, micro below; the value is shares outstanding times the close as traded, else the reported one
-- empty: a reported market value is needed, or shares outstanding and a close that is not adjusted

WITH latest_figures AS (
    SELECT
        item,
        value,
        unit,
        period_end,
        source,
        row_number() OVER (PARTITION BY item ORDER BY period_end DESC) AS reports_ago
    FROM reported
    WHERE symbol = $symbol AND item IN ('shares_outstanding', 'market_cap') AND value > 0
),
price AS (
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
sized AS (
    SELECT
        value * level AS market_cap,
        price.currency,
        'shares times close' AS how,
        date,
        value AS shares,
        level AS close,
        CASE WHEN price.source = latest_figures.source THEN price.source
            ELSE price.source || '; ' || latest_figures.source
        END AS source,
        1 AS choice
    FROM latest_figures
    CROSS JOIN price
    WHERE item = 'shares_outstanding' AND reports_ago = 1
    UNION ALL
    SELECT
        value AS market_cap,
        unit AS currency,
        'as reported' AS how,
        period_end AS date,
        NULL AS shares,
        NULL AS close,
        source,
        2 AS choice
    FROM latest_figures
    WHERE item = 'market_cap' AND reports_ago = 1
),
bands AS (
    SELECT * FROM (
        VALUES
        ('mega', 200e9, NULL),
        ('large', 10e9, 200e9),
        ('mid', 2e9, 10e9),
        ('small', 250e6, 2e9),
        ('micro', NULL, 250e6)
    ) AS listed (band, band_from, band_to)
)
SELECT
    $symbol AS symbol,
    coalesce(instruments.name, $symbol) AS name,
    market_cap,
    coalesce(band, 'no') AS band,
    CAST(band_from AS DOUBLE) AS band_from,
    CAST(band_to AS DOUBLE) AS band_to,
    how,
    date AS valued_on,
    shares,
    close,
    sized.currency,
    sized.source
FROM sized
LEFT JOIN bands
    ON
        market_cap >= coalesce(band_from, 0)
        AND (band_to IS NULL OR market_cap < band_to)
        AND sized.currency IN ('USD', '')
LEFT JOIN instruments ON instruments.symbol = $symbol
ORDER BY choice
LIMIT 1
