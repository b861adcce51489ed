"""A report on the page: its text as HTML, its charts as those of the other pages."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import streamlit as st

from ui.report_pages.html import elements_of, head_of, style_of_report
from ui.report_pages.layout import lay_out
from ui.report_pages.sheet import Picture
from ui.web.charts import show_chart
from ui.web.markup import escape

if TYPE_CHECKING:
    from copilot.research.report import Report


def show_report(report: Report) -> None:
    """All of it."""
    sheet = lay_out(report)
    st.html(f"<style>{style_of_report()}</style>")
    _show(head_of(sheet))
    runs = groupby(sheet.elements, key=lambda element: isinstance(element, Picture))
    for number, (_, elements) in enumerate(runs):
        texts = []
        for element in elements:
            if isinstance(element, Picture):
                show_chart(element.receipt, f"report-{number}-{element.receipt.id}")
                cite = f'<sup class="cite"><a href="#ref-{element.cite}">{element.cite}</a></sup>'
                _show(f"<figcaption>{escape(element.caption)} {cite}</figcaption>")
            else:
                texts.append(element)
        if texts:
            _show(elements_of(texts, linked=True))


def _show(markup: str) -> None:
    st.html(f'<div class="report onpage">{markup}</div>')
