"""No metric reads a row that was known later than its as-of: random calls over tables with poisoned later rows.

    python -m benchmarks.as_of                   10,000 calls
    python -m benchmarks.as_of --calls 500 --metric precedent

For each of some moments the made market is stored twice: once with every row that was known later than the moment
turned into an absurd one (numbers a million times what they were, names replaced, and absurd later corrections of
earlier rows beside them), once without those rows. Random metrics with random arguments are then computed as of the
moment from both. Rows, value, notes, sources, window - or the error and its message - must be equal. Prints the
number of calls, how many gave rows, and each call whose results differ.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd

from benchmarks.made_market import Frames, made_market, random_day, write_tables
from benchmarks.random_calls import random_arguments
from market.clock import end_of_day, new_york_day
from market.errors import MarketError
from market.metrics import Metric, load_metrics, run_metric
from market.receipts import Receipt
from market.recheck import differences
from market.schemas import TABLES
from market.tables import MarketTables

CALLS_A_MOMENT = 250
POISON = 1e6
"""A later number is so many times what it was: no mean, rank or drawdown hides it."""
SHOWN = 300  # characters of what differs

CORRECTED_SHARE = 0.2
"""Of the earlier rows, those that have an absurd correction that came later."""


@dataclass
class Tally:
    """What came of the calls."""

    calls: int = 0
    gave_rows: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)


def main() -> None:
    """Make the calls and print the figures; the status is 1 where two results differ."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--metric", nargs="+", help="only these metrics")
    options = parser.parse_args()
    start = perf_counter()
    tally = compare_calls(options.calls, options.seed, options.metric)
    result = {
        "calls": tally.calls,
        "gave rows": sum(tally.gave_rows.values()),
        "refused": dict(tally.refused),
        "metrics that gave rows": dict(tally.gave_rows),
        "differing": tally.differing,
        "seconds": round(perf_counter() - start, 1),
    }
    json.dump(result, sys.stdout, indent=2)
    sys.stdout.write("\n")
    sys.exit(1 if tally.differing else 0)


def compare_calls(
    calls: int, seed: int, only: Collection[str] | None = None, *, a_moment: int = CALLS_A_MOMENT
) -> Tally:
    """Computes ``calls`` random calls from both kinds of tables, ``a_moment`` as of each moment."""
    random = np.random.default_rng(seed)
    metrics = [metric for name, metric in load_metrics().items() if not only or name in only]
    market = made_market(seed)
    tally = Tally()
    while tally.calls < calls:
        as_of = end_of_day(random_day(random))
        with tempfile.TemporaryDirectory() as scratch:
            clean, poisoned = (Path(scratch) / kind for kind in ("clean", "poisoned"))
            write_tables(clean, known_by(market, as_of))
            write_tables(poisoned, poisoned_after(market, as_of, random))
            both = MarketTables(clean), MarketTables(poisoned)
            for _ in range(min(a_moment, calls - tally.calls)):
                metric = metrics[int(random.integers(len(metrics)))]
                _compare(metric, random_arguments(metric, random, new_york_day(as_of)), both, as_of, tally)
    return tally


def known_by(market: Frames, as_of: datetime) -> Frames:
    """Without the rows that were known later than ``as_of``."""
    return {name: frame[frame["known_at"] <= as_of] for name, frame in market.items()}


def poisoned_after(market: Frames, as_of: datetime, random: np.random.Generator) -> Frames:
    """With absurd values in the rows that were known later than ``as_of``, and absurd corrections of the others."""
    tables: Frames = {}
    for name, frame in market.items():
        early, late = frame[frame["known_at"] <= as_of], frame[frame["known_at"] > as_of]
        corrected = early[random.random(len(early)) < CORRECTED_SHARE]
        delay = pd.to_timedelta(random.integers(1, 400, len(corrected)), unit="h").as_unit("us")
        corrections = corrected.assign(known_at=(pd.Timestamp(as_of).as_unit("us") + delay))
        tables[name] = pd.concat([early, _absurd(name, late), _absurd(name, corrections)])
    return tables


def _absurd(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    schema = TABLES[name]  # type: ignore[index]
    changes = {
        column.name: frame[column.name] * POISON if column.kind == "number" else "Poison"
        for column in schema.columns
        if column.name not in schema.key and column.kind in ("number", "text") and not column.choices
    }
    return frame.assign(**changes)


def _compare(
    metric: Metric,
    arguments: Mapping[str, str],
    both: tuple[MarketTables, MarketTables],
    as_of: datetime,
    tally: Tally,
) -> None:
    clean, poisoned = (_outcome(metric, arguments, tables, as_of) for tables in both)
    tally.calls += 1
    if isinstance(clean, Receipt):
        tally.gave_rows[metric.name] += 1
    else:
        tally.refused[clean[0]] += 1
    if difference := _difference(clean, poisoned):
        given = " ".join(f"{name}={value}" for name, value in arguments.items())
        tally.differing.append(f"{metric.name} {given} as of {new_york_day(as_of)}: {difference}")


Outcome = Receipt | tuple[str, str]


def _outcome(metric: Metric, arguments: Mapping[str, str], tables: MarketTables, as_of: datetime) -> Outcome:
    try:
        return run_metric(metric, arguments, tables, as_of)
    except MarketError as error:
        return type(error).__name__, str(error)


def _difference(clean: Outcome, poisoned: Outcome) -> str:
    """The first thing that differs, in words; floating-point noise of the order of adding is none."""
    if not (isinstance(clean, Receipt) and isinstance(poisoned, Receipt)):
        return "" if clean == poisoned else f"{str(clean)[:SHOWN]} / {str(poisoned)[:SHOWN]}"
    for name in ("params", "window", "unit", "sources", "notes"):
        one, other = getattr(clean, name), getattr(poisoned, name)
        if one != other:
            return f"{name}: {str(one)[:SHOWN]} / {str(other)[:SHOWN]}"
    found = next(differences(clean.rows, poisoned.rows, clean.columns), None)
    return str(found)[:SHOWN] if found else ""


if __name__ == "__main__":
    main()
