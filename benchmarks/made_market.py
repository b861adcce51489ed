"""A made-up market in all five tables: seeded, and every row known at a moment of its own.

``made_market`` gives some tens of symbols with everything that metrics read; ``made_closes`` many symbols with daily
closes, in parts, for measurements of size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from market.known_at import close_known_at, day_known_at, fill_known_at
from market.schemas import END_OF_TIME, KNOWN_UNTIL, TABLES, TableName
from market.upserts import arrow_schema

FIRST_DAY, LAST_DAY = "2017-01-02", "2025-12-31"
INDICES = ("^GSPC", "^RUT", "^IXIC", "^DJI")
SECTORS = ("XLB", "XLC", "XLE", "XLF", "XLI", "XLK", "XLP", "XLRE", "XLU", "XLV", "XLY")
STOCKS: Mapping[str, tuple[str, str]] = {
    "ACMQ": ("Acme Quarries", "Materials"),
    "BLTZ": ("Blitz Motors", "Consumer Discretionary"),
    "CRDX": ("Cordax Drilling", "Energy"),
    "DVNO": ("Devino Foods", "Consumer Staples"),
    "ELBK": ("Elbank Holdings", "Financials"),
    "FRGA": ("Ferga Systems", "Information Technology"),
    "GNTL": ("Gentle Robotics", "Information Technology"),
    "HXLO": ("Hexalo Pharma", "Health Care"),
}
FIRMS = ("Alder Research", "Birch Securities", "Cedar & Co", "Douglas Partners")
RATINGS = ("Buy", "Hold", "Sell", "Overweight", "Neutral", "Underperform")
ITEMS: Mapping[str, tuple[float, str]] = {
    "revenue": (5e9, "USD"),
    "net_income": (6e8, "USD"),
    "eps": (2.4, "USD"),
    "eps_diluted": (2.3, "USD"),
    "shares_outstanding": (2.5e8, ""),
    "book_value_per_share": (21.0, "USD"),
    "total_assets": (2e10, "USD"),
    "total_equity": (7e9, "USD"),
    "total_debt": (4e9, "USD"),
    "cash": (1e9, "USD"),
    "ebitda": (1.2e9, "USD"),
    "free_cash_flow": (5e8, "USD"),
    "dividends_per_share": (0.3, "USD"),
    "market_cap": (4e10, "USD"),
}
MONTHLY_SERIES = {"UNRATE": 4.0, "CPIAUCSL": 250.0, "FEDFUNDS": 2.0, "PCEPILFE": 110.0}
DAILY_SERIES = {"DGS10": 2.5, "DGS2": 2.0, "T10Y2Y": 0.5}

Frames = dict[TableName, pd.DataFrame]


def made_market(seed: int) -> Frames:
    """All tables from 2017 to 2025: indices, sector funds, stocks, with two sources for some and gaps for others."""
    random = np.random.default_rng(seed)
    frames: Frames = {
        "instruments": _instruments(),
        "prices": _prices(random),
        "fundamentals": _fundamentals(random),
        "ratings": _ratings(random),
        "observations": _observations(random),
    }
    return {name: _complete(name, frame) for name, frame in frames.items()}


def made_closes(symbols: int, sessions: int, seed: int, *, part: int = 250) -> Iterator[pd.DataFrame]:
    """Daily closes of made-up symbols up to 2025-12-31, ``part`` symbols a frame, ordered by symbol and date."""
    random = np.random.default_rng(seed)
    days = pd.bdate_range(end=LAST_DAY, periods=sessions).as_unit("us")
    known = close_known_at(pd.Series(days)).dt.tz_localize(None).to_numpy()
    market = random.normal(0.0003, 0.01, sessions)
    for first in range(0, symbols, part):
        names = [f"S{number:05}" for number in range(first, min(first + part, symbols))]
        beta = random.uniform(0.4, 1.6, (len(names), 1))
        own = random.normal(0, 0.015, (len(names), sessions))
        closes = np.round(
            random.uniform(10, 300, (len(names), 1)) * np.exp(np.cumsum(beta * market + own, 1)), 4
        )
        closes = np.maximum(closes, 0.01).ravel()
        rows = {
            "symbol": np.repeat(names, sessions),
            "date": np.tile(days.to_numpy(), len(names)),
            "close": closes,
            "adj_close": closes,
            "volume": 1e6,
            "currency": "USD",
            "source": "made",
            "known_at": pd.Series(np.tile(known, len(names))).dt.tz_localize("UTC"),
        }
        yield _complete("prices", pd.DataFrame(rows))


def write_tables(place: Path | str, frames: Mapping[TableName, pd.DataFrame]) -> None:
    """Writes each frame as version 0 of its table at ``place``, unchecked: some are made to be absurd."""
    for name, frame in frames.items():
        if len(frame):
            write_rows(f"{place}/{name}", name, frame)


def write_rows(path: Path | str, table: TableName, frame: pd.DataFrame) -> None:
    """Adds rows to the Delta table at ``path``, each in force until the next of its key among them is known."""
    import pyarrow as pa
    from deltalake import write_deltalake

    schema = TABLES[table]
    ordered = frame.sort_values([*schema.key, "known_at"])
    ends = ordered.groupby(list(schema.key), sort=False)["known_at"].shift(-1)
    end_of_time = pd.Timestamp(END_OF_TIME).as_unit("us")
    ended = ordered.assign(**{KNOWN_UNTIL: ends.astype("datetime64[us, UTC]").fillna(end_of_time)})
    rows = pa.Table.from_pandas(ended, schema=arrow_schema(schema), preserve_index=False)
    write_deltalake(str(path), rows, mode="append")


def _complete(table: TableName, frame: pd.DataFrame) -> pd.DataFrame:
    """With the columns that the frame lacks, empty, and ``known_at`` by the table's rule."""
    schema, frame = TABLES[table], frame.reset_index(drop=True)
    nothing = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us, UTC]")
    empty = {"text": "", "number": np.nan, "date": pd.NaT, "moment": nothing}
    lacking = {column.name: empty[column.kind] for column in schema.columns if column.name not in frame}
    whole = frame.assign(**lacking)[list(schema.names)]
    return whole.assign(known_at=fill_known_at(table, whole))


