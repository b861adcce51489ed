"""Cells of a file on their way to being rows of a market table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from ingest.adjustment import is_adjusted
from ingest.errors import UnreadableTable
from ingest.tablefile import TableFile
from market.instruments import PRICE_KINDS, Instrument, InstrumentBook
from market.schemas import TABLES, TableName

if TYPE_CHECKING:
    import pandas as pd

PRICE_COLUMNS: Mapping[str, str] = {
    "open": "open",
    "high": "high",
    "low": "low",
    "close": "close",
    "close_last": "close",
    "adj_close": "adj_close",
    "adjclose": "adj_close",
    "adjusted_close": "adj_close",
    "close_adj": "adj_close",
    "volume": "volume",
    "vol": "volume",
}
"""What sources call the columns of ``prices``."""

FILE_NAME_FILLER = frozenset(
    {"adjusted", "close", "closes", "d", "daily", "data", "eod", "historical", "history", "index", "monthly"}
    | {"ohlc", "ohlcv", "price", "prices", "unadjusted", "us", "weekly"}
)
"""Words of a file's name that are not the instrument's: ``vix-daily.csv`` holds the VIX."""


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What the caller knows better than the file."""

    symbol: str = ""
    """The instrument of files that hold a single one."""
    source: str = ""
    """Who gave the rows; else the file's folder and name."""
    adjusted: bool | None = None
    """Whether a lone close is adjusted for dividends; None: told from the numbers."""
    layout: str = ""
    """The layout of the files, a built-in one or one of the user's; empty: recognised by the header."""
    known_at: str = ""
    """When the world could first know the rows that do not say so: a day, or a moment with its zone."""

    def with_adjusted(self, adjusted: bool | None) -> TableOptions:  # noqa: FBT001 - three-valued
        """The same, with what a layout says of closes where the caller says nothing."""
        return replace(self, adjusted=adjusted) if self.adjusted is None else self


@dataclass(frozen=True, slots=True)
class TableRows:
    """Rows for one table, indexed by their line in the file, and what was decided about them."""

    table: TableName
    rows: pd.DataFrame
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One file being read: its cells, the names that are known, and the caller's options."""

    file: TableFile
    book: InstrumentBook
    options: TableOptions

    @property
    def source(self) -> str:
        """Who gave the rows. The same however the file is reached, so that loading again adds nothing."""
        path = self.file.path.resolve()
        return self.options.source or f"{path.parent.name}/{path.name}"

    def symbol(self) -> str:
        """The instrument of a file with a single one: the option's, or the one the file is named after."""
        if self.options.symbol:
            return self.known_symbol(self.options.symbol)
        stem = self.file.path.stem
        words = [word for word in re.split(r"[\s_.-]+", stem) if word]
        telling = [word for word in words if word.lower() not in FILE_NAME_FILLER and not word.isdigit()]
        for name in (stem, " ".join(telling)):
            candidates = self._priced(name)
            if len(candidates) == 1:
                return candidates[0].symbol
            if candidates:
                listed = ", ".join(candidate.symbol for candidate in candidates)
                reason = f"the name {name!r} can mean {listed}"
                raise UnreadableTable(str(self.file.path), reason, "Give the symbol with the option symbol.")
        return "-".join(telling or words).upper()

    def known_symbol(self, name: str) -> str:
        """The symbol as the instruments table writes it (``GSPC`` gives ``^GSPC``), else in upper case."""
        candidates = self._priced(name)
        return candidates[0].symbol if len(candidates) == 1 else name.strip().upper()

    def title(self, series: str) -> str:
        """What the instruments table calls a series; empty where it knows no more than the symbol."""
        names = [found.name for found in self.book.called(series) if found.symbol == series != found.name]
        return names[0] if names else ""

    def _priced(self, name: str) -> list[Instrument]:
        return [instrument for instrument in self.book.called(name) if instrument.kind in PRICE_KINDS]


def price_positions(columns: Sequence[str]) -> dict[int, str]:
    """Which column of a file is which column of ``prices``; of two for the same the first."""
    found: dict[str, int] = {}
    for position, column in enumerate(columns):
        if column in PRICE_COLUMNS:
            found.setdefault(PRICE_COLUMNS[column], position)
    return {position: name for name, position in found.items()}


def own_rows(
    reading: Reading, table: TableName, cells: pd.DataFrame, notes: tuple[str, ...] = ()
) -> TableRows:
    """Rows of ``table`` from cells that are called as its columns."""
    file, rows = reading.file, cells.copy()
    for column in TABLES[table].columns:
        if column.name in rows and column.kind == "number":
            rows[column.name] = file.numbers(rows[column.name], column.name)
        if column.name in rows and column.kind == "date":
            rows[column.name] = file.dates(rows[column.name], column.name)
    if "symbol" in rows and table != "instruments":
        known = {name: reading.known_symbol(name) for name in rows["symbol"].unique()}
        rows["symbol"] = rows["symbol"].map(known)
    if "source" not in rows or reading.options.source:
        rows["source"] = reading.source
    return TableRows(table, rows, notes)


def price_rows(reading: Reading, cells: pd.DataFrame, symbol: str) -> TableRows:
    """Rows of ``prices`` for one symbol from cells with the columns of ``prices`` and a ``date``.

    A lone close goes where its numbers say that it belongs; rows without any close are left out and counted.
    Raises UnreadableTable where there is no column of closes.
    """
    file = reading.file
    if not {"close", "adj_close"} & set(cells.columns):
        raise file.refusal(f"there is no column of closes of {symbol}", "Add a column Close.")
    priced = [name for name in cells.columns if name in PRICE_COLUMNS.values()]
    numbers = {name: file.numbers(cells[name], name) for name in priced}
    rows = cells.assign(date=file.dates(cells["date"], "date"), **numbers)
    notes = []
    if "adj_close" not in rows:
        adjusted = reading.options.adjusted
        decided = is_adjusted(rows["close"]) if adjusted is None else adjusted
        if decided:  # open, high and low are of the same basis, and the empty close says so
            rows = rows.rename(columns={"close": "adj_close"})
        told = "by the numbers" if adjusted is None else "as the options say"
        basis = "adjusted for dividends" if decided else "not adjusted"
        notes.append(f"{symbol}: closes taken as {basis}, {told}")
    closes = rows[[name for name in ("close", "adj_close") if name in rows]]
    known = closes.notna().any(axis="columns")
    if not known.all():
        notes.append(f"{symbol}: {int((~known).sum())} row(s) without a close left out")
    rows = rows[known].assign(symbol=symbol)
    if "source" not in rows:
        rows["source"] = reading.source
    return TableRows("prices", rows, tuple(notes))


def observation_rows(
    reading: Reading, names: Sequence[str], titles: Mapping[str, str] = MappingProxyType({})
) -> list[TableRows]:
    """Rows of ``observations``, one series a column after the date; missing values are left out and counted.

    Without a title of its own a series has that of the instruments table.
    """
    import pandas as pd

    file = reading.file
    cells = file.cells()
    periods = file.dates(cells[0], "date")
    batches = []
    for position, name in enumerate(names, 1):
        values = file.numbers(cells[position], name)
        known = values.notna()
        rows = pd.DataFrame({"series": name, "period": periods[known], "value": values[known]})
        rows = rows.assign(title=titles.get(name) or reading.title(name), source=reading.source)
        left_out = int((~known).sum())
        notes = (f"{name}: {left_out} missing value(s) left out",) if left_out else ()
        batches.append(TableRows("observations", rows, notes))
    return batches
