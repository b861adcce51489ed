"""The rules that a row of a table has to keep, checked with pandera: a row that breaks one is refused."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from market.cells import is_missing
from market.clock import new_york_day
from market.errors import RowProblem
from market.schemas import TableColumn, TableSchema

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pandera

FLOAT_NOISE = 1e-6
"""Relative. Sources adjust high, low and close apart, and pass them through 32-bit floats: in 26 files of real prices
209 closes lie outside their session's range, all by less than 1e-7."""

REPEATS = "of an earlier row, known at the same moment"
"""How the reason ends for a row whose key an earlier row has."""

FIRST_DAY_STARTS_H = 14
"""Hours before midnight UTC at which a day begins where it begins first (UTC+14)."""


def broken_rules(
    schema: TableSchema, frame: pd.DataFrame, now: datetime, seen: set[tuple[int, str]]
) -> list[RowProblem]:
    """What pandera finds, all of it at once; cells in ``seen`` have been told of already."""
    import pandera.errors

    try:
        _pandera_schema(schema, now).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return _told(schema, frame, errors.failure_cases, seen)
    return []


def new_york_today(now: datetime) -> pd.Timestamp:
    """The day in New York, in the type of a column of dates."""
    import pandas as pd

    return pd.Timestamp(new_york_day(now))


def _told(
    schema: TableSchema, frame: pd.DataFrame, failures: pd.DataFrame, seen: set[tuple[int, str]]
) -> list[RowProblem]:
    found: dict[tuple[int, str], RowProblem] = {}
    for check, index, column in zip(failures["check"], failures["index"], failures["column"], strict=True):
        name, _, reason = str(check).rpartition(": ")
        cell = (int(index) + 1, name or str(column))
        if cell not in seen and cell[1] in schema.names:
            value = _shown(frame[cell[1]].iloc[int(index)])
            found.setdefault(
                cell, RowProblem(*cell, value, "is empty" if check == "not_nullable" else reason)
            )
    return list(found.values())


def _shown(value: object) -> str:
    text = str(value)
    return text.removesuffix(" 00:00:00") if not is_missing(text) else ""


def _pandera_schema(schema: TableSchema, now: datetime) -> pandera.DataFrameSchema:
    import pandera.pandas as pandera

    # A moment is missing only where the date that it follows from is: that is told of the date.
    columns = {
        column.name: pandera.Column(
            nullable=not column.required or column.kind == "moment", checks=_column_checks(column)
        )
        for column in schema.columns
    }
    checks = [_key_check(schema)]
    if schema.dated_by:
        checks += _date_checks(schema, now)
    if schema.name == "prices":
        checks += _price_checks()
    return pandera.DataFrameSchema(columns, checks=checks)


def _column_checks(column: TableColumn) -> list[pandera.Check]:
    import pandera.pandas as pandera

    checks = []
    if column.positive:
        checks.append(pandera.Check.gt(0, error="is not above zero"))
    if column.choices:
        listed = f"is not one of {', '.join(column.choices)}"
        checks.append(pandera.Check.isin(column.choices, error=listed))
    if column.required and column.kind == "text":
        checks.append(pandera.Check.ne("", error="is empty"))
    return checks


# Rules over several columns: the reason starts with the column that it is told of.


def _key_check(schema: TableSchema) -> pandera.Check:
    import pandera.pandas as pandera

    key = schema.key
    return pandera.Check(
        lambda df: ~df.duplicated([*key, "known_at"]),
        error=f"{key[0]}: has the {' and '.join(key)} {REPEATS}",
    )


def _date_checks(schema: TableSchema, now: datetime) -> list[pandera.Check]:
    """A session is over where it trades; any other date has come in New York. No row is known before its date began."""
    import pandas as pd
    import pandera.pandas as pandera

    dated, moment, today = schema.dated_by, pd.Timestamp(now), new_york_today(now)
    begun = pd.Timedelta(hours=FIRST_DAY_STARTS_H)
    sessions = schema.name == "prices"

    def is_in_the_future(df: pd.DataFrame) -> pd.Series[bool]:
        ahead = df[dated] > today
        over = (df["known_at"] <= moment) & (df[dated].dt.tz_localize("UTC") - begun <= moment)
        return ahead & ~over if sessions else ahead

    checks = [
        pandera.Check(lambda df: ~is_in_the_future(df), error=f"{dated}: is in the future"),
        pandera.Check(
            lambda df: ~(df["known_at"] < df[dated].dt.tz_localize("UTC") - begun),
            error=f"{dated}: is after the moment at which the row was known",
        ),
    ]
    if sessions:
        checks.append(
            pandera.Check(
                lambda df: ~((df["known_at"] > moment) & (df[dated] <= today)),
                error=f"{dated}: has a session that is not over yet",
            )
        )
    return checks


def _price_checks() -> list[pandera.Check]:
    import pandera.pandas as pandera

    def is_above_high(df: pd.DataFrame) -> pd.Series[bool]:
        return (df["low"] <= df["high"]) & (_levels(df) > df["high"] * (1 + FLOAT_NOISE))

    def is_below_low(df: pd.DataFrame) -> pd.Series[bool]:
        return (df["low"] <= df["high"]) & (_levels(df) < df["low"] * (1 - FLOAT_NOISE))

    return [
        pandera.Check(lambda df: ~(df["high"] < df["low"]), error="high: is below the low"),
        pandera.Check(lambda df: ~is_above_high(df), error="high: is below the close"),
        pandera.Check(lambda df: ~is_below_low(df), error="low: is above the close"),
        pandera.Check(
            lambda df: df["close"].notna() | df["adj_close"].notna(), error="close: is empty, as adj_close is"
        ),
    ]


def _levels(df: pd.DataFrame) -> pd.Series[float]:
    """The closes in the basis of high and low: a lone adjusted close comes with an adjusted range."""
    levels: pd.Series[float] = df["close"].fillna(df["adj_close"])
    return levels
