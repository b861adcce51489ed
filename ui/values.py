"""Numbers and cells of a receipt, as a reader writes them."""

from __future__ import annotations

from copilot.domain import Cell, Column, unit_of

DECIMALS = 2
WHOLE_FROM = 1e6
"""From here on whole numbers are written without decimals: market values, index volumes, counts."""

SMALL_BELOW = 0.01
"""Below this two decimals would say nothing; four significant digits do."""


def write_value(value: float | None, unit: str) -> str:
    """A value with its unit: ``7.54%``, ``8.55 pp``, ``395.00 USD``; ``-`` where there is none."""
    if value is None:
        return "-"
    number = write_number(value, whole=unit == "count")
    if unit in ("", "count", "text", "date"):
        return number
    return f"{number}{unit}" if unit in ("%", "x") else f"{number} {unit}"


def write_number(value: float, *, whole: bool = False) -> str:
    """A number with thousands separated, rounded for reading. JSON keeps every digit."""
    if whole or (abs(value) >= WHOLE_FROM and float(value).is_integer()):
        return f"{value:,.0f}"
    if 0 < abs(value) < SMALL_BELOW:
        return f"{value:.4g}"
    return f"{value:,.{DECIMALS}f}"


def write_cell(column: Column, row: dict[str, Cell]) -> str:
    """The cell of ``column`` in ``row``, with its unit."""
    cell = row.get(column.name)
    if cell is None:
        return "-"
    if isinstance(cell, (str, bool)) or column.unit in ("text", "date"):
        return str(cell)
    return write_value(float(cell), unit_of(column, row))


def is_number(column: Column) -> bool:
    """Whether a column holds numbers, which are set flush right."""
    return column.unit not in ("text", "date")
