"""Calendar years, months of the year and event windows: by hand on small tables, by pandas on real closes."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from market.errors import NoRows
from market.metrics import load_metrics, run_metric
from market.periods import parse_as_of
from market.tables import MarketTables

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "market"
METRICS = load_metrics()
real_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"there is no market data in {DATA}")


def closes(symbol, by_day):
    rows = pd.DataFrame({"date": list(by_day), "close": list(by_day.values())})
    return rows.assign(symbol=symbol, source="exchange")


@pytest.fixture
def tables(tmp_path):
    tables = MarketTables(tmp_path, clock=lambda: datetime(2024, 2, 1, tzinfo=UTC))
    days = {
        "2021-06-30": 50,
        "2021-12-31": 100,
        "2022-11-30": 80,
        "2022-12-30": 90,
        "2023-06-30": 99,
        "2023-11-30": 88,
        "2023-12-29": 99,
        "2024-01-02": 99,
        "2024-01-03": 110,
        "2024-01-04": 121,
    }
    tables.upsert("prices", closes("A", days))
    tables.upsert("prices", closes("B", {"2024-01-02": 10, "2024-01-03": 10, "2024-01-04": 9}))
    return tables


def run(tables, name, as_of="2024-01-31", **arguments):
    return run_metric(METRICS[name], arguments, tables, parse_as_of(as_of))


def test_each_calendar_year_from_december_to_december(tables):
    receipt = run(tables, "calendar_years", symbol="A")
    found = [(row["year"], round(row["return_pct"], 6), row["complete"]) for row in receipt.rows]
    assert found == [
        ("2024", pytest.approx(100 * (121 / 99 - 1)), " so far"),
        ("2023", 10, ""),
        ("2022", -10, ""),
    ]
    row = receipt.rows[0]
    assert (row["years"], row["years_up"], row["first_year"], row["last_year"]) == (2, 1, "2022", "2023")
    assert (row["best_year"], row["worst_year"], row["average_pct"]) == ("2023", "2022", pytest.approx(0))
    assert receipt.notes == ("stale: the close of A is of 2024-01-04, 27 days before 2024-01-31",)


def test_only_years_that_end_in_the_period(tables):
    assert [row["year"] for row in run(tables, "calendar_years", symbol="A", period="2023").rows] == ["2023"]
    assert [
        row["complete"] for row in run(tables, "calendar_years", as_of="2023-12-29", symbol="A").rows
    ] == [
        "",
        "",
    ]


def test_a_year_needs_the_december_before(tables):
    with pytest.raises(NoRows, match="the first is 2024-01-02"):
        run(tables, "calendar_years", symbol="B")


def test_months_of_the_year_are_averaged(tables):
    rows = run(tables, "month_seasonality", symbol="A", month="12").rows
    assert [(row["month"], row["months"], row["months_up"]) for row in rows] == [("December", 2, 2)]
    assert rows[0]["average_pct"] == pytest.approx((12.5 + 12.5) / 2)
    assert rows[0]["last_month"] == "2023-12-29"
    with pytest.raises(NoRows):
        run(tables, "month_seasonality", symbol="B")


def test_an_event_has_what_came_before_on_and_after(tables):
    receipt = run(tables, "event_window", symbols="A", event="2024-01-01", sessions="2")
    row = receipt.rows[0]
    assert (row["event_date"], row["event_pct"]) == ("2024-01-02", 0)
    assert row["before_pct"] == pytest.approx(0)  # from 99 on 30 June to 99 on 29 December
    assert row["after_pct"] == pytest.approx(100 * (121 / 99 - 1))
    assert row["total_pct"] == pytest.approx(100 * (121 / 99 - 1))
    assert (row["first_date"], row["last_date"]) == ("2023-06-30", "2024-01-04")


def test_an_event_near_either_end_gives_what_there_is(tables):
    row = run(tables, "event_window", symbols="A,B", event="2024-01-03", sessions="3").rows[1]
    assert (row["symbol"], row["sessions_after"], row["before_pct"]) == ("B", 1, None)
    assert row["after_pct"] == pytest.approx(-10)
    last = run(tables, "event_window", symbols="A", event="2024-01-04").rows[0]
    assert (last["after_pct"], last["sessions_after"], last["event_pct"]) == (None, 0, pytest.approx(10))


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("2021-06-01", "no close of A on or before 2021-05-31"),
        ("2023-02-01", "a close before the event is needed"),
        ("2024-01-15", "the last is 2024-01-04"),
    ],
)
def test_an_event_without_closes_around_it_is_not_found(tables, event, reason):
    with pytest.raises(NoRows, match=reason):
        run(tables, "event_window", symbols="A", event=event)


def test_what_came_after_stops_at_the_as_of(tables):
    row = run(tables, "event_window", as_of="2024-01-03", symbols="A", event="2024-01-02").rows[0]
    assert (row["last_date"], row["sessions_after"]) == ("2024-01-03", 1)


@pytest.fixture(scope="module")
def russell():
    return pd.read_csv(DATA / "rut" / "RUT_1999_2025.csv", parse_dates=["Date"], index_col="Date")["^RUT"]


@pytest.fixture(scope="module")
def real_tables(tmp_path_factory, russell):
    tables = MarketTables(tmp_path_factory.mktemp("market"))
    rows = pd.DataFrame(
        {"date": russell.index, "close": russell.to_numpy(), "symbol": "^RUT", "source": "rut"}
    )
    tables.upsert("prices", rows)
    return tables


@pytest.mark.real_data
@real_data
def test_calendar_years_and_months_equal_those_of_pandas(real_tables, russell):
    yearly = 100 * russell.resample("YE").last().pct_change().dropna()
    rows = run(real_tables, "calendar_years", as_of="2025-09-24", symbol="^RUT").rows
    found = {row["year"]: row["return_pct"] for row in rows}
    assert found == pytest.approx({str(day.year): value for day, value in yearly.items()}, rel=1e-9)
    assert (rows[0]["complete"], rows[0]["best_year"]) == (" so far", str(yearly.idxmax().year))
    monthly = 100 * russell.resample("ME").last().pct_change().dropna()[:-1]
    by_month = monthly.groupby(monthly.index.month_name()).mean()
    rows = run(real_tables, "month_seasonality", as_of="2025-09-24", symbol="^RUT").rows
    assert {row["month"]: row["average_pct"] for row in rows} == pytest.approx(by_month.to_dict(), rel=1e-9)
    assert rows[0]["month"] == by_month.idxmax()


@pytest.mark.real_data
@real_data
@pytest.mark.parametrize(("event", "sessions"), [("2020-03-16", 10), ("2008-09-15", 5), ("2024-11-06", 21)])
def test_event_windows_equal_those_of_pandas(real_tables, russell, event, sessions):
    place = russell.index.searchsorted(pd.Timestamp(event))
    levels = russell.iloc[place - 1 - sessions : place + sessions + 1].to_numpy()
    row = run(
        real_tables, "event_window", as_of="2025-09-24", symbols="^RUT", event=event, sessions=str(sessions)
    ).rows[0]
    expected = {
        "before_pct": levels[sessions] / levels[0],
        "event_pct": levels[sessions + 1] / levels[sessions],
        "after_pct": levels[-1] / levels[sessions + 1],
        "total_pct": levels[-1] / levels[0],
    }
    for name, ratio in expected.items():
        assert row[name] == pytest.approx(100 * (ratio - 1), rel=1e-9), name
