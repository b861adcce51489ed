"""Metrics over a whole market, and over one symbol of it, beside pandas, polars, empyrical and quantstats.

    python -m benchmarks.metrics                       5,000 symbols, ten years of daily closes (12.6 million rows)
    python -m benchmarks.metrics --symbols 500         smaller
    python -m benchmarks.metrics --folder FOLDER       keeps the tables there, and takes them where they are
    python -m benchmarks.metrics --adjusted            with adjusted closes beside those as traded

The closes are made up, seeded, and loaded as ``tieout load`` loads them, checks and all. Then each method computes the
same metrics over the same Parquet files in a process of its own, from opening the files to a number for each symbol:

- polars scans the files for each metric, as we do: its run and ours are compared as they are ("whole run");
- pandas, empyrical and quantstats read the files once and hold the closes in memory for all metrics. Their run is
  compared as it is too ("whole run"), and with the reading counted for each metric ("each metric by itself"): that is
  what one question at a time costs, which is how metrics are asked for.

What is counted is the time of the wall and the processor's, of all threads, and the most memory that the process held.
pandas works on one core, polars and we on all. We give a receipt for each metric besides: dates, basis, sources and
names of each symbol, the preferred of several sources, and no row that was not known. Values of every symbol are
compared with ours. One symbol is asked of the same table, and pandas reads the same files for it. Prints JSON; a table
for the eye goes to standard error. Beside other work on the machine, processor time is the steadier measure.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import pandas as pd

from benchmarks.made_market import made_closes
from benchmarks.market_peers import BENCHMARK, END, LAST_YEAR, PEERS, Values
from benchmarks.memory import MemoryPeak
from market.clock import end_of_day
from market.metrics import load_metrics, run_metric
from market.receipts import Receipt
from market.tables import MarketTables

TIEOUT = "tieout"
METHODS = (TIEOUT, *PEERS)
READ_ONCE = ("pandas", "empyrical", "quantstats")
"""The peers that hold the closes in memory from one metric to the next."""
SESSIONS = 2520
ALL, FROM_START = "stocks", "1990-01-01..2025-12-31"
SEED = 1
SINGLE = ("last_close", "price_return", "volatility", "max_drawdown", "moving_average", "rsi")
SINGLE_SYMBOL = "S00042"
SINGLE_RUNS = 15


@dataclass
class Measured:
    """What one method took."""

    load_s: float = 0.0
    load_processor_s: float = 0.0
    seconds: dict[str, float] = field(default_factory=dict)
    processor_s: dict[str, float] = field(default_factory=dict)
    """Of all threads: the steadier measure beside other work on the machine."""
    peak_memory_mb: int = 0

    @property
    def total_s(self) -> float:
        """Reading and all metrics."""
        return self.load_s + sum(self.seconds.values())

    @property
    def total_processor_s(self) -> float:
        """The processor time of both."""
        return self.load_processor_s + sum(self.processor_s.values())


def main() -> None:
    """Make the tables where they are missing, measure, compare, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--symbols", type=int, default=5000)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--adjusted", action="store_true")
    parser.add_argument("--only", nargs="+", choices=METHODS, default=METHODS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        loading = None
        if not (folder / "prices").exists():
            loading = in_own_process(load, folder, options.symbols, options.sessions, options.adjusted)
        report = measure(folder, options.only)
    result = {"cores": os.cpu_count(), "loading": loading, **report}
    show(result)
    json.dump(result, sys.stdout, indent=2)
    sys.stdout.write("\n")


def in_own_process(function: Callable[..., object], *arguments: object) -> object:
    """What ``function`` gives in a fresh process: its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as worker:
        return worker.submit(function, *arguments).result()


def load(folder: Path, symbols: int, sessions: int, adjusted: bool) -> dict[str, float]:  # noqa: FBT001
    """Loads the made-up closes, and an instrument for each symbol."""
    tables, seconds, rows = MarketTables(folder), 0.0, 0
    names: list[str] = []
    with MemoryPeak() as peak:
        for part in made_closes(symbols, sessions, SEED):
            given = part.drop(
                columns=["known_at", "open", "high", "low", *([] if adjusted else ["adj_close"])]
            )
            start = perf_counter()
            tables.upsert("prices", given)
            seconds, rows = seconds + perf_counter() - start, rows + len(part)
            names += list(part["symbol"].unique())
    told = [{"symbol": name, "name": f"Made {name}", "kind": "stock", "source": "made"} for name in names]
    tables.upsert("instruments", pd.DataFrame(told))
    return {
        "rows": rows,
        "seconds": round(seconds, 1),
        "rows_per_s": round(rows / seconds),
        "peak_memory_mb": peak.most_bytes // 2**20,
    }


def measure(folder: Path, methods: Sequence[str]) -> dict[str, object]:
    """Each method in turn, and one symbol."""
    tables = MarketTables(folder)
    files = list(tables.snapshot(views=("prices",)).files["prices"])
    measured: dict[str, Measured] = {}
    values: dict[str, dict[str, Values]] = {}
    for method in methods:
        print(f"{method} ...", file=sys.stderr)
        try:
            measured[method], values[method] = in_own_process(compute_all, method, folder, files)  # type: ignore[misc]
        except ImportError as error:
            print(f"{method} was not measured: {error}", file=sys.stderr)
    return {
        "methods": {
            name: {
                **asdict(taken),
                "total_s": round(taken.total_s, 2),
                "total_processor_s": round(taken.total_processor_s, 2),
            }
            for name, taken in measured.items()
        },
        "ratios": ratios(measured),
        "largest_difference": agreement(values),
        "one_symbol_ms": in_own_process(one_symbol, folder, files) if TIEOUT in methods else None,
    }


def compute_all(method: str, folder: Path, files: Sequence[str]) -> tuple[Measured, dict[str, Values]]:
    """All metrics of one method, timed."""
    measured, values = Measured(), {}
    with MemoryPeak() as peak:
        start, processor = perf_counter(), process_time()
        functions = our_functions(folder) if method == TIEOUT else PEERS[method](files).functions
        measured.load_s = round(perf_counter() - start, 3)
        measured.load_processor_s = round(process_time() - processor, 3)
        for name, function in functions.items():
            start, processor = perf_counter(), process_time()
            values[name] = dict(function())
            measured.seconds[name] = round(perf_counter() - start, 3)
            measured.processor_s[name] = round(process_time() - processor, 3)
            print(f"  {name} {measured.seconds[name]:.2f} s", file=sys.stderr)
    measured.peak_memory_mb = peak.most_bytes // 2**20
    return measured, values


def our_functions(folder: Path) -> Mapping[str, Callable[[], Values]]:
    """Our metrics over all stocks: a receipt each, of which the value of each symbol is taken."""
    tables, metrics = MarketTables(folder), load_metrics()
    as_of = end_of_day(END)
    whole = {"symbol": ALL, "period": FROM_START.replace("1990-01-01", _first_session(tables))}
    year = f"{LAST_YEAR}..{END}"
    calls: Mapping[str, tuple[str, dict[str, str]]] = {
        "ranking": ("return_pct", {"group": ALL, "period": year}),
        "volatility": ("volatility_pct", whole),
        "max_drawdown": ("drawdown_pct", whole),
        "beta": ("beta", {**whole, "benchmark": BENCHMARK}),
        "sharpe_ratio": ("sharpe", whole),
        "sortino_ratio": ("sortino", whole),
        "moving_average": ("average", {"symbol": ALL, "sessions": "200"}),
        "rsi": ("rsi", {"symbol": ALL, "sessions": "14"}),
        "momentum": ("momentum_pct", {"symbol": ALL}),
        "distance_from_high": ("distance_pct", {"symbol": ALL, "period": year}),
        "breadth": ("above_200_pct", {"group": ALL}),
        "rotation": ("strength_change_pp", {"group": ALL, "benchmark": BENCHMARK, "period": year}),
    }

    def computed(name: str) -> Values:
        column, arguments = calls[name]
        receipt = run_metric(metrics[name], arguments, tables, as_of)
        if name == "breadth":
            return {"above_200": _number(receipt, 0, column)}
        return {str(row["symbol"]): _number(receipt, place, column) for place, row in enumerate(receipt.rows)}

    return {name: lambda name=name: computed(name) for name in calls}  # type: ignore[misc]


def _number(receipt: Receipt, place: int, column: str) -> float:
    return float(receipt.rows[place][column] or 0.0)


def _first_session(tables: MarketTables) -> str:
    sessions: list[date] = tables.sessions(end_of_day(END))
    return sessions[0].isoformat()


def one_symbol(folder: Path, files: Sequence[str]) -> dict[str, float]:
    """Milliseconds of a metric of one symbol, the median of some calls; and pandas reading the same symbol's closes."""
    tables, metrics = MarketTables(folder), load_metrics()
    as_of = end_of_day(END)
    taken = {
        name: _median_ms(
            lambda name=name: run_metric(metrics[name], {"symbol": SINGLE_SYMBOL}, tables, as_of)
        )  # type: ignore[misc]
        for name in SINGLE
    }

    def read_by_pandas() -> object:  # unfiltered: Arrow cannot filter the string_view that these files say
        frame = pd.read_parquet(list(files), columns=["symbol", "date", "close"])
        return frame[frame["symbol"] == SINGLE_SYMBOL].sort_values("date")["close"].iloc[-1]

    return {**taken, "pandas reading its closes": _median_ms(read_by_pandas, runs=3)}


def _median_ms(function: Callable[[], object], runs: int = SINGLE_RUNS) -> float:
    taken = []
    function()
    for _ in range(runs):
        start = perf_counter()
        function()
        taken.append(1000 * (perf_counter() - start))
    return round(median(taken), 1)


def ratios(measured: Mapping[str, Measured]) -> dict[str, dict[str, float]]:
    """For each peer how many times our memory and time it took, in all and by metric; by processor time too."""
    if TIEOUT not in measured:
        return {}
    ours = measured[TIEOUT]
    found: dict[str, dict[str, float]] = {}
    for name, peer in measured.items():
        if name == TIEOUT:
            continue
        found[name] = {"memory": round(peer.peak_memory_mb / ours.peak_memory_mb, 2)}
        if peer.seconds.keys() == ours.seconds.keys():
            found[name]["whole run"] = round(peer.total_s / ours.total_s, 2)
            found[name]["whole run, processor"] = round(peer.total_processor_s / ours.total_processor_s, 2)
        if name in READ_ONCE:
            found[name] |= _by_itself(ours, peer)
        for metric, seconds in peer.seconds.items():
            found[name][metric] = round(seconds / ours.seconds[metric], 2)
            found[name][f"{metric}, processor"] = round(
                peer.processor_s[metric] / max(ours.processor_s[metric], 1e-3), 2
            )
    return found


def _by_itself(ours: Measured, peer: Measured) -> dict[str, float]:
    """The ratios where a peer reads the files for each of its metrics, of which we compute the same."""
    names = peer.seconds.keys()
    theirs = sum(peer.load_s + peer.seconds[name] for name in names)
    processor = sum(peer.load_processor_s + peer.processor_s[name] for name in names)
    return {
        "each metric by itself": round(theirs / sum(ours.seconds[name] for name in names), 2),
        "each metric by itself, processor": round(
            processor / sum(ours.processor_s[name] for name in names), 2
        ),
    }


def agreement(values: Mapping[str, Mapping[str, Values]]) -> dict[str, dict[str, float]]:
    """The largest relative difference of a value from ours, by peer and metric."""
    ours = values.get(TIEOUT, {})
    found: dict[str, dict[str, float]] = {}
    for peer, by_metric in values.items():
        if peer == TIEOUT or not ours:
            continue
        found[peer] = {}
        for metric, theirs in by_metric.items():
            if theirs.keys() != ours[metric].keys():
                raise ValueError(
                    f"{peer} gives other symbols for {metric}: {len(theirs)} against {len(ours[metric])}"
                )
            found[peer][metric] = max(
                abs(value - ours[metric][name]) / max(abs(value), 1e-6) for name, value in theirs.items()
            )
    return found


def show(result: Mapping[str, object]) -> None:
    """The table for the eye, to standard error."""
    methods, compared = result["methods"], result["largest_difference"]
    assert isinstance(methods, dict)
    assert isinstance(compared, dict)
    print(f"loading: {result['loading']}", file=sys.stderr)
    names = list(next(iter(methods.values()))["seconds"])
    print(f"{'seconds':20}" + "".join(f"{name:>12}" for name in methods), file=sys.stderr)
    for name in names:
        row = "".join(f"{taken['seconds'].get(name, float('nan')):12.2f}" for taken in methods.values())
        worst = max((each.get(name, 0.0) for each in compared.values()), default=0.0)
        print(f"{name:20}{row}   differ by {worst:.1e} at most", file=sys.stderr)
    for key in ("load_s", "total_s", "total_processor_s", "peak_memory_mb"):
        print(f"{key:20}" + "".join(f"{taken[key]:12.1f}" for taken in methods.values()), file=sys.stderr)
    print(f"one symbol, ms: {result['one_symbol_ms']}", file=sys.stderr)


if __name__ == "__main__":
    main()
