"""Writes ``market.jsonl``: the questions of ``market_questions.py`` with values from the raw files, by pandas alone.

    python -m benchmarks.question_sets.market_values [--data ../shared/data/market]

Nothing of Tieout is imported here, so that a value is right or wrong by itself. Closes are those of the files, the two
files of the Russell 2000 joined; a return runs from the last close on or before its first day to that on or before its
last one; statistics are of simple daily returns whose two closes both lie in the period, 252 of them a year. Economic
series are cut at the days on which they are released.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
DATA = Path(__file__).parents[2].parent / "shared" / "data" / "market"
SESSIONS_A_YEAR = 252
SECTORS = ("XLB", "XLC", "XLE", "XLF", "XLI", "XLK", "XLP", "XLU", "XLV", "XLY")
SECTOR_WORDS = {
    "XLB": "Materials", "XLC": "Communication Services", "XLE": "Energy", "XLF": "Financial", "XLI": "Industrial",
    "XLK": "Technology", "XLP": "Consumer Staples", "XLU": "Utilities", "XLV": "Health Care",
    "XLY": "Consumer Discretionary",
}  # fmt: skip
RELEASE_DAYS = {"CPIAUCSL": 20, "UNRATE": 12, "PCEPILFE": 35, "FEDFUNDS": 5}
"""Days after the end of the month."""

Row = dict[str, object]


class Market:
    """The raw files, and what is computed from them."""

    def __init__(self, folder: Path = DATA) -> None:
        self.folder = folder

    @cache  # noqa: B019 - one market lives as long as the script
    def closes(self, name: str) -> pd.Series:
        """The closes of a file's name (``RUT``, ``SPY``) by day."""
        paths = (
            self.folder / "rut" / f"{name}_1999_2025.csv",
            self.folder / "recent_unadjusted" / f"{name}.csv",
            self.folder / "adjusted" / f"{name}.csv",
        )
        series = pd.concat([_closes_of(path) for path in paths if path.exists()])
        return series[~series.index.duplicated(keep="first")].sort_index()

    @cache  # noqa: B019
    def series(self, name: str) -> pd.Series:
        """The observations of a FRED file by their own dates."""
        frame = pd.read_csv(self.folder / "fred" / f"{name}.csv", parse_dates=["date"], na_values=".")
        return frame.set_index("date")[name].dropna()

    def known(self, name: str, as_of: str) -> pd.Series:
        """The observations that had been released by the end of ``as_of``."""
        series, day = self.series(name), pd.Timestamp(as_of)
        if name in RELEASE_DAYS:
            released = series.index + pd.offsets.MonthEnd(0) + pd.Timedelta(days=RELEASE_DAYS[name])
        elif name == "ICSA":
            released = series.index + pd.Timedelta(days=5)
        else:
            released = series.index
        return series[released <= day]

    def value(self, name: str, day: str, as_of: str) -> float:
        """The last observation on or before ``day`` that was known at ``as_of``."""
        return float(self.known(name, as_of)[:day].iloc[-1])

    def at(self, name: str, day: str) -> float:
        """The last close on or before ``day``."""
        return float(self.closes(name)[:day].iloc[-1])

    def ret(self, name: str, first: str, last: str) -> float:
        """The return in percent between the last closes on or before two days."""
        return 100 * (self.at(name, last) / self.at(name, first) - 1)

    def within(self, name: str, first: str, last: str) -> pd.Series:
        """The closes after ``first`` up to ``last``."""
        series = self.closes(name)
        return series[(series.index > first) & (series.index <= last)]

    def moves(self, name: str, first: str, last: str) -> pd.Series:
        """The daily returns of the sessions after ``first`` up to ``last``, in percent."""
        series = 100 * self.closes(name).pct_change(fill_method=None)
        return series[(series.index > first) & (series.index <= last)]

    def vol(self, name: str, first: str, last: str) -> float:
        """The volatility in percent a year."""
        return float(self.moves(name, first, last).std(ddof=1) * np.sqrt(SESSIONS_A_YEAR))

    def sharpe(self, name: str, first: str, last: str) -> float:
        """The Sharpe ratio above a rate of 0."""
        moves = self.moves(name, first, last)
        return float(moves.mean() / moves.std(ddof=1) * np.sqrt(SESSIONS_A_YEAR))

    def sortino(self, name: str, first: str, last: str) -> float:
        """The Sortino ratio above a rate of 0."""
        moves = self.moves(name, first, last)
        downside = np.sqrt((moves.clip(upper=0) ** 2).mean())
        return float(moves.mean() / downside * np.sqrt(SESSIONS_A_YEAR))

    def joint(self, names: Sequence[str], first: str, last: str) -> pd.DataFrame:
        """The daily returns of several between the sessions that all have."""
        frame = pd.concat({name: self.closes(name) for name in names}, axis=1, join="inner")
        moves = frame.pct_change(fill_method=None)
        return moves[(moves.index > first) & (moves.index <= last)]

    def corr(self, one: str, other: str, first: str, last: str) -> float:
        """The correlation of daily returns."""
        return float(self.joint([one, other], first, last).corr().iloc[0, 1])

    def beta(self, one: str, benchmark: str, first: str, last: str) -> float:
        """The slope of the daily returns of one on those of the other."""
        cov = self.joint([one, benchmark], first, last).cov()
        return float(cov.loc[one, benchmark] / cov.loc[benchmark, benchmark])

    def drawdown(self, name: str, first: str, last: str) -> tuple[float, str, str]:
        """The deepest fall from a peak within the period, with the days of peak and trough."""
        series = self.within(name, first, last)
        falls = 100 * (series / series.cummax() - 1)
        trough = falls.idxmin()
        peak = series[:trough].idxmax()
        return float(falls.min()), f"{peak:%Y-%m-%d}", f"{trough:%Y-%m-%d}"

    def high(self, name: str, first: str, last: str) -> tuple[float, float, str]:
        """How far the last close is below the highest of the period, that close and its day."""
        series = self.within(name, first, last)
        return 100 * (series.iloc[-1] / series.max() - 1), float(series.max()), f"{series.idxmax():%Y-%m-%d}"

    def low(self, name: str, first: str, last: str) -> tuple[float, float, str]:
        """How far the last close is above the lowest of the period, that close and its day."""
        series = self.within(name, first, last)
        return 100 * (series.iloc[-1] / series.min() - 1), float(series.min()), f"{series.idxmin():%Y-%m-%d}"

    def average(self, name: str, sessions: int, day: str) -> float:
        """The mean of the last closes up to ``day``."""
        return float(self.closes(name)[:day].iloc[-sessions:].mean())

    def rsi(self, name: str, sessions: int, day: str) -> float:
        """Wilder's relative strength index."""
        moves = self.closes(name)[:day].diff().dropna().to_numpy()
        gain, loss = moves[:sessions].clip(min=0).mean(), (-moves[:sessions]).clip(min=0).mean()
        for move in moves[sessions:]:
            gain = (gain * (sessions - 1) + max(move, 0)) / sessions
            loss = (loss * (sessions - 1) + max(-move, 0)) / sessions
        return float(100 * gain / (gain + loss))

    def momentum(self, name: str, day: str) -> float:
        """The return from twelve months ago to one month ago."""
        last = self.closes(name)[:day].index[-1]
        return self.ret(name, str(last - pd.DateOffset(months=12)), str(last - pd.DateOffset(months=1)))

    def years(self, name: str, last: str) -> pd.Series:
        """The return in percent of each calendar year that was over, by year."""
        ends = self.closes(name)[:last].resample("YE").last()
        returns = 100 * ends.pct_change(fill_method=None).dropna()
        returns.index = pd.Index([day.year for day in returns.index])
        return returns[returns.index < pd.Timestamp(last).year]

    def months(self, name: str, month: int, last: str) -> pd.Series:
        """The returns in percent of each January, February … that was over."""
        ends = self.closes(name)[:last].resample("ME").last()
        returns = 100 * ends.pct_change(fill_method=None).dropna()
        over = returns[returns.index <= pd.Timestamp(last)]
        return over[over.index.month == month]

    def around(self, name: str, day: str, sessions: int) -> tuple[float, float, float]:
        """The return of the sessions before, on and after the first session on or after ``day``."""
        series = self.closes(name)
        place = int(series.index.searchsorted(pd.Timestamp(day)))
        before, event = series.iloc[place - 1], series.iloc[place]
        return (
            100 * float(before / series.iloc[place - 1 - sessions] - 1),
            100 * float(event / before - 1),
            100 * float(series.iloc[place + sessions] / event - 1),
        )

    def best(self, names: Sequence[str], first: str, last: str) -> list[tuple[str, float]]:
        """Names with their returns, the highest first; without those that have no close at the beginning."""
        held = [name for name in names if self.closes(name).index[0] <= pd.Timestamp(first)]
        return sorted(((name, self.ret(name, first, last)) for name in held), key=lambda row: -row[1])


@cache
def _closes_of(path: Path) -> pd.Series:
    lines = path.read_text(encoding="utf-8").splitlines()
    skip = [1, 2] if lines[1].startswith("Ticker") else []
    frame = pd.read_csv(path, skiprows=skip)
    frame.columns = [str(column).lower() for column in frame.columns]
    close = "close" if "close" in frame else frame.columns[1]
    day = pd.to_datetime(frame[frame.columns[0]])
    return pd.Series(frame[close].to_numpy(dtype=float), index=day).dropna()


def main() -> None:
    """Writes the set beside this file."""
    from benchmarks.question_sets.market_questions import questions

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    rows = questions(Market(parser.parse_args().data))
    names = [row["id"] for row in rows]
    assert len(set(names)) == len(names), "two questions share an id"
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (HERE / "market.jsonl").write_text(text + "\n", encoding="utf-8")
    print(f"{len(rows)} questions")


if __name__ == "__main__":
    main()
