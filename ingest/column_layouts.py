"""Layouts that a user writes: a small TOML file that says which column of a file is which of a table.

For example ``layouts/broker.toml`` in the home, used with ``tieout load FILE --layout broker``::

    table = "prices"              # instruments, prices, fundamentals, ratings or observations
    header_row = 3                # the row of the header, from 1; left out: the first row that holds anything
    sheet = "Daily"               # of a workbook; left out: the first one
    date_format = "%d.%m.%Y"      # left out: YYYY-MM-DD and the usual American forms
    decimal = ","                 # left out: told from the numbers
    adjusted = false              # of a lone close; left out: told from the numbers

    [columns]                     # a column of the table = a column of the file
    date = "Handelstag"
    close = "Schluss"
    symbol = "Kuerzel"            # left out: the option symbol, or the file's name

    [values]                      # what is the same in all rows
    currency = "EUR"
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.errors import UnknownLayout, UnreadableLayout
from ingest.layouts import LAYOUTS, Layout
from ingest.market_rows import Reading, TableRows, own_rows, price_rows
from ingest.tablefile import Place, TableFile
from market.errors import did_you_mean
from market.schemas import TABLES, TableName

if TYPE_CHECKING:
    import pandas as pd

DEFAULT_FOLDER = "layouts"
"""The folder of a user's layouts in the home."""


class ColumnLayout(BaseModel):
    """What a layout file says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: TableName
    columns: dict[str, str]
    """Column of the table by column of the file."""
    values: dict[str, str] = Field(default_factory=dict)
    header_row: int = Field(default=0, ge=0)
    sheet: str = ""
    date_format: str = ""
    decimal: Literal[".", ","] | None = None
    adjusted: bool | None = None

    def rows(self, reading: Reading) -> list[TableRows]:
        """The rows of a file in this layout. Raises UnreadableTable where it lacks one of the columns."""
        file = reading.file.written(self.date_format, self.decimal)
        reading = Reading(file, reading.book, reading.options.with_adjusted(self.adjusted))
        cells = file.cells()
        positions = {own: self._position(file, theirs) for own, theirs in self.columns.items()}
        named = cells[list(positions.values())].set_axis(list(positions), axis="columns")
        named = named.assign(**{own: value for own, value in self.values.items() if own != "source"})
        if "source" in self.values and not reading.options.source:
            named["source"] = self.values["source"]
        if "known_at" in named and self.date_format:
            named["known_at"] = _as_days(file, named["known_at"])
        if self.table != "prices":
            return [own_rows(reading, self.table, named)]
        return _price_rows(reading, named)

    def _position(self, file: TableFile, theirs: str) -> int:
        """Where a column stands in the file: spelled so, else in other case."""
        header = file.head[0]
        for spelled in (header, tuple(cell.casefold() for cell in header)):
            wanted = theirs.strip() if spelled is header else theirs.strip().casefold()
            if spelled.count(wanted) == 1:
                return spelled.index(wanted)
        found = "twice" if header.count(theirs) > 1 else "not"
        raise file.refusal(
            f"the layout's column {theirs!r} is {found} in the header; it has {', '.join(filter(None, header))}",
            "Correct the layout, or give its header_row.",
        )


def named_layout(name: str, folder: Path | None) -> Layout:
    """The layout called ``name``: of the user's in ``folder``, else a built-in one.

    Raises UnknownLayout with the names there are, and UnreadableLayout for a file that is none.
    """
    own = sorted(folder.glob("*.toml")) if folder and folder.is_dir() else []
    for path in own:
        if path.stem == name:
            return _read_layout(path)
    known = {layout.name: layout for layout in LAYOUTS}
    if name not in known:
        names = [*(path.stem for path in own), *known]
        raise UnknownLayout(
            f"there is no layout {name!r}{did_you_mean(name, names)}; known: {', '.join(names)}. "
            f"Write your own into {(folder or Path(DEFAULT_FOLDER)) / f'{name}.toml'}"
        )
    return known[name]


def how_to_write(file: TableFile) -> str:
    """The mend for a file that fits no layout: how a layout is written, with a column of this file in it."""
    column = next(filter(None, file.head[0]), "COLUMN")
    built_in = "; ".join(f"{layout.title} ({layout.name})" for layout in LAYOUTS)
    return (
        f'Say which column is which in {DEFAULT_FOLDER}/NAME.toml in the home - table = "prices", and below [columns] '
        f'lines such as date = "{column}" - and load the file with --layout NAME. '
        f"Without one these are read: {built_in}."
    )


def _read_layout(path: Path) -> Layout:
    try:
        said = ColumnLayout.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableLayout(f"layout {path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise UnreadableLayout(
            f"layout {path}: {where}: {first['msg']}. Correct it and load again"
        ) from error
    _check_names(path, said)
    place = Place(said.header_row, said.sheet)
    return Layout(path.stem, str(path), lambda _file, _book: True, said.rows, place)


def _check_names(path: Path, said: ColumnLayout) -> None:
    schema = TABLES[said.table]
    given = [*said.columns, *said.values]
    for name in given:
        if name not in schema.names:
            offer = did_you_mean(name, schema.names)
            raise UnreadableLayout(
                f"layout {path}: table {said.table} has no column {name!r}{offer}; it has {', '.join(schema.names)}"
            )
    prices = said.table == "prices"
    missing = set(schema.required) - {"source"} - set(given) - ({"symbol"} if prices else set())
    if missing:
        raise UnreadableLayout(
            f"layout {path} does not say which column is {', '.join(sorted(missing))} of table {said.table}; "
            "add it to [columns], or to [values] where it is the same in all rows"
        )
    if prices and not {"close", "adj_close"} & set(said.columns):
        raise UnreadableLayout(
            f"layout {path} does not say which column is close or adj_close; add it to [columns]"
        )


def _as_days(file: TableFile, cells: pd.Series[str]) -> pd.Series[str]:
    known = cells[cells.str.strip() != ""]
    days: pd.Series[str] = (
        file.dates(known, "known_at").dt.strftime("%Y-%m-%d").reindex(cells.index).fillna("")
    )
    return days


def _price_rows(reading: Reading, cells: pd.DataFrame) -> list[TableRows]:
    """Prices by symbol, as a file of one instrument is read: each symbol's lone close goes where it belongs."""
    if "symbol" not in cells:
        return [price_rows(reading, cells, reading.symbol())]
    return [
        price_rows(reading, group.drop(columns="symbol"), reading.known_symbol(str(symbol)))
        for symbol, group in cells.groupby("symbol", sort=False)
    ]
