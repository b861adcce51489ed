"""A sheet of an Excel workbook as a table: its cells as text with their row numbers."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import UnreadableTable
from ingest.tablefile import HEAD_ROWS, Place, TableFile, as_head

if TYPE_CHECKING:
    import pandas as pd

EXCEL_SUFFIXES = frozenset({".xlsx", ".xlsm"})


@dataclass(frozen=True)
class ExcelFile(TableFile):
    """A sheet that was looked into. Its "lines" are the rows of the sheet, as the program numbers them."""

    @classmethod
    def open(cls, path: Path, place: Place | None = None) -> ExcelFile:
        """Reads the first rows only. Raises UnreadableTable for a file or sheet that is none, or an empty one."""
        place = place or Place()
        with _reading(path):
            rows = [row for _, row in islice(_filled_rows(path, place), HEAD_ROWS)]
        while rows and rows[0] and not rows[0][-1]:
            rows[0] = rows[0][:-1]
        return cls(path, as_head(path, rows), place)

    def cells(self, header_rows: int = 1) -> pd.DataFrame:
        """All rows below the header as text, one column a position, indexed by row number.

        Raises UnreadableTable where a row has more cells than the header.
        """
        import pandas as pd

        width = len(self.head[0])
        with _reading(self.path):
            found = list(_filled_rows(self.path, self.place))[header_rows:]
        for number, row in found:
            if any(row[width:]):
                raise self.refusal(
                    f"row {number} has a cell to the right of the header's {width}",
                    "Give the column a name, or remove the cell.",
                )
        rows = [(*row, *[""] * width)[:width] for _, row in found]
        return pd.DataFrame(rows, index=[number for number, _ in found], columns=range(width), dtype=object)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    from zipfile import BadZipFile

    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that a reader of cells does not need
            yield
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise UnreadableTable(
            str(path), f"cannot be read ({error})", "Save it as .xlsx again, or as CSV."
        ) from error


def _filled_rows(path: Path, place: Place) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows that hold anything, from the header on, each with its number."""
    from openpyxl import load_workbook

    workbook = load_workbook(path, read_only=True, data_only=True)
    try:
        names = workbook.sheetnames
        if place.sheet and place.sheet not in names:
            raise UnreadableTable(
                str(path), f"has no sheet {place.sheet!r}", f"Its sheets are {', '.join(names)}."
            )
        sheet = workbook[place.sheet or names[0]]
        sheet.reset_dimensions()  # some writers state a size that is wrong
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            cells = tuple(map(_as_text, row))
            if number >= place.header_row and any(cells):
                yield number, cells
    finally:
        workbook.close()


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value).strip()
