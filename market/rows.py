"""Rows on their way into a table: text becomes numbers and dates, and each rule of the table is checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from market.cells import is_missing, read_numbers
from market.errors import BadRows, RowProblem, TableError, did_you_mean
from market.exchanges import Exchange
from market.known_at import day_known_at, fill_known_at
from market.row_rules import broken_rules, new_york_today
from market.schemas import STATED, ColumnKind, TableColumn, TableSchema
from market.series_units import fill_units

if TYPE_CHECKING:
    import pandas as pd

_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})([T ].*)?")
_ZONED = re.compile(r".*(Z|[+-]\d{2}:?\d{2}|UTC)", re.IGNORECASE)

_UNREADABLE: dict[ColumnKind, str] = {
    "text": "is not text",
    "number": "is not a number",
    "date": "is not a date (write YYYY-MM-DD)",
    "moment": "is not a day, or a moment with its time zone (write 2026-01-22T16:00:00-05:00)",
}


def checked_rows(
    schema: TableSchema,
    rows: pd.DataFrame,
    now: datetime,
    exchanges_of: Callable[[Sequence[str]], Mapping[str, Exchange]] = lambda _: {},
) -> pd.DataFrame:
    """``rows`` with exactly the table's columns and types, ``known_at`` filled in where it is missing.

    One more column, ``states_known_at``, says whether it was given. What follows a rule is known ``now`` at the
    latest, for it is here; a price is not, for it would be one of a session that is not over.

    Raises :class:`BadRows` naming each bad cell, and :class:`TableError` where a whole column is missing
    or is not one of the table's. ``now`` bounds the dates: a close that has not happened is refused.
    ``exchanges_of`` tells of symbols where they trade.
    """
    import pandas as pd

    _check_columns(schema, rows)
    given = rows.reset_index(drop=True)
    problems: list[RowProblem] = []
    converted: dict[str, pd.Series[Any]] = {}
    for column in schema.columns:
        if column.name not in given:
            converted[column.name] = _missing(column.kind, len(given))
            continue
        cells = given[column.name]
        converted[column.name], unreadable = _convert(column.kind, cells)
        problems += _problems(column, cells, unreadable)
    frame = pd.DataFrame(converted, columns=list(schema.names))
    stated = frame["known_at"].notna()
    exchanges = exchanges_of(list(frame["symbol"].unique())) if schema.name == "prices" else {}
    frame["known_at"] = fill_known_at(schema.name, frame, exchanges)
    if schema.name != "prices":
        early = ~stated & (frame["known_at"] > pd.Timestamp(now))
        if schema.dated_by:
            early &= frame[schema.dated_by] <= new_york_today(now)
        frame["known_at"] = frame["known_at"].mask(early, pd.Timestamp(now).as_unit("us"))
    if schema.name == "observations":
        frame["unit"] = fill_units(frame["series"], frame["unit"])
    problems += broken_rules(schema, frame, now, {(p.row, p.column) for p in problems})
    if problems:
        raise BadRows(schema.name, sorted(problems, key=lambda problem: problem.row))
    return frame.assign(**{STATED: stated})


def _check_columns(schema: TableSchema, rows: pd.DataFrame) -> None:
    missing = [name for name in schema.required if name not in rows.columns]
    if missing:
        raise TableError(
            f"rows for table {schema.name} lack the column(s) {', '.join(missing)}; "
            f"they have {', '.join(map(str, rows.columns))}"
        )
    for name in rows.columns:
        if name not in schema.names:
            offer = did_you_mean(str(name), schema.names)
            raise TableError(
                f"table {schema.name} has no column {name!r}{offer}; it has {', '.join(schema.names)}"
            )


def _missing(kind: ColumnKind, count: int) -> pd.Series[Any]:
    """A column that nobody gave."""
    import pandas as pd

    types = {"text": "object", "number": "float64", "date": "datetime64[us]", "moment": "datetime64[us, UTC]"}
    return pd.Series(["" if kind == "text" else None] * count, dtype=types[kind])


def _convert(kind: ColumnKind, cells: pd.Series[Any]) -> tuple[pd.Series[Any], pd.Series[bool]]:
    """The cells in the column's type, and which of them could not be read; missing ones are null."""
    import numpy as np
    import pandas as pd

    if kind == "number" and pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells):
        numbers = cells.astype("float64")
        return numbers, numbers.isin([float("inf"), float("-inf")])
    if kind == "moment" and isinstance(cells.dtype, pd.DatetimeTZDtype):
        return cells.dt.tz_convert("UTC").astype("datetime64[us, UTC]"), cells.isna() & False
    if kind == "date" and pd.api.types.is_datetime64_any_dtype(cells):
        return cells.dt.tz_localize(None).dt.normalize().astype("datetime64[us]"), cells.isna() & False
    codes, different = pd.factorize(cells, use_na_sentinel=False)
    text = pd.Series(np.array([*map(_plain_text, different), ""], dtype=object)[codes], dtype=object)
    missing: pd.Series[bool] = text == ""
    if kind == "text":
        return text, missing & False
    read = _READERS[kind](text)
    return read, read.isna() & ~missing


def _plain_text(cell: object) -> str:
    text = "" if cell is None else str(cell).strip()
    return "" if is_missing(text) else text


def _read_numbers(text: pd.Series[Any]) -> pd.Series[float]:
    numbers = read_numbers(text)
    return numbers.mask(numbers.isin([float("inf"), float("-inf")]))


def _read_dates(text: pd.Series[Any]) -> pd.Series[pd.Timestamp]:
    import pandas as pd

    days = text.map(lambda cell: match[1] if (match := _ISO_DAY.fullmatch(cell)) else None)
    return pd.to_datetime(days, format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")


def _read_moments(text: pd.Series[Any]) -> pd.Series[pd.Timestamp]:
    """Moments with their zone; a day alone means its end in New York, as an as-of does."""
    import pandas as pd

    zoned = text.where(text.map(lambda cell: bool(_ZONED.fullmatch(cell)) and ":" in cell))
    moments = pd.to_datetime(zoned, format="ISO8601", errors="coerce", utc=True).astype("datetime64[us, UTC]")
    days = _read_dates(text.where(text.str.len() == len("2026-01-22"), ""))
    return moments.fillna(day_known_at(days))


_READERS: Mapping[ColumnKind, Callable[[pd.Series[Any]], pd.Series[Any]]] = {
    "number": _read_numbers,
    "date": _read_dates,
    "moment": _read_moments,
}


def _problems(column: TableColumn, cells: pd.Series[Any], unreadable: pd.Series[bool]) -> list[RowProblem]:
    reason = _UNREADABLE[column.kind]
    return [
        RowProblem(int(position) + 1, column.name, str(cells.iloc[position]), reason)
        for position in unreadable.to_numpy().nonzero()[0]
    ]
