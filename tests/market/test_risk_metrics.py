"""Returns, volatility, drawdown, beta, Sharpe and Sortino equal empyrical's; RSI and averages equal those of ta.

On a random walk made here, and on every real series beside the project, over several windows.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from market.metrics import load_metrics, run_metric
from market.periods import parse_as_of
from market.tables import MarketTables

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "market"
METRICS = load_metrics()
NOW = datetime(2026, 9, 1, tzinfo=UTC)
EQUAL = 1e-9
"""Relative: what the issue of one convention or another would exceed by far."""

INDICES = ("GSPC", "IXIC", "VIX")
FUNDS = tuple("DIA GLD HYG IWM QQQ SPY TLT USO UUP XLE XLF XLI XLK XLP XLU XLV XLY".split())


@dataclass(frozen=True)
class World:
    """Tables and, beside them, the same levels as a frame with a column a symbol."""

    tables: MarketTables
    levels: pd.DataFrame
    rates: pd.Series
    benchmark: str
    windows: tuple[str, ...]

    def run(self, name, as_of="2026-07-31", **arguments):
        return run_metric(METRICS[name], arguments, self.tables, parse_as_of(as_of))

    def rows(self, name, **arguments):
        receipt = self.run(name, **arguments)
        return {row["symbol"]: row for row in receipt.rows}

    def window(self, symbol, window):
        """The levels of a symbol from the last on or before the first date to the second."""
        start, end = map(pd.Timestamp, window.split(".."))
        series = self.levels[symbol].dropna()
        base = series.index[series.index <= start]
        return series[base[-1] : end] if len(base) and (series[base[-1] : end].size > 1) else None

    def returns(self, window):
        """The daily returns of each symbol that covers the window."""
        cut = {symbol: self.window(symbol, window) for symbol in self.levels}
        return {symbol: levels.pct_change().dropna() for symbol, levels in cut.items() if levels is not None}


def world_of(folder, frames, rates, benchmark, windows):
    tables = MarketTables(folder, clock=lambda: NOW)
    tables.upsert("prices", pd.concat(frames))
    observed = pd.DataFrame({"period": rates.index, "value": rates.to_numpy()})
    tables.upsert("observations", observed.assign(series="FEDFUNDS", unit="%", source="FRED"))
    levels = {
        frame["symbol"].iloc[0]: frame.set_index("date")[
            "adj_close" if "adj_close" in frame else "close"
        ].rename(None)
        for frame in frames
    }
    return World(tables, pd.DataFrame(levels), rates, benchmark, windows)


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    """Three seeded random walks of seven years, one an index, and a rate that changes each month."""
    random = np.random.default_rng(7)
    days = pd.bdate_range("2018-12-31", "2026-01-30")
    frames = []
    for symbol, column in (("^GSPC", "close"), ("AAA", "adj_close"), ("BBB", "close")):
        levels = 100 * np.exp(np.cumsum(random.normal(0.0003, 0.012, len(days))))
        frames.append(pd.DataFrame({"date": days, column: levels}).assign(symbol=symbol, source="walk"))
    months = pd.date_range("2018-12-01", "2026-01-01", freq="MS")
    rates = pd.Series(np.linspace(0.1, 5.3, len(months)), index=months)
    windows = ("2019-12-31..2020-12-31", "2020-02-19..2020-04-23", "2019-01-02..2026-01-22")
    return world_of(tmp_path_factory.mktemp("walk"), frames, rates, "^GSPC", windows)


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Every fund and index of the data folder."""
    if not DATA.is_dir():
        pytest.skip(f"there is no market data in {DATA}")
    frames = []
    for name in (*FUNDS, *INDICES):
        frame = pd.read_csv(
            DATA / "adjusted" / f"{name}.csv", usecols=["date", "close"], parse_dates=["date"]
        )
        column, symbol = ("close", f"^{name}") if name in INDICES else ("adj_close", name)
        frame = frame[frame["date"] >= "1998-01-01"].rename(columns={"close": column})
        frames.append(frame.assign(symbol=symbol, source="adjusted"))
    rut = pd.read_csv(
        DATA / "rut" / "RUT_1999_2025.csv", skiprows=1, names=["date", "close"], parse_dates=["date"]
    )
    frames.append(rut.assign(symbol="^RUT", source="rut"))
    rates = pd.read_csv(
        DATA / "fred" / "FEDFUNDS.csv", skiprows=1, names=["period", "value"], parse_dates=["period"]
    )
    windows = (
        "2007-12-31..2008-12-31",
        "2020-02-19..2020-04-30",
        "2012-06-15..2025-06-30",
        "2021-12-31..2022-12-31",
    )
    return world_of(
        tmp_path_factory.mktemp("real"), frames, rates.set_index("period")["value"], "^GSPC", windows
    )


