"""Files into market tables: the layout is recognised, the rows are checked, each file is taken whole or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.column_layouts import how_to_write, named_layout
from ingest.errors import RefusedSource, UnreadableTable
from ingest.layouts import Layout, layout_of
from ingest.market_rows import Reading, TableOptions, TableRows
from ingest.open_table import MARKET_SUFFIXES, open_table
from ingest.report import FlaggedRow, IngestReport, Progress, Refusal, RowCount
from ingest.tablefile import TableFile
from market.errors import BadRows, RowProblem, TableError
from market.instruments import InstrumentBook
from market.row_rules import REPEATS
from market.schemas import TABLE_NAMES, TableName

if TYPE_CHECKING:
    import pandas as pd

    from market.tables import MarketTables

__all__ = ["TableOptions", "is_market_table", "load_paths"]

ROWS_PER_WRITE = 250_000
"""A write costs about as much for a row as for ten thousand; more at once would only take memory (50 MB here)."""

NAMED_PROBLEMS = 3
"""Row problems written out in a refusal."""


Parts = list[tuple[TableFile, "pd.DataFrame"]]
"""Rows by the file that they come from; a file may give several."""


@dataclass(slots=True)
class _Pending:
    """Rows of several files that wait to be written to one table together."""

    parts: Parts = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(len(rows) for _, rows in self.parts)


def load_paths(
    tables: MarketTables,
    paths: Sequence[Path],
    options: TableOptions | None = None,
    on_progress: Progress | None = None,
    *,
    layouts: Path | None = None,
) -> IngestReport:
    """Loads CSV, Parquet and Excel files, and those in folders and below, into the market tables.

    Loading again adds nothing. A file with a cell that cannot be what its column says is refused as a whole, and
    the others are loaded. The report says which, where in the file and why, what was decided (closes adjusted or
    not), how many rows of each table are new, corrected and unchanged, and which of them look odd
    (:mod:`market.flags`). ``layouts`` is the folder of the user's layouts.

    Raises :class:`~ingest.errors.UnknownLayout` and :class:`~ingest.errors.UnreadableLayout` for the layout that
    ``options`` name.
    """
    options = options or TableOptions()
    layout = named_layout(options.layout, layouts) if options.layout else None
    report = IngestReport()
    files = _table_files(paths, report)
    run = _Run(tables, tables.book(), options, layout, report)
    for done, path in enumerate(files, 1):
        run.take(path)
        if on_progress is not None:
            on_progress(path.name, done, len(files))
    run.write_all()
    run.flag()
    return report


def is_market_table(path: Path, book: InstrumentBook) -> bool:
    """Whether a file looks like a market table: its header and first row only are read."""
    try:
        return layout_of(open_table(path), book) is not None
    except UnreadableTable:
        return False


@dataclass(frozen=True, slots=True)
class _Loaded:
    """Which file gave the rows of one symbol and source, and from which day to which."""

    path: Path
    first: str
    last: str


@dataclass(slots=True)
class _Run:
    """One run over several files: what waits to be written, and the report so far."""

    tables: MarketTables
    book: InstrumentBook
    options: TableOptions
    layout: Layout | None
    report: IngestReport
    loaded: dict[tuple[str, str], _Loaded] = field(default_factory=dict)
    pending: dict[TableName, _Pending] = field(default_factory=dict)

    def take(self, path: Path) -> None:
        """Read one file; its rows wait until there are enough for a write."""
        try:
            file = open_table(path, self.layout.place if self.layout else None)
            batches = self._read(file)
        except RefusedSource as error:
            self.report.refused.append(Refusal.of(error))
            return
        except Exception as error:  # noqa: BLE001 - no file may stop the others; it is reported like any refusal
            self.report.refused.append(Refusal.unexpected(str(path), error, "Save it again."))
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

    def flag(self) -> None:
        """Report what looks odd in the prices and ratings that were loaded, each row by its file and day."""
        if not self.loaded:
            return
        from market.flags import find_flags

        for flag in find_flags(self.tables, {symbol for symbol, _ in self.loaded}):
            loaded = self.loaded.get((flag.symbol, flag.source))
            if loaded and loaded.first <= flag.date <= loaded.last:
                row = FlaggedRow(
                    str(loaded.path), flag.table, flag.symbol, flag.date, flag.source, flag.kind, flag.reason
                )
                self.report.flags.append(row)

    def _read(self, file: TableFile) -> list[TableRows]:
        layout = self.layout or layout_of(file, self.book)
        if layout is None:
            reason = f"no market table has the columns {', '.join(filter(None, file.head[0]))}"
            raise UnreadableTable(str(file.path), reason, how_to_write(file))
        batches = layout.read(Reading(file, self.book, self.options))
        if not self.options.known_at:
            return batches
        return [replace(batch, rows=_known_at(batch.rows, self.options.known_at)) for batch in batches]

    def _hold(self, table: TableName, parts: Parts) -> None:
        """Remember which days of which symbols came from which file."""
        if table not in ("prices", "ratings"):
            return
        for file, rows in parts:
            for (symbol, source), days in rows.groupby(["symbol", "source"])["date"]:
                first, last = (f"{day:%Y-%m-%d}" for day in (days.min(), days.max()))
                known = self.loaded.get((str(symbol), str(source)), _Loaded(file.path, first, last))
                held = _Loaded(file.path, min(first, known.first), max(last, known.last))
                self.loaded[str(symbol), str(source)] = held

    def _write(self, table: TableName) -> None:
        """All waiting rows in one write; files with bad rows are refused and the others written.

        A file that has a row of another one waits for the next write, where the row is a correction. Where the table
        itself cannot be written, all files that wait for it are refused.
        """
        import pandas as pd

        parts = self.pending.pop(table, _Pending()).parts
        later: Parts = []
        while parts or later:
            if not parts:
                parts, later = later, []
            try:
                count = self.tables.upsert(table, pd.concat([rows for _, rows in parts], ignore_index=True))
            except BadRows as error:
                parts, repeating = self._without_bad(parts, error.problems)
                later += repeating
            except TableError as error:
                for path in dict.fromkeys(file.path for file, _ in [*parts, *later]):
                    self.report.refused.append(Refusal(str(path), str(error), "Load the file again."))
                return
            else:
                self._hold(table, parts)
                self.report.count_rows(table, RowCount(count.added, count.corrected, count.unchanged))
                self.report.notes += [
                    f"prices on another scale, in place of the former ones: {one}" for one in count.restated
                ]
                parts = []

    def _without_bad(self, parts: Parts, problems: Sequence[RowProblem]) -> tuple[Parts, Parts]:
        """The parts of files that no problem is about, and those of files that only repeat rows of other files.

        The other files are refused by line and column.
        """
        told: dict[Path, list[str]] = {}
        repeating: dict[Path, bool] = {}
        first = 1
        for file, rows in parts:
            for problem in problems:
                if first <= problem.row < first + len(rows):
                    line = rows.index[problem.row - first]
                    what = f"line {line}, column {problem.column}: {problem.value!r} {problem.reason}"
                    told.setdefault(file.path, []).append(what)
                    repeats = problem.reason.endswith(REPEATS) and file.path != parts[0][0].path
                    repeating[file.path] = repeating.get(file.path, True) and repeats
            first += len(rows)
        waiting = {path for path, repeats in repeating.items() if repeats}
        for path, lines in told.items():
            if path in waiting:
                continue
            more = f" and {len(lines) - NAMED_PROBLEMS} more" if len(lines) > NAMED_PROBLEMS else ""
            reason = f"{'; '.join(lines[:NAMED_PROBLEMS])}{more}"
            self.report.refused.append(
                Refusal(str(path), reason, "Correct the rows and load the file again.")
            )
        good = [(file, rows) for file, rows in parts if file.path not in told]
        return good, [(file, rows) for file, rows in parts if file.path in waiting]


def _table_files(paths: Sequence[Path], report: IngestReport) -> list[Path]:
    """The files to load, each once, those of a folder in the order of their names; the missing are refused."""
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found = sorted(file for file in path.rglob("*") if file.is_file() and not _is_hidden(file, path))
            tables = [file for file in found if file.suffix.lower() in MARKET_SUFFIXES]
            others = [file for file in found if file.suffix.lower() not in MARKET_SUFFIXES]
            report.skipped += [Refusal(str(file), "not a CSV, Parquet or Excel file") for file in others]
            if not tables:
                report.refused.append(
                    Refusal(str(path), "holds no CSV, Parquet or Excel file", "Give another folder.")
                )
            files |= dict.fromkeys(tables)
        elif path.exists():
            files[path] = None
        else:
            report.refused.append(Refusal(str(path), "does not exist", "Correct the path."))
    return list(files)


def _known_at(rows: pd.DataFrame, known_at: str) -> pd.DataFrame:
    """``rows`` with the moment for those that give none."""
    given = rows.get("known_at")
    return rows.assign(known_at=known_at if given is None else given.where(given.str.strip() != "", known_at))


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)
