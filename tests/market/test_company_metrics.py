"""Growth, multiples, size, consensus and upside, on small tables whose results are known by hand."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from market.errors import NoRows
from market.metrics import load_metrics, run_metric
from market.periods import parse_as_of
from market.tables import MarketTables

METRICS = load_metrics()
AS_OF = "2026-01-22"
QUARTERS = (
    "2024-03-30",
    "2024-06-29",
    "2024-09-28",
    "2024-12-28",
    "2025-03-29",
    "2025-06-28",
    "2025-09-27",
)


@pytest.fixture
def tables(tmp_path):
    tables = MarketTables(tmp_path, clock=lambda: datetime(2026, 2, 1, tzinfo=UTC))
    named = pd.DataFrame({"symbol": ["ACME", "EURO", "ADJ", "AAPL"], "kind": "stock", "source": "list"})
    tables.upsert("instruments", named.assign(name=named["symbol"]))
    return tables


def run(tables, name, as_of=AS_OF, **arguments):
    return run_metric(METRICS[name], arguments, tables, parse_as_of(as_of))


def report(tables, item, values, symbol="ACME", unit="USD", source="filings", ends=QUARTERS):
    rows = pd.DataFrame({"period_end": list(ends)[-len(values) :], "value": values})
    tables.upsert("fundamentals", rows.assign(symbol=symbol, item=item, unit=unit, source=source))


def trade(tables, close, symbol="ACME", day="2026-01-22", currency="USD", column="close"):
    row = {"symbol": symbol, "date": day, column: close, "currency": currency, "source": "exchange"}
    tables.upsert("prices", pd.DataFrame([row]))


def rate(tables, *rows, symbol="ACME"):
    names = ("firm", "date", "action", "rating", "target", "currency")
    frame = pd.DataFrame([dict(zip(names, row, strict=True)) for row in rows])
    tables.upsert("ratings", frame.assign(symbol=symbol, source="wire"))


def test_quarterly_growth_is_against_the_same_quarter_of_the_year_before(tables):
    report(tables, "Sales", [100, 1, 80, 110, 130, 2, 100])
    row = run(tables, "fundamental_growth", symbol="ACME").rows[0]
    assert (row["item"], row["growth_pct"], row["span"]) == ("revenue", pytest.approx(25), "over a year")
    assert (row["base_period_end"], row["period_end"]) == ("2024-09-28", "2025-09-27")


def test_growth_over_several_years_is_a_compound_rate(tables):
    ends = ("2021-12-31", "2022-12-31", "2023-12-31", "2024-12-31")
    report(tables, "eps", [1.0, 2.0, 1.5, 8.0], unit="USD", ends=ends)
    receipt = run(tables, "fundamental_growth", symbol="ACME", item="EPS", years="3")
    assert receipt.value == pytest.approx(100)
    assert receipt.rows[0]["span"] == "a year over 3 years"
    assert run(tables, "fundamental_growth", symbol="ACME", item="eps").value == pytest.approx(
        100 * (8 / 1.5 - 1)
    )
    with pytest.raises(NoRows, match="the same fiscal period of the year before"):
        run(tables, "fundamental_growth", symbol="ACME", item="eps", years="5")


@pytest.mark.parametrize(
    ("base", "latest", "growth"), [(-2, 3, None), (0, 3, None), (2, -1, -150), (2, 2, 0), (4, 1, -75)]
)
def test_growth_from_a_loss_is_not_given(tables, base, latest, growth):
    report(tables, "net_income", [base, latest], ends=("2023-12-31", "2024-12-31"))
    receipt = run(tables, "fundamental_growth", symbol="ACME", item="net_income")
    assert receipt.value == (growth if growth is None else pytest.approx(growth))
    assert bool(receipt.rows[0]["remark"]) == (growth is None)


def test_a_growth_rate_of_the_source_is_said_to_be_reported(tables):
    report(tables, "sales_growth_3y", [44.5], unit="%", ends=("2026-01-21",))
    row = {
        "symbol": "ACME",
        "period_end": "2026-01-21",
        "item": "sales_growth_3y",
        "value": 44.5,
        "unit": "%",
    }
    known = {**row, "source": "filings", "known_at": "2026-01-21T15:00:00+00:00"}
    tables.upsert("fundamentals", pd.DataFrame([known]))
    receipt = run(tables, "fundamental_growth", symbol="ACME", years="3")
    assert (receipt.value, receipt.rows[0]["span"]) == (44.5, "as reported")


def company(tables, eps=(9, 9, 9, 1, 1.5, 1.5, 1)):
    """Four quarters to 2025-09-27: earnings 5 a share, revenue 400, EBITDA 80; 10 shares at 100."""
    report(tables, "diluted_eps", list(eps))
    report(tables, "revenue", [90, 100, 100, 110])
    report(tables, "ebitda", [20, 20, 20, 20])
    report(tables, "dividends", [0.5, 0.5, 0.5, 0.5])
    for item, value in (("shares", 10), ("debt", 300), ("cash", 100), ("total_equity", 250)):
        report(tables, item, [value], unit="" if item == "shares" else "USD")
    trade(tables, 100)


def test_multiples_are_of_the_last_close_and_the_trailing_year(tables):
    company(tables)
    rows = {row["measure"]: row for row in run(tables, "valuation", symbol="ACME").rows}
    values = {name: row["value"] for name, row in rows.items()}
    assert values == {"pe": 20, "ps": 2.5, "pb": 4, "ev_ebitda": 15, "dividend_yield": 2}
    assert rows["pe"]["how"] == "trailing four quarters"
    assert (rows["pe"]["value_unit"], rows["dividend_yield"]["value_unit"]) == ("x", "%")
    assert rows["ev_ebitda"]["numerator"] == 1200
    assert [row["measure"] for row in run(tables, "valuation", symbol="ACME", measure="PS").rows] == ["ps"]


def test_a_loss_has_no_multiple_and_says_so(tables):
    company(tables, eps=(1, 1, 1, 1, -1.5, -1.5, 1))
    row = run(tables, "valuation", symbol="ACME", measure="pe").rows[0]
    assert (row["value"], row["remark"]) == (None, "cannot be given, because the figure is not above zero")


def test_three_quarters_are_no_year(tables):
    report(tables, "revenue", [100, 100, 110])
    report(tables, "shares_outstanding", [10], unit="")
    trade(tables, 100)
    with pytest.raises(NoRows, match="figures of a whole year"):
        run(tables, "valuation", symbol="ACME")


def test_figures_filed_later_are_not_in_a_multiple(tables):
    company(tables)
    trade(tables, 50, day="2025-10-01")
    row = run(tables, "valuation", as_of="2025-10-01", symbol="ACME", measure="pe").rows[0]
    assert (row["period_end"], row["denominator"]) == ("2025-06-28", 1 + 1.5 + 1.5 + 9)


def test_figures_in_another_currency_and_adjusted_closes_give_no_multiple(tables):
    company(tables)
    trade(tables, 100, symbol="EURO", currency="EUR")
    report(tables, "eps", [1, 1, 1, 1], symbol="EURO")
    trade(tables, 100, symbol="ADJ", column="adj_close")
    report(tables, "eps", [1, 1, 1, 1], symbol="ADJ")
    for symbol in ("EURO", "ADJ"):
        with pytest.raises(NoRows):
            run(tables, "valuation", symbol=symbol)


@pytest.mark.parametrize(
    ("value", "band", "start", "end"),
    [
        (3.4e12, "mega", 200e9, None),
        (200e9, "mega", 200e9, None),
        (199.9e9, "large", 10e9, 200e9),
        (3.4e9, "mid", 2e9, 10e9),
        (2e9 - 1, "small", 250e6, 2e9),
        (1e6, "micro", None, 250e6),
    ],
)
def test_the_band_of_a_market_value(tables, value, band, start, end):
    report(tables, "market_cap", [value])
    row = run(tables, "market_cap_band", symbol="ACME").rows[0]
    assert (row["market_cap"], row["band"], row["band_from"], row["band_to"]) == (value, band, start, end)
    assert (row["how"], row["valued_on"]) == ("as reported", "2025-09-27")


def test_shares_times_the_close_go_before_a_reported_market_value(tables):
    report(tables, "market_cap", [3e9])
    report(tables, "shares_outstanding", [200e6], unit="")
    trade(tables, 100)
    row = run(tables, "market_cap_band", symbol="ACME").rows[0]
    assert (row["market_cap"], row["band"], row["how"]) == (20e9, "large", "shares times close")


def test_a_market_value_in_another_currency_has_no_band(tables):
    report(tables, "market_cap", [3e9], unit="EUR")
    row = run(tables, "market_cap_band", symbol="ACME").rows[0]
    assert (row["market_cap"], row["band"], row["currency"]) == (3e9, "no", "EUR")


RATED = (
    ("Alpha", "2025-06-01", "initiated", "Buy", 80, "USD"),
    ("Alpha", "2025-12-01", "downgraded", "Sector Perform", 110, "USD"),
    ("Beta", "2025-11-01", "reiterated", "Overweight", 130, "USD"),
    ("Beta", "2026-01-05", "raised target", "", 150, "USD"),
    ("Gamma", "2025-10-01", "reiterated", "UNDERPERFORM", 90, "USD"),
    ("Delta", "2025-10-01", "initiated", "Enthusiastic", None, ""),
    ("Euro", "2025-10-01", "initiated", "Buy", 70, "EUR"),
    ("Old", "2024-12-01", "initiated", "Sell", 10, "USD"),
    ("Gone", "2025-09-01", "initiated", "Sell", 10, "USD"),
    ("Gone", "2025-12-15", "coverage suspended", "", None, ""),
    ("Late", "2026-01-23", "initiated", "Buy", 500, "USD"),
)


def test_the_consensus_counts_the_latest_view_of_each_firm(tables):
    rate(tables, *RATED)
    receipt = run(tables, "ratings_consensus", symbol="ACME")
    row = receipt.rows[0]
    assert {name: row[name] for name in ("firms", "buys", "holds", "sells", "unclassified")} == {
        "firms": 5,
        "buys": 2,
        "holds": 1,
        "sells": 1,
        "unclassified": 1,
    }
    targets = pd.Series([110, 150, 90])
    assert (receipt.value, receipt.unit) == (pytest.approx(targets.mean()), "USD")
    assert (row["median_target"], row["low_target"], row["high_target"]) == (targets.median(), 90, 150)
    assert (row["targets"], row["first_rating"], row["last_rating"]) == (3, "2025-10-01", "2026-01-05")


def test_the_consensus_of_another_time(tables):
    rate(tables, *RATED)
    assert run(tables, "ratings_consensus", symbol="ACME", as_of="2025-01-01").rows[0]["sells"] == 1
    assert run(tables, "ratings_consensus", symbol="ACME", period="past month").rows[0]["firms"] == 1
    with pytest.raises(NoRows, match="the first is 2024-12-01"):
        run(tables, "ratings_consensus", symbol="ACME", period="2023")


@pytest.mark.parametrize(("close", "upside"), [(100, 10), (110, 0), (137.5, -20)])
def test_upside_is_from_the_last_close_to_the_median_target(tables, close, upside):
    rate(tables, *RATED)
    trade(tables, close)
    receipt = run(tables, "target_upside", symbol="ACME")
    row = receipt.rows[0]
    assert receipt.value == pytest.approx(upside)
    assert row["targets"] == 3
    assert (row["close"], row["currency"], row["date"]) == (close, "USD", "2026-01-22")


def test_there_is_no_upside_without_a_close_or_a_target(tables):
    trade(tables, 100, symbol="AAPL")
    with pytest.raises(NoRows, match=r"no (rating|close) of AAPL"):
        run(tables, "target_upside", symbol="AAPL")
    rate(tables, *RATED)
    with pytest.raises(NoRows, match="no close of ACME is held"):
        run(tables, "target_upside", symbol="ACME")
