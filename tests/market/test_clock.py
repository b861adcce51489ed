from datetime import UTC, date, datetime, timedelta

from market.clock import end_of_day, in_utc, new_york_day, start_of_day


def test_a_day_runs_from_midnight_to_midnight_in_new_york():
    winter, summer = date(2026, 1, 22), date(2026, 7, 22)
    assert start_of_day(winter) == datetime(2026, 1, 22, 5, tzinfo=UTC)
    assert start_of_day(summer) == datetime(2026, 7, 22, 4, tzinfo=UTC)
    assert end_of_day(winter) + timedelta(microseconds=1) == start_of_day(date(2026, 1, 23))
    assert new_york_day(start_of_day(winter)) == new_york_day(end_of_day(winter)) == winter


def test_a_moment_without_a_zone_is_new_yorks():
    assert in_utc(datetime(2026, 1, 22, 16)) == datetime(2026, 1, 22, 21, tzinfo=UTC)  # noqa: DTZ001
    assert in_utc(datetime(2026, 1, 22, 16, tzinfo=UTC)) == datetime(2026, 1, 22, 16, tzinfo=UTC)