def _instruments() -> pd.DataFrame:
    rows = [
        {
            "symbol": symbol,
            "name": name,
            "kind": "stock",
            "sector": sector,
            "currency": "USD",
            "source": "made",
        }
        for symbol, (name, sector) in STOCKS.items()
    ]
    return pd.DataFrame(rows)


def _walk(random: np.random.Generator, count: int, start: float, size: float) -> np.ndarray:
    return np.round(start * np.exp(np.cumsum(random.normal(0.0002, size, count))), 4)


def _prices(random: np.random.Generator) -> pd.DataFrame:
    days = pd.bdate_range(FIRST_DAY, LAST_DAY).as_unit("us")
    parts = []
    for number, symbol in enumerate((*INDICES, *SECTORS, *STOCKS)):
        closes = _walk(random, len(days), random.uniform(20, 400), 0.012)
        frame = pd.DataFrame(
            {
                "symbol": symbol,
                "date": days,
                "open": closes * 0.999,
                "high": closes * 1.01,
                "low": closes * 0.99,
                "close": closes,
                "volume": random.integers(1_000_000, 9_000_000, len(days)).astype(float),
                "currency": "" if symbol.startswith("^") else "USD",
                "source": "exchange",
            }
        )
        if number % 3 == 0:  # dividends are counted in
            frame["adj_close"] = np.round(closes * np.linspace(0.85, 1, len(days)), 4)
        if number % 4 == 1:  # some days are missing, and it was listed later
            frame = frame[random.random(len(days)) > 0.03].iloc[200:]
        parts.append(frame)
        if number % 5 == 2:  # another source, that differs a little
            other = frame.iloc[::2].assign(source="vendor", close=frame["close"].iloc[::2] * 1.001)
            parts.append(other)
    return pd.concat(parts)


def _fundamentals(random: np.random.Generator) -> pd.DataFrame:
    quarters = pd.date_range(FIRST_DAY, LAST_DAY, freq="QE").as_unit("us")
    rows = []
    for symbol in STOCKS:
        for item, (size, unit) in ITEMS.items():
            values = _walk(random, len(quarters), size, 0.05)
            rows.append(
                pd.DataFrame(
                    {
                        "symbol": symbol,
                        "period_end": quarters,
                        "item": item,
                        "value": values,
                        "unit": unit,
                        "source": "filing",
                    }
                )
            )
    frame = pd.concat(rows, ignore_index=True)
    lag = pd.to_timedelta(random.integers(20, 80, len(frame)), unit="D").as_unit("us")
    return frame.assign(known_at=day_known_at(frame["period_end"] + lag))


def _ratings(random: np.random.Generator) -> pd.DataFrame:
    days = pd.bdate_range(FIRST_DAY, LAST_DAY).as_unit("us")
    rows = [
        {
            "symbol": symbol,
            "date": days[int(random.integers(len(days)))],
            "firm": str(random.choice(FIRMS)),
            "action": str(random.choice(["upgrade", "downgrade", "maintain", "initiate"])),
            "rating": str(random.choice(RATINGS)),
            "target": float(random.uniform(20, 400)) if random.random() > 0.2 else np.nan,
            "currency": "USD",
            "source": "wire",
        }
        for symbol in STOCKS
        for _ in range(60)
    ]
    return pd.DataFrame(rows).drop_duplicates(["symbol", "date", "firm"])


def _observations(random: np.random.Generator) -> pd.DataFrame:
    months = pd.date_range(FIRST_DAY, LAST_DAY, freq="MS").as_unit("us")
    days = pd.bdate_range(FIRST_DAY, LAST_DAY).as_unit("us")
    parts = []
    for periods, series in ((months, MONTHLY_SERIES), (days, DAILY_SERIES)):
        for name, start in series.items():
            parts.append(
                pd.DataFrame(
                    {
                        "series": name,
                        "period": periods,
                        "value": np.round(_walk(random, len(periods), start, 0.01), 3),
                        "unit": "" if name.startswith(("CPI", "PCE")) else "%",
                        "source": "FRED",
                    }
                )
            )
    return pd.concat(parts)


def random_day(random: np.random.Generator) -> date:
    """A day of the made market, from its second year on."""
    return (pd.Timestamp("2018-01-02") + pd.Timedelta(days=int(random.integers(2900)))).date()
