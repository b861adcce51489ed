"""When economic series are released: a lag for each well-known series, and one for each frequency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Literal


@dataclass(frozen=True, slots=True)
class Release:
    """When a figure is out: so many days after its period, at a time of day in New York."""

    lag_days: int
    at: time
    counted_from: Literal["day", "next business day", "span end"] = "day"
    """``day`` is the period's own date; ``span end`` the last day of the months that a period dated at
    its first day stands for."""
    span_months: int = 1
    """How many months a period stands for at least, where the span counts: 3 for a quarterly series."""


_MORNING = time(8, 30)
_TEN = time(10, 0)
_EVENING = time(18, 0)
_SAME_EVENING = Release(0, _EVENING)

RELEASES: tuple[tuple[re.Pattern[str], Release], ...] = (
    # The Treasury posts its par yields by 18:00 of the same day; FRED's DGS* and the T10Y* spreads are these.
    (re.compile(r"DGS\d+(MO)?|T10Y(2Y|3M)|DFII\d+|T\d+YIE"), _SAME_EVENING),
    # Closes that FRED passes on: of the VIX and of stock indices.
    (re.compile(r"VIXCLS|SP500|NASDAQCOM|DJIA"), _SAME_EVENING),
    # The New York Fed publishes the overnight rates of a day on the next business day by 09:00.
    (re.compile(r"DFF|EFFR|SOFR|OBFR"), Release(0, _TEN, "next business day")),
    # The target range is announced at 14:00 of the day before it holds.
    (re.compile(r"DFEDTAR[UL]?"), _SAME_EVENING),
    # Freddie Mac's survey comes out at noon on the Thursday that it is dated by.
    (re.compile(r"MORTGAGE\d+US"), _SAME_EVENING),
    # The Fed's balance sheet is dated by a Wednesday and comes out on the Thursday after.
    (re.compile(r"WALCL|RRPONTSYD|WTREGEN"), Release(1, _EVENING)),
    # Weekly claims are for the week that ends on Saturday and come out on the Thursday after.
    (re.compile(r"ICSA|IC4WSA"), Release(5, _MORNING)),
    # Continued claims are a week behind.
    (re.compile(r"CCSA|CC4WSA"), Release(12, _MORNING)),
    # H.15 carries the monthly average on the first business day of the next month: the 4th at the latest.
    (re.compile(r"FEDFUNDS|GS\d+(M)?"), Release(5, _EVENING, "span end")),
    # The Employment Situation: first or second Friday, at the latest the 10th in the ordinary calendar.
    (re.compile(r"UNRATE|PAYEMS|CIVPART|CES\d+|AHETPI|AWHAETP"), Release(12, _MORNING, "span end")),
    # The Consumer Price Index: between the 10th and the 20th of the next month; producer prices at most days later.
    (re.compile(r"CPI\w*|PPI\w*"), Release(20, _MORNING, "span end")),
    # Retail sales and industrial production: between the 13th and the 18th of the next month.
    (re.compile(r"RSAFS|RSXFS|RETAILMSA|INDPRO|TCU"), Release(20, _TEN, "span end")),
    # Housing starts and permits: between the 16th and the 21st of the next month.
    (re.compile(r"HOUST\w*|PERMIT\w*"), Release(23, _MORNING, "span end")),
    # Money stock: the fourth Tuesday of the next month, at 13:00.
    (re.compile(r"M[12]SL|BOGMBASE"), Release(28, _EVENING, "span end")),
    # The University of Michigan's final survey: the last days of the month itself, or the first after it.
    (re.compile(r"UMCSENT"), Release(3, _TEN, "span end")),
    # Personal Income and Outlays: around the end of the next month, at times the first days of the one after.
    (re.compile(r"PCE\w*|PSAVERT|DSPIC96|PI"), Release(35, _MORNING, "span end")),
    # Job openings: about five weeks after the month, at times in the second week of the month after next.
    (re.compile(r"JTS\w+"), Release(42, _TEN, "span end")),
    # Home prices (Case-Shiller): the last Tuesday of the month after next.
    (re.compile(r"CSUSHP\w+|SPCS20R\w*"), Release(61, _TEN, "span end")),
    # Gross domestic product: the advance estimate comes out in the last days of the month after the quarter.
    (re.compile(r"GDP|GDPC1|A191RL1Q225SBEA|GDPDEF"), Release(31, _MORNING, "span end", span_months=3)),
)
"""Release rules by the whole name of a FRED series, from the publishers' calendars."""

UNKNOWN_DAILY = Release(0, _EVENING, "next business day")
UNKNOWN_WEEKLY = Release(7, _EVENING)
UNKNOWN_MONTHLY = Release(45, _MORNING, "span end")
"""For a series without a row above; one that comes with a single period counts as monthly, to be careful."""

WEEKLY_FROM_DAYS, MONTHLY_FROM_DAYS = 5, 28
"""The smallest step between two periods of a series that makes it weekly, or monthly and longer."""


def release_of(series: str, step_days: float) -> Release:
    """The rule of ``series``, by its name, else by the days from one period to the next."""
    named = next((rule for pattern, rule in RELEASES if pattern.fullmatch(series)), None)
    if named is not None:
        return named
    if step_days >= MONTHLY_FROM_DAYS:
        return UNKNOWN_MONTHLY
    return UNKNOWN_WEEKLY if step_days >= WEEKLY_FROM_DAYS else UNKNOWN_DAILY
