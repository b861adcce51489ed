from datetime import UTC, datetime

import pandas as pd
import pytest

from market.known_at import (
    TIMELESS,
    close_known_at,
    fill_known_at,
    fundamental_known_at,
    observation_known_at,
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


def test_a_given_moment_is_kept_and_a_missing_one_filled():
    rows = pd.DataFrame({"date": days("2026-01-21", "2026-01-22")})
    rows["known_at"] = pd.Series([utc("2026-01-21 12:00"), pd.NaT])
    assert fill_known_at("prices", rows).tolist() == [utc("2026-01-21 12:00"), utc("2026-01-22 21:00")]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_a_rule(table):
    rows = pd.DataFrame({"series": ["X"], "date": days("2026-01-02"), "period": days("2026-01-02")})
    rows["period_end"] = rows["date"]
    rows["known_at"] = pd.Series([pd.NaT]).dt.tz_localize("UTC")
    known = fill_known_at(table, rows)[0]
    assert known == TIMELESS if table == "instruments" else known >= datetime(2026, 1, 2, 21, tzinfo=UTC)


def test_no_rows_have_no_moments():
    assert observation_known_at(pd.Series([], dtype=str), days()).empty
