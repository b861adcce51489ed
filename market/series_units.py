"""Units of well-known series, for files that give the values alone, as FRED's do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

UNITS: tuple[tuple[re.Pattern[str], str], ...] = (
    # Treasury yields, the policy rate and its target range, the jobless rate: percent.
    (re.compile(r"DGS\d+(MO)?|DFF|FEDFUNDS|DFEDTAR[UL]?|SOFR|UNRATE|MORTGAGE30US"), "%"),
    # Spreads between two yields: percentage points.
    (re.compile(r"T10Y(2Y|3M)"), "pp"),
    # Initial and continued claims: persons.
    (re.compile(r"ICSA|CCSA"), "count"),
)
"""Units by the whole name of a FRED series, as FRED states them. Index series (CPI, PCE) have none."""


def fill_units(series: pd.Series[str], units: pd.Series[str]) -> pd.Series[str]:
    """``units`` with that of the series where a row gives none."""
    known = {name: unit_of_series(name) for name in series.unique()}
    return units.where(units != "", series.map(known))


def unit_of_series(name: str) -> str:
    """The unit of a series; empty for an index and for a series that has no row above."""
    return next((unit for pattern, unit in UNITS if pattern.fullmatch(name)), "")
