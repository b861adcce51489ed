"""The whole-market metrics of the benchmark as people write them with pandas, polars, empyrical and quantstats.

Each function gives one number a symbol (breadth: one in all), in the conventions of our metrics: simple returns between
closes, sample deviations, 252 sessions a year, percent. Closes come ordered by symbol and date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np
import pandas as pd

Values = Mapping[str, float]
YEAR = 252
RSI_SESSIONS = 14
BEFORE, LAST_YEAR, YEAR_AGO, MONTH_AGO, END = (
    date(2024, 1, 1),
    date(2024, 12, 31),
    date(2024, 12, 31),
    date(2025, 11, 30),
    date(2025, 12, 31),
)
BENCHMARK = "S00000"


class Peer(Protocol):
    """One way to compute. ``functions`` are the metrics that it has."""

    functions: Mapping[str, Callable[[], Values]]


class Pandas:
    """The files read once, then grouped by symbol."""

    def __init__(self, files: Sequence[str]) -> None:
        frame = pd.concat([pd.read_parquet(file, columns=["symbol", "date", "close"]) for file in files])
        self.frame = frame.astype({"symbol": "category"}).assign(date=pd.to_datetime(frame["date"]))
        self.frame = self.frame.sort_values(["symbol", "date"], ignore_index=True)
        self.close = self.frame.groupby("symbol", observed=True)["close"]
        self._returns: pd.Series[float] | None = None
        self.functions = {
            "ranking": self.ranking,
            "volatility": self.volatility,
            "max_drawdown": self.max_drawdown,
            "beta": self.beta,
            "sharpe_ratio": self.sharpe_ratio,
            "sortino_ratio": self.sortino_ratio,
            "moving_average": self.moving_average,
            "rsi": self.rsi,
            "momentum": self.momentum,
            "distance_from_high": self.distance_from_high,
            "breadth": self.breadth,
            "rotation": self.rotation,
        }

    @property
    def returns(self) -> Any:
        """Daily returns by symbol; computed once."""
        if self._returns is None:
            self._returns = self.close.pct_change()
        return self._returns.groupby(self.frame["symbol"], observed=True)

    def _last_until(self, day: date) -> Any:
        known = self.frame[self.frame["date"] <= pd.Timestamp(day)]
        return known.groupby("symbol", observed=True)["close"].last()

    def ranking(self) -> Values:
        return (100 * (self._last_until(END) / self._last_until(LAST_YEAR) - 1)).sort_values().to_dict()

    def volatility(self) -> Values:
        return (100 * self.returns.std() * np.sqrt(YEAR)).to_dict()

    def max_drawdown(self) -> Values:
        below = self.frame["close"] / self.close.cummax() - 1
        return (100 * below.groupby(self.frame["symbol"], observed=True).min()).to_dict()

    def beta(self) -> Values:
        own = self.close.pct_change()
        market = own[self.frame["symbol"] == BENCHMARK]
        by_day = pd.Series(market.to_numpy(), index=self.frame.loc[market.index, "date"])
        both = pd.DataFrame(
            {"symbol": self.frame["symbol"], "own": own, "market": self.frame["date"].map(by_day)}
        )
        both = both.dropna()
        grouped = both.groupby("symbol", observed=True)
        product = (both["own"] * both["market"]).groupby(both["symbol"], observed=True).mean()
        covariance = product - grouped["own"].mean() * grouped["market"].mean()
        return (covariance / grouped["market"].var(ddof=0)).to_dict()

    def sharpe_ratio(self) -> Values:
        return (self.returns.mean() / self.returns.std() * np.sqrt(YEAR)).to_dict()

    def sortino_ratio(self) -> Values:
        daily = self.close.pct_change()
        squared = (daily.clip(upper=0) ** 2).groupby(self.frame["symbol"], observed=True).mean()
        return (self.returns.mean() / np.sqrt(squared) * np.sqrt(YEAR)).to_dict()

    def moving_average(self) -> Values:
        return self.close.tail(200).groupby(self.frame["symbol"], observed=True).mean().to_dict()

    def rsi(self) -> Values:
        change = self.close.diff()
        smooth = {}
        for name, part in (("gain", change.clip(lower=0)), ("loss", -change.clip(upper=0))):
            grouped = part.groupby(self.frame["symbol"], observed=True)
            smooth[name] = (
                grouped.ewm(alpha=1 / RSI_SESSIONS, adjust=False)
                .mean()
                .groupby(level=0, observed=True)
                .last()
            )
        return (100 * smooth["gain"] / (smooth["gain"] + smooth["loss"])).to_dict()

    def momentum(self) -> Values:
        return (100 * (self._last_until(MONTH_AGO) / self._last_until(YEAR_AGO) - 1)).to_dict()

    def distance_from_high(self) -> Values:
        year = self.frame[self.frame["date"] > pd.Timestamp(LAST_YEAR)].groupby("symbol", observed=True)[
            "close"
        ]
        return (100 * (year.last() / year.max() - 1)).to_dict()

    def breadth(self) -> Values:
        last = self.close.last()
        average = self.close.tail(200).groupby(self.frame["symbol"], observed=True).mean()
        return {"above_200": 100 * float((last > average).mean())}

    def rotation(self) -> Values:
        before, base, end = (self._last_until(day) for day in (BEFORE, LAST_YEAR, END))
        change = 100 * (end / base - base / before)
        return (change - change[BENCHMARK]).to_dict()


class Polars:
    """A lazy query of the files for each metric."""

    def __init__(self, files: Sequence[str]) -> None:
        import polars as pl

        self.pl = pl
        self.scan = pl.scan_parquet(list(files)).select("symbol", "date", "close").sort("symbol", "date")
        self.close = pl.col("close")
        self.daily = self.close / self.close.shift(1) - 1
        single: Mapping[str, Any] = {
            "ranking": 100 * (self._last_until(END) / self._last_until(LAST_YEAR) - 1),
            "volatility": 100 * self.daily.std() * np.sqrt(YEAR),
            "max_drawdown": 100 * (self.close / self.close.cum_max() - 1).min(),
            "sharpe_ratio": self.daily.mean() / self.daily.std() * np.sqrt(YEAR),
            "sortino_ratio": self.daily.mean()
            / (self.daily.clip(upper_bound=0) ** 2).mean().sqrt()
            * np.sqrt(YEAR),
            "moving_average": self.close.tail(200).mean(),
            "rsi": self._rsi(),
            "momentum": 100 * (self._last_until(MONTH_AGO) / self._last_until(YEAR_AGO) - 1),
            "distance_from_high": 100
            * (self.close.last() / self.close.filter(pl.col("date") > LAST_YEAR).max() - 1),
        }
        self.functions: dict[str, Callable[[], Values]] = {
            name: self._by_symbol(expression) for name, expression in single.items()
        }
        self.functions |= {"beta": self.beta, "breadth": self.breadth, "rotation": self.rotation}

    def _last_until(self, day: date) -> Any:
        return self.close.filter(self.pl.col("date") <= day).last()

    def _rsi(self) -> Any:
        change = self.close.diff()
        gain, loss = (
            part.ewm_mean(alpha=1 / RSI_SESSIONS, adjust=False, ignore_nulls=True).last()
            for part in (change.clip(lower_bound=0), -change.clip(upper_bound=0))
        )
        return 100 * gain / (gain + loss)

    def _by_symbol(self, expression: Any) -> Callable[[], Values]:
        def compute() -> Values:
            found = self.scan.group_by("symbol").agg(expression.alias("value")).collect()
            return dict(found.iter_rows())

        return compute

    def beta(self) -> Values:
        pl = self.pl
        market = self.scan.filter(pl.col("symbol") == BENCHMARK).select("date", self.daily.alias("market"))
        both = (
            self.scan.with_columns(self.daily.over("symbol").alias("own"))
            .join(market, on="date")
            .filter(pl.col("own").is_not_null() & pl.col("market").is_not_null())
        )
        slope = pl.cov("own", "market") / pl.col("market").var()
        return dict(both.group_by("symbol").agg(slope.alias("value")).collect().iter_rows())

    def breadth(self) -> Values:
        above = self.close.last() > self.close.tail(200).mean()
        found = (
            self.scan.group_by("symbol")
            .agg(above.alias("above"))
            .select(self.pl.col("above").mean())
            .collect()
        )
        return {"above_200": 100 * float(found.item())}

    def rotation(self) -> Values:
        before, base, end = (self._last_until(day) for day in (BEFORE, LAST_YEAR, END))
        found = dict(self._by_symbol(100 * (end / base - base / before))())
        return {symbol: change - found[BENCHMARK] for symbol, change in found.items()}


@dataclass
class _Wide:
    """Returns and closes with a column for each symbol, which the libraries of statistics take."""

    closes: pd.DataFrame
    returns: pd.DataFrame

    @classmethod
    def of(cls, files: Sequence[str]) -> _Wide:
        frame = pd.concat([pd.read_parquet(file, columns=["symbol", "date", "close"]) for file in files])
        closes = frame.assign(date=pd.to_datetime(frame["date"])).pivot(
            index="date", columns="symbol", values="close"
        )
        return cls(closes, closes.pct_change().iloc[1:])


class Empyrical:
    """empyrical-reloaded over all columns at once, beta column by column."""

    def __init__(self, files: Sequence[str]) -> None:
        import empyrical

        wide = _Wide.of(files)
        returns, names = wide.returns, list(wide.returns.columns)

        def over_all(function: Callable[..., Any], factor: float = 1.0) -> Callable[[], Values]:
            return lambda: dict(zip(names, factor * np.asarray(function(returns.to_numpy())), strict=True))

        def beta() -> Values:
            market = returns[BENCHMARK].to_numpy()
            return {name: float(empyrical.beta(returns[name].to_numpy(), market)) for name in names}

        self.functions: Mapping[str, Callable[[], Values]] = {
            "volatility": over_all(empyrical.annual_volatility, 100),
            "max_drawdown": over_all(empyrical.max_drawdown, 100),
            "beta": beta,
            "sharpe_ratio": over_all(empyrical.sharpe_ratio),
            "sortino_ratio": over_all(empyrical.sortino_ratio),
        }


class Quantstats:
    """quantstats over all columns at once."""

    def __init__(self, files: Sequence[str]) -> None:
        import quantstats.stats as stats

        wide = _Wide.of(files)
        self.functions: Mapping[str, Callable[[], Values]] = {
            "volatility": lambda: (
                100 * stats.volatility(wide.returns, periods=YEAR, prepare_returns=False)
            ).to_dict(),
            "max_drawdown": lambda: (100 * stats.max_drawdown(wide.closes)).to_dict(),
            "sharpe_ratio": lambda: stats.sharpe(wide.returns, periods=YEAR).to_dict(),
            "sortino_ratio": lambda: stats.sortino(wide.returns, periods=YEAR).to_dict(),
        }


PEERS: Mapping[str, Callable[[Sequence[str]], Peer]] = {
    "pandas": Pandas,
    "polars": Polars,
    "empyrical": Empyrical,
    "quantstats": Quantstats,
}
