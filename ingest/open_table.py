"""Opening a file that holds a table, whatever kind of file it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ingest.csvfile import TABLE_SUFFIXES, CsvFile
from ingest.errors import UnreadableTable
from ingest.excelfile import EXCEL_SUFFIXES, ExcelFile
from ingest.parquetfile import PARQUET_SUFFIXES, ParquetFile
from ingest.tablefile import Place, TableFile

KINDS: tuple[tuple[frozenset[str], Callable[[Path, Place | None], TableFile]], ...] = (
    (TABLE_SUFFIXES, CsvFile.open),
    (PARQUET_SUFFIXES, ParquetFile.open),
    (EXCEL_SUFFIXES, ExcelFile.open),
)

MARKET_SUFFIXES = frozenset[str]().union(*(suffixes for suffixes, _ in KINDS))
"""Of the files that market tables are read from."""


def open_table(path: Path, place: Place | None = None) -> TableFile:
    """Looks into a file. Raises UnreadableTable for one that is no table, cannot be read or is empty."""
    suffix = path.suffix.lower()
    for suffixes, open_kind in KINDS:
        if suffix in suffixes:
            return open_kind(path, place)
    reason = "an Excel file of the old kind" if suffix == ".xls" else "not a CSV, Parquet or Excel file"
    raise UnreadableTable(
        str(path), reason, f"Market tables are read from {', '.join(sorted(MARKET_SUFFIXES))} files only."
    )
