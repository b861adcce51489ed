"""A CSV file as text cells with their line numbers, and the cells as numbers and dates."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import UnreadableTable

if TYPE_CHECKING:
    import pandas as pd

HEAD_ROWS = 4
"""Rows that are enough to know a layout: three header rows at most, and one of data."""

DELIMITERS = ",;\t|"

MISSING = frozenset({"", ".", "-", "nan", "na", "n/a", "null", "none", "nat", "#n/a"})
"""How sources write "no value"; the single dot is FRED's."""

DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%Y%m%d", "%b %d, %Y", "%d-%b-%Y", "%Y-%m")
"""Tried in this order on what is left; with slashes the month stands first, as US sources write it."""

_DAY_OF_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ].+")
_NUMBER_DRESS = re.compile(r"[$€£%,\s]")

NAMED_CELLS = 3
"""Bad cells written out in a message: a wrong column has thousands of the same."""


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV file that was looked into: its first rows, and how its cells are separated."""

    path: Path
    delimiter: str
    head: tuple[tuple[str, ...], ...]
    """The first rows, cells stripped; the first one is the header."""

    @classmethod
    def open(cls, path: Path) -> CsvFile:
        """Reads the first rows only. Raises UnreadableTable for another kind of file or an empty one."""
        if path.suffix.lower() != ".csv":
            raise UnreadableTable(str(path), "not a CSV file", "Market tables are read from .csv files only.")
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                first = next((line for line in file if line.strip()), "")
                delimiter = max(DELIMITERS, key=first.count)
                file.seek(0)
                filled = (row for row in csv.reader(file, delimiter=delimiter) if any(map(str.strip, row)))
                head = tuple(_stripped(row) for row, _ in zip(filled, range(HEAD_ROWS), strict=False))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise UnreadableTable(
                str(path), f"cannot be read ({error})", "Save it as CSV in UTF-8."
            ) from error
        if len(head) < 2:
            raise UnreadableTable(str(path), "holds no rows", "Give a header and at least one row.")
        return cls(path, delimiter, head)

    @property
    def columns(self) -> tuple[str, ...]:
        """The header in lower case, words joined by ``_``: what layouts are recognised by."""
        return tuple(re.sub(r"[^a-z0-9^]+", "_", cell.lower()).strip("_") for cell in self.head[0])

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

    def numbers(self, cells: pd.Series[str], column: str) -> pd.Series[float]:
        """The cells as numbers, missing ones as NaN. Raises UnreadableTable naming line, column and value."""
        import pandas as pd

        numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
        dressed = _not_missing(cells[numbers.isna()])
        if len(dressed):
            plain = pd.to_numeric(dressed.str.replace(_NUMBER_DRESS, "", regex=True), errors="coerce")
            numbers[plain.index] = plain
            self._refuse(dressed[plain.isna()], column, "a number")
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
    """Whether a cell holds a number, or stands for "no value"."""
    if cell.lower() in MISSING:
        return True
    try:
        float(_NUMBER_DRESS.sub("", cell))
    except ValueError:
        return False
    return True


def _not_missing(cells: pd.Series[str]) -> pd.Series[str]:
    return cells[~cells.str.strip().str.lower().isin(MISSING)]


def _stripped(row: list[str]) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row)
