from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from market.closings import new_york_closings

SPY = Path(__file__).parents[2].parent / "shared" / "data" / "market" / "adjusted" / "SPY.csv"


def test_closings_of_a_year_are_its_holidays():
    assert new_york_closings(date(2026, 1, 1), date(2026, 12, 31)) == [
        date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16), date(2026, 4, 3), date(2026, 5, 25), date(2026, 6, 19),
        date(2026, 7, 3), date(2026, 9, 7), date(2026, 11, 26), date(2026, 12, 25),
    ]  # fmt: skip


@pytest.mark.real_data
def test_real_sessions_are_all_other_weekdays_since_1993():
    if not SPY.exists():
        pytest.skip(f"{SPY} is missing")
    sessions = {day.date() for day in pd.to_datetime(pd.read_csv(SPY)["date"])}
    first, last = min(sessions), max(sessions)
    weekdays = {day.date() for day in pd.bdate_range(first, last)}
    assert sorted(weekdays - sessions) == new_york_closings(first, last)
