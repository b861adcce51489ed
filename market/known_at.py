"""When the world could first know a row, where its source does not say: later when in doubt, never earlier.

A row that is dated too early lets a question "as of" some day see the future. So each rule here gives
the moment by which the figure is out in an ordinary month. Releases that a government shutdown held up
are not covered: give ``known_at`` with such rows.

A table holds one value for a key. A revised figure that is loaded later replaces the first one under the same
key and gets the moment of the *first* release, so that a past as-of then sees the revision: revised series
(payrolls, GDP, PCE) are free of look-ahead only as far as the loaded vintage is. Prices and rates are not revised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Literal

from market.clock import END_OF_DAY, NEW_YORK
from market.schemas import TableName

if TYPE_CHECKING:
    import pandas as pd

SESSION_CLOSE = time(16, 0)
"""The regular close in New York. Half days close at 13:00; they count as known at 16:00 too."""

TIMELESS = datetime(1900, 1, 1, tzinfo=UTC)
"""When the name and kind of an instrument were known: they say nothing about the market."""

FUNDAMENTAL_LAG_DAYS = 90
"""From the end of a fiscal period to its report: the slowest filers have 90 days for their Form 10-K."""

DAYS_PER_MONTH = 30.44


@dataclass(frozen=True, slots=True)
class Release:
    """When a figure is out: so many days after its period ends, at a time of day in New York."""

    lag_days: int
    at: time
    counted_from: Literal["day", "next business day", "span end"] = "day"
    """``day`` is the period's own date; ``span end`` the last day of the months that a period dated at
    its first day stands for."""


_MORNING = time(8, 30)
_EVENING = time(18, 0)
_SAME_EVENING = Release(0, _EVENING)

RELEASES: tuple[tuple[re.Pattern[str], Release], ...] = (
    # The Treasury posts its par yields by 18:00 of the same day; FRED's DGS* and the T10Y* spreads are these.
    (re.compile(r"DGS\d+(MO)?|T10Y(2Y|3M)"), _SAME_EVENING),
    # Weekly claims are for the week that ends on Saturday and come out on the Thursday after.
    (re.compile(r"ICSA"), Release(5, _MORNING)),
    # H.15 carries the monthly average on the first business day of the next month: the 4th at the latest.
    (re.compile(r"FEDFUNDS"), Release(5, _EVENING, "span end")),
    # The Employment Situation: first or second Friday, at the latest the 10th in the ordinary calendar.
    (re.compile(r"UNRATE|PAYEMS"), Release(12, _MORNING, "span end")),
    # The Consumer Price Index: between the 10th and the 20th of the next month.
    (re.compile(r"CPI\w*"), Release(20, _MORNING, "span end")),
    # Personal Income and Outlays: around the end of the next month, at times the first days of the one after.
    (re.compile(r"PCE\w*"), Release(35, _MORNING, "span end")),
)
"""Release rules by the whole name of a FRED series, from the publishers' calendars."""

UNKNOWN_DAILY = Release(0, _EVENING, "next business day")
UNKNOWN_WEEKLY = Release(7, _EVENING)
UNKNOWN_MONTHLY = Release(45, _MORNING, "span end")
"""For a series without a row above; one that comes with a single period counts as monthly, to be careful."""

WEEKLY_FROM_DAYS, MONTHLY_FROM_DAYS = 5, 28
"""The smallest step between two periods of a series that makes it weekly, or monthly and longer."""


def close_known_at(dates: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """The moment (UTC) at which the close of each day is known: 16:00 in New York."""
    return _in_utc(dates, SESSION_CLOSE)


def day_known_at(dates: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """The end (UTC) of each day in New York, for what is known to be of a day and no nearer."""
    return _in_utc(dates, END_OF_DAY)


def fundamental_known_at(period_ends: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """The moment (UTC) by which the figures of each fiscal period are filed."""
    import pandas as pd

    return _in_utc(period_ends + pd.Timedelta(days=FUNDAMENTAL_LAG_DAYS), END_OF_DAY)


def observation_known_at(series: pd.Series[str], periods: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """The moment (UTC) by which each observation is out, by the release rule of its series.

    ``periods`` are the dates as FRED writes them: the day itself, or the first day of the month or quarter.
    """
    import pandas as pd

    parts = [_released(str(name), group) for name, group in periods.groupby(series, sort=False)]
    if not parts:
        return close_known_at(periods)
    return pd.concat(parts).reindex(periods.index)


def fill_known_at(table: TableName, rows: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """``known_at`` of ``rows``, with the table's rule where the source gave none."""
    given: pd.Series[pd.Timestamp] = rows["known_at"]
    if not given.isna().any():
        return given
    return given.astype("datetime64[us, UTC]").fillna(_by_rule(table, rows))


def _by_rule(table: TableName, rows: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    import pandas as pd

    if table == "prices":
        return close_known_at(rows["date"])
    if table == "ratings":
        return day_known_at(rows["date"])
    if table == "fundamentals":
        return fundamental_known_at(rows["period_end"])
    if table == "observations":
        return observation_known_at(rows["series"], rows["period"])
    return pd.Series(pd.Timestamp(TIMELESS).as_unit("us"), index=rows.index)


def _released(name: str, periods: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    import pandas as pd

    step_days = _step_days(periods)
    release = next((rule for pattern, rule in RELEASES if pattern.fullmatch(name)), _usual(step_days))
    days = periods
    if release.counted_from == "span end":
        months = max(1, round(step_days / DAYS_PER_MONTH))
        days = periods + pd.offsets.MonthEnd(months)
    elif release.counted_from == "next business day":
        days = periods + pd.offsets.BDay(1)
    return _in_utc(days + pd.Timedelta(days=release.lag_days), release.at)


def _usual(step_days: float) -> Release:
    if step_days >= MONTHLY_FROM_DAYS:
        return UNKNOWN_MONTHLY
    return UNKNOWN_WEEKLY if step_days >= WEEKLY_FROM_DAYS else UNKNOWN_DAILY


def _step_days(periods: pd.Series[pd.Timestamp]) -> float:
    steps = periods.drop_duplicates().sort_values().diff().dropna()
    return float(steps.min().days) if len(steps) else MONTHLY_FROM_DAYS


def _in_utc(dates: pd.Series[pd.Timestamp], at: time) -> pd.Series[pd.Timestamp]:
    import pandas as pd

    offset = pd.Timedelta(
        hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond
    ).as_unit("us")
    local = (dates.astype("datetime64[us]") + offset).dt.tz_localize(NEW_YORK)
    moments: pd.Series[pd.Timestamp] = local.dt.tz_convert("UTC").astype("datetime64[us, UTC]")
    return moments
