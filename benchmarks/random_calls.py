"""Random calls of any metric over the made market: arguments in the words in which people and models give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from benchmarks.made_market import (
    DAILY_SERIES,
    FIRMS,
    INDICES,
    ITEMS,
    MONTHLY_SERIES,
    RATINGS,
    SECTORS,
    STOCKS,
)
from market.clock import new_york_day
from market.errors import MarketError, NoRows
from market.metric_files import Metric, Parameter, ParameterKind
from market.metrics import run_metric
from market.receipts import Receipt
from market.tables import MarketTables

_SYMBOL_OF = {name: symbol for symbol, (name, _) in STOCKS.items()}
SERIES = (*MONTHLY_SERIES, *DAILY_SERIES)
PRICED = (*INDICES, *SECTORS, *STOCKS)
GROUPS = ("sectors", "indices", "energy stocks", "technology stocks", ",".join(STOCKS))
PERIODS = (
    "YTD",
    "past 3 months",
    "past 12 months",
    "last quarter",
    "last year",
    "this month",
    "latest session",
)
CONDITIONS = (
    "volatility < 30",
    "price_return(period='2019') > 0",
    "relative_return(benchmark='^GSPC') > -5",
    "max_drawdown < -10",
    "valuation(measure=pe) < 40",
    "fundamental_growth > 0",
    "target_upside between 0 and 50",
    "market_cap_band.band in ('large', 'mega')",
)
LEFT_OUT = 0.5
"""How often an argument that has a default is left to it."""
CALLS_TRIED = 60
NAMED = 0.3
"""How often a company is called by its name."""


def random_arguments(metric: Metric, random: np.random.Generator, as_of: date) -> dict[str, str]:
    """Arguments for ``metric`` as of a day; two instruments that are compared are different ones."""
    while True:
        arguments = {
            parameter.name: _ARGUMENTS[parameter.kind](_Wanted(metric, parameter, as_of), random)
            for parameter in metric.parameters
            if parameter.default is None or random.random() > LEFT_OUT
        }
        named = [
            _SYMBOL_OF.get(arguments[parameter.name], arguments[parameter.name])
            for parameter in metric.parameters
            if parameter.kind == "instrument" and parameter.name in arguments
        ]
        if len(set(named)) == len(named):
            return arguments


def receipt_of(metric: Metric, tables: MarketTables, as_of: datetime, seed: int) -> Receipt:
    """The receipt of a random call of ``metric`` that finds something.

    Raises ``NoRows`` where none of many does: the made market lacks what the metric reads.
    """
    random = np.random.default_rng(seed)
    for _ in range(CALLS_TRIED):
        try:
            return run_metric(metric, random_arguments(metric, random, new_york_day(as_of)), tables, as_of)
        except MarketError as error:
            reason = str(error)
    raise NoRows(f"{CALLS_TRIED} random calls of {metric.name} found nothing; the last: {reason}")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The argument that is wanted."""

    metric: Metric
    parameter: Parameter
    as_of: date

    @property
    def symbols(self) -> tuple[str, ...]:
        """What can be named: for a metric over reports and ratings, only companies have some."""
        return tuple(STOCKS) if {"fundamentals", "ratings"} & set(self.metric.tables) else PRICED


def _instrument(wanted: _Wanted, random: np.random.Generator) -> str:
    symbol = str(random.choice(wanted.symbols))
    return STOCKS[symbol][0] if symbol in STOCKS and random.random() < NAMED else symbol


def _series(_: _Wanted, random: np.random.Generator) -> str:
    return str(random.choice(SERIES))


def _group(wanted: _Wanted, random: np.random.Generator) -> str:
    if random.random() < 0.5:
        return str(random.choice(GROUPS))
    count = int(random.integers(1 if wanted.parameter.kind == "instruments" else 2, 7))
    return ",".join(random.choice(wanted.symbols, count, replace=False))


def _period(wanted: _Wanted, random: np.random.Generator) -> str:
    if random.random() < 0.5:
        return str(random.choice(PERIODS))
    if random.random() < 0.3:
        return f"since {wanted.as_of - timedelta(days=int(random.integers(2, 900)))}"
    start, end = sorted(wanted.as_of - timedelta(days=int(days)) for days in random.integers(0, 900, 2))
    return f"{start}..{end}"


def _integer(wanted: _Wanted, random: np.random.Generator) -> str:
    least, most = wanted.parameter.bounds or (1, 20)
    return str(int(random.integers(int(least), int(min(most, least + 60)) + 1)))


def _number(wanted: _Wanted, random: np.random.Generator) -> str:
    least, most = wanted.parameter.bounds or (0.0, 5.0)
    return f"{random.uniform(least, min(most, least + 10)):.2f}"


def _text(wanted: _Wanted, random: np.random.Generator) -> str:
    default = wanted.parameter.default
    return default if default and random.random() < 0.5 else str(random.choice([*ITEMS, *FIRMS, *RATINGS]))


def _conditions(_: _Wanted, random: np.random.Generator) -> str:
    first, second = random.choice(CONDITIONS, 2, replace=False)
    return f"{first} {random.choice(['and', 'or'])} {second}"


_ARGUMENTS: Mapping[ParameterKind, Callable[[_Wanted, np.random.Generator], str]] = {
    "instrument": _instrument,
    "series": _series,
    "group": _group,
    "instruments": _group,
    "period": _period,
    "integer": _integer,
    "number": _number,
    "text": _text,
    "conditions": _conditions,
}
