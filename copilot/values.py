"""Values with their units, as a reader writes them: the one writer of answers and of every face.

Whatever it writes, :func:`copilot.tieout.check` finds again and ties to the value.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from copilot.figures.units import CURRENCY_SIGNS, SCALES, is_currency
from market.receipts import Cell, Column, unit_of

NOTHING = "n/a"
DECIMALS = 2
WHOLE_FROM = 1e6
"""From here on whole numbers are written without decimals: market values, index volumes."""

SMALL_BELOW = 0.01
"""Below this two decimals would say nothing; three significant digits do."""

NOISE_BELOW = 1e-6
"""Below this is what floating point leaves of a difference that is none."""

_SIGN_OF = {code: sign for sign, code in CURRENCY_SIGNS.items()}
_LONG = {"%": " %", "pp": " percentage points", "x": "x", "count": "", "": ""}
_SHORT = {**_LONG, "pp": " pp"}


def write_value(value: Cell, unit: str, *, form: str = "", short: bool = False) -> str:
    """A value with its unit: ``9.54 %``, ``8.71 percentage points``, ``$395.00``, ``22 January 2026``; or ``n/a``.

    ``form`` is ``+`` for a sign also where the value is positive, ``abs`` for none at all. ``short`` is for tables:
    ``8.71 pp``, ``2026-01-22``.
    """
    if value is None:
        return NOTHING
    if unit == "date":
        day = str(value)[:10]
        return day if short else write_date(date.fromisoformat(day))
    if isinstance(value, (str, bool)) or unit == "text":
        return str(value)
    sign = "" if form == "abs" else "-" if value <= -NOISE_BELOW else form
    if is_currency(unit):
        return f"{sign}{_write_money(abs(value), unit, short=short)}"
    whole = unit == "count" or (unit == "" and isinstance(value, int))
    suffixes = _SHORT if short else _LONG
    return f"{sign}{_write_size(abs(value), whole=whole)}{suffixes.get(unit, f' {unit}')}"


def write_cell(column: Column, row: dict[str, Cell], *, form: str = "") -> str:
    """The cell of ``column`` in ``row`` with its unit, in the short form of tables."""
    cell = row.get(column.name)
    return NOTHING if cell is None else write_value(cell, unit_of(column, row), form=form, short=True)


def write_date(day: date) -> str:
    """``22 January 2026``."""
    return f"{day.day} {day:%B %Y}"


def is_number(column: Column) -> bool:
    """Whether a column holds numbers, which are set flush right."""
    return column.unit not in ("text", "date")


def _write_size(size: float, *, whole: bool = False) -> str:
    if whole or (size >= WHOLE_FROM and float(size).is_integer()):
        return f"{size:,.0f}"
    if NOISE_BELOW <= size < SMALL_BELOW:
        return f"{Decimal(f'{size:.3g}'):f}"
    return f"{size:,.{DECIMALS}f}"


def _write_money(size: float, unit: str, *, short: bool) -> str:
    """``$3.40 billion``: in the scale in which the rounded number stays below the next one."""
    scale, word = 1.0, ""
    for name in ("million", "billion", "trillion"):
        if round(size / scale, DECIMALS) < SCALES[name] / scale:
            break
        scale, word = SCALES[name], f" {name}"
    currency = unit.removesuffix("/share")
    per_share = "" if currency == unit else "/share" if short else " per share"
    return f"{_SIGN_OF.get(currency, f'{currency} ')}{_write_size(size / scale)}{word}{per_share}"
