"""The word that a question which can be answered with yes or no waits for: "Did small caps beat the Nasdaq?" "Yes"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from copilot.evidence import ReceiptEvidence
from market.receipts import Cell

OVERBOUGHT, OVERSOLD = 70.0, 30.0
"""Wilder's lines for the relative strength index."""
_ASKS = re.compile(
    r"^\W*(?:(?:and|so|but|also|hey|hi|please|then|quick question)\W+)*(?:is|are|was|were|did|does|do|has|have|had)\b",
    re.IGNORECASE,
)
_OF_PEOPLE = re.compile(
    r"^\W*(?:\w+\W+){0,3}?(?:is|are|was|were|did|does|do|has|have|had)\s+(?:(?:the|all|both|any|these|those|most|your|our)\s+)*"
    r"(?:sources?|papers?|reports?|documents?|articles?|analysts?|economists?|officials?|participants?|publishers?|experts?"
    r"|people|everybody|everyone|anybody|anyone|they|we|you|i)\b",
    re.IGNORECASE,
)
"""What is asked of people and their words, no figure says yes or no to."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """Words of a question that claim something of a value of one metric, and when that is true."""

    metric: str
    said: re.Pattern[str]
    column: str
    holds: Callable[[float], bool]


def _claim(metric: str, said: str, column: str, holds: Callable[[float], bool]) -> _Claim:
    return _Claim(metric, re.compile(rf"\b(?:{said})\b", re.IGNORECASE), column, holds)


def _up(value: float) -> bool:
    return value > 0


def _down(value: float) -> bool:
    return value < 0


_BEAT = r"beat\w*|out-?perform\w*|ahead|do better|better|led|lead\w*|win|won|top(?:ped)?|more|stronger"
_LAG = r"lag\w*|under-?perform\w*|behind|trail\w*|worse|lose to|less|weaker"
_RISE = r"up|ris(?:e|en|ing)|rose|gain\w*|higher|positive|climb\w*|green|grow\w*|make money|rall(?:y|ied)|increas\w*"
_FALL = r"down|f[ae]ll(?:en|ing)?|lose|lost|lower|negative|drop\w*|declin\w*|red|decreas\w*"
_CLAIMS = (
    _claim("rsi", "over-?bought|above 70", "rsi", lambda value: value > OVERBOUGHT),
    _claim("rsi", "over-?sold|below 30", "rsi", lambda value: value < OVERSOLD),
    _claim("moving_average", "above|over", "distance_pct", _up),
    _claim("moving_average", "below|under", "distance_pct", _down),
    *(_claim(metric, _BEAT, "spread_pp", _up) for metric in ("relative_return", "relative_total_return")),
    *(_claim(metric, _LAG, "spread_pp", _down) for metric in ("relative_return", "relative_total_return")),
    _claim("price_return", _FALL, "return_pct", _down),
    _claim("price_return", _RISE, "return_pct", _up),
    _claim("series_change", _FALL, "change", _down),
    _claim("series_change", _RISE, "change", _up),
    _claim("series_spread", "above|higher|exceed\\w*|more", "spread", _up),
    _claim("series_spread", "below|lower|less", "spread", _down),
    _claim("series_spread", "invert\\w*", "spread", _down),
    _claim("series_value", "invert\\w*|negative|below zero", "value", _down),
    _claim("series_value", "positive|above zero", "value", _up),
    _claim("session_change", _FALL, "change_pct", _down),
    _claim("session_change", _RISE, "change_pct", _up),
    _claim("momentum", "positive|up", "momentum_pct", _up),
    _claim("momentum", "negative|down", "momentum_pct", _down),
)
_CALLED = {True: "overbought by Wilder's line", False: "oversold by Wilder's line"}


def yes_or_no(receipt: ReceiptEvidence, question: str) -> str:
    """``Yes`` or ``No`` where ``question`` claims one thing of the receipt's single row; empty where it asks more."""
    if not _ASKS.search(question) or len(receipt.rows) != 1 or re.search(r"\bor\b", question, re.IGNORECASE):
        return ""
    if _OF_PEOPLE.search(question):
        return ""
    claims = [claim for claim in _CLAIMS if claim.metric == receipt.metric and claim.said.search(question)]
    if len(claims) != 1 or not isinstance(value := receipt.rows[0].get(claims[0].column), (int, float)):
        return ""
    return "Yes" if claims[0].holds(float(value)) else "No"


def called(receipt: ReceiptEvidence, row: dict[str, Cell]) -> str:
    """What a relative strength index is called by Wilder's lines."""
    value = row.get("rsi")
    if receipt.metric != "rsi" or not isinstance(value, (int, float)):
        return ""
    if value > OVERBOUGHT or value < OVERSOLD:
        return _CALLED[value > OVERBOUGHT]
    return "neither overbought nor oversold by Wilder's lines"
