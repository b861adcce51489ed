"""Change, year-on-year change and spread of series: by hand on small tables, by pandas on the real series."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from market.errors import NoRows
from market.metrics import load_metrics, run_metric
from market.periods import parse_as_of
from market.tables import MarketTables

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "market" / "fred"
METRICS = load_metrics()
real_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"there are no series in {DATA}")


@pytest.fixture
def tables(tmp_path):
    tables = MarketTables(tmp_path, clock=lambda: datetime(2026, 2, 1, tzinfo=UTC))
    days = ["2024-12-31", "2025-06-30", "2025-12-31"]
    observe(tables, "RATE", dict(zip(days, [4.0, 4.75, 3.5], strict=True)), "%")
    observe(tables, "OTHER", dict(zip(days, [4.25, 3.75, 3.5], strict=True)), "%")
    observe(tables, "LEVEL", dict(zip(days, [100, 90, 110], strict=True)), "")
    months = [f"2025-{month:02}-01" for month in range(1, 13)]
    observe(tables, "MONTHLY", dict(zip(months, [3.0] * 12, strict=True)), "%")
    return tables


def observe(tables, series, values, unit):
    rows = pd.DataFrame({"period": list(values), "value": list(values.values())})
    tables.upsert(
        "observations", rows.assign(series=series, unit=unit, source="bureau", title=f"{series} title")
    )


def run(tables, name, as_of="2026-01-31", **arguments):
    return run_metric(METRICS[name], arguments, tables, parse_as_of(as_of))


def test_the_change_of_a_rate_is_in_points_and_that_of_a_level_in_percent(tables):
    rate = run(tables, "series_change", series="RATE", period="2025")
    row = rate.rows[0]
    assert (rate.value, rate.unit, row["start_value"], row["end_value"]) == (-0.5, "pp", 4.0, 3.5)
    assert (row["highest"], row["highest_period"], row["lowest"]) == (4.75, "2025-06-30", 3.5)
    assert row["name"] == "RATE title"
    level = run(tables, "series_change", series="LEVEL", period="2025")
    assert (level.value, level.unit) == (pytest.approx(10), "%")
    assert level.rows[0]["change_in_units"] == 10


def test_a_change_needs_a_value_before_the_period(tables):
    with pytest.raises(NoRows, match="on or before 2023-12-31"):
        run(tables, "series_change", series="RATE", period="2024")


def test_no_change_is_zero(tables):
    assert run(tables, "series_change", series="MONTHLY", period="2025-03-01..2025-09-30").value == 0


def test_year_on_year_is_against_the_same_period(tables):
    rate = run(tables, "series_year_on_year", series="RATE")
    row = rate.rows[0]
    assert (rate.value, rate.unit, row["observed"], row["year_before"]) == (
        -0.5,
        "pp",
        "2025-12-31",
        "2024-12-31",
    )
    assert row["previous_change"] is None
    assert run(tables, "series_year_on_year", series="LEVEL").value == pytest.approx(10)
    with pytest.raises(NoRows, match="an observation of a year before is needed"):
        run(tables, "series_year_on_year", series="MONTHLY")


def test_the_spread_of_two_rates_is_in_basis_points(tables):
    receipt = run(tables, "series_spread", series="RATE", other="OTHER", period="2025")
    row = receipt.rows[0]
    assert (receipt.value, receipt.unit) == (0, "bp")
    assert (row["start_spread"], row["change"], row["highest"], row["lowest"]) == (-25, 25, 100, -25)
    assert run(tables, "series_spread", series="OTHER", other="RATE", period="June 2025").value == -100


def test_a_daily_rate_is_averaged_over_the_month_beside_a_monthly_one(tables):
    observe(tables, "DAILY", {"2025-11-03": 4.0, "2025-11-28": 5.0, "2025-12-31": 4.2}, "%")
    row = run(tables, "series_spread", series="DAILY", other="MONTHLY", period="November 2025").rows[0]
    assert (row["spread"], row["value"], row["end_period"]) == (pytest.approx(150), 4.5, "2025-11-01")


def test_series_of_different_units_have_no_spread(tables):
    with pytest.raises(NoRows, match="both series need the same unit"):
        run(tables, "series_spread", series="RATE", other="LEVEL")


def real(name):
    frame = pd.read_csv(DATA / f"{name}.csv", parse_dates=["date"], index_col="date")
    return frame[name].dropna()


@pytest.fixture(scope="module")
def real_tables(tmp_path_factory):
    tables = MarketTables(tmp_path_factory.mktemp("market"))
    for name in ("DGS10", "DGS2", "FEDFUNDS", "CPIAUCSL"):
        values = real(name)
        rows = pd.DataFrame({"period": values.index, "value": values.to_numpy()})
        tables.upsert("observations", rows.assign(series=name, source="FRED"))
    return tables


@pytest.mark.real_data
@real_data
@pytest.mark.parametrize("year", [2008, 2013, 2022, 2025])
def test_changes_and_spreads_of_yields_equal_those_of_pandas(real_tables, year):
    ten, two = real("DGS10"), real("DGS2")
    start, end = f"{year - 1}-12-31", f"{year}-12-31"
    change = run(real_tables, "series_change", series="DGS10", period=str(year))
    assert change.value == pytest.approx(ten.asof(end) - ten.asof(start), abs=1e-9)
    assert change.rows[0]["highest"] == ten.loc[ten.loc[:start].index[-1] : end].max()
    both = (100 * (ten - two)).dropna()
    row = run(real_tables, "series_spread", series="DGS10", other="DGS2", period=str(year)).rows[0]
    assert row["spread"] == pytest.approx(both.asof(end), abs=1e-9)
    assert row["change"] == pytest.approx(both.asof(end) - both.asof(start), abs=1e-9)


@pytest.mark.real_data
@real_data
def test_yields_less_the_monthly_policy_rate_equal_those_of_pandas(real_tables):
    monthly = real("DGS10").groupby(pd.Grouper(freq="MS")).mean() - real("FEDFUNDS")
    receipt = run(real_tables, "series_spread", series="DGS10", other="FEDFUNDS", period="2024")
    assert receipt.value == pytest.approx(100 * monthly["2024-12-01"], abs=1e-9)


@pytest.mark.real_data
@real_data
@pytest.mark.parametrize(("month", "known"), [("2022-06", 9.0), ("2009-07", -2.0), ("2024-12", 2.9)])
def test_inflation_equals_that_of_pandas_and_of_the_bureau(real_tables, month, known):
    inflation = 100 * (real("CPIAUCSL") / real("CPIAUCSL").shift(12) - 1)
    receipt = run(real_tables, "series_year_on_year", series="inflation", period=month)
    assert receipt.value == pytest.approx(inflation[f"{month}-01"], abs=1e-9)
    assert receipt.value == pytest.approx(known, abs=0.06)
