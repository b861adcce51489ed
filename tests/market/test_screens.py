"""Screens: each value is what the metric itself gives for the member, whatever the conditions."""

import json
from datetime import UTC, datetime

import duckdb
import numpy as np
import pandas as pd
import pytest

from market.errors import BadParameter, NoRows
from market.metrics import load_metrics, run_metric
from market.periods import parse_as_of
from market.recheck import recheck
from market.tables import MarketTables

METRICS = load_metrics()
AS_OF = parse_as_of("2026-01-22")
NOW = datetime(2026, 2, 1, tzinfo=UTC)
STOCKS = ("AAA", "BBB", "CCC", "DDD")


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """Two years of closes of three stocks and an index; DDD is known by name alone, CCC for thirty sessions."""
    tables = MarketTables(tmp_path_factory.mktemp("market"), clock=lambda: NOW)
    days = pd.bdate_range("2024-01-02", "2026-01-22")
    random = np.random.default_rng(11)
    frames = []
    for place, symbol in enumerate(("AAA", "BBB", "^GSPC", "CCC")):
        steps = random.normal(0.0005 * (place + 1), 0.005 * (place + 1), len(days))
        frame = pd.DataFrame({"date": days, "close": (100 * np.exp(np.cumsum(steps))).round(2)})
        frames.append(frame.assign(symbol=symbol, source="exchange", currency="" if "^" in symbol else "USD"))
    tables.upsert("prices", pd.concat([*frames[:3], frames[3].tail(30)]))
    named = pd.DataFrame({"symbol": STOCKS, "name": STOCKS, "kind": "stock", "source": "list"})
    tables.upsert("instruments", named)
    ends = ["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31", "2025-03-31", "2025-06-30", "2025-09-30"]
    for item, scale in (("eps", 1.0), ("revenue", 1e9), ("shares_outstanding", 1e8)):
        for place, symbol in enumerate(STOCKS[:3]):
            values = scale * (1 + place + np.arange(7) / 10)
            rows = pd.DataFrame({"period_end": ends, "value": values, "symbol": symbol, "item": item})
            unit = "" if item == "shares_outstanding" else "USD"
            tables.upsert("fundamentals", rows.assign(unit=unit, source="filings"))
    ratings = pd.DataFrame({"symbol": ["AAA", "BBB"], "target": [150.0, 80.0], "rating": ["Buy", "Sell"]})
    tables.upsert("ratings", ratings.assign(date="2026-01-05", firm="Alpha", currency="USD", source="wire"))
    return tables


ALL = ",".join(STOCKS)


def screen(tables, where, group=ALL, **arguments):
    return run_metric(METRICS["screen"], {"group": group, "where": where, **arguments}, tables, AS_OF)


def alone(tables, name, symbol, **arguments):
    """What the metric itself gives, or nothing."""
    parameter = METRICS[name].parameters[0].name
    try:
        return run_metric(METRICS[name], {parameter: symbol, **arguments}, tables, AS_OF)
    except NoRows:
        return None


def scalar_metrics():
    """The metrics that have a value for one instrument, with the arguments they need beside it."""
    for name, metric in METRICS.items():
        first, *others = metric.parameters
        needed = [parameter for parameter in others if parameter.default is None]
        if first.kind in ("instrument", "instruments") and name != "screen":
            chosen = {"instrument": "^GSPC", "period": "2025-12-31"}
            if all(parameter.kind in chosen for parameter in needed):
                yield name, {parameter.name: chosen[parameter.kind] for parameter in needed}


@pytest.mark.parametrize(("name", "arguments"), list(scalar_metrics()))
def test_each_value_is_that_of_the_metric_itself(tables, name, arguments):
    call = (
        f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})" if arguments else name
    )
    receipt = screen(tables, "1 = 1", sort=call)
    found = {row["symbol"]: row[name] for row in receipt.rows}
    for symbol in STOCKS:
        own = alone(tables, name, symbol, **arguments)
        expected = own.rows[0][METRICS[name].value] if own else None
        assert found[symbol] == (expected if not isinstance(expected, float) else pytest.approx(expected)), (
            symbol
        )


