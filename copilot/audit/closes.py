"""The closes that the tables hold of the instruments a report names, and what follows from them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from market.errors import MarketError
from market.views import text_literal

if TYPE_CHECKING:
    from copilot.workspace import Workspace
    from market.receipts import Receipt

COVERED_WITHIN = timedelta(days=10)
"""Closes that end earlier before the day asked for say nothing about it: no market is closed for longer."""


@dataclass(frozen=True, slots=True)
class Closes:
    """The closes of one instrument, in order."""

    symbol: str
    days: tuple[date, ...]
    values: tuple[float, ...]
    basis: str
    """``close``, or ``adj_close`` where the tables hold no other."""

    def last(self, day: date) -> int | None:
        """The place of the last session on or before ``day``; ``None`` where there is none near it."""
        place = bisect_right(self.days, day) - 1
        return place if place >= 0 and day - self.days[place] <= COVERED_WITHIN else None

    def on(self, day: date) -> int | None:
        """The place of the session on ``day``."""
        place = bisect_right(self.days, day) - 1
        return place if place >= 0 and self.days[place] == day else None

    def move(self, place: int) -> float | None:
        """The change in percent of the session at ``place`` against the one before."""
        return (self.values[place] / self.values[place - 1] - 1) * 100 if place > 0 else None

    def change(self, start: date, end: int) -> float | None:
        """The change in percent from the last close on or before ``start`` to that at ``end``."""
        base = self.last(start)
        return None if base is None else (self.values[end] / self.values[base] - 1) * 100


class Market:
    """What the tables of a workspace hold, as of one moment. Receipts are made once for each call, and kept."""

    def __init__(self, workspace: Workspace, as_of: datetime) -> None:
        self._workspace = workspace
        self.as_of = as_of
        self._closes: dict[str, Closes] = {}
        self._receipts: dict[tuple[str, tuple[tuple[str, str], ...]], Receipt | None] = {}

    def load(self, symbols: Iterable[str]) -> None:
        """Reads the closes of ``symbols``."""
        listed = ", ".join(sorted({text_literal(symbol) for symbol in symbols}))
        if not listed or "prices" not in self._workspace.tables.versions():
            return
        snapshot = self._workspace.tables.snapshot(self.as_of, views=("closes",))
        sql = f"SELECT symbol, basis, date, level FROM closes WHERE symbol IN ({listed}) ORDER BY symbol, basis, date"  # noqa: S608 - literals
        read: dict[tuple[str, str], list[tuple[date, float]]] = {}
        for symbol, basis, day, level in self._workspace.tables.query(snapshot.over_views(("closes",), sql)):
            read.setdefault((symbol, basis), []).append((day, float(level)))
        for (symbol, basis), rows in read.items():
            if symbol not in self._closes or basis == "close":
                days, values = zip(*rows, strict=True)
                self._closes[symbol] = Closes(symbol, days, values, basis)

    def closes(self, symbol: str) -> Closes | None:
        """The closes of ``symbol``; ``None`` where the tables hold none."""
        return self._closes.get(symbol)

    def series_called(self, name: str) -> list[str]:
        """The series that go by ``name``."""
        book = self._workspace.tables.book(self.as_of)
        return [instrument.symbol for instrument in book.called(name) if instrument.kind == "series"]

    def receipt(self, metric: str, **arguments: str) -> Receipt | None:
        """The receipt of a metric; ``None`` where the tables do not hold what it needs."""
        key = (metric, tuple(sorted(arguments.items())))
        if key not in self._receipts:
            self._receipts[key] = self._run(metric, arguments)
        return self._receipts[key]

    def _run(self, metric: str, arguments: Mapping[str, str]) -> Receipt | None:
        from copilot.computing import compute

        try:
            return compute(self._workspace, metric, arguments, self.as_of)
        except MarketError:
            return None
