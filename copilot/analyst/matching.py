"""Chooses the metric that a question asks for, by its likeness to the example questions of each metric's file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copilot.analyst.reading import Part
from market.instruments import Instrument
from market.metrics import Metric

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
Arguments = dict[str, str]

MIN_LIKENESS = 0.55
"""Cosine to the nearest example from which a metric is meant; ``tests/copilot/test_matching.py`` has both sides."""
USES_ALL_BONUS = 0.15
"""For a metric that takes all of several instruments in one call: "the Russell against the Nasdaq" is one figure."""
MAX_CALLS = 6  # a question that names more instruments is asking for a ranking


DOCUMENT_QUESTIONS = (
    "Tell me about the index",
    "What is the news on the index?",
    "What is the news on the stock?",
    "What is the outlook for the index?",
    "What do analysts say about the index?",
    "What do people think of the index?",
    "What risks does the index face?",
    "What are the risks and opportunities of the group?",
    "Who favours the group and why?",
    "Explain the history of the index",
    "How often has the index done this before?",
    "How many times has the index led so early?",
    "Should I buy the index?",
    "Should I buy the stock?",
    "Is the index a good investment?",
    "Will the index rise over the period?",
    "Where will the rate be at the end of the year?",
    "What did officials say about the rate?",
    "What does the report say about the stock?",
    "Summarise the article about the index",
    "How does the rate affect the index?",
    "What drives the index?",
    "Why is the index rising?",
    "Why did the stock fall?",
    "What is behind the rally in the index?",
    "What is the forecast for the rate?",
    "What will the rate be over the period?",
)
"""What only documents answer, with the placeholders of :mod:`copilot.analyst.reading`."""


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
        examples: list[tuple[Metric | None, str]] = [(None, question) for question in DOCUMENT_QUESTIONS]
        examples += [(metric, mask(example)) for metric in metrics.values() for example in metric.examples]
        self._owners = [owner for owner, _ in examples]
        self._vectors = embed([text for _, text in examples])

    def calls_for(self, part: Part) -> list[MetricCall]:
        """The calls that answer ``part``: one metric, for each instrument or pair it names; empty if none is meant.

        A question for reasons is answered by documents, beside the move that it asks about.
        """
        if not (part.instruments or part.groups):
            return []
        candidates = [
            calls for calls in self._candidates(part) if not part.why or measures_move(calls[0].metric)
        ]
        best = max(candidates, key=lambda calls: calls[0].likeness, default=[])
        return best[:MAX_CALLS] if best and (part.why or best[0].likeness >= MIN_LIKENESS) else []

    def _candidates(self, part: Part) -> list[list[MetricCall]]:
        """The calls of each metric that can be computed, where the question is less like a document question."""
        cosines = self._vectors @ self._embed([part.core])[0]
        nearest: dict[str, tuple[Metric | None, float]] = {}
        for owner, cosine in zip(self._owners, cosines, strict=True):
            name = owner.name if owner else ""
            if name not in nearest or cosine > nearest[name][1]:
                nearest[name] = (owner, float(cosine))
        documents = nearest.pop("")[1]
        found: list[list[MetricCall]] = []
        for metric, cosine in nearest.values():
            bound = bind_arguments(metric, part) if metric else []
            if not metric or not bound:
                continue
            likeness = cosine + (USES_ALL_BONUS if len(bound) == 1 and _instruments_of(metric) > 1 else 0.0)
            if likeness > documents or part.why:
                found.append([MetricCall(metric, arguments, likeness) for arguments in bound])
        return found


def measures_move(metric: Metric) -> bool:
    """Whether a metric measures a move over time, for which a reader wants reasons."""
    return metric.unit in ("%", "pp") and any(parameter.kind == "period" for parameter in metric.parameters)


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


def _instruments_of(metric: Metric) -> int:
    return sum(parameter.kind == "instrument" for parameter in metric.parameters)
