from datetime import UTC, datetime

import pandas as pd
import pytest

from market.flags import find_flags
from market.tables import MarketTables

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAYS = [day.date().isoformat() for day in pd.bdate_range("2026-01-05", periods=12)]


@pytest.fixture
def tables(tmp_path):
    return MarketTables(tmp_path / "market", clock=lambda: NOW)


def load(tables, symbol, levels, days=DAYS, source="s", **columns):
    rows = pd.DataFrame({"date": list(days)[: len(levels)], "close": levels})
    tables.upsert("prices", rows.assign(symbol=symbol, source=source, **columns))


def instrument(tables, symbol, **columns):
    row = {"symbol": symbol, "name": symbol, "kind": "stock", "source": "s", **columns}
    tables.upsert("instruments", pd.DataFrame([row]))


def told(tables, *symbols):
    return [(f.kind, f.symbol, f.date, f.reason) for f in find_flags(tables, symbols or None)]


def rising(count=12):
    return [100.0 + number for number in range(count)]


def test_empty_tables_and_plain_prices_have_no_flags(tables):
    assert find_flags(tables) == ()
    load(tables, "AAA", rising())
    load(tables, "BBB", rising())
    assert find_flags(tables) == ()


def test_sessions_that_most_others_have_are_a_gap(tables):
    for symbol in ("AAA", "BBB", "CCC"):
        load(tables, symbol, rising())
    kept = [day for number, day in enumerate(DAYS) if number not in (3, 6, 7)]
    load(tables, "DDD", rising(9), days=kept)
    assert told(tables) == [
        ("gap", "DDD", DAYS[4], f"no row for the session of {DAYS[3]}, which others in New York have"),
        ("gap", "DDD", DAYS[8],
         f"no row for 2 sessions before, the first of {DAYS[6]}, which others in New York have"),
    ]  # fmt: skip
    assert told(tables, "AAA") == []


def test_a_day_that_one_of_several_symbols_has_is_no_session_and_makes_no_gap(tables):
    for symbol in ("AAA", "BBB", "CCC"):
        load(tables, symbol, rising(11), days=[day for day in DAYS if day != DAYS[5]])
    load(tables, "DDD", rising())
    assert told(tables) == []


def test_one_other_symbol_proves_a_gap_but_on_a_holiday(tables):
    load(tables, "AAA", rising())
    load(tables, "BBB", rising(9), days=[day for number, day in enumerate(DAYS) if number not in (2, 5, 10)])
    assert DAYS[10] == "2026-01-19"  # Martin Luther King's day
    assert [(kind, symbol, day) for kind, symbol, day, _ in told(tables)] == [
        ("gap", "BBB", DAYS[3]), ("gap", "BBB", DAYS[6]),
    ]  # fmt: skip


def test_a_hole_of_weeks_is_a_gap_though_no_other_symbol_tells(tables):
    days = [day.date().isoformat() for day in pd.bdate_range("2026-01-05", periods=60)]
    kept = [*days[:30], *days[38:]]
    load(tables, "AAA", rising(len(kept)), days=kept)
    load(tables, "MON", rising(3), days=days[::25], source="t")
    assert [(flag.symbol, flag.date, flag.reason) for flag in find_flags(tables, ["AAA"])] == [
        ("AAA", days[38], "no row for 13 days, since 2026-02-13"),
    ]


def test_days_before_the_first_and_after_the_last_row_are_no_gap(tables):
    load(tables, "AAA", rising())
    load(tables, "BBB", rising())
    load(tables, "NEW", rising(5), days=DAYS[4:9])
    assert told(tables) == []


def test_another_exchange_has_its_own_sessions(tables):
    instrument(tables, "7203.T", exchange="XTKS")
    for symbol in ("AAA", "BBB"):
        load(tables, symbol, rising())
    load(tables, "7203.T", rising(11), days=[day for day in DAYS if day != DAYS[5]])
    assert told(tables) == []


def test_a_monthly_series_is_flagged_once(tables):
    days = [day.date().isoformat() for day in pd.bdate_range("2025-09-01", periods=100)]
    load(tables, "AAA", rising(100), days=days)
    load(tables, "BBB", rising(100), days=days)
    load(tables, "MON", rising(5), days=days[::21])
    assert told(tables) == [
        ("gap", "MON", days[0], "the source has rows for 5 of 85 sessions: it is not daily")
    ]


