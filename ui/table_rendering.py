"""What the checks of the market tables found, on the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from ui.terminal import Screen

if TYPE_CHECKING:
    from ingest.report import FlaggedRow
    from ingest.table_checks import Flag, Reconciliation

SHOWN_FLAGS = 20
"""Flagged rows shown one by one; a file in another currency or of another exchange has thousands of the same."""

SHOWN_DIFFERENCES = 5
"""Differences shown of each two sources and measure, the largest; ``--json`` has all."""


def render_flags(screen: Screen, flags: Sequence[Flag | FlaggedRow], *, limit: int | None = None) -> None:
    """The rows that look odd, by kind; those past ``limit`` are counted."""
    if not flags:
        return
    counts = Counter(flag.kind for flag in flags)
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
    screen.line(f"flagged, and loaded as they are: {kinds}", "bold")
    for flag in flags[:limit]:
        screen.line(f"{flag.symbol} {flag.date} ({flag.source}): {flag.kind}: {flag.reason}", indent=1)
    if limit is not None and len(flags) > limit:
        screen.line(f"and {len(flags) - limit:,} more; tieout check --tables lists all", "dim", indent=1)


def render_reconciliation(screen: Screen, found: Reconciliation) -> None:
    """Each two sources with the days on which they differ, then the largest differences."""
    if not found.pairs:
        screen.line("no symbol has two sources that give the same day")
        return
    screen.table(
        ["symbol", "preferred", "other", "days", "from", "to", "levels apart", "returns apart"],
        [
            [pair.symbol, _named(pair.source, pair.basis), _named(pair.other_source, pair.other_basis),
             f"{pair.days:,}", pair.first, pair.last, f"{pair.levels_apart:,}", f"{pair.returns_apart:,}"]
            for pair in found.pairs
        ],
        right=[3, 6, 7],
    )  # fmt: skip
    for (symbol, source, other, measure), group in groupby(
        found.differences, key=lambda each: (each.symbol, each.source, each.other_source, each.measure)
    ):
        rows, unit = list(group), "%" if measure == "level" else "pp"
        screen.line()
        screen.line(f"{symbol}: {measure}s of {other} against {source}", "bold")
        for row in rows[:SHOWN_DIFFERENCES]:
            values = f"{row.other_value:,.4f} against {row.value:,.4f}{' %' if measure == 'return' else ''}"
            screen.line(f"{row.date}  {row.difference:+,.3f} {unit}  ({values})", indent=1)
        if (hidden := len(rows) - SHOWN_DIFFERENCES) > 0:
            screen.line(f"and {hidden:,} more; --json lists all", "dim", indent=1)
    screen.line()
    screen.line(f"tolerance {found.tolerance_pct:g} %, and as many percentage points of a return", "dim")


def _named(source: str, basis: str) -> str:
    return source if basis in ("close", "") else f"{source} ({basis})"
