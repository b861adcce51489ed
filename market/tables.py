"""The market tables: Delta Lake in one place, written by merge on key and version and read by DuckDB."""

from __future__ import annotations

import random
import time
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from market.errors import QueryFailed, TableError
from market.exchanges import Exchange, exchange_of
from market.rows import checked_rows
from market.schemas import KNOWN_UNTIL, TABLE_NAMES, TABLES, TableName, TableSchema
from market.stores import TableStore, open_store
from market.upserts import UpsertCount, add_versions, arrow_schema, arrow_table, difference, same_version
from market.views import (
    EVERY_INSTRUMENT,
    VIEW_TABLES,
    Files,
    every_version_sql,
    text_literal,
    view_sql,
    with_needed,
)

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa  # type: ignore[import-untyped]
    from deltalake import DeltaTable, WriterProperties

    from market.instruments import InstrumentBook

Versions = Mapping[TableName, int]

SqlValue = Any
"""What DuckDB gives for a cell: str, int, float, Decimal, bool, date, datetime or None."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

COMMIT_ATTEMPTS = 12
"""Where another process commits first we start again from its version; an attempt takes about 0.1 s."""

RETRY_PAUSE_S = 0.05

COMPACT_ABOVE_FILES = 128
"""Each upsert adds a file of its own symbols, which reads skip by their statistics. Above this number the
footers alone cost more than 20 ms a query."""

ROW_GROUP_ROWS = 65_536
"""Of a file's rows, which lie in the order of their keys, one group is read where one symbol is asked. With the
writer's million rows a group each of a metric's reads took 6 ms, with these 1 to 2; a whole market reads as fast."""

KEEP_EVERY_VERSION = MappingProxyType(
    {
        "delta.enableExpiredLogCleanup": "false",
        "delta.logRetentionDuration": "interval 36500 days",
        "delta.deletedFileRetentionDuration": "interval 36500 days",
    }
)
"""A receipt names the versions it read: they stay readable."""


NAMING_TABLES: tuple[TableName, ...] = ("instruments", "prices", "observations")
"""The tables in which a question can find a name."""

BOOKS_KEPT = 4
"""Questions as of now, and as of a day or two that somebody looks back to. One of 5,000 symbols takes 0.6 s to make."""

NAMING_COLUMNS = ("symbol", "name", "kind", "sector", "industry", "exchange", "currency", "aliases")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One version of each table, pinned, with what was known at a moment (``None``: all that it holds)."""

    as_of: datetime | None
    versions: Versions
    """The tables that exist; a table that is not here reads as empty."""
    files: Files
    store: TableStore
    """Where the files lie."""
    unversioned: frozenset[TableName] = frozenset()
    """The tables whose pinned version is of a time before versions of rows were kept."""
    source_order: tuple[str, ...] = ()
    """The sources of prices that go before the others; a statement carries the order in it."""

    def view_sql(self, view: str) -> str:
        """The body of an as-of view, literal: it runs in a bare DuckDB beside the views that it reads."""
        return view_sql(
            view, self.files, self.as_of, unversioned=self.unversioned, source_order=self.source_order
        )

    def over_views(self, views: Collection[str], sql: str) -> str:
        """``sql`` with the views that it reads written out before it: it runs in a bare DuckDB."""
        written_out = (f"{view} AS ({self.view_sql(view)})" for view in with_needed(views))
        return f"WITH {', '.join(written_out)} {sql}"

    def connect(self) -> duckdb.DuckDBPyConnection:
        """An in-memory connection that has the as-of views."""
        connection = self.store.connect()
        for view in VIEW_TABLES:
            connection.execute(f"CREATE VIEW {view} AS {self.view_sql(view)}")
        return connection


@dataclass(frozen=True, slots=True)
class _Pin:
    """What a version of a table consists of."""

    files: list[str]
    versioned: bool


class MarketTables:
    """The market tables at ``place``, a folder or a URI; the first write creates it, a missing table is empty.

    Several processes may write at once: a commit is atomic, and one that lost the race is done again over
    the winner's version. ``clock`` gives the moment that a row's date must not lie after, and at which a
    correction is known. ``source_order`` are the sources of prices that go before the others, the first before
    the next; ``*`` stands for any characters.
    """

    def __init__(
        self,
        place: Path | str,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        compact_above_files: int = COMPACT_ABOVE_FILES,
        source_order: Sequence[str] = (),
    ) -> None:
        self.store = open_store(place)
        self.source_order = tuple(source_order)
        self._clock = clock
        self._compact_above_files = compact_above_files
        self._pins: dict[tuple[TableName, int], _Pin] = {}
        self._sessions: tuple[Versions, list[tuple[date, datetime]]] = ({}, [])
        self._naming: tuple[Versions, list[datetime], dict[int, InstrumentBook]] = ({}, [], {})

    def upsert(self, table: TableName, rows: pd.DataFrame) -> UpsertCount:
        """Adds rows by the table's key, and corrections beside the versions that they correct; all or none.

        Text is converted to the column's type, ``known_at`` follows :mod:`market.known_at` where it is not
        given, and for a correction the clock: :mod:`market.upserts` states the rule. An as-of view shows the version
        that was in force then, and the table's own former versions stay readable too.

        Raises :class:`BadRows` naming each bad cell, :class:`TableError` where columns do not fit, the disk
        does not take them, or other writers won every attempt.
        """
        from deltalake.exceptions import CommitFailedError, DeltaError

        schema = TABLES[table]
        now = self._clock()
        given = arrow_table(schema, checked_rows(schema, rows, now, self._exchanges_of))
        if not given.num_rows:
            return UpsertCount(0, 0, 0)
        for attempt in range(COMMIT_ATTEMPTS):
            try:
                count = self._merge(schema, given, now)
            except CommitFailedError:
                time.sleep(RETRY_PAUSE_S * (attempt + random.random()))  # noqa: S311 - spreads writers, no secret
            except (DeltaError, OSError) as error:
                raise TableError(
                    f"table {self.store.address(table)} cannot be written ({error}); check the disk and load again"
                ) from error
            else:
                self._compact(schema)
                return count
        raise TableError(
            f"table {table} was busy with other writers for {COMMIT_ATTEMPTS} attempts; load again"
        )

    def versions(self) -> dict[TableName, int]:
        """The newest version of each table that exists."""
        return self._newest_of(TABLE_NAMES)

    def snapshot(
        self,
        as_of: datetime | None = None,
        *,
        views: Collection[str] = tuple(VIEW_TABLES),
        versions: Versions | None = None,
    ) -> Snapshot:
        """Pins the tables that ``views`` read: at ``versions``, else at the newest.

        Raises :class:`TableError` for a version that a table does not have, and an ``as_of`` without zone.
        """
        if as_of is not None and as_of.tzinfo is None:
            raise TableError(f"as-of {as_of.isoformat()} has no time zone; give an aware moment")
        names = {VIEW_TABLES[view] for view in with_needed(views)}
        if versions is None:
            pinned = self._newest_of(names)
        else:
            pinned = {name: versions[name] for name in TABLE_NAMES if name in names and name in versions}
        pins = {name: self._pin(name, version) for name, version in pinned.items()}
        return Snapshot(
            as_of,
            MappingProxyType(pinned),
            MappingProxyType({name: pin.files for name, pin in pins.items()}),
            self.store,
            frozenset(name for name, pin in pins.items() if not pin.versioned),
            self.source_order,
        )

    def query(self, sql: str) -> list[tuple[SqlValue, ...]]:
        """The rows of a statement that stands by itself, such as one made with a snapshot's views.

        Raises :class:`QueryFailed` where it does not run.
        """
        import duckdb

        try:
            with self._database.cursor() as cursor:
                rows: list[tuple[SqlValue, ...]] = cursor.execute(sql).fetchall()
        except duckdb.Error as error:
            raise QueryFailed(str(error)) from error
        return rows

    def frame(self, table: TableName, as_of: datetime | None = None) -> pd.DataFrame:
        """All rows of a table that were known by ``as_of``, ordered by key.

        The instruments include the shipped reference, and each symbol and series that has data but no row.
        """
        views = NAMING_TABLES if table == "instruments" else (table,)
        rows = EVERY_INSTRUMENT if table == "instruments" else f"FROM {table}"
        sql = self.snapshot(as_of, views=views).over_views(views, rows)
        with self._database.cursor() as cursor:
            cursor.execute("SET TimeZone = 'UTC'")
            found = cursor.sql(f"{sql} ORDER BY {', '.join(TABLES[table].key)}").to_arrow_table()
        frame: pd.DataFrame = found.to_pandas(date_as_object=False)
        return frame

    def connect(self, as_of: datetime) -> duckdb.DuckDBPyConnection:
        """An in-memory DuckDB connection with the as-of views; the caller closes it.

        The views are instruments, prices, closes, fundamentals, ratings and observations.
        """
        return self.snapshot(as_of).connect()

    def sessions(self, as_of: datetime) -> list[date]:
        """The days with a price known by ``as_of``, ascending."""
        snapshot = self.snapshot(views=("prices",))
        if self._sessions[0] != snapshot.versions:
            prices = every_version_sql("prices", snapshot.files)
            rows = self.query(
                f"SELECT date, epoch_us(min(known_at)) FROM ({prices}) "  # noqa: S608 - our own files
                "GROUP BY date ORDER BY date"
            )
            known = [(day, EPOCH + timedelta(microseconds=known_us)) for day, known_us in rows]
            self._sessions = (snapshot.versions, known)
        return [day for day, known_at in self._sessions[1] if known_at <= as_of]

    def book(self, as_of: datetime | None = None) -> InstrumentBook:
        """Every instrument that could be named at ``as_of``, by default by all that is known.

        It has the instruments table, the shipped reference, and what has data. A name, or a sector that counts an
        instrument to a group, is known from ``known_at`` on like any other row. The books of the last few moments
        are kept until a table changes, and made without pandas, which takes seconds to import.
        """
        from market.instruments import InstrumentBook, instrument_of

        snapshot = self.snapshot(as_of, views=NAMING_TABLES)
        if self._naming[0] != snapshot.versions:
            self._naming = (snapshot.versions, self._naming_moments(snapshot), {})
        _, moments, books = self._naming
        place = len(moments) if as_of is None else bisect_right(moments, as_of)
        if place not in books:
            sql = f"SELECT {', '.join(NAMING_COLUMNS)} FROM ({EVERY_INSTRUMENT}) ORDER BY symbol"  # noqa: S608
            rows = self.query(snapshot.over_views(NAMING_TABLES, sql))
            for oldest in list(books)[: max(0, len(books) + 1 - BOOKS_KEPT)]:
                books.pop(oldest, None)
            books[place] = InstrumentBook(
                instrument_of(dict(zip(NAMING_COLUMNS, row, strict=True))) for row in rows
            )
        return books[place]

    def _naming_moments(self, snapshot: Snapshot) -> list[datetime]:
        """The moments at which a name, or what else a book holds of an instrument, became known, ascending."""
        every = {table: every_version_sql(table, snapshot.files) for table in NAMING_TABLES}
        rows = self.query(
            "SELECT DISTINCT epoch_us(known_at) AS moment FROM ("  # noqa: S608 - our own files
            f"SELECT known_at FROM ({every['instruments']}) UNION ALL "
            f"SELECT min(known_at) FROM ({every['prices']}) GROUP BY symbol, currency UNION ALL "
            f"SELECT min(known_at) FROM ({every['observations']}) GROUP BY series, title) ORDER BY moment"
        )
        return [EPOCH + timedelta(microseconds=moment) for (moment,) in rows]

    @cached_property
    def _database(self) -> duckdb.DuckDBPyConnection:
        """Opened once: opening takes 40 to 80 ms, a cursor of it no time. It holds nothing but the files' footers.

        These are read again where a file was written since; Delta's files never are. Over 20 files a metric of one
        symbol takes a third less time.
        """
        connection = self.store.connect()
        connection.execute("SET GLOBAL parquet_metadata_cache = true")
        return connection

    def _exchanges_of(self, symbols: Sequence[str]) -> dict[str, Exchange]:
        """Where those of ``symbols`` trade that the instruments tell of."""
        listed = ", ".join(map(text_literal, symbols)) or "''"
        snapshot = self.snapshot(views=("instruments",))
        sql = f"SELECT symbol, exchange, kind FROM instruments WHERE symbol IN ({listed})"  # noqa: S608
        rows = self.query(snapshot.over_views(("instruments",), sql))
        return {symbol: exchange_of(exchange, kind, symbol) for symbol, exchange, kind in rows}

    def _merge(self, schema: TableSchema, given: pa.Table, now: datetime) -> UpsertCount:
        """One attempt: what differs from the newest version is merged into that version."""
        table = self._open(schema)
        with self.store.connect() as connection:
            count, changed = difference(connection, schema, given, table.file_uris(), now)
        if not changed.num_rows:
            return count
        merge = table.merge(
            changed,
            predicate=same_version(schema, changed),
            source_alias="s",
            target_alias="t",
            writer_properties=_writer_properties(),
        )
        merge.when_matched_update_all().when_not_matched_insert_all().execute()
        return count

    def _compact(self, schema: TableSchema) -> None:
        """Joins the files of a table that has too many. Where another writer is first, a later upsert does it."""
        from deltalake.exceptions import CommitFailedError

        table = self._open(schema)
        if len(table.file_uris()) > self._compact_above_files:
            with suppress(CommitFailedError):
                table.optimize.compact(writer_properties=_writer_properties())

    def _open(self, schema: TableSchema) -> DeltaTable:
        """The newest version of a table, made where there is none, and made to keep versions where it did not."""
        from deltalake import DeltaTable

        address = self.store.address(schema.name)
        if self.store.newest(schema.name) is None:
            self.store.prepare(schema.name)
            return DeltaTable.create(
                address, arrow_schema(schema), mode="ignore", configuration=dict(KEEP_EVERY_VERSION)
            )
        table = DeltaTable(address)
        if not _is_versioned(table):
            with self.store.connect() as connection:
                add_versions(connection, schema, table)
        return table

    def _newest_of(self, names: Iterable[TableName]) -> dict[TableName, int]:
        newest = {name: self.store.newest(name) for name in names}
        return {name: version for name, version in newest.items() if version is not None}

    def _pin(self, name: TableName, version: int) -> _Pin:
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError

        if (name, version) not in self._pins:
            address = self.store.address(name)
            try:
                table = DeltaTable(address, version=version)
            except (DeltaError, OSError) as error:
                raise TableError(
                    f"table {address} cannot be read at version {version} ({error}); restore it from a copy"
                ) from error
            self._pins[name, version] = _Pin(sorted(table.file_uris()), _is_versioned(table))
        return self._pins[name, version]


def _writer_properties() -> WriterProperties:
    from deltalake import WriterProperties

    return WriterProperties(max_row_group_size=ROW_GROUP_ROWS)


def _is_versioned(table: DeltaTable) -> bool:
    return any(field.name == KNOWN_UNTIL for field in table.schema().fields)