@pytest.mark.parametrize(
    ("after", "ratio"),
    [(0.5, "2.0 for 1"), (0.66, "1.5 for 1"), (0.335, "3.0 for 1"), (0.1, "10.0 for 1"), (2.02, "1 for 2.0"),
     (7.9, "1 for 8.0")],
)  # fmt: skip
def test_a_move_like_a_split_is_flagged(tables, after, ratio):
    load(tables, "AAA", [100.0, 101.0, 100 * after, 100.5 * after])
    [(kind, _, day, reason)] = told(tables)
    assert (kind, day) == ("split", DAYS[2])
    assert ratio in reason
    assert "there is no adjusted close to tell" in reason


def test_an_adjusted_close_that_moves_alike_tells_a_crash_from_a_split(tables):
    load(tables, "CRASH", [100.0, 50.0], adj_close=[90.0, 45.0])
    load(tables, "SPLIT", [100.0, 50.0], adj_close=[45.0, 45.5])
    [(kind, symbol, _, reason)] = told(tables)
    assert (kind, symbol) == ("split", "SPLIT")
    assert "moved by -50.0 %" in reason
    assert "adjusted close moved by 1.1 %" in reason


def test_an_index_and_an_ordinary_fall_are_no_splits(tables):
    load(tables, "^VIX", [20.0, 40.0, 20.0])
    load(tables, "AAA", [100.0, 80.0, 60.5])
    assert told(tables) == []


def test_another_currency_than_the_instruments_or_the_earlier_rows_is_flagged_where_it_begins(tables):
    instrument(tables, "ACME", currency="USD")
    load(tables, "ACME", rising(4), currency=["USD", "EUR", "EUR", "USD"])
    load(tables, "NOBODY", rising(4), currency=["GBP", "", "GBX", "GBX"])
    load(tables, "^RUT", rising(2), currency=["USD", ""])
    rating = {
        "symbol": "ACME",
        "date": DAYS[0],
        "firm": "Bank",
        "target": 9,
        "currency": "CAD",
        "source": "r",
    }
    tables.upsert("ratings", pd.DataFrame([rating]))
    assert told(tables) == [
        ("currency", "ACME", DAYS[0], "is in CAD, while the instrument is in USD"),
        ("currency", "ACME", DAYS[1], "is in EUR, while the instrument is in USD"),
        ("currency", "NOBODY", DAYS[2], "is in GBX, while earlier rows of the symbol are in GBP"),
    ]


def test_equal_closes_of_many_sessions_are_stale(tables):
    load(tables, "AAA", [21.0, 22.0, 22.0, 22.0, 22.0, 22.0, 23.0])
    load(tables, "BBB", [21.0, 22.0, 22.0, 22.0, 22.0, 23.0, 22.0])
    assert told(tables) == [("stale", "AAA", DAYS[1], f"closes at 22.0 5 times in a row, to {DAYS[5]}")]


def test_a_row_of_a_closed_day_is_flagged_unless_the_symbol_trades_around_the_clock(tables):
    week = [f"2026-01-{day:02}" for day in range(5, 19)]
    instrument(tables, "ACME")
    instrument(tables, "2222.SR", exchange="Tadawul")
    load(tables, "ACME", rising(2), days=["2026-01-09", "2026-01-10"])
    load(tables, "2222.SR", rising(3), days=["2026-01-09", "2026-01-11", "2026-01-12"])
    load(tables, "BTC-USD", rising(14), days=week)
    load(tables, "COIN", rising(14), days=week)
    assert told(tables) == [
        ("closed day", "2222.SR", "2026-01-09", "is a Friday, on which Riyadh has no session"),
        ("closed day", "ACME", "2026-01-10", "is a Saturday, on which New York has no session"),
    ]


def test_a_flag_goes_when_its_row_is_corrected(tables):
    load(tables, "AAA", [100.0, 50.0, 101.0])
    assert {flag.kind for flag in find_flags(tables)} == {"split"}
    load(tables, "AAA", [100.0, 100.5, 101.0])
    assert find_flags(tables) == ()
