"""Charts of receipts on the page, with their rows to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from copilot.charts import draw as draw
from copilot.charts import shape_of as shape_of

if TYPE_CHECKING:
    from copilot.evidence import ReceiptEvidence


def show_chart(receipt: ReceiptEvidence, key: str) -> None:
    """The chart where there is one, and the rows as CSV. The chart's own menu saves the picture."""
    chart = draw(receipt)
    if chart is not None:
        st.altair_chart(chart, width="stretch", key=f"chart-{key}")
    if len(receipt.rows) > 1:
        st.download_button(
            "Rows as CSV",
            data=pd.DataFrame([dict(row) for row in receipt.rows]).to_csv(index=False),
            file_name=f"{receipt.id}.csv",
            mime="text/csv",
            key=f"csv-{key}",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )
