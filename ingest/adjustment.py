"""Whether a column of closes is adjusted for dividends, told from the numbers themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

FLOAT32_STEP = 2.0**-23
"""Relative: sources pass prices through 32-bit floats, so 6.02 arrives as 6.019999980926514."""

FINE_GRID, COARSE_GRID = 0.001, 0.01
COARSE_FROM = 1000.0
"""Traded prices and quoted levels have at most three decimals, from 1,000 upwards two."""

TELLING = 4.0
"""A level tells something while its float error is below a quarter of the grid, that is up to about 21,000:
above that, every number is near some cent."""


def off_grid_share(closes: pd.Series[float]) -> float:
    """The share of closes, of those that tell anything, that no market ever quoted; 0 where none tells."""
    levels = closes.dropna().abs()
    grid = levels.ge(COARSE_FROM).map({True: COARSE_GRID, False: FINE_GRID})
    error = levels * FLOAT32_STEP
    telling = error * TELLING < grid
    levels, grid, error = levels[telling], grid[telling], error[telling]
    if not len(levels):
        return 0.0
    distance = (levels / grid - (levels / grid).round()).abs() * grid
    return float((distance > error).mean())


def is_adjusted(closes: pd.Series[float]) -> bool:
    """Whether most closes lie off the grid of quoted prices, which subtracting dividends brings about.

    Splits do so too: a stock's closes that are adjusted for a three-for-one split only are taken as
    adjusted for dividends as well. The option ``adjusted`` says otherwise.
    """
    return off_grid_share(closes) > 0.5
