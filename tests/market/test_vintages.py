"""Versions of rows: what was known when, and what a load of rows that differ means."""

import subprocess
import sys
import textwrap
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from deltalake import write_deltalake
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from market.errors import BadRows
from market.schemas import TABLES
from market.tables import MarketTables, UpsertCount
from market.upserts import arrow_schema

FEBRUARY = datetime(2026, 2, 1, 12, tzinfo=UTC)
MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Clock:
    """A clock that a test sets."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock(FEBRUARY)


@pytest.fixture
def tables(tmp_path, clock):
    return MarketTables(tmp_path / "market", clock=clock)


def gdp(value, known_at=None, period="2025-10-01"):
    row = {"series": "GDP", "period": period, "value": value, "source": "bea", "known_at": known_at}
    return pd.DataFrame([row])


def seen(tables, as_of, table="observations", column="value"):
    return tables.frame(table, as_of)[column].tolist()


ROWS = {
    "instruments": ({"symbol": "ACME", "name": "Acme", "kind": "stock"}, "name", "Acme Holdings"),
    "prices": ({"symbol": "ACME", "date": "2026-01-22", "close": 10.0}, "close", 11.0),
    "fundamentals": (
        {"symbol": "ACME", "period_end": "2025-09-30", "item": "eps", "value": 1.0}, "value", 1.5),
    "ratings": ({"symbol": "ACME", "date": "2026-01-22", "firm": "Bank", "rating": "buy"}, "rating", "hold"),
    "observations": ({"series": "GDP", "period": "2025-07-01", "value": 2.0}, "value", 2.5),
}  # fmt: skip


@pytest.mark.parametrize("table", ROWS)
def test_a_correction_is_known_when_it_is_loaded_and_the_first_value_before(tables, clock, table):
    row, column, revised = ROWS[table]
    tables.upsert(table, pd.DataFrame([{**row, "source": "s"}]))
    clock.now = MARCH
    assert tables.upsert(table, pd.DataFrame([{**row, column: revised, "source": "s"}])) == UpsertCount(
        0, 1, 0
    )

    def value(as_of):
        frame = tables.frame(table, as_of)
        return frame.loc[frame.iloc[:, 0].isin(["ACME", "GDP"]), column].tolist()

    assert value(MARCH - DAY) == [row[column]]
    assert value(MARCH) == value(None) == [revised]


@pytest.mark.parametrize("table", ROWS)
def test_loading_equal_rows_again_adds_nothing(tables, clock, table):
    rows = pd.DataFrame([{**ROWS[table][0], "source": "s"}])
    tables.upsert(table, rows)
    versions = tables.versions()
    clock.now = MARCH
    assert tables.upsert(table, rows) == UpsertCount(0, 0, 1)
    assert tables.versions() == versions


def test_a_stated_revision_is_seen_from_its_own_moment_on(tables, clock):
    clock.now = APRIL
    tables.upsert("observations", gdp(1.4, "2026-01-30T08:30:00-05:00"))
    tables.upsert("observations", gdp(0.7, "2026-02-27T08:30:00-05:00"))
    release = datetime(2026, 2, 27, 13, 30, tzinfo=UTC)
    assert seen(tables, release - timedelta(microseconds=1)) == [1.4]
    assert seen(tables, release) == [0.7]
    assert seen(tables, datetime(2026, 1, 29, tzinfo=UTC)) == []


def test_vintages_may_come_in_any_order_and_in_one_file(tables, clock):
    clock.now = APRIL
    moments = ["2026-03-26T12:30:00Z", "2026-01-30T13:30:00Z", "2026-02-27T13:30:00Z", "2026-03-30T12:30:00Z"]
    rows = pd.concat([gdp(value, at) for value, at in zip([0.7, 1.4, 0.7, 0.9], moments, strict=True)])
    assert tables.upsert("observations", rows) == UpsertCount(3, 0, 1)
    assert [seen(tables, datetime(2026, *day, tzinfo=UTC)) for day in ((2, 1), (2, 28), (3, 27), (3, 31))] == [
        [1.4], [0.7], [0.7], [0.9],
    ]  # fmt: skip
    assert tables.upsert("observations", rows) == UpsertCount(0, 0, 4)


def test_a_version_with_the_very_same_moment_takes_the_place(tables):
    tables.upsert("observations", gdp(1.4, "2026-01-30T13:30:00Z"))
    before = tables.versions()
    assert tables.upsert("observations", gdp(1.5, "2026-01-30T13:30:00Z")) == UpsertCount(0, 1, 0)
    assert seen(tables, None) == [1.5]
    old = tables.snapshot(FEBRUARY, views=("observations",), versions=before)
    assert tables.query(old.over_views(("observations",), "SELECT value FROM observations")) == [(1.4,)]


def test_two_rows_of_a_key_that_are_known_at_the_same_moment_are_refused(tables):
    rows = pd.concat([gdp(1, "2026-01-30T13:30:00Z"), gdp(2, "2026-01-30T08:30:00-05:00")])
    with pytest.raises(BadRows, match="of an earlier row, known at the same moment"):
        tables.upsert("observations", rows)


def test_the_older_file_loaded_again_is_a_correction_that_is_known_now(tables, clock):
    for now, value in ((FEBRUARY, 1.0), (MARCH, 2.0), (APRIL, 1.0)):
        clock.now = now
        tables.upsert("observations", gdp(value))
    assert [seen(tables, now)[0] for now in (MARCH - DAY, APRIL - DAY, APRIL)] == [1.0, 2.0, 1.0]


def test_what_a_rule_would_date_later_is_known_when_it_is_loaded(tables):
    tables.upsert("observations", gdp(1.0, period="2026-01-01"))
    assert seen(tables, FEBRUARY - timedelta(microseconds=1)) == []
    assert seen(tables, FEBRUARY) == [1.0]


def test_a_day_alone_says_known_at_its_end_in_new_york(tables):
    tables.upsert("observations", gdp(1.0, "2026-01-30"))
    assert seen(tables, datetime(2026, 1, 31, 4, 59, 59, tzinfo=UTC)) == []
    assert seen(tables, datetime(2026, 1, 31, 5, tzinfo=UTC)) == [1.0]


def test_sessions_stay_known_from_the_first_version_of_their_closes(tables, clock):
    rows = pd.DataFrame({"symbol": "ACME", "date": ["2026-01-22"], "close": [10.0], "source": "s"})
    tables.upsert("prices", rows)
    clock.now = MARCH
    tables.upsert("prices", rows.assign(close=11.0))
    assert tables.sessions(FEBRUARY) == [date(2026, 1, 22)]


def history(levels, start="2026-01-05", column="close"):
    days = pd.bdate_range(start, periods=len(levels))
    return pd.DataFrame({"symbol": "ACME", "date": days, column: levels, "source": "s"})


LEVELS = [100.0, 101.0, 99.5, 102.0, 103.25, 101.5]


@pytest.mark.parametrize(
    ("column", "factor"),
    [("adj_close", 0.9931), ("adj_close", 0.25), ("close", 0.5), ("close", 2 / 3), ("close", 10.0)],
)
def test_prices_on_another_scale_take_the_place_of_the_former_ones(tables, clock, column, factor):
    tables.upsert("prices", history(LEVELS, column=column))
    before = tables.versions()
    clock.now = MARCH
    rescaled = [level * factor for level in LEVELS]
    count = tables.upsert("prices", history([*rescaled, 104 * factor], column=column))
    assert (count[:3], count.restated) == ((1, 6, 0), (f"ACME (s) by {factor:.6g}",))
    as_of = datetime(2026, 1, 13, 22, tzinfo=UTC)
    assert seen(tables, as_of, "prices", column) == [*rescaled, 104 * factor]
    old = tables.snapshot(as_of, views=("prices",), versions=before)
    sql = old.over_views(("prices",), f"SELECT {column} FROM prices ORDER BY date")
    assert [level for (level,) in tables.query(sql)] == LEVELS


def test_a_restatement_of_the_last_rows_alone_tells_that_the_others_stay_behind(tables, clock):
    tables.upsert("prices", history([90.0, 91.0, *LEVELS], start="2026-01-01", column="adj_close"))
    clock.now = MARCH
    later = history([level * 0.99 for level in LEVELS], column="adj_close")
    [told] = tables.upsert("prices", later).restated
    assert (
        told == "ACME (s) by 0.99; its 2 rows before these stay on the former scale: load the whole history"
    )


@pytest.mark.parametrize(
    "changed",
    [
        [50.0, *LEVELS[1:]],
        [level * 0.95 for level in LEVELS],
        [level * 1000 for level in LEVELS],
        [level + 1 for level in LEVELS],
        [*(level / 2 for level in LEVELS[:5]), LEVELS[5]],
    ],
)
def test_other_changes_of_closes_are_corrections_known_now(tables, clock, changed):
    tables.upsert("prices", history(LEVELS))
    clock.now = MARCH
    assert tables.upsert("prices", history(changed)).restated == ()
    assert seen(tables, FEBRUARY, "prices", "close") == LEVELS
    assert seen(tables, MARCH, "prices", "close") == changed


def test_a_stated_moment_is_never_taken_for_another_scale(tables, clock):
    tables.upsert("prices", history(LEVELS))
    clock.now = APRIL
    halves = history([level / 2 for level in LEVELS]).assign(known_at=MARCH.isoformat())
    assert tables.upsert("prices", halves).restated == ()
    assert seen(tables, FEBRUARY, "prices", "close") == LEVELS


def test_a_table_written_before_versions_were_kept_is_read_and_carries_on(tables, clock):
    schema = TABLES["observations"]
    stored = arrow_schema(schema)
    old = stored.remove(stored.get_field_index("known_until"))
    row = {"series": "GDP", "period": date(2025, 10, 1), "value": 1.0, "unit": "", "title": "", "source": "bea",
           "known_at": datetime(2026, 1, 30, tzinfo=UTC)}  # fmt: skip
    import pyarrow as pa

    tables.store.folder.mkdir()
    write_deltalake(str(tables.store.folder / "observations"), pa.Table.from_pylist([row], schema=old))
    pinned = tables.versions()
    assert seen(tables, FEBRUARY) == [1.0]
    clock.now = MARCH
    assert tables.upsert("observations", gdp(2.0)) == UpsertCount(0, 1, 0)
    assert (seen(tables, FEBRUARY), seen(tables, MARCH)) == ([1.0], [2.0])
    before = tables.snapshot(MARCH, views=("observations",), versions=pinned)
    assert tables.query(before.over_views(("observations",), "SELECT value FROM observations")) == [(1.0,)]


vintages = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 5), st.sampled_from([1.0, 2.0, 3.0])), min_size=1, max_size=12
)


@given(vintages, st.lists(st.integers(1, 12), max_size=3))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_stated_vintages_gives_what_was_known(tmp_path_factory, rows, cuts):
    """The view against a plain list of what was said when; the last word at a moment counts."""
    tables = MarketTables(tmp_path_factory.mktemp("market"), clock=lambda: APRIL)
    start = datetime(2026, 1, 10, tzinfo=UTC)
    rows = list({(key, moment): (key, moment, value) for key, moment, value in rows}.values())
    bounds = sorted({0, len(rows), *(cut for cut in cuts if cut < len(rows))})
    for first, last in pairwise(bounds):
        frame = pd.DataFrame(rows[first:last], columns=["key", "moment", "value"])
        frame = frame.assign(series="S" + frame["key"].astype(str), period="2025-10-01", source="s",
            known_at=[(start + moment * DAY).isoformat() for moment in frame["moment"]])  # fmt: skip
        tables.upsert("observations", frame.drop(columns=["key", "moment"]))
    for moment in range(6):
        known = sorted((key, at, value) for key, at, value in rows if at <= moment)
        expected = {f"S{key}": value for key, _, value in known}
        frame = tables.frame("observations", start + moment * DAY)
        assert dict(zip(frame["series"], frame["value"], strict=True)) == expected


REVISER = textwrap.dedent("""
    import sys, pandas as pd
    from pathlib import Path
    from market.tables import MarketTables
    tables = MarketTables(Path(sys.argv[1]))
    for day in range(int(sys.argv[2]), 29, 2):
        rows = [{"series": series, "period": "2025-10-01", "value": day, "source": "s",
                 "known_at": f"2026-01-{day:02}T12:00:00Z"} for series in ("GDP", "PCE")]
        tables.upsert("observations", pd.DataFrame(rows))
""")


def test_two_processes_that_revise_the_same_rows_leave_one_version_in_force_each_day(tmp_path):
    root = Path(__file__).parents[2]
    writers = [
        subprocess.Popen([sys.executable, "-c", REVISER, str(tmp_path), start], cwd=root) for start in "23"
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    tables = MarketTables(tmp_path)
    for day in range(2, 29):
        assert seen(tables, datetime(2026, 1, day, 13, tzinfo=UTC)) == [day, day]
    assert seen(tables, None) == [28, 28]
