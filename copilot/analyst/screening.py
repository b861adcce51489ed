"""Conditions in a question: "volatility below 20 and a positive return this year" becomes what a screen takes.

The words for each metric stand in the ``said`` lines of the screen's own file; here are the words for comparing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from market.metrics import Metric
from market.said import SaidMention

NUMBER = r"\$?(?P<number>[-+]?[0-9][0-9,]*(?:\.[0-9]+)?|zero|two|three|four|five|six|seven|eight|nine|ten)"
SCALES = {
    "": "",
    "k": "e3",
    "thousand": "e3",
    "m": "e6",
    "million": "e6",
    "bn": "e9",
    "b": "e9",
    "billion": "e9",
}
SCALES |= {"trillion": "e12", "tn": "e12"}
NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
}
COMPARISONS: tuple[tuple[str, str], ...] = (
    (r"(?:of )?at least|(?:of )?no less than|>=|≥|from", ">="),
    (r"(?:of )?at most|(?:of )?no more than|<=|≤|up to", "<="),
    (r"(?:of )?(?:above|over|more than|greater than|higher than|exceed\w*|bigger than)|>", ">"),
    (r"(?:of )?(?:below|under|less than|lower than|smaller than|fewer than)|<", "<"),
)
"""What people say for each comparison; the first that fits counts."""

_COMPARISON = "|".join(f"(?P<c{place}>{words})" for place, (words, _) in enumerate(COMPARISONS))
_SCALE = rf"\s*(?P<scale>{'|'.join(sorted(filter(None, SCALES), key=len, reverse=True))})?\b"
_UNIT = r"(?:\s*(?:%|percent|percentage points|points|pp|times|x)(?!\w))?"
_VALUE = rf"(?:{_COMPARISON})\s*{NUMBER}{_SCALE}{_UNIT}"
_BEFORE = re.compile(rf"{_VALUE}\s+(?:of\s+|in\s+|the\s+|their\s+|its\s+)*\Z", re.IGNORECASE)
_AFTER = re.compile(
    rf"\s*(?:(?:is|are|was|were|of|has|have|being|ratio|that|which|stands?|at)\s+)*(?:{_VALUE})",
    re.IGNORECASE,
)
_SIGN_BEFORE = re.compile(r"\b(?P<sign>positive|negative)\s+(?:\w+\s+)?\Z", re.IGNORECASE)
_SIGN_AFTER = re.compile(r"\s+(?:is|are|was|were)\s+(?P<sign>positive|negative)\b", re.IGNORECASE)
_EITHER = re.compile(r"\bor\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Condition:
    measure: str
    comparison: str
    number: str
    start: int
    end: int


def conditions_said(
    mentions: Sequence[SaidMention], text: str, periods: Sequence[str], metrics: Sequence[Metric]
) -> str:
    """The conditions on the metrics that ``mentions`` name in ``text``; empty where nothing is compared.

    A period belongs to the metric that is named before it. "or" between two joins them so; else all must hold.
    """
    measures = sorted(mentions, key=lambda mention: mention.start)
    found = [condition for mention in measures if (condition := _condition(mention, text))]
    if not found:
        return ""
    dated = {period: _named_before(period, text, found) for period in periods}
    written = [
        f"{_dated(one, [period for period, whose in dated.items() if whose is one], metrics)} "
        f"{one.comparison} {one.number}"
        for one in found
    ]
    joined = written[0]
    for (before, after), further in zip(pairwise(found), written[1:], strict=True):
        joined += f" {'or' if _EITHER.search(text[before.end : after.start]) else 'and'} {further}"
    return joined


def _condition(mention: SaidMention, text: str) -> _Condition | None:
    for pattern, where in ((_AFTER, text[mention.end :]), (_BEFORE, text[: mention.start])):
        found = pattern.match(where) if pattern is _AFTER else pattern.search(where)
        if found:
            return _Condition(mention.value, _comparison(found), _number(found), mention.start, mention.end)
    signed = _SIGN_AFTER.match(text[mention.end :]) or _SIGN_BEFORE.search(text[: mention.start])
    if signed:
        comparison = ">" if signed["sign"].lower() == "positive" else "<"
        return _Condition(mention.value, comparison, "0", mention.start, mention.end)
    return None


def _comparison(found: re.Match[str]) -> str:
    return next(sign for place, (_, sign) in enumerate(COMPARISONS) if found[f"c{place}"])


def _number(found: re.Match[str]) -> str:
    number = found["number"].lower().replace(",", "")
    return f"{NUMBER_WORDS.get(number, number)}{SCALES[(found['scale'] or '').lower()]}"


def _named_before(period: str, text: str, found: Sequence[_Condition]) -> _Condition | None:
    place = text.find(period)
    return next((one for one in reversed(found) if one.start < place), found[0])


def _dated(condition: _Condition, periods: Sequence[str], metrics: Sequence[Metric]) -> str:
    """The measure with its period, where the metric takes one."""
    name, _, given = condition.measure.partition("(")
    metric = next((metric for metric in metrics if metric.name == name.split(".")[0]), None)
    takes = next((item.name for item in metric.parameters if item.kind == "period"), "") if metric else ""
    if not periods or not takes:
        return condition.measure
    quoted = periods[0].replace("'", "''")
    inside = f"{given.rstrip(')')}, {takes}='{quoted}'" if given else f"{takes}='{quoted}'"
    return f"{name}({inside})"
