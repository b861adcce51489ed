"""What came of computing a receipt again, in words: the same on every face."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from copilot.values import write_value
from market.recheck import Comparison, Difference, Recheck, Run

RUN_WORDS: Mapping[Run, str] = MappingProxyType(
    {
        "pinned": "the same table versions",
        "formula": "the metric as it is written now",
        "newest": "newest tables, as of the same moment",
        "today": "as known today",
    }
)
"""What each run computes over."""

DIFFERENCES_SHOWN = 20
"""Values and rows named one by one where a receipt came out otherwise: a ranking of a market has thousands."""

METRIC_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "unchanged": "",
        "changed": "the file of the metric has changed since",
        "missing": "the file of the metric is not there any more, so only its own statement was run",
    }
)


def verdict_of(recheck: Recheck) -> str:
    """The whole in one sentence."""
    pinned, *others = recheck.comparisons
    said = {
        "same": "Same: the pinned table versions give every value again",
        "differs": "Different: the pinned table versions do not give the same values again",
        "failed": "Not computed again",
    }[pinned.outcome]
    newer = [comparison for comparison in others if comparison.run in ("newest", "today")]
    if any(comparison.outcome == "differs" for comparison in newer):
        said += "; newer data differ"
    words = METRIC_WORDS[recheck.metric]
    return f"{said}; {words}." if words else f"{said}."


def outcome_of(comparison: Comparison) -> str:
    """What came out of one run: ``same``, how much differs, or why it could not be computed."""
    if comparison.outcome == "failed":
        return f"not computed: {comparison.failure}"
    if comparison.outcome == "same":
        return "same"
    values = sum(difference.kind == "value" for difference in comparison.differences)
    counts = ((values, "value"), (len(comparison.differences) - values, "row"))
    said = [f"{count:,} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count]
    return f"differs: {' and '.join(said)}"


def versions_of(comparison: Comparison) -> str:
    """The table versions that a run read: ``prices 7, instruments 1``."""
    return ", ".join(f"{name} {version}" for name, version in comparison.tables.items())


def shown_differences(comparison: Comparison) -> tuple[list[str], int]:
    """The first differences in words, and how many more there are."""
    shown = comparison.differences[:DIFFERENCES_SHOWN]
    return [difference_words(each) for each in shown], len(comparison.differences) - len(shown)


def difference_words(difference: Difference) -> str:
    """One difference: ``^RUT, return_pct: 9.54 % → 9.60 %``."""
    if difference.kind != "value":
        return f"{difference.row}: {'a new row' if difference.kind == 'new' else 'the row is gone'}"
    name = f"{difference.row}, {difference.column}" if difference.row else difference.column
    was, now = (write_value(cell, difference.unit, short=True) for cell in (difference.was, difference.now))
    if was == now:  # they differ in decimals that are not written
        was, now = str(difference.was), str(difference.now)
    return f"{name}: {was} → {now}"
