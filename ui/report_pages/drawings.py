"""Charts as pictures: drawn once in Altair, turned into SVG or PNG without a browser or a network."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from copilot.charts import draw

if TYPE_CHECKING:
    from copilot.evidence import ReceiptEvidence

WIDTH = 560
"""Points between the margins of a page, less the labels of bars."""
COLOURS = ["#1f5f8b", "#c4622d", "#3d7f52", "#7a5195", "#8a6d1a", "#4a4a4a", "#b3261e", "#008b8b"]
"""Told apart in print, also by most who see few colours."""
SCALE = 2.5
DRAWINGS_KEPT = 32
"""Of some reports: a report is taken away in one format after another, and each drawing takes 0.3 s."""
_FONT = "Helvetica, Arial, Liberation Sans, sans-serif"


def svg_of(receipt: ReceiptEvidence) -> str:
    """The chart of ``receipt`` as SVG. Raises ``ValueError`` where there is none."""
    chart = draw(receipt)
    if chart is None:
        raise ValueError(f"{receipt.id} has no chart")
    styled = (
        chart.properties(width=WIDTH)
        .configure_view(strokeWidth=0)
        .configure_axis(
            gridColor="#e6e6e6", domainColor="#999", tickColor="#999", labelColor="#333", titleColor="#333",
            titleFontWeight="normal", labelFont=_FONT, titleFont=_FONT,
        )
        .configure_legend(orient="bottom", labelFont=_FONT, labelColor="#333", columns=4, labelLimit=320)
        .configure_range(category=COLOURS)
    )  # fmt: skip
    return _converted(styled.to_json())


@lru_cache(maxsize=DRAWINGS_KEPT)
def _converted(specification: str) -> str:
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(specification)
    return svg


def png_of(receipt: ReceiptEvidence) -> bytes:
    """The chart of ``receipt`` as PNG, fine enough for print. Raises ``ValueError`` where there is none."""
    import vl_convert

    png: bytes = vl_convert.svg_to_png(svg_of(receipt), scale=SCALE)
    return png
