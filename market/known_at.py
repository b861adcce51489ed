"""When the world could first know a row, where its source does not say: later when in doubt, never earlier.

A row that is dated too early lets a question "as of" some day see the future. So each rule here gives the moment by
which the figure is out in an ordinary month: a close at the end of its session where it trades, a rating at the end of
its day, a statement by the last day for filing it, a macro value by :mod:`market.releases`. Releases that a government
shutdown held up are not covered: give ``known_at`` with such rows.

The rules are for the first value of a key. A correction that is loaded later is known when it is loaded, see
:mod:`market.upserts`; a file of figures that were revised before it was first loaded holds the last revision under the
first release's date, so that series which are revised (payrolls, GDP, PCE) are free of look-ahead only as far as the
first vintage that was loaded, or as each vintage came with its own ``known_at``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from market.clock import END_OF_DAY, NEW_YORK
from market.exchanges import NEW_YORK_EXCHANGES, Exchange, exchange_of
from market.releases import MONTHLY_FROM_DAYS, release_of
from market.schemas import TableName

if TYPE_CHECKING:
    import pandas as pd

TIMELESS = datetime(1900, 1, 1, tzinfo=UTC)
"""When the name and kind of an instrument were known: they say nothing about the market."""

FUNDAMENTAL_LAG_DAYS = 90
"""From the end of a fiscal period to its report: the slowest filers have 90 days for their Form 10-K."""

DAYS_PER_MONTH = 30.44


def close_known_at(
    dates: pd.Series[pd.Timestamp], exchange: Exchange = NEW_YORK_EXCHANGES
) -> pd.Series[pd.Timestamp]:
    """The moment (UTC) at which the close of each day is known: the normal close of its exchange."""
    import pandas as pd

    days = dates + pd.Timedelta(days=1) if exchange.closes_next_day else dates
    return _in_utc(days, exchange.close, exchange.tzinfo)


def price_known_at(
    symbols: pd.Series[str], dates: pd.Series[pd.Timestamp], exchanges: Mapping[str, Exchange]
) -> pd.Series[pd.Timestamp]:
    """The moment (UTC) at which each close is known, by where ``exchanges`` say that its symbol trades."""
    import pandas as pd

    trades_at = {name: exchanges.get(name) or exchange_of("", symbol=str(name)) for name in symbols.unique()}
    places = {place.name: place for place in trades_at.values()}
    names = symbols.map({symbol: place.name for symbol, place in trades_at.items()})
    parts = [close_known_at(group, places[str(name)]) for name, group in dates.groupby(names, sort=False)]
    return pd.concat(parts).reindex(dates.index) if parts else close_known_at(dates)


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


def fill_known_at(
    table: TableName, rows: pd.DataFrame, exchanges: Mapping[str, Exchange] | None = None
) -> pd.Series[pd.Timestamp]:
    """``known_at`` of ``rows``, with the table's rule where the source gave none.

    ``exchanges`` say where a symbol trades; one that is not among them closes with New York, or around the clock
    where it is written as a crypto pair.
    """
    given: pd.Series[pd.Timestamp] = rows["known_at"]
    if not given.isna().any():
        return given
    return given.astype("datetime64[us, UTC]").fillna(_by_rule(table, rows, exchanges or {}))


def _by_rule(
    table: TableName, rows: pd.DataFrame, exchanges: Mapping[str, Exchange]
) -> pd.Series[pd.Timestamp]:
    import pandas as pd

    if table == "prices":
        return price_known_at(rows["symbol"], rows["date"], exchanges)
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
    release = release_of(name, step_days)
    days = periods
    if release.counted_from == "span end":
        months = max(release.span_months, round(step_days / DAYS_PER_MONTH))
        days = periods + pd.offsets.MonthEnd(months)
    elif release.counted_from == "next business day":
        days = periods + pd.offsets.BDay(1)
    return _in_utc(days + pd.Timedelta(days=release.lag_days), release.at)


def _step_days(periods: pd.Series[pd.Timestamp]) -> float:
    steps = periods.drop_duplicates().sort_values().diff().dropna()
    return float(steps.min().days) if len(steps) else MONTHLY_FROM_DAYS


def _in_utc(dates: pd.Series[pd.Timestamp], at: time, zone: ZoneInfo = NEW_YORK) -> pd.Series[pd.Timestamp]:
    import pandas as pd

    offset = pd.Timedelta(
        hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond
    ).as_unit("us")
    local = (dates.astype("datetime64[us]") + offset).dt.tz_localize(
        zone, ambiguous="NaT", nonexistent="shift_forward"
    )
    moments: pd.Series[pd.Timestamp] = local.dt.tz_convert("UTC").astype("datetime64[us, UTC]")
    return moments