@pytest.fixture(params=["walk", pytest.param("real", marks=pytest.mark.real_data)])
def world(request):
    return request.getfixturevalue(request.param)


def assert_equal(rows, column, expected):
    assert set(rows) == set(expected)
    for symbol, value in expected.items():
        assert rows[symbol][column] == pytest.approx(value, rel=EQUAL, abs=1e-13), symbol


def everyone(returns):
    return ",".join(returns)


def test_returns_equal_those_of_empyrical(world):
    import empyrical

    for window in world.windows:
        returns = world.returns(window)
        rows = world.rows("ranking", group=everyone(returns), period=window)
        assert_equal(
            rows, "return_pct", {s: 100 * empyrical.cum_returns_final(r) for s, r in returns.items()}
        )
        symbol = next(iter(returns))
        other = world.run("relative_return", symbol=symbol, benchmark=world.benchmark, period=window)
        spread = [100 * empyrical.cum_returns_final(returns[name]) for name in (symbol, world.benchmark)]
        assert other.value == pytest.approx(spread[0] - spread[1], rel=EQUAL, abs=1e-10)


def test_total_returns_equal_those_of_empyrical(world):
    import empyrical

    adjusted = [symbol for symbol in world.levels if symbol.isalpha() and symbol != "BBB"]
    for window in world.windows:
        returns = world.returns(window)
        for symbol in set(adjusted) & set(returns):
            receipt = world.run("total_return", symbol=symbol, period=window)
            expected = 100 * empyrical.cum_returns_final(returns[symbol])
            assert receipt.value == pytest.approx(expected, rel=EQUAL), symbol


def test_volatility_equals_that_of_empyrical(world):
    import empyrical

    for window in world.windows:
        returns = world.returns(window)
        rows = world.rows("volatility", symbol=everyone(returns), period=window)
        assert_equal(
            rows, "volatility_pct", {s: 100 * empyrical.annual_volatility(r) for s, r in returns.items()}
        )
        assert_equal(rows, "returns", {symbol: len(r) for symbol, r in returns.items()})


def test_drawdown_equals_that_of_empyrical_with_its_dates(world):
    import empyrical

    for window in world.windows:
        returns = world.returns(window)
        rows = world.rows("max_drawdown", symbol=everyone(returns), period=window)
        assert_equal(rows, "drawdown_pct", {s: 100 * empyrical.max_drawdown(r) for s, r in returns.items()})
        for symbol, row in rows.items():
            levels = world.window(symbol, window)
            trough = (levels / levels.cummax()).idxmin()
            peak = levels[:trough][levels[:trough] == levels[:trough].max()].index[-1]
            after = levels[trough:][levels[trough:] >= levels[peak]].index[:1]
            assert [row["peak_date"], row["trough_date"]] == [str(day.date()) for day in (peak, trough)]
            assert row["recovery_date"] == (str(after[0].date()) if len(after) else None)
            if len(after) == 0:
                assert row["below_peak_pct"] == pytest.approx(100 * (levels.iloc[-1] / levels[peak] - 1))


