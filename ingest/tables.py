"""CSV files into market tables: the layout is recognised, the rows are checked, each file is taken whole or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.csvfile import TABLE_SUFFIXES, CsvFile
from ingest.errors import RefusedSource, UnreadableTable
from ingest.layouts import LAYOUTS, layout_of
from ingest.market_rows import Reading, TableOptions, TableRows
from ingest.report import IngestReport, Progress, Refusal, RowCount
from market.errors import BadRows, RowProblem, TableError
from market.instruments import InstrumentBook
from market.schemas import TABLE_NAMES, TableName

if TYPE_CHECKING:
    import pandas as pd

    from market.tables import MarketTables

__all__ = ["TableOptions", "is_market_table", "load_paths"]

ROWS_PER_WRITE = 250_000
"""A write costs about as much for a row as for ten thousand; more at once would only take memory (50 MB here)."""

NAMED_PROBLEMS = 3
"""Row problems written out in a refusal."""


@dataclass(slots=True)
class _Pending:
    """Rows of several files that wait to be written to one table together."""

    parts: list[tuple[CsvFile, pd.DataFrame]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(len(rows) for _, rows in self.parts)


def load_paths(
    tables: MarketTables,
    paths: Sequence[Path],
    options: TableOptions | None = None,
    on_progress: Progress | None = None,
) -> IngestReport:
    """Loads CSV files, and those in folders and below, into the market tables; loading again adds nothing.

    A file with a cell that cannot be what its column says is refused as a whole, and the others are
    loaded. The report says which, where in the file and why, what was decided (closes adjusted or not),
    and how many rows of each table are new, corrected and unchanged.
    """
    report = IngestReport()
    files = _csv_files(paths, report)
    run = _Run(tables, tables.book(), options or TableOptions(), report)
    for done, path in enumerate(files, 1):
        run.take(path)
        if on_progress is not None:
            on_progress(path.name, done, len(files))
    run.write_all()
    return report


def is_market_table(path: Path, book: InstrumentBook) -> bool:
    """Whether a file looks like a market table: its header and first row only are read."""
    try:
        return layout_of(CsvFile.open(path), book) is not None
    except UnreadableTable:
        return False


@dataclass(slots=True)
class _Run:
    """One run over several files: what waits to be written, and the report so far."""

    tables: MarketTables
    book: InstrumentBook
    options: TableOptions
    report: IngestReport
    pending: dict[TableName, _Pending] = field(default_factory=dict)

    def take(self, path: Path) -> None:
        """Read one file; its rows wait until there are enough for a write."""
        try:
            file = CsvFile.open(path)
            batches = self._read(file)
        except RefusedSource as error:
            self.report.refused.append(Refusal.of(error))
            return
        except Exception as error:  # noqa: BLE001 - no file may stop the others; it is reported like any refusal
            self.report.refused.append(Refusal.unexpected(str(path), error, "Save it again as CSV."))
            return
        for batch in batches:
            self.report.notes += [f"{path.name}: {note}" for note in batch.notes]
            self.pending.setdefault(batch.table, _Pending()).parts.append((file, batch.rows))
        for table in {batch.table for batch in batches}:
            if self.pending[table].rows >= ROWS_PER_WRITE:
                self._write(table)

    def write_all(self) -> None:
        """Write what waits, instruments first."""
        for table in TABLE_NAMES:
            self._write(table)

    def _read(self, file: CsvFile) -> list[TableRows]:
        layout = layout_of(file, self.book)
        if layout is None:
            known = "; ".join(layout.name for layout in LAYOUTS)
            reason = f"no market table has the columns {', '.join(file.head[0])}"
            raise UnreadableTable(str(file.path), reason, f"Bring it into one of these layouts: {known}.")
        return layout.read(Reading(file, self.book, self.options))

    def _write(self, table: TableName) -> None:
        """All waiting rows in one write; files with bad rows are refused and the others written.

        Where the table itself cannot be written, all files that wait for it are refused.
        """
        import pandas as pd

        parts = self.pending.pop(table, _Pending()).parts
        while parts:
            try:
                count = self.tables.upsert(table, pd.concat([rows for _, rows in parts], ignore_index=True))
            except BadRows as error:
                parts = self._without_bad(parts, error.problems)
            except TableError as error:
                for path in dict.fromkeys(file.path for file, _ in parts):
                    self.report.refused.append(Refusal(str(path), str(error), "Load the file again."))
                return
            else:
                self.report.count_rows(table, RowCount(count.added, count.corrected, count.unchanged))
                self.report.notes += [
                    f"prices on another scale, in place of the former ones: {one}" for one in count.restated
                ]
                return

    def _without_bad(
        self, parts: list[tuple[CsvFile, pd.DataFrame]], problems: Sequence[RowProblem]
    ) -> list[tuple[CsvFile, pd.DataFrame]]:
        """The parts of files that no problem is about; the other files are refused by line and column."""
        told: dict[Path, list[str]] = {}
        first = 1
        for file, rows in parts:
            for problem in problems:
                if first <= problem.row < first + len(rows):
                    line = rows.index[problem.row - first]
                    what = f"line {line}, column {problem.column}: {problem.value!r} {problem.reason}"
                    told.setdefault(file.path, []).append(what)
            first += len(rows)
        for path, lines in told.items():
            more = f" and {len(lines) - NAMED_PROBLEMS} more" if len(lines) > NAMED_PROBLEMS else ""
            reason = f"{'; '.join(lines[:NAMED_PROBLEMS])}{more}"
            self.report.refused.append(
                Refusal(str(path), reason, "Correct the rows and load the file again.")
            )
        return [(file, rows) for file, rows in parts if file.path not in told]


def _csv_files(paths: Sequence[Path], report: IngestReport) -> list[Path]:
    """The files to load, each once, those of a folder in the order of their names; the missing are refused."""
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found = sorted(file for file in path.rglob("*") if file.is_file() and not _is_hidden(file, path))
            tables = [file for file in found if file.suffix.lower() in TABLE_SUFFIXES]
            others = [file for file in found if file.suffix.lower() not in TABLE_SUFFIXES]
            report.skipped += [Refusal(str(file), "not a CSV file") for file in others]
            if not tables:
                report.refused.append(Refusal(str(path), "holds no CSV file", "Give another folder."))
            files |= dict.fromkeys(tables)
        elif path.exists():
            files[path] = None
        else:
            report.refused.append(Refusal(str(path), "does not exist", "Correct the path."))
    return list(files)


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)
