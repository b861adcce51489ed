"""A CSV file as a table: how its cells are separated, and its cells as text with their line numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ingest.errors import UnreadableTable
from ingest.tablefile import HEAD_ROWS, Place, TableFile, as_head
from market.cells import DecimalMark, decimal_mark

if TYPE_CHECKING:
    import pandas as pd

TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".tab"})
"""Of text files that hold a table; what parts its cells is seen from the header."""

DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class CsvFile(TableFile):
    """A CSV file that was looked into: its first rows, and how its cells are separated."""

    delimiter: str = ","

    @classmethod
    def open(cls, path: Path, place: Place | None = None) -> CsvFile:
        """Reads the first rows only. Raises UnreadableTable for another kind of file or an empty one."""
        place = place or Place()
        if path.suffix.lower() not in TABLE_SUFFIXES:
            read = f"Market tables are read from {', '.join(sorted(TABLE_SUFFIXES))} files only."
            raise UnreadableTable(str(path), "not a CSV file", read)
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                _skip_to(place, file)
                first = next((line for line in file if line.strip()), "")
                delimiter = delimiter_of(first)
                file.seek(0)
                _skip_to(place, file)
                filled = (row for row in csv.reader(file, delimiter=delimiter) if any(map(str.strip, row)))
                rows = [tuple(map(str.strip, row)) for row in islice(filled, HEAD_ROWS)]
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise UnreadableTable(
                str(path), f"cannot be read ({error})", "Save it as CSV in UTF-8."
            ) from error
        return cls(path, as_head(path, rows), place, delimiter=delimiter)

    def cells(self, header_rows: int = 1) -> pd.DataFrame:
        """All rows below the header as text, one column a position, indexed by line number.

        Raises UnreadableTable where a row has more cells than the header.
        """
        import pandas as pd

        rows: list[list[str]] = []
        lines: list[int] = []
        for line, row in self._rows():
            rows.append(row)
            lines.append(line)
        width = len(self.head[0])
        return pd.DataFrame(rows[header_rows:], index=lines[header_rows:], columns=range(width), dtype=object)

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        width = len(self.head[0])
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            above = _skip_to(self.place, file)
            reader = csv.reader(file, delimiter=self.delimiter)
            try:
                for row in reader:
                    if any(map(str.strip, row)):
                        yield above + reader.line_num, self._fitted(row, width, above + reader.line_num)
            except (UnicodeDecodeError, csv.Error) as error:
                reason = f"line {above + reader.line_num + 1} cannot be read ({error})"
                raise UnreadableTable(str(self.path), reason, "Save it as CSV in UTF-8.") from error

    @cached_property
    def _mark_by_cells(self) -> DecimalMark:
        try:
            return decimal_mark(self.cells().to_numpy().ravel())
        except ValueError as error:
            raise UnreadableTable(str(self.path), str(error), "Write decimals with a point.") from error

    @property
    def decimal_mark(self) -> DecimalMark:
        """The point; or the comma, where commas do not part the cells and all the file's numbers agree with it.

        Raises UnreadableTable where a comma may part thousands as well as decimals.
        """
        if self.mark or self.delimiter == ",":
            return self.mark or "."
        return self._mark_by_cells

    def _fitted(self, row: list[str], width: int, line: int) -> list[str]:
        if len(row) == width:
            return row
        if len(row) > width and any(map(str.strip, row[width:])):
            reason = f"line {line} has {len(row)} cells, the header has {width}"
            raise UnreadableTable(
                str(self.path), reason, "Put quotation marks around cells that hold commas."
            )
        return [*row[:width], *[""] * (width - len(row))]


def _skip_to(place: Place, file: IO[str]) -> int:
    """Passes over the lines above the header; how many they are."""
    above = max(place.header_row - 1, 0)
    for _ in range(above):
        file.readline()
    return above


def delimiter_of(header: str) -> str:
    """What parts the cells of a table, from its first line."""
    return max(DELIMITERS, key=header.count)