def together(first, second):
    """The daily returns of two between the sessions that both have."""
    both = pd.concat([first, second], axis=1, join="inner").pct_change().dropna()
    return both.iloc[:, 0], both.iloc[:, 1]


def test_beta_equals_that_of_empyrical(world):
    import empyrical

    for window in world.windows:
        returns = world.returns(window)
        rows = world.rows("beta", symbol=everyone(returns), benchmark=world.benchmark, period=window)
        benchmark = world.window(world.benchmark, window)
        pairs = {symbol: together(world.window(symbol, window), benchmark) for symbol in returns}
        assert_equal(rows, "beta", {symbol: empyrical.beta(*pair) for symbol, pair in pairs.items()})
        assert_equal(rows, "correlation", {symbol: own.corr(other) for symbol, (own, other) in pairs.items()})


def test_correlations_equal_those_of_pandas(world):
    for window in world.windows:
        names = list(world.returns(window))[:6]
        matrix = world.run("correlation_matrix", group=",".join(names), period=window)
        found = {(row["symbol"], row["other"]): row["correlation"] for row in matrix.rows}
        assert len(found) == len(names) * (len(names) - 1) // 2
        for (first, second), value in found.items():
            own, other = together(world.window(first, window), world.window(second, window))
            assert value == pytest.approx(own.corr(other), rel=EQUAL)
        assert matrix.value == pytest.approx(np.mean(list(found.values())), rel=EQUAL)
        (first, second), value = next(iter(found.items()))
        assert world.run("correlation", symbol=second, other=first, period=window).value == pytest.approx(
            value, rel=EQUAL
        )


@pytest.mark.parametrize("risk_free", ["none", "FEDFUNDS"])
@pytest.mark.parametrize(("metric", "column"), [("sharpe_ratio", "sharpe"), ("sortino_ratio", "sortino")])
def test_sharpe_and_sortino_equal_those_of_empyrical(world, metric, column, risk_free):
    import empyrical

    for window in world.windows:
        returns = world.returns(window)
        rows = world.rows(metric, symbol=everyone(returns), period=window, risk_free=risk_free)
        expected = {}
        for symbol, own in returns.items():
            daily = world.rates.reindex(own.index, method="ffill") / 100 / 252
            excess = own - daily if risk_free != "none" else own
            expected[symbol] = getattr(empyrical, metric)(excess)
        assert_equal(rows, column, expected)


@pytest.mark.parametrize("sessions", [20, 50, 200])
def test_moving_averages_equal_those_of_ta(world, sessions):
    from ta.trend import SMAIndicator

    for end in ("2022-06-30", "2025-03-14"):
        names = [symbol for symbol in world.levels if world.levels[symbol][end:].notna().any()]
        rows = world.rows(
            "moving_average", symbol=",".join(names), sessions=str(sessions), period=f"2020-12-31..{end}"
        )
        levels = {symbol: world.levels[symbol].dropna()[:end] for symbol in names}
        averages = {s: SMAIndicator(own, sessions).sma_indicator().iloc[-1] for s, own in levels.items()}
        assert_equal(rows, "average", averages)
        distances = {s: 100 * (own.iloc[-1] / averages[s] - 1) for s, own in levels.items()}
        assert {s: row["distance_pct"] for s, row in rows.items()} == pytest.approx(distances, rel=1e-7)


@pytest.mark.parametrize("sessions", [9, 14])
def test_rsi_equals_that_of_ta_where_the_beginning_no_longer_weighs(world, sessions):
    """ta's averages begin with the first change, Wilder's with the mean of the first 14: (13/14)^600 of it is left."""
    from ta.momentum import RSIIndicator

    for end in ("2022-06-30", "2025-03-14"):
        names = [symbol for symbol in world.levels if world.levels[symbol].dropna()[:end].size > 600]
        rows = world.rows("rsi", symbol=",".join(names), sessions=str(sessions), period=f"2020-12-31..{end}")
        expected = {
            symbol: RSIIndicator(world.levels[symbol].dropna()[:end], sessions).rsi().iloc[-1]
            for symbol in names
        }
        assert_equal(rows, "rsi", expected)


