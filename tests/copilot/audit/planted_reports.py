"""Small reports of many kinds, some correct, some with errors planted in them: (kind of finding, words it is at)."""

# ruff: noqa: E501 - the lines are those of reports

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Planted:
    """One report, the errors that are in it, and nothing else wrong."""

    name: str
    text: str
    errors: list[tuple[str, str]] = field(default_factory=list)


REPORTS = (
    Planted(
        "a correct market wrap",
        """# Wall Street wrap

*23 January 2026*

The S&P 500 edged up 0.03% to close at 6,915.61 on Friday [1]. The Nasdaq Composite added 0.28% and finished at
23,501.24 [1]. The Dow Jones Industrial Average dropped 0.58% to 49,098.71, and the Russell 2000 slid 1.82% to end at
2,669.16 [1].

For the year to date the Russell 2000 is up 7.5%, the S&P 500 1.0% and the Nasdaq Composite 1.1% [1]. Small caps
therefore lead the S&P 500 by 6.5 percentage points this year [1].

Energy is the second-best sector of the year with a gain of 10.0%, behind Materials with 10.2% [1].

## Sources

[1] Exchange data
""",
    ),
    Planted(
        "a wrap with a wrong close, a wrong move and a wrong lead",
        """Markets today

January 23, 2026

U.S. stocks ended the week mixed. The S&P 500 closed at 6,951.16, little changed on the day [1]. The Nasdaq rose 0.82% to
23,501.24 [1]. The Russell 2000 lost 1.82% to close at 2,669.16 [1].

Since the start of the year the Russell 2000 has gained 7.5% and the Nasdaq Composite 1.1%, so small caps are about 4
percentage points ahead of the Nasdaq [1].

References
[1] Nasdaq Data Link
""",
        [("no_session", "6,951.16"), ("no_session", "0.82%"), ("arithmetic", "4\npercentage points")],
    ),
    Planted(
        "an earnings note that adds up",
        """Northwind Robotics: third-quarter results

October 29, 2025

Northwind Robotics reported revenue of $4.20 billion for the third quarter, up 12% from $3.75 billion a year earlier [1].
Net income rose to $630 million from $525 million, an increase of 20% [1]. Diluted EPS of $1.26 beat the consensus
estimate of $1.19 [2]. Operating income was $840 million on revenue of $4.20 billion, an operating margin of 20% [1].

For the fourth quarter management expects revenue of $4.4 billion to $4.6 billion [1].

Sources:
[1] Northwind Robotics, press release
[2] Consensus Partners, survey of estimates
""",
    ),
    Planted(
        "an earnings note with a wrong growth rate, a miss called a beat and a wrong margin",
        """Northwind Robotics: third-quarter results

October 29, 2025

Northwind Robotics reported revenue of $4.20 billion for the third quarter, up 15% from $3.75 billion a year earlier [1].
Diluted EPS of $1.16 topped the consensus estimate of $1.19 [2]. Operating income was $840 million on revenue of $4.20
billion, an operating margin of 24% [1].

The net debt of the company fell from $1.1 billion to $1.3 billion [1].

Sources:
[1] Northwind Robotics, press release
[2] Consensus Partners, survey of estimates
""",
        [
            ("arithmetic", "15%"),
            ("order", "$1.16"),
            ("arithmetic", "24%"),
            ("order", "$1.3 billion"),
        ],
    ),
    Planted(
        "a sector ranking out of order",
        """Sector scorecard, 23 January 2026

Materials lead the year to date with a return of 10.19%, followed by Energy at 10.02%, Consumer Staples at 5.87% and
Industrials at 6.73%. Financials are the weakest sector of the year, down 3.10%.
""",
        [
            ("order", "6.73%"),
            ("table_value", "5.87%"),
            ("table_value", "6.73%"),
        ],
    ),
    Planted(
        "a sector ranking that is right",
        """Sector scorecard, 23 January 2026

Materials lead the year to date with a return of 10.19%, followed by Energy at 10.02%, Consumer Staples at 6.73% and
Industrials at 5.87%. Financials are the weakest sector of the year, down 3.10%, while Communication Services lost 0.65%
and Utilities 0.30%.
""",
    ),
    Planted(
        "dates that cannot be",
        """Small-cap monitor

January 23, 2026

The Russell 2000 closed at 2,677.74 on Saturday, January 17, 2026 [1]. The S&P 500 closed at 6,796.86 on January 19 [1].
The Committee's review was published on 31 February 2025 [2]. Traders reported heavy volume on Monday, January 21, 2026
[1]. The index of the Nasdaq Composite has beaten bonds in most decades since 1955 [2]. The minutes of the meeting were
released on 18 February 2026 and were calm [2].

References
[1] Exchange data
[2] Archive
""",
        [
            ("impossible_date", "Saturday, January 17, 2026"),
            ("impossible_date", "January 19"),
            ("impossible_date", "31 February 2025"),
            ("impossible_date", "Monday, January 21, 2026"),
            ("before_first_day", "since 1955"),
            ("impossible_date", "18 February 2026"),
        ],
    ),
    Planted(
        "dates that are right",
        """Small-cap monitor

January 23, 2026

The Russell 2000 closed at 2,677.74 on Friday, January 16, 2026 [1]. U.S. markets were shut on Monday, January 19, for a
holiday [1]. The Dow Jones Industrial Average has been published since 1896 [2]. The next meeting of the Committee is
scheduled for January 27-28, 2026, and its minutes are due on 18 February 2026 [2]. The notes mature on 30 June 2031 [2].

References
[1] Exchange data
[2] Archive
""",
    ),
    Planted(
        "one quantity with two values",
        """Brightwater Foods: initiation

3 December 2025

We start Brightwater Foods at Buy with a price target of $64. Our forecast for its revenue in fiscal 2026 is $2.31 billion.
The gross margin of Brightwater Foods was 38.2% in the third quarter.

Valuation. Brightwater Foods trades at 14 times earnings, and our price target of $68 implies upside of a fifth. The gross
margin of Brightwater Foods stood at 36.2% in the third quarter, well above peers.
""",
        [("two_values", "$68"), ("two_values", "36.2%")],
    ),
    Planted(
        "a rates and currency note with wrong differences",
        """Rates and currencies

23 January 2026

The ten-year yield fell 12 basis points to 4.10% from 4.25% over the week [1]. EUR/USD rose 1.2% to 1.1840 from 1.1700 [1].
The two-year yield climbed from 3.55% to 3.61%, a rise of 6 basis points [1]. USD/JPY slipped 2.5% to 156.0 from 158.0 [1].
The gap between the two yields narrowed to 49 basis points from 70 basis points [1].

Sources
1. Dealer quotes
""",
        [("arithmetic", "12 basis points"), ("arithmetic", "2.5%")],
    ),
    Planted(
        "an FOMC summary that adds up",
        """FOMC recap

The Committee raised the target range for the federal funds rate by 75 basis points to 3 to 3-1/4 percent in September 2022
[1]. Officials projected real GDP growth of 0.2 percent for 2022 [1]. Inflation was seen at 5.4 percent at the end of 2022
[1].

References
[1] Federal Reserve, statement and projections
""",
    ),
    Planted(
        "sources that do not match",
        """The consumer in winter

12 January 2026

According to Bank of America, card spending rose 2.4% in December [1]. Moody's forecasts growth of 1.9% for 2026 [2]. Data
from Redbook show same-store sales up 5.7% [3]. The National Retail Federation estimates holiday sales of $1.01 trillion [5].
Gift cards were 12% of that.

References
[1] Reuters - U.S. card spending in December
[2] Moody's - Outlook 2026
[3] Redbook Research - Weekly index
[4] Bank of America Institute - Consumer Checkpoint
""",
        [
            ("source_mismatch", "Bank of America"),
            ("missing_reference", "The National"),
            ("never_cited", "[4]"),
            ("uncited", "12%"),
        ],
    ),
    Planted(
        "sums, shares and ratios",
        """Harbor Shipping: segment review

14 November 2025

Sales were $310 million in containers, $240 million in tankers and $95 million in services, for a total of $685 million.
Containers made $310 million of total sales of $645 million, or 48%. Orders doubled to $420 million from $280 million.
The fleet's fuel bill of $90 million was 25% of operating costs of $360 million.
""",
        [("arithmetic", "$685 million"), ("arithmetic", "doubled")],
    ),
    Planted(
        "a table in Markdown",
        """# Closing levels

Friday, 23 January 2026

| Index | Close | Day | Year to date |
|---|---|---|---|
| S&P 500 | 6,915.61 | +0.03% | +1.02% |
| Nasdaq Composite | 23,501.24 | +0.28% | +1.12% |
| Dow Jones Industrial Average | 49,198.71 | -0.58% | +2.15% |
| Russell 2000 | 2,669.16 | +1.82% | +7.54% |
""",
        [("no_session", "49,198.71"), ("no_session", "+1.82%")],
    ),
    Planted(
        "a close of another day and a stale year to date",
        """Evening note, 23 January 2026

The Russell 2000 finished Friday at 2,718.77. The S&P 500 has returned 1.38% this year. The Dow Jones Industrial Average is
2.15% higher than at the end of 2025.
""",
        [("other_session", "2,718.77"), ("table_value", "1.38%")],
    ),
    Planted(
        "a fund letter in words",
        """Letter to our partners

January 26, 2026

Dear partners, small caps gave up a third of a percent on Monday and still lead large caps this year. The Russell 2000
closed Monday at 2,659.67, against 2,669.16 on Friday. We hold more energy than the market: the sector has doubled its lead
over technology since the new year. None of this is a forecast.
""",
    ),
)
