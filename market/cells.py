"""How sources write a cell of a table: "no value", and numbers with a decimal point or a decimal comma."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

DecimalMark = Literal[".", ","]

MISSING = frozenset({"", ".", "-", "na", "n/a", "#n/a", "nan", "nat", "null", "none", "<na>"})
"""How sources write "no value", in lower case: pandas, spreadsheets, and FRED's single dot."""

_DRESS = re.compile(r"[$€£%]")
_GROUPING: Mapping[DecimalMark, str] = MappingProxyType({".": ",", ",": "."})
"""What parts the thousands where the other mark is the decimal one; a space does so with both."""


def _plain_form(mark: DecimalMark) -> re.Pattern[str]:
    parted = rf"[1-9]\d{{0,2}}(?:[{_GROUPING[mark]}\s]\d{{3}})+"
    return re.compile(rf"[+-]?(?:{parted}|\d+|(?=[{mark}]\d))(?:[{mark}]\d*)?(?:[eE][+-]?\d+)?")


def _telling_form(mark: DecimalMark) -> re.Pattern[str]:
    """What can be a number with this decimal mark only: ``1.234,56``, ``1.234.567`` and ``3,50``, not ``3,500``."""
    grouping, first = _GROUPING[mark], r"[1-9]\d{0,2}"
    with_both = rf"{first}(?:[{grouping}\s]\d{{3}})+[{mark}]\d+"
    parted_twice = rf"{first}(?:[{grouping}]\d{{3}}){{2,}}"
    no_thousands = rf"(?!{first}[{mark}]\d{{3}}\Z)\d+[{mark}]\d+"
    return re.compile(rf"[+-]?(?:{with_both}|{parted_twice}|{no_thousands})")


_PLAIN: Mapping[DecimalMark, re.Pattern[str]] = MappingProxyType(
    {".": _plain_form("."), ",": _plain_form(",")}
)
_TELLING: Mapping[DecimalMark, re.Pattern[str]] = MappingProxyType(
    {".": _telling_form("."), ",": _telling_form(",")}
)
_EITHER_WAY = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")


def is_missing(cell: str) -> bool:
    """Whether a cell stands for "no value"."""
    return cell.strip().lower() in MISSING


def is_number(cell: str, mark: DecimalMark = ".") -> bool:
    """Whether a cell holds a number, with its currency or percent sign if any."""
    return bool(_in_python_form(cell, mark))


def read_numbers(cells: pd.Series[str], mark: DecimalMark = ".") -> pd.Series[float]:
    """The cells as numbers, NaN where a cell is missing or holds none.

    A comma (with a decimal comma: a point) is dropped only where it parts thousands: ``1,234.5`` is a number
    with a decimal point and ``3,50`` is none.
    """
    import pandas as pd

    numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
    if mark == ",":  # "1.234" is a thousand then
        numbers[:] = float("nan")
    rest = cells[numbers.isna()]
    written = rest.map(lambda cell: _in_python_form(cell, mark)).astype(object)
    return numbers.fillna(pd.to_numeric(written, errors="coerce").astype("float64"))


def decimal_mark(cells: Iterable[str]) -> DecimalMark:
    """The decimal mark that the cells of one file are written with: the point, unless they tell otherwise.

    It is the comma where some numbers can have no other and none has a point for certain. Raises
    ``ValueError`` for a comma that may part thousands or decimals where no cell of the file tells which.
    """
    plain = {_DRESS.sub("", cell).strip() for cell in cells}
    if any(map(_TELLING["."].fullmatch, plain)):
        return "."
    if any(map(_TELLING[","].fullmatch, plain)):
        return ","
    if unclear := sorted(filter(_EITHER_WAY.fullmatch, plain)):
        raise ValueError(f"the comma of {unclear[0]!r} may part thousands or decimals")
    return "."


def _in_python_form(cell: str, mark: DecimalMark) -> str:
    """The cell as ``float`` reads it; empty where it holds no number."""
    plain = _DRESS.sub("", cell).strip()
    if not _PLAIN[mark].fullmatch(plain):
        return ""
    return re.sub(rf"[{_GROUPING[mark]}\s]", "", plain).replace(",", ".")
