"""The layouts that market files come in: how each is recognised by its header, and read into rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ingest.market_rows import (
    PRICE_COLUMNS,
    Reading,
    TableRows,
    observation_rows,
    own_rows,
    price_positions,
    price_rows,
)
from ingest.tablefile import Place, TableFile, is_date, is_number_or_missing
from market.instruments import PRICE_KINDS, InstrumentBook
from market.schemas import TABLES, TableName

DATE_COLUMNS = frozenset({"date", "datetime", "timestamp", "day", "time", "observation_date", "period"})

SYNONYMS: Mapping[str, str] = {
    **PRICE_COLUMNS,
    "ticker": "symbol",
    **dict.fromkeys(("filed", "filed_at", "filing_date", "accepted", "accepted_at"), "known_at"),
    **dict.fromkeys(
        ("released", "released_at", "release_date", "realtime_start", "published_at"), "known_at"
    ),
}
"""What a file in the layout of our own tables may call a column. A statement is known at its filing, a macro value at
its release, and ``realtime_start`` is what ALFRED calls the day from which a vintage holds."""

LONE_VALUE = frozenset({"value", "rate", "close", "price", "level", "yield"})
"""A single column with such a name says nothing of its own: the series is called by the file."""

_FRED_DATE = frozenset({"date", "DATE", "observation_date"})
_FRED_SERIES = re.compile(r"[A-Z][A-Z0-9_]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout: its name and what it is in words, how it is recognised, and how it is read."""

    name: str
    title: str
    fits: Callable[[TableFile, InstrumentBook], bool]
    read: Callable[[Reading], list[TableRows]]
    place: Place | None = None
    """Where in a file the table stands."""


def layout_of(file: TableFile, book: InstrumentBook) -> Layout | None:
    """The first layout that fits, by header and first row; None where none does."""
    return next((layout for layout in LAYOUTS if layout.fits(file, book)), None)


def _is_download(file: TableFile, _book: InstrumentBook) -> bool:
    return [row[0].lower() for row in file.head[:3]] == ["price", "ticker", "date"]


def _read_download(reading: Reading) -> list[TableRows]:
    """A download with header rows Price, Ticker and Date: one column for each pair of price and ticker."""
    file = reading.file
    prices, tickers = file.columns, file.head[1]
    cells = file.cells(header_rows=3)
    batches = []
    for ticker in dict.fromkeys(ticker for ticker in tickers[1:] if ticker):
        own = [price if of == ticker else "" for price, of in zip(prices, tickers, strict=True)]
        columns = {0: "date"} | price_positions(own)
        symbol = reading.known_symbol(reading.options.symbol or ticker)
        batches.append(price_rows(reading, cells[list(columns)].rename(columns=columns), symbol))
    return batches


def _table_of(file: TableFile, _book: InstrumentBook | None = None) -> TableName | None:
    given = {SYNONYMS.get(column, column) for column in file.columns}
    for name, schema in TABLES.items():
        valued = name != "prices" or given & {"close", "adj_close"}
        if valued and set(schema.required) - {"source"} <= given:
            return name
    return None


def _read_table(reading: Reading) -> list[TableRows]:
    """A file in the layout of one of our own tables; columns that the table lacks are left out."""
    file = reading.file
    table = _table_of(file)
    assert table is not None
    schema = TABLES[table]
    names = [SYNONYMS.get(column, column) for column in file.columns]
    _refuse_repeated(file, [name if name in schema.names else "" for name in names])
    cells = file.cells().set_axis(names, axis="columns")
    left_out = [name for name in names if name not in schema.names]
    notes = (f"columns {', '.join(left_out)} left out: the table {table} has none",) if left_out else ()
    return [own_rows(reading, table, cells[[name for name in names if name in schema.names]], notes)]


def _refuse_repeated(file: TableFile, names: Sequence[str]) -> None:
    """Raises UnreadableTable where two columns have the same of ``names``; an empty one is no name."""
    for name in dict.fromkeys(filter(None, names)):
        same = [column for column, called in zip(file.head[0], names, strict=True) if called == name]
        if len(same) > 1:
            raise file.refusal(f"the columns {' and '.join(same)} both give {name}", "Leave one of them out.")


