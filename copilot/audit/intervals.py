"""Arithmetic on figures as they are written: each stands for all values that would be rounded to it."""

from __future__ import annotations

from copilot.audit.claims import Claim

Interval = tuple[float, float]

EDGE = 1e-9
"""What floating point loses at the edge of an interval."""


def difference(a: Interval, b: Interval) -> Interval:
    """All values of ``a - b``."""
    return a[0] - b[1], a[1] - b[0]


def percent_change(start: Interval, end: Interval) -> Interval:
    """All values of the change from ``start`` to ``end`` in percent; both must be above zero."""
    return (end[0] / start[1] - 1) * 100, (end[1] / start[0] - 1) * 100


def ratio(a: Interval, b: Interval) -> Interval:
    """All values of ``a / b``; both must be above zero."""
    return a[0] / b[1], a[1] / b[0]


def total(parts: list[Interval]) -> Interval:
    """All values of the sum."""
    return sum(part[0] for part in parts), sum(part[1] for part in parts)


def meet(a: Interval, b: Interval) -> bool:
    """Whether the two have a value in common."""
    slack = EDGE * max(1.0, *map(abs, (*a, *b)))
    return a[0] <= b[1] + slack and b[0] <= a[1] + slack


def magnitude(interval: Interval) -> Interval:
    """The interval of the absolute value."""
    low, high = sorted((abs(interval[0]), abs(interval[1])))
    return (0.0, high) if interval[0] <= 0 <= interval[1] else (low, high)


def size(claim: Claim) -> Interval:
    """The interval of a claim's figure without its sign."""
    return magnitude((claim.figure.low, claim.figure.high))


def middle(interval: Interval) -> float:
    """The middle of the interval."""
    return (interval[0] + interval[1]) / 2
