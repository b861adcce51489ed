"""Chooses the metric that a question asks for, by its likeness to the example questions of each metric's file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copilot.reading import Part
from market.instruments import Instrument
from market.metrics import Metric

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
Arguments = dict[str, str]

MIN_LIKENESS = 0.5
"""Cosine to the nearest example from which a metric is meant; see ``tests/copilot/test_matching.py`` for both sides."""
MAX_CALLS = 6  # a question that names more instruments is asking for a ranking


@dataclass(frozen=True, slots=True)
class MetricCall:
    """A metric with its arguments, and how like its examples the question is (a cosine)."""

    metric: Metric
    arguments: Arguments
    likeness: float


class MetricMatcher:
    """Matches parts of questions to metrics.

    ``mask`` replaces names and periods by placeholders, so that a question is compared by what it asks
    and not by whom it is about.
    """

    def __init__(self, metrics: Mapping[str, Metric], embed: Embed, mask: Callable[[str], str]) -> None:
        self._embed = embed
        pairs = [(metric, mask(example)) for metric in metrics.values() for example in metric.examples]
        self._owners = [metric for metric, _ in pairs]
        self._vectors = embed([example for _, example in pairs]) if pairs else np.zeros((0, 1), np.float32)

    def calls_for(self, part: Part) -> list[MetricCall]:
        """The calls that answer ``part``: one metric, for each instrument or pair it names; empty if none is meant."""
        if not (part.instruments or part.groups) or not len(self._vectors):
            return []
        cosines = self._vectors @ self._embed([part.core])[0]
        for position in np.argsort(-cosines):
            likeness = float(cosines[position])
            if likeness < MIN_LIKENESS:
                return []
            metric = self._owners[position]
            if bound := bind_arguments(metric, part):
                return [MetricCall(metric, arguments, likeness) for arguments in bound[:MAX_CALLS]]
        return []


def bind_arguments(metric: Metric, part: Part) -> list[Arguments]:
    """The arguments with which ``metric`` can be computed for what ``part`` names; empty where something is missing."""
    common: Arguments = {}
    priced = [instrument for instrument in part.instruments if instrument.kind != "series"]
    series = [instrument for instrument in part.instruments if instrument.kind == "series"]
    for parameter in metric.parameters:
        if parameter.kind == "period" and part.period:
            common[parameter.name] = part.period
        elif parameter.kind == "group":
            if not (group := _group_argument(part, priced)):
                return []
            common[parameter.name] = group
        elif parameter.kind in ("text", "integer", "number") and parameter.default is None:
            return []
    bound: list[Arguments] = [common]
    for kind, found in (("instrument", priced), ("series", series)):
        names = [item.name for item in metric.parameters if item.kind == kind and item.default is None]
        bound = [{**arguments, **chosen} for arguments in bound for chosen in _assignments(names, found)]
    return bound


def _assignments(names: Sequence[str], found: Sequence[Instrument]) -> list[Arguments]:
    """Each way to give the parameters an instrument: one takes each in turn, several keep the first fixed."""
    if not names:
        return [{}]
    if len(found) < len(names):
        return []
    fixed = {name: instrument.symbol for name, instrument in zip(names[:-1], found, strict=False)}
    return [{**fixed, names[-1]: instrument.symbol} for instrument in found[len(names) - 1 :]]


def _group_argument(part: Part, priced: Sequence[Instrument]) -> str:
    if part.groups:
        return ",".join(part.groups[0].symbols)
    return ",".join(instrument.symbol for instrument in priced) if len(priced) > 2 else ""
