from datetime import UTC, datetime

import pandas as pd
import pytest

from market.exchanges import EXCHANGES, exchange_of
from market.known_at import (
    TIMELESS,
    close_known_at,
    fill_known_at,
    fundamental_known_at,
    observation_known_at,
    price_known_at,
)
from market.schemas import TABLES


def days(*texts):
    return pd.Series(pd.to_datetime(list(texts)))


def utc(text):
    return pd.Timestamp(text, tz="UTC")


@pytest.mark.parametrize(
    ("day", "known_at"),
    [
        ("2026-01-22", "2026-01-22 21:00"),
        ("2026-07-01", "2026-07-01 20:00"),
        ("2025-03-10", "2025-03-10 20:00"),
    ],
)
def test_a_close_is_known_at_four_in_new_york_in_winter_and_summer(day, known_at):
    assert close_known_at(days(day))[0] == utc(known_at)


@pytest.mark.parametrize(
    ("series", "periods", "known_at"),
    [
        ("DGS10", ["2026-01-21", "2026-01-22"], "2026-01-22 23:00"),
        ("T10Y2Y", ["2026-01-22"], "2026-01-22 23:00"),
        ("ICSA", ["2026-01-10", "2026-01-17"], "2026-01-22 13:30"),
        ("FEDFUNDS", ["2025-12-01"], "2026-01-05 23:00"),
        ("UNRATE", ["2025-11-01", "2025-12-01"], "2026-01-12 13:30"),
        ("CPIAUCSL", ["2025-12-01"], "2026-01-20 13:30"),
        ("PCEPILFE", ["2025-12-01"], "2026-02-04 13:30"),
        ("SOMEDAILY", ["2026-01-22", "2026-01-23"], "2026-01-26 23:00"),
        ("SOMEWEEKLY", ["2026-01-10", "2026-01-17"], "2026-01-24 23:00"),
        ("SOMEMONTHLY", ["2025-11-01", "2025-12-01"], "2026-02-14 13:30"),
        ("SOMEQUARTERLY", ["2025-07-01", "2025-10-01"], "2026-02-14 13:30"),
        ("GDP", ["2025-10-01"], "2026-01-31 13:30"),
        ("SOFR", ["2026-01-23"], "2026-01-26 15:00"),
        ("WALCL", ["2026-01-14", "2026-01-21"], "2026-01-22 23:00"),
        ("CCSA", ["2026-01-10"], "2026-01-22 13:30"),
        ("DGS10", ["2026-03-06", "2026-03-09"], "2026-03-09 22:00"),
        ("ALONE", ["2025-12-05"], "2026-02-14 13:30"),
    ],
)
def test_an_observation_is_known_by_the_release_rule_of_its_series(series, periods, known_at):
    rows = days(*periods)
    assert observation_known_at(pd.Series([series] * len(rows)), rows).iloc[-1] == utc(known_at)


def test_each_series_of_a_batch_has_its_own_rule():
    series = pd.Series(["DGS10", "UNRATE", "DGS10"])
    known = observation_known_at(series, days("2026-01-21", "2025-12-01", "2026-01-22"))
    assert known.tolist() == [utc("2026-01-21 23:00"), utc("2026-01-12 13:30"), utc("2026-01-22 23:00")]


def test_a_reported_figure_is_known_ninety_days_after_its_period():
    assert fundamental_known_at(days("2025-12-31"))[0] == utc("2026-04-01 03:59:59.999999")


@pytest.mark.parametrize(
    ("exchange", "day", "known_at"),
    [
        ("NYSE Arca", "2026-03-06", "2026-03-06 21:00"),
        ("Nasdaq", "2026-03-09", "2026-03-09 20:00"),  # summer time began on the 8th
        ("NYSE", "2025-11-28", "2025-11-28 21:00"),  # closed at 13:00: counts as the normal close
        ("NYSE", "2025-12-25", "2025-12-25 21:00"),  # a holiday has no session; a row of it follows the rule
        ("XTKS", "2026-01-22", "2026-01-22 06:30"),
        ("Tokyo Stock Exchange", "2026-07-01", "2026-07-01 06:30"),  # no summer time
        ("LSE", "2026-03-27", "2026-03-27 16:35"),
        ("London", "2026-03-30", "2026-03-30 15:35"),
        ("XETR", "2026-10-26", "2026-10-26 16:40"),
        ("NZX", "2026-01-22", "2026-01-22 04:00"),
        ("crypto", "2026-01-24", "2026-01-25 00:00"),
        ("", "2026-01-22", "2026-01-22 21:00"),
        ("The Moon", "2026-01-22", "2026-01-22 21:00"),
    ],
)
def test_a_close_is_known_at_the_normal_close_of_its_exchange(exchange, day, known_at):
    rows = pd.DataFrame(
        {"symbol": ["X"], "date": days(day), "known_at": pd.Series([pd.NaT], dtype="datetime64[us, UTC]")}
    )
    assert fill_known_at("prices", rows, {"X": exchange_of(exchange)})[0] == utc(known_at)


@pytest.mark.parametrize(
    ("symbol", "kind", "place"),
    [
        ("BTC-USD", "", "around the clock"),
        ("eth/usdt", "", "around the clock"),
        ("EURUSD", "currency", "around the clock"),
        ("BRK-B", "stock", "New York"),
        ("XLE", "etf", "New York"),
        ("", "", "New York"),
    ],
)
def test_a_currency_without_an_exchange_trades_around_the_clock(symbol, kind, place):
    assert exchange_of("", kind, symbol).name == place


def test_each_name_of_an_exchange_stands_for_one():
    codes = [code for exchange in EXCHANGES for code in exchange.codes]
    assert sorted({code for code in codes if codes.count(code) > 1}) == []
    assert all(exchange.tzinfo for exchange in EXCHANGES)


def test_closes_of_one_batch_follow_their_own_exchanges():
    rows = pd.DataFrame({"symbol": ["A", "T", "A"], "date": days("2026-01-21", "2026-01-22", "2026-01-22")})
    known = price_known_at(rows["symbol"], rows["date"], {"T": exchange_of("XTKS")})
    assert known.tolist() == [utc("2026-01-21 21:00"), utc("2026-01-22 06:30"), utc("2026-01-22 21:00")]


def test_a_given_moment_is_kept_and_a_missing_one_filled():
    rows = pd.DataFrame({"symbol": "X", "date": days("2026-01-21", "2026-01-22")})
    rows["known_at"] = pd.Series([utc("2026-01-21 12:00"), pd.NaT])
    assert fill_known_at("prices", rows).tolist() == [utc("2026-01-21 12:00"), utc("2026-01-22 21:00")]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_a_rule(table):
    rows = pd.DataFrame(
        {"symbol": ["X"], "series": ["X"], "date": days("2026-01-02"), "period": days("2026-01-02")}
    )
    rows["period_end"] = rows["date"]
    rows["known_at"] = pd.Series([pd.NaT]).dt.tz_localize("UTC")
    known = fill_known_at(table, rows)[0]
    assert known == TIMELESS if table == "instruments" else known >= datetime(2026, 1, 2, 21, tzinfo=UTC)


def test_no_rows_have_no_moments():
    assert observation_known_at(pd.Series([], dtype=str), days()).empty
