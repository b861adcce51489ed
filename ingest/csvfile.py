"""A CSV file as text cells with their line numbers, and the cells as numbers and dates."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import UnreadableTable
from market.cells import DecimalMark, decimal_mark, is_missing, is_number, read_numbers

if TYPE_CHECKING:
    import pandas as pd

HEAD_ROWS = 4
"""Rows that are enough to know a layout: three header rows at most, and one of data."""

TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".tab"})
"""Of files that hold a table; what parts its cells is seen from the header."""

DELIMITERS = (",", ";", "\t", "|")

DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%Y%m%d", "%b %d, %Y", "%d-%b-%Y", "%Y-%m")
"""Tried in this order on what is left; with slashes the month stands first, as US sources write it."""

_DAY_OF_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ].+")

NAMED_CELLS = 3
"""Bad cells written out in a message: a wrong column has thousands of the same."""


@dataclass(frozen=True)
class CsvFile:
    """A CSV file that was looked into: its first rows, and how its cells are separated."""

    path: Path
    delimiter: str
    head: tuple[tuple[str, ...], ...]
    """The first rows, cells stripped, each as wide as the first one, which is the header."""

    @classmethod
    def open(cls, path: Path) -> CsvFile:
        """Reads the first rows only. Raises UnreadableTable for another kind of file or an empty one."""
        if path.suffix.lower() not in TABLE_SUFFIXES:
            read = f"Market tables are read from {', '.join(sorted(TABLE_SUFFIXES))} files only."
            raise UnreadableTable(str(path), "not a CSV file", read)
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                first = next((line for line in file if line.strip()), "")
                delimiter = delimiter_of(first)
                file.seek(0)
                filled = (row for row in csv.reader(file, delimiter=delimiter) if any(map(str.strip, row)))
                rows = [tuple(map(str.strip, row)) for row in islice(filled, HEAD_ROWS)]
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise UnreadableTable(
                str(path), f"cannot be read ({error})", "Save it as CSV in UTF-8."
            ) from error
        if len(rows) < 2:
            raise UnreadableTable(str(path), "holds no rows", "Give a header and at least one row.")
        width = len(rows[0])
        return cls(path, delimiter, tuple((*row, *[""] * width)[:width] for row in rows))

    @property
    def columns(self) -> tuple[str, ...]:
        """The header in lower case, words joined by ``_``: what layouts are recognised by."""
        return tuple(re.sub(r"[^a-z0-9^]+", "_", cell.lower()).strip("_") for cell in self.head[0])

    def refusal(self, reason: str, mend: str) -> UnreadableTable:
        """The error that says why this file cannot be taken."""
        return UnreadableTable(str(self.path), reason, mend)

    def cells(self, header_rows: int = 1) -> pd.DataFrame:
        """All rows below the header as text, one column a position, indexed by line number.

        Raises UnreadableTable where a row has more cells than the header.
        """
        import pandas as pd

        width = len(self.head[0])
        rows: list[list[str]] = []
        lines: list[int] = []
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            try:
                for row in reader:
                    if any(map(str.strip, row)):
                        rows.append(self._fitted(row, width, reader.line_num))
                        lines.append(reader.line_num)
            except (UnicodeDecodeError, csv.Error) as error:
                reason = f"line {reader.line_num + 1} cannot be read ({error})"
                raise UnreadableTable(str(self.path), reason, "Save it as CSV in UTF-8.") from error
        return pd.DataFrame(rows[header_rows:], index=lines[header_rows:], columns=range(width), dtype=object)

    @cached_property
    def decimal_mark(self) -> DecimalMark:
        """The point; or the comma, where commas do not part the cells and all the file's numbers agree with it.

        Raises UnreadableTable where a comma may part thousands as well as decimals.
        """
        if self.delimiter == ",":
            return "."
        try:
            return decimal_mark(self.cells().to_numpy().ravel())
        except ValueError as error:
            raise UnreadableTable(str(self.path), str(error), "Write decimals with a point.") from error

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
        for form in DATE_FORMATS:
            rest = cells[days.isna()].str.strip().str.replace(_DAY_OF_MOMENT, r"\1", regex=True)
            if not len(rest):
                break
            days[rest.index] = pd.to_datetime(rest, format=form, errors="coerce")
        self._refuse(cells[days.isna()], column, "a date (write it as YYYY-MM-DD)")
        return days

    def _fitted(self, row: list[str], width: int, line: int) -> list[str]:
        if len(row) == width:
            return row
        if len(row) > width and any(map(str.strip, row[width:])):
            reason = f"line {line} has {len(row)} cells, the header has {width}"
            raise UnreadableTable(
                str(self.path), reason, "Put quotation marks around cells that hold commas."
            )
        return [*row[:width], *[""] * (width - len(row))]

    def _refuse(self, bad: pd.Series[str], column: str, wanted: str) -> None:
        if not len(bad):
            return
        named = [f"line {line}, column {column}: {cell!r}" for line, cell in bad.iloc[:NAMED_CELLS].items()]
        more = f" and {len(bad) - NAMED_CELLS} more" if len(bad) > NAMED_CELLS else ""
        reason = f"{'; '.join(named)}{more} is not {wanted}"
        raise UnreadableTable(
            str(self.path), reason, "Correct the cell, or leave it empty where there is no value."
        )


def is_date(cell: str) -> bool:
    """Whether a cell holds a day in one of the forms that are read."""
    import pandas as pd

    text = _DAY_OF_MOMENT.sub(r"\1", cell)
    return any(not pd.isna(pd.to_datetime(text, format=form, errors="coerce")) for form in DATE_FORMATS)


def is_number_or_missing(cell: str) -> bool:
    """Whether a cell holds a number, with a decimal point or comma, or stands for "no value"."""
    return is_missing(cell) or is_number(cell) or is_number(cell, ",")


def delimiter_of(header: str) -> str:
    """What parts the cells of a table, from its first line."""
    return max(DELIMITERS, key=header.count)
