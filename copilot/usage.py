"""What an answer took of a language model: calls, tokens, and the cost where prices are set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PER = 1_000_000
"""Prices are for a million tokens."""


@dataclass(frozen=True, slots=True)
class Usage:
    """The calls and tokens of one answer, those of calls that failed included. All zero without a language model."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    estimated: bool = False
    """An endpoint did not count some of the tokens: they are reckoned from the length of the text."""
    cost_usd: float | None = None
    """By the setting ``prices``; ``None`` where a model that was called has none there."""

    def describe(self) -> str:
        """For instance ``3 calls, 5,210 tokens in, 312 out, $0.0021``; empty where no model was called."""
        if not self.calls:
            return ""
        about = "about " if self.estimated else ""
        calls = f"{self.calls} call{'s' if self.calls > 1 else ''}"
        cost = "" if self.cost_usd is None else f", {about}${self.cost_usd:.4f}"
        return f"{calls}, {about}{self.input_tokens:,} tokens in, {self.output_tokens:,} out{cost}"


NOTHING_USED = Usage()


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a language model."""

    model: str
    input_tokens: int
    output_tokens: int
    estimated: bool


def sum_up(calls: list[Call], prices: Mapping[str, tuple[float, float]]) -> Usage:
    """The usage of ``calls``; ``prices`` are US dollars for a million tokens in and out, by model."""
    if not calls:
        return NOTHING_USED
    cost = None
    if all(call.model in prices for call in calls):
        cost = sum(_cost(call, *prices[call.model]) for call in calls)
    return Usage(
        calls=len(calls),
        input_tokens=sum(call.input_tokens for call in calls),
        output_tokens=sum(call.output_tokens for call in calls),
        estimated=any(call.estimated for call in calls),
        cost_usd=None if cost is None else round(cost, 6),
    )


def _cost(call: Call, price_in: float, price_out: float) -> float:
    return (call.input_tokens * price_in + call.output_tokens * price_out) / PER