def test_members_that_meet_the_conditions_are_ranked(tables):
    receipt = screen(tables, "price_return > -100 and price_return < 100", sort="price_return asc", limit="2")
    returns = {symbol: alone(tables, "price_return", symbol).value for symbol in STOCKS[:3]}
    assert [row["symbol"] for row in receipt.rows] == sorted(returns, key=returns.__getitem__)[:2]
    first = receipt.rows[0]
    assert (first["rank"], first["members"], first["matches"], first["unmeasured"]) == (1, 4, 3, 1)
    assert (receipt.value, receipt.unit) == (pytest.approx(min(returns.values())), "%")
    assert first["ranked_by"] == "price return"
    assert receipt.sources == ("exchange",)
    assert receipt.notes == ()


def test_arguments_columns_words_and_arithmetic(tables):
    where = """
        relative_return(benchmark='^GSPC', period='2025').return_pct > -100
        and (market_cap_band.band in ('mega', 'large') or valuation(measure=pe) between 0 and 1000)
        and not (fundamental_growth.growth_pct - 5% > 1000) and rsi is not null
    """
    receipt = screen(tables, where)
    assert {row["symbol"] for row in receipt.rows} == {"AAA", "BBB", "CCC"} - {
        symbol for symbol in STOCKS if alone(tables, "price_return", symbol, period="2025") is None
    }
    names = [column.name for column in receipt.columns]
    assert "relative_return_return_pct" in names
    assert receipt.rows[0]["valuation_unit"] == "x"


def test_the_same_metric_over_two_periods(tables):
    receipt = screen(
        tables, "price_return(period='2025') > -100 and price_return(period='2025-06-30..2025-12-31') > -100"
    )
    row = next(row for row in receipt.rows if row["symbol"] == "AAA")
    assert row["price_return"] == pytest.approx(alone(tables, "price_return", "AAA", period="2025").value)
    second = alone(tables, "price_return", "AAA", period="2025-06-30..2025-12-31").value
    assert row["price_return_2"] == pytest.approx(second)


def test_a_value_below_the_minimum_of_its_metric_is_none(tables):
    receipt = screen(tables, "volatility(period='2026-01-15..2026-01-22') > 0")
    assert (receipt.rows[0]["matches"], receipt.rows[0]["unmeasured"]) == (0, 4)


def test_nobody_meets_the_conditions_is_an_answer(tables):
    receipt = screen(tables, "price_return > 1000")
    (row,) = receipt.rows
    assert (receipt.value, row["symbol"], row["members"], row["matches"]) == (None, None, 4, 0)


def test_the_receipt_runs_as_it_stands_and_rechecks(tables):
    receipt = screen(tables, "volatility < 1000", sort="momentum")
    with duckdb.connect() as bare:
        assert len(bare.execute(receipt.sql).fetchall()) == len(receipt.rows)
    assert set(receipt.tables) >= {"prices", "instruments"}
    again = recheck(receipt, METRICS, tables, NOW)
    assert (again.same, again.metric) == (True, "unchanged")
    assert json.dumps(list(receipt.rows))
    other = screen(tables, "volatility < 99", sort="momentum")
    assert other.metric_hash != receipt.metric_hash
    assert other.id != receipt.id


@pytest.mark.parametrize(
    ("where", "sort", "message"),
    [
        ("volatilty < 20", "first", "no metric 'volatilty' to screen by; did you mean volatility"),
        ("volatility(perod=2025) < 20", "first", "no parameter 'perod'; did you mean period"),
        ("volatility.return_pct < 20", "first", "volatility has no column 'return_pct'"),
        ("volatility <", "first", "cannot be read"),
        ("price_return > 0; drop table prices", "first", "is no part of a condition"),
        ("(select 1) > 0", "first", "is no part of a condition"),
        ("read_csv('x') > 0", "first", "is no part of a condition"),
        ("breadth > 50", "first", "breadth has no value for each member"),
        ("series_value > 1", "first", "series_value has no value for each member"),
        ("1 = 1", "first", "names no metric"),
        ("rsi > 50", "rsi + 1", "sort = 'rsi + 1' is no metric"),
        ("relative_return > 0", "first", "relative_return needs 'benchmark'"),
        ("screen > 0", "first", "no metric 'screen'"),
    ],
)
def test_what_is_no_condition_is_refused_with_the_mend(tables, where, sort, message):
    with pytest.raises(BadParameter, match=message.replace("(", r"\(").replace("+", r"\+")):
        screen(tables, where, sort=sort)
