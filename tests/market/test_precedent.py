"""Precedents of an early lead: on a small table, and on the real indices against pandas."""

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from market.errors import NoRows
from market.metrics import load_metrics, run_metric
from market.periods import parse_as_of
from market.tables import MarketTables

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "market"
METRICS = load_metrics()
HORIZONS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def run(tables, as_of, **arguments):
    return run_metric(METRICS["precedent"], arguments, tables, parse_as_of(as_of))


def closes(symbol, by_day):
    frame = pd.DataFrame({"date": list(by_day), "close": list(by_day.values())})
    return frame.assign(symbol=symbol, source="exchange")


@pytest.fixture
def tables(tmp_path):
    """A leads B by 10 points in 2021, lags in 2022, leads by 6 in 2023; 2020 has no December before it."""
    tables = MarketTables(tmp_path, clock=lambda: datetime(2023, 12, 31, tzinfo=UTC))
    days = {
        "2020-12-31": (100, 100),
        "2021-01-04": (105, 100),
        "2021-01-05": (110, 100),
        "2021-02-05": (121, 110),
        "2021-12-31": (110, 110),
        "2022-01-03": (110, 121),
        "2022-01-04": (110, 121),
        "2022-01-05": (99, 121),
        "2022-12-30": (100, 100),
        "2023-01-03": (106, 100),
        "2023-01-04": (106, 100),
        "2023-01-05": (120, 100),
    }
    tables.upsert("prices", closes("A", {day: levels[0] for day, levels in days.items()}))
    tables.upsert("prices", closes("B", {day: levels[1] for day, levels in days.items()}))
    return tables


def test_the_years_with_the_lead_and_what_followed(tables):
    receipt = run(tables, "2023-01-05", symbol="A", benchmark="B", sessions="2")
    past, this_year, latest = receipt.rows
    assert (past["kind"], past["year"], past["lead_date"]) == ("precedent", "2021", "2021-01-05")
    assert past["lead_pp"] == pytest.approx(10)
    assert past["next_month_pct"] == pytest.approx(10)
    assert past["benchmark_next_month_pct"] == pytest.approx(10)
    assert past["spread_month_pp"] == pytest.approx(0)
    assert past["next_year_pct"] == pytest.approx(-10)  # to the close of 2022-01-05
    assert past["spread_year_pp"] == pytest.approx(-10 - 21)
    assert (receipt.value, past["years"], past["first_year"], past["last_year"]) == (1, 2, "2021", "2022")
    assert (past["followed"], past["times_ahead"]) == (1, 0)
    assert (this_year["kind"], this_year["lead_pp"]) == ("this year", pytest.approx(6))
    assert this_year["next_month_pct"] is None
    assert (latest["kind"], latest["sessions"], latest["lead_pp"]) == ("latest", 3, pytest.approx(20))
    assert receipt.sources == ("exchange",)


def test_without_a_number_of_sessions_it_is_as_many_as_this_year_has_had(tables):
    rows = run(tables, "2023-01-05", symbol="A", benchmark="B", lead="0").rows
    assert [(row["kind"], row["year"], row["sessions"]) for row in rows] == [
        ("precedent", "2021", 3),
        ("latest", "2023", 3),
    ]


def test_a_year_that_is_over_is_a_precedent_itself(tables):
    receipt = run(tables, "2022-12-31", symbol="B", benchmark="A", sessions="2")
    assert [(row["kind"], row["year"]) for row in receipt.rows] == [("precedent", "2022")]
    assert receipt.rows[0]["latest_lead_pp"] is None


def test_no_precedent_is_an_answer(tables):
    receipt = run(tables, "2022-12-31", symbol="A", benchmark="B", sessions="2", lead="50")
    (row,) = receipt.rows
    assert (receipt.value, row["years"], row["year"]) == (0, 2, None)
    assert (row["largest_lead_year"], row["largest_lead_pp"]) == ("2021", pytest.approx(10))


def test_only_years_from_since_on_are_looked_at(tables):
    assert run(tables, "2023-01-05", symbol="A", benchmark="B", sessions="2", since="2022").value == 0


def test_nothing_is_found_where_no_year_can_be_looked_at(tables):
    tables.upsert("prices", closes("C", {"2023-01-03": 1, "2023-01-04": 2}))
    with pytest.raises(NoRows, match="the two need closes on the same days"):
        run(tables, "2023-01-05", symbol="C", benchmark="B")


