"""Charts of receipts: lines where the rows have dates, bars where they rank or compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot.values import is_number
from market.receipts import unit_of

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from copilot.domain import Column
    from copilot.evidence import ReceiptEvidence

BARS_SHOWN = 40
"""More bars than that are no picture; the rows have them all."""

LINE_FROM = 3
"""Dates from which a line says more than bars."""

HEIGHT = 280
DAYS_OF_A_YEAR = 366


@dataclass(frozen=True, slots=True)
class Shape:
    """How a receipt is drawn: ``value`` over ``along`` (a column of dates, or of names), one colour for each ``by``."""

    value: Column
    along: str
    by: str
    is_line: bool


def shape_of(receipt: ReceiptEvidence) -> Shape | None:
    """The chart that fits the rows of ``receipt``; ``None`` where there is nothing to compare."""
    if len(receipt.rows) < 2:
        return None
    columns = [receipt.column(item["name"]) for item in receipt.columns]
    value = next((column for column in columns if is_number(column) and _is_headline(receipt, column)), None)
    if value is None or _mixes_units(receipt, value):
        return None
    names = [column.name for column in columns if column.unit == "text" and _varies(receipt, column.name)]
    called = next(
        (name for name in ("name", "symbol", "series", "label") if name in names), names[0] if names else ""
    )
    dates = [column.name for column in columns if column.unit == "date"]
    dated = next((name for name in dates if len({row.get(name) for row in receipt.rows}) >= LINE_FROM), None)
    if dated and (not called or _several_for_each(receipt, called)):
        return Shape(value, dated, called, is_line=True)
    return Shape(value, called, "", is_line=False) if called else None


def _mixes_units(receipt: ReceiptEvidence, column: Column) -> bool:
    """Whether the rows of a column are in different units: a market value beside a growth rate is no comparison."""
    return len({unit_of(column, row) for row in receipt.rows}) > 1


def draw(receipt: ReceiptEvidence) -> alt.Chart | None:
    """The chart of ``receipt``, or ``None``."""
    import altair as alt
    import pandas as pd

    shape = shape_of(receipt)
    if shape is None:
        return None
    frame = pd.DataFrame([dict(row) for row in receipt.rows])
    title = _axis_title(shape.value)
    if shape.is_line:
        frame[shape.along] = pd.to_datetime(frame[shape.along])
        kept = [shape.along, shape.value.name, *([shape.by] if shape.by else [])]
        line: alt.Chart = (
            alt.Chart(frame[kept].dropna())
            .mark_line()
            .encode(
                x=alt.X(shape.along, type="temporal", title=None, axis=_days(frame[shape.along])),
                y=alt.Y(shape.value.name, type="quantitative", title=title, scale=alt.Scale(zero=False)),
                tooltip=[alt.Tooltip(name) for name in kept],
                **({"color": alt.Color(shape.by, type="nominal", title=None)} if shape.by else {}),
            )
            .properties(height=HEIGHT)
        )
        return line
    kept = [shape.along, shape.value.name]
    rows = frame[kept].dropna().head(BARS_SHOWN)
    bars: alt.Chart = (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            x=alt.X(shape.value.name, type="quantitative", title=title),
            y=alt.Y(shape.along, type="nominal", title=None, sort=None, axis=alt.Axis(labelLimit=220)),
            color=alt.condition(
                f"datum['{shape.value.name}'] < 0", alt.value("#b3261e"), alt.value("#1f5f8b")
            ),
            tooltip=[alt.Tooltip(name) for name in kept],
        )
        .properties(height=max(120, 24 * len(rows)))
    )
    return bars


def _days(days: pd.Series[pd.Timestamp]) -> alt.Axis:
    """The axis of dates: days and months within a year, else what fits."""
    import altair as alt

    within_a_year = (days.max() - days.min()).days <= DAYS_OF_A_YEAR
    return alt.Axis(format="%-d %b", labelOverlap=True) if within_a_year else alt.Axis()


def _is_headline(receipt: ReceiptEvidence, column: Column) -> bool:
    """Whether the receipt's value stands in ``column``."""
    return receipt.value is not None and receipt.rows[0].get(column.name) == receipt.value


def _varies(receipt: ReceiptEvidence, name: str) -> bool:
    return len({row.get(name) for row in receipt.rows}) > 1


def _several_for_each(receipt: ReceiptEvidence, name: str) -> bool:
    return len({row.get(name) for row in receipt.rows}) < len(receipt.rows)


def _axis_title(column: Column) -> str:
    words = column.name.removesuffix("_pct").removesuffix("_pp").replace("_", " ")
    return f"{words} ({column.unit})" if column.unit in ("%", "pp", "bp", "x") else words
