"""Random calls of any metric over the made market: arguments in the words in which people and models give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

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
    random_day,
)
from market.metric_files import Metric, Parameter, ParameterKind

SERIES = (*MONTHLY_SERIES, *DAILY_SERIES)
PRICED = (*INDICES, *SECTORS, *STOCKS)
GROUPS = ("sectors", "indices", ",".join(STOCKS))
PERIODS = (
    "YTD",
    "past 3 months",
    "past 12 months",
    "last quarter",
    "2019",
    "March 2020",
    "since 2021-06-30",
    "Q1 2022",
)
LEFT_OUT = 0.5
"""How often an argument that has a default is left to it."""


def random_arguments(metric: Metric, random: np.random.Generator) -> dict[str, str]:
    """Arguments for ``metric``."""
    return {
        parameter.name: _ARGUMENTS[parameter.kind](metric, parameter, random)
        for parameter in metric.parameters
        if parameter.default is None or random.random() > LEFT_OUT
    }


def _instrument(metric: Metric, _: Parameter, random: np.random.Generator) -> str:
    of_companies = {"fundamentals", "ratings"} & set(metric.tables)
    return str(random.choice(list(STOCKS) if of_companies else PRICED))


def _series(_: Metric, __: Parameter, random: np.random.Generator) -> str:
    return str(random.choice(SERIES))


def _group(metric: Metric, parameter: Parameter, random: np.random.Generator) -> str:
    if random.random() < 0.5:
        return str(random.choice(GROUPS))
    count = int(random.integers(1 if parameter.kind == "instruments" else 2, 7))
    of_companies = {"fundamentals", "ratings"} & set(metric.tables)
    return ",".join(random.choice(list(STOCKS) if of_companies else PRICED, count, replace=False))


def _period(_: Metric, __: Parameter, random: np.random.Generator) -> str:
    if random.random() < 0.5:
        return str(random.choice(PERIODS))
    start, end = sorted((random_day(random), random_day(random)))
    return f"{start}..{end}"


def _integer(_: Metric, parameter: Parameter, random: np.random.Generator) -> str:
    least, most = parameter.bounds or (1, 20)
    return str(int(random.integers(int(least), int(min(most, least + 60)) + 1)))


def _number(_: Metric, parameter: Parameter, random: np.random.Generator) -> str:
    least, most = parameter.bounds or (0.0, 5.0)
    return f"{random.uniform(least, min(most, least + 10)):.2f}"


def _text(_: Metric, parameter: Parameter, random: np.random.Generator) -> str:
    if parameter.default and random.random() < 0.5:
        return parameter.default
    return str(random.choice([*ITEMS, *FIRMS, *RATINGS]))


_ARGUMENTS: Mapping[ParameterKind, Callable[[Metric, Parameter, np.random.Generator], str]] = {
    "instrument": _instrument,
    "series": _series,
    "group": _group,
    "instruments": _group,
    "period": _period,
    "integer": _integer,
    "number": _number,
    "text": _text,
}
