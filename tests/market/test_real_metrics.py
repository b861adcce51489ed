"""The shipped metrics against pandas on real data."""

from pathlib import Path

import pandas as pd
import pytest

from market.metrics import load_metrics, run_metric
from market.periods import parse_as_of
from market.tables import MarketTables

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "market"
METRICS = load_metrics()

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"there is no market data in {DATA}"),
]


def recent(symbol):
    names = ["date", "close", "high", "low", "open", "volume"]
    frame = pd.read_csv(DATA / "recent_unadjusted" / f"{symbol}.csv", skiprows=3, header=None, names=names)
    return frame.assign(symbol=f"^{symbol}", source="recent")


def adjusted(symbol):
    frame = pd.read_csv(DATA / "adjusted" / f"{symbol}.csv").rename(columns={"close": "adj_close"})
    return frame.assign(symbol=symbol, source="adjusted")


def russell_since_1999():
    frame = pd.read_csv(DATA / "rut" / "RUT_1999_2025.csv", skiprows=1, header=None, names=["date", "close"])
    return frame.assign(symbol="^RUT", source="rut")


SECTORS = ("XLE", "XLF", "XLI", "XLK", "XLP", "XLU", "XLV", "XLY")


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    tables = MarketTables(tmp_path_factory.mktemp("market"))
    parts = [recent(symbol) for symbol in ("RUT", "IXIC", "TNX")]
    parts += [russell_since_1999(), *map(adjusted, SECTORS)]
    tables.upsert("prices", pd.concat(parts))
    claims = pd.read_csv(DATA / "fred" / "ICSA.csv", names=["period", "value"], skiprows=1)
    tables.upsert("observations", claims.assign(series="ICSA", source="FRED"))
    return tables


def run(tables, name, as_of, **arguments):
    return run_metric(METRICS[name], arguments, tables, parse_as_of(as_of))


def return_pct(frame, column, start, end):
    series = frame.assign(date=pd.to_datetime(frame["date"])).set_index("date")[column]
    return 100 * (series.asof(pd.Timestamp(end)) / series.asof(pd.Timestamp(start)) - 1)


def test_small_caps_against_the_nasdaq_in_january_2026(tables):
    receipt = run(tables, "relative_return", "2026-01-22", symbol="Russell 2000", benchmark="Nasdaq")
    row = receipt.rows[0]
    assert round(row["return_pct"], 2) == 9.54
    assert round(row["benchmark_return_pct"], 2) == 0.83
    assert round(receipt.value, 2) == 8.71
    own = return_pct(recent("RUT"), "close", "2025-12-31", "2026-01-22")
    other = return_pct(recent("IXIC"), "close", "2025-12-31", "2026-01-22")
    assert receipt.value == pytest.approx(own - other, abs=1e-9)


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("2020-02-19..2020-03-23", "2020-02-19", "2020-03-23"),
        ("2008", "2007-12-31", "2008-12-31"),
        ("March 2020", "2020-02-29", "2020-03-31"),
    ],
)
def test_returns_of_the_russell_equal_those_of_pandas(tables, period, start, end):
    receipt = run(tables, "price_return", "2025-06-30", symbol="^RUT", period=period)
    expected = return_pct(russell_since_1999(), "close", start, end)
    assert receipt.value == pytest.approx(expected, abs=1e-9)


def test_a_return_across_two_overlapping_files_uses_both(tables):
    receipt = run(tables, "price_return", "2025-12-31", symbol="^RUT", period="2025")
    start = russell_since_1999().set_index("date")["close"]["2024-12-31"]
    end = recent("RUT").set_index("date")["close"]["2025-12-31"]
    assert receipt.value == pytest.approx(100 * (end / start - 1), abs=1e-9)
    assert receipt.sources == ("recent", "rut")


def test_the_ranking_of_sectors_equals_that_of_pandas(tables):
    receipt = run(tables, "ranking", "2026-01-22", group=",".join(SECTORS), period="2022")
    expected = {
        symbol: return_pct(adjusted(symbol), "adj_close", "2021-12-31", "2022-12-31") for symbol in SECTORS
    }
    ranked = sorted(expected, key=expected.__getitem__, reverse=True)
    assert [row["symbol"] for row in receipt.rows] == ranked
    assert [row["return_pct"] for row in receipt.rows] == pytest.approx([expected[name] for name in ranked])


def test_claims_are_not_known_before_their_thursday(tables):
    wednesday = run(tables, "series_value", "2026-01-21", series="ICSA").rows[0]
    thursday = run(tables, "series_value", "2026-01-22", series="ICSA").rows[0]
    assert (wednesday["period"], thursday["period"]) == ("2026-01-10", "2026-01-17")
