"""A file that holds a table: its cells as text with their line numbers, and those as numbers and dates."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ingest.errors import UnreadableTable
from market.cells import DecimalMark, is_missing, is_number, read_numbers

if TYPE_CHECKING:
    import pandas as pd

HEAD_ROWS = 4
"""Rows that are enough to know a layout: three header rows at most, and one of data."""

DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%Y%m%d", "%b %d, %Y", "%d-%b-%Y", "%Y-%m")
"""Tried in this order on what is left; with slashes the month stands first, as US sources write it."""

_DAY_OF_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ].+")

NAMED_CELLS = 3
"""Bad cells written out in a message: a wrong column has thousands of the same."""


@dataclass(frozen=True)
class Place:
    """Where the table stands in its file, for files in which it is not at the top."""

    header_row: int = 0
    """The row of the header as a spreadsheet counts, from 1; 0 for the first row that holds anything."""
    sheet: str = ""
    """The sheet of a workbook; empty for the first one."""


@dataclass(frozen=True)
class TableFile(ABC):
    """A file that was looked into: its first rows. Each kind of file reads its own cells."""

    path: Path
    head: tuple[tuple[str, ...], ...]
    """The first rows, cells stripped, each as wide as the first one, which is the header."""
    place: Place
    date_formats: tuple[str, ...] = DATE_FORMATS
    """How dates are written, tried in this order."""
    mark: DecimalMark | None = None
    """The decimal mark where somebody stated it."""

    @abstractmethod
    def cells(self, header_rows: int = 1) -> pd.DataFrame:
        """All rows below the header as text, one column a position, indexed by line number.

        Raises UnreadableTable where a row has more cells than the header.
        """

    @property
    def decimal_mark(self) -> DecimalMark:
        """How the file's numbers are written: with a point, where nobody stated otherwise."""
        return self.mark or "."

    @property
    def columns(self) -> tuple[str, ...]:
        """The header in lower case, words joined by ``_``: what layouts are recognised by."""
        return tuple(re.sub(r"[^a-z0-9^]+", "_", cell.lower()).strip("_") for cell in self.head[0])

    def written(self, date_format: str, mark: DecimalMark | None) -> Self:
        """The same file, of which it is known how dates and numbers are written; empty where it is not."""
        formats = (date_format,) if date_format else self.date_formats
        return replace(self, date_formats=formats, mark=mark or self.mark)

    def refusal(self, reason: str, mend: str) -> UnreadableTable:
        """The error that says why this file cannot be taken."""
        return UnreadableTable(str(self.path), reason, mend)

    def numbers(self, cells: pd.Series[str], column: str) -> pd.Series[float]:
        """The cells as numbers, missing ones as NaN. Raises UnreadableTable naming line, column and value."""
        numbers = read_numbers(cells, self.decimal_mark)
        unread = cells[numbers.isna()]
        wanted = f"a number with a decimal {'point' if self.decimal_mark == '.' else 'comma'}"
        self._refuse(unread[~unread.map(is_missing).astype(bool)], column, wanted)
        return numbers

    def dates(self, cells: pd.Series[str], column: str) -> pd.Series[pd.Timestamp]:
        """The cells as days. Raises UnreadableTable naming line, column and value where one is none."""
        import pandas as pd

        days = pd.to_datetime(cells, format=DATE_FORMATS[0], errors="coerce")
        for form in self.date_formats:
            rest = cells[days.isna()].str.strip().str.replace(_DAY_OF_MOMENT, r"\1", regex=True)
            if not len(rest):
                break
            days[rest.index] = pd.to_datetime(rest, format=form, errors="coerce")
        self._refuse(cells[days.isna()], column, f"a date (write it as {self._date_as_written()})")
        return days

    def _date_as_written(self) -> str:
        first = self.date_formats[0]
        return "YYYY-MM-DD" if first == DATE_FORMATS[0] else f"YYYY-MM-DD or {first}"

    def _refuse(self, bad: pd.Series[str], column: str, wanted: str) -> None:
        if not len(bad):
            return
        named = [f"line {line}, column {column}: {cell!r}" for line, cell in bad.iloc[:NAMED_CELLS].items()]
        more = f" and {len(bad) - NAMED_CELLS} more" if len(bad) > NAMED_CELLS else ""
        reason = f"{'; '.join(named)}{more} is not {wanted}"
        raise UnreadableTable(
            str(self.path), reason, "Correct the cell, or leave it empty where there is no value."
        )


def as_head(path: Path, rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The first rows of a file, each as wide as the header. Raises UnreadableTable where there is no row below it."""
    if len(rows) < 2:
        raise UnreadableTable(str(path), "holds no rows", "Give a header and at least one row.")
    width = len(rows[0])
    return tuple((*row, *[""] * width)[:width] for row in rows)


def is_date(cell: str) -> bool:
    """Whether a cell holds a day in one of the forms that are read."""
    import pandas as pd

    text = _DAY_OF_MOMENT.sub(r"\1", cell)
    return any(not pd.isna(pd.to_datetime(text, format=form, errors="coerce")) for form in DATE_FORMATS)


def is_number_or_missing(cell: str) -> bool:
    """Whether a cell holds a number, with a decimal point or comma, or stands for "no value"."""
    return is_missing(cell) or is_number(cell) or is_number(cell, ",")
