"""Tells where a series has no value for the month or quarter that is asked for: the one before is not the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from copilot.evidence import ReceiptEvidence
from market.errors import UnknownPeriod
from market.periods import Period, parse_period

SHORTEST, LONGEST = timedelta(days=20), timedelta(days=93)
"""A month or a quarter; a day asks for the last value before it, a longer time for the last one in it."""
_OBSERVED = ("period", "observed")
"""Columns with the day, or the first day of the month, that a value is for."""


def missing_value(receipt: ReceiptEvidence, as_of: datetime, sessions: Sequence[date]) -> str:
    """That the asked month has no value, and for which the last one is; empty where it has one."""
    words = str(receipt.params.get("period", ""))
    observed = next((name for name in _OBSERVED if name in receipt.rows[0]), "") if receipt.rows else ""
    if not observed or "series" not in receipt.params or len(receipt.rows) > 1:
        return ""
    try:
        period: Period = parse_period(words, as_of, sessions)
    except UnknownPeriod:
        return ""
    if not SHORTEST <= period.end - period.start <= LONGEST and not _whole_month_begun(period):
        return ""
    row = receipt.rows[0]
    known = date.fromisoformat(str(row[observed])[:10])
    if known > period.start:
        return ""
    return (
        f"{row['name']} has no value for {_in_words(period)} that was known by then; "
        f"the last one before it is for {known:%B %Y}."
    )


def _in_words(period: Period) -> str:
    first = period.start + timedelta(days=1)
    if (first.year, first.month) == (period.end.year, period.end.month):
        return f"{first:%B %Y}"
    return f"{first:%B} to {period.end:%B %Y}"


def _whole_month_begun(period: Period) -> bool:
    """Whether it begins with a month: one that the as-of cuts short is a month still."""
    return (period.start + timedelta(days=1)).day == 1 and period.end > period.start + timedelta(days=4)