def test_what_follows_stops_at_the_as_of(tables):
    (past, *_) = run(tables, "2022-01-04", symbol="A", benchmark="B", sessions="2").rows
    assert (past["year"], past["next_half_year_pct"], past["next_year_pct"]) == (
        "2021",
        pytest.approx(10),
        None,
    )


def real(file, column, **options):
    return pd.read_csv(DATA / file, parse_dates=[0], index_col=0, **options)[column]


@pytest.fixture(scope="module")
def real_closes():
    names = ["date", "close", "high", "low", "open", "volume"]
    recent = real("recent_unadjusted/RUT.csv", "close", skiprows=3, header=None, names=names)
    early = real("rut/RUT_1999_2025.csv", "^RUT")
    return {
        "^RUT": {"rut": early, "recent": recent},
        "^IXIC": {"nasdaq": real("adjusted/IXIC.csv", "close")},
    }


@pytest.fixture(scope="module")
def real_tables(tmp_path_factory, real_closes):
    tables = MarketTables(tmp_path_factory.mktemp("market"))
    for symbol, sources in real_closes.items():
        for source, levels in sources.items():
            frame = pd.DataFrame({"date": levels.index, "close": levels.to_numpy()})
            tables.upsert("prices", frame.assign(symbol=symbol, source=source))
    return tables


def leads_by_pandas(real_closes, sessions, as_of):
    """For each year the lead after so many sessions with what followed, computed without SQL."""
    small = real_closes["^RUT"]["rut"].combine_first(real_closes["^RUT"]["recent"])
    both = pd.DataFrame({"a": small, "b": real_closes["^IXIC"]["nasdaq"]}).dropna().loc[:as_of]
    found = {}
    for year in range(both.index[0].year + 1, both.index[-1].year + 1):
        base, this = both[both.index.year == year - 1].iloc[-1], both[both.index.year == year]
        if len(this) < sessions:
            continue
        day = this.index[sessions - 1]
        returns = 100 * (this.loc[day] / base - 1)
        row = {"lead_date": day.date().isoformat(), "lead_pp": returns.a - returns.b}
        for name, months in HORIZONS.items():
            until = day + pd.DateOffset(months=months)
            if until <= both.index[-1]:
                after = 100 * (both.loc[:until].iloc[-1] / both.loc[day] - 1)
                row[f"next_{name}_pct"], row[f"benchmark_next_{name}_pct"] = after.a, after.b
        found[str(year)] = row
    return found


@pytest.mark.real_data
@pytest.mark.skipif(not DATA.is_dir(), reason=f"there is no market data in {DATA}")
@pytest.mark.parametrize(("sessions", "lead"), [(14, 5), (14, 3), (14, 0), (30, 2), (5, 1), (63, 5)])
def test_precedents_of_the_russell_over_the_nasdaq_equal_those_of_pandas(
    real_tables, real_closes, sessions, lead
):
    receipt = run(
        real_tables, "2026-03-06", symbol="^RUT", benchmark="^IXIC", sessions=str(sessions), lead=str(lead)
    )
    expected = leads_by_pandas(real_closes, sessions, "2026-03-06")
    past = {year: row for year, row in expected.items() if year < "2026" and row["lead_pp"] >= lead}
    found = {row["year"]: row for row in receipt.rows if row["kind"] == "precedent"}
    assert found.keys() == past.keys()
    assert (receipt.value, receipt.rows[0]["years"]) == (len(past), 26)
    for year, row in past.items():
        for name, value in row.items():
            near = value if name == "lead_date" else pytest.approx(value, rel=1e-9)
            assert found[year][name] == near, (year, name)
        missing = [f"next_{name}_pct" for name in HORIZONS if f"next_{name}_pct" not in row]
        assert all(found[year][name] is None for name in missing)


@pytest.mark.real_data
@pytest.mark.skipif(not DATA.is_dir(), reason=f"there is no market data in {DATA}")
def test_the_lead_of_january_2026_has_no_precedent_since_2000(real_tables):
    receipt = run(real_tables, "2026-01-22", symbol="small caps", benchmark="Nasdaq", sessions="14")
    (row,) = receipt.rows
    assert (receipt.value, row["first_year"], row["last_year"]) == (0, "2000", "2025")
    assert (row["kind"], round(row["lead_pp"], 2), row["lead_date"]) == ("latest", 8.71, "2026-01-22")
    assert (row["largest_lead_year"], round(row["largest_lead_pp"], 2)) == ("2021", 4.74)
    assert receipt.window == (date(2026, 1, 22), date(2026, 1, 22))