def test_highs_lows_and_momentum_equal_those_of_pandas(world):
    end, year, month = "2025-03-14", "2024-03-14", "2025-02-14"
    names = [symbol for symbol in world.levels if world.levels[symbol][end:].notna().any()]
    levels = {symbol: world.levels[symbol].dropna()[:end] for symbol in names}
    period = f"{year}..{end}"
    past = {symbol: own[own.index > year] for symbol, own in levels.items()}
    rows = world.rows("distance_from_high", symbol=",".join(names), period=period)
    assert_equal(rows, "distance_pct", {s: 100 * (own.iloc[-1] / own.max() - 1) for s, own in past.items()})
    assert {s: row["high_date"] for s, row in rows.items()} == {
        s: str(own[own == own.max()].index[-1].date()) for s, own in past.items()
    }
    rows = world.rows("distance_from_low", symbol=",".join(names), period=period)
    assert_equal(rows, "distance_pct", {s: 100 * (own.iloc[-1] / own.min() - 1) for s, own in past.items()})
    rows = world.rows("momentum", symbol=",".join(names), period=period)
    expected = {s: 100 * (own.asof(month) / own.asof(year) - 1) for s, own in levels.items()}
    assert_equal(rows, "momentum_pct", expected)


def test_best_and_worst_days_equal_those_of_pandas(world):
    for window in world.windows:
        returns = 100 * world.returns(window)[world.benchmark]
        for name, expected in (("best_days", returns.nlargest(7)), ("worst_days", returns.nsmallest(7))):
            rows = world.run(name, symbol=world.benchmark, period=window, limit="7").rows
            assert [row["day"] for row in rows] == [str(day.date()) for day in expected.index]
            assert [row["change_pct"] for row in rows] == pytest.approx(list(expected), rel=EQUAL)


def test_breadth_equals_that_of_pandas(world):
    end = pd.Timestamp("2025-03-14")
    names = [symbol for symbol in world.levels if end in world.levels[symbol].dropna().index]
    levels = [world.levels[symbol].dropna()[:end] for symbol in names]
    row = world.run("breadth", group=",".join(names), period=f"2024-12-31..{end.date()}").rows[0]
    changes = [own.iloc[-1] - own.iloc[-2] for own in levels]
    assert (row["advancers"], row["decliners"], row["members"]) == (
        sum(change > 0 for change in changes),
        sum(change < 0 for change in changes),
        len(names),
    )
    assert row["advancers_pct"] == pytest.approx(100 * row["advancers"] / len(names))
    for sessions in (50, 200):
        above = [own.iloc[-1] > own.iloc[-sessions:].mean() for own in levels]
        assert row[f"above_{sessions}_pct"] == pytest.approx(100 * np.mean(above))


def test_rotation_equals_that_of_pandas(world):
    before, now = "2024-09-13..2024-12-13", "2024-12-13..2025-03-14"
    names = [symbol for symbol in world.returns(now) if symbol != world.benchmark]
    rows = world.rows("rotation", group=",".join(names), benchmark=world.benchmark, period=now, before=before)
    by_period = {}
    for key, window in (("before", before), ("now", now)):
        cut = {symbol: world.window(symbol, window) for symbol in (*names, world.benchmark)}
        by_period[key] = pd.Series({s: 100 * (own.iloc[-1] / own.iloc[0] - 1) for s, own in cut.items()})
    ranks = {key: own[names].rank(ascending=False) for key, own in by_period.items()}
    strength = {key: own[names] - own[world.benchmark] for key, own in by_period.items()}
    assert_equal(rows, "rank_change", dict((ranks["before"] - ranks["now"]).astype(int)))
    assert {s: row["strength_change_pp"] for s, row in rows.items()} == pytest.approx(
        dict(strength["now"] - strength["before"]), rel=1e-7
    )