def _is_constituents(file: TableFile, _book: InstrumentBook) -> bool:
    return {"symbol", "gics_sector"} <= set(file.columns) and bool({"security", "name"} & set(file.columns))


def _read_constituents(reading: Reading) -> list[TableRows]:
    """The members of an index as stocks.

    The day a member was added says nothing about when it was known: its name and sector count as always
    known, as those of every instrument do.
    """
    file = reading.file
    wanted = {
        "symbol": "symbol",
        "security": "name",
        "name": "name",
        "gics_sector": "sector",
        "gics_sub_industry": "industry",
    }
    names = [wanted.get(column, "") for column in file.columns]
    _refuse_repeated(file, names)
    rows = file.cells().set_axis(names, axis="columns")[list(filter(None, names))]
    return [TableRows("instruments", rows.assign(kind="stock", source=reading.source))]


def _is_prices(file: TableFile, _book: InstrumentBook) -> bool:
    columns = file.columns
    others = {PRICE_COLUMNS.get(column) for column in columns[1:]}
    lone_close = len(columns) == 2 and others == {"close"}
    return columns[0] in DATE_COLUMNS and bool(others & {"close", "adj_close"}) and not lone_close


def _read_prices(reading: Reading) -> list[TableRows]:
    columns = {0: "date"} | price_positions(reading.file.columns)
    cells = reading.file.cells()[list(columns)].rename(columns=columns)
    return [price_rows(reading, cells, reading.symbol())]


def _is_wide_closes(file: TableFile, book: InstrumentBook) -> bool:
    names = file.head[0][1:]
    return file.columns[0] in DATE_COLUMNS and bool(names) and all(_is_priced(name, book) for name in names)


def _is_priced(name: str, book: InstrumentBook) -> bool:
    wanted = name.upper()
    return wanted.startswith("^") or any(
        instrument.kind in PRICE_KINDS and wanted in (instrument.symbol, instrument.symbol.lstrip("^"))
        for instrument in book.called(name)
    )


def _read_wide_closes(reading: Reading) -> list[TableRows]:
    cells = reading.file.cells()
    return [
        price_rows(
            reading,
            cells[[0, position]].set_axis(["date", "close"], axis="columns"),
            reading.known_symbol(name),
        )
        for position, name in enumerate(reading.file.head[0])
        if position
    ]


def _is_fred(file: TableFile, _book: InstrumentBook) -> bool:
    header = file.head[0]
    return (
        header[0] in _FRED_DATE
        and len(header) > 1
        and all(_FRED_SERIES.fullmatch(name) and name.lower() not in LONE_VALUE for name in header[1:])
        and _holds_numbers(file)
    )


def _read_fred(reading: Reading) -> list[TableRows]:
    return observation_rows(reading, reading.file.head[0][1:])


def _is_dated_numbers(file: TableFile, _book: InstrumentBook) -> bool:
    return file.columns[0] in DATE_COLUMNS and len(file.columns) > 1 and _holds_numbers(file)


def _holds_numbers(file: TableFile) -> bool:
    first = file.head[1]
    return is_date(first[0]) and all(map(is_number_or_missing, first[1:]))


def _read_dated_numbers(reading: Reading) -> list[TableRows]:
    stem, names = reading.file.path.stem, reading.file.head[0][1:]
    if len(names) == 1 and names[0].lower() in LONE_VALUE:
        return observation_rows(reading, [stem])
    titles = {f"{stem}.{name}": f"{name} ({stem})" for name in names}
    return observation_rows(reading, list(titles), titles)


LAYOUTS: tuple[Layout, ...] = (
    Layout("download", "a download with rows Price and Ticker above", _is_download, _read_download),
    Layout(
        "own-table",
        "the columns of one of our own tables",
        lambda file, _: _table_of(file) is not None,
        _read_table,
    ),
    Layout("constituents", "the members of an index", _is_constituents, _read_constituents),
    Layout("daily-prices", "daily prices of one instrument", _is_prices, _read_prices),
    Layout(
        "wide-closes",
        "a date, and closes in one column for each instrument",
        _is_wide_closes,
        _read_wide_closes,
    ),
    Layout("fred", "FRED series", _is_fred, _read_fred),
    Layout("dated-numbers", "a date, and other numbers", _is_dated_numbers, _read_dated_numbers),
)
"""Tried in this order: the more telling header first."""
