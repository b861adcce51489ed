"""The market page: quotes, charts, any metric by form, and how fresh and how agreed the tables are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from copilot.computing import compute
from copilot.evidence import ReceiptEvidence
from copilot.quoteboard import Quote
from ui.web import state
from ui.web.charts import show_chart
from ui.web.chat import show_as_of_banner
from ui.web.evidence_view import show_receipt
from ui.web.failures import failures_shown
from ui.web.markup import escape
from ui.web.quotes import render_quotes
from ui.web.sidebar import show_frame

if TYPE_CHECKING:
    from copilot.domain import Parameter
    from ui.web.desk import Desk

BOARDS: Mapping[str, str] = MappingProxyType(
    {"Indices": "major indices", "Sectors": "sectors", "Bonds, gold, oil and others": "ETFs"}
)
"""The boards of quotes, and the group that each shows."""

PERIODS = ("1 month", "YTD", "1 year")
MOVERS_SHOWN = 5
STOCKS_AT_MOST = 600
"""Of more shares the movers are left to the ranking: each quote is a computation of its own."""

CHART_PERIODS: Mapping[str, str] = MappingProxyType(
    {
        "1M": "past month",
        "6M": "past 6 months",
        "YTD": "YTD",
        "1Y": "past 12 months",
        "5Y": "past five years",
        "All": "1800-01-01..2200-01-01",
    }
)
CHARTED_FIRST = ("^RUT", "^GSPC")
CHARTED_AT_MOST = 8
"""Lines that can be told apart by colour."""

VIEWS = ("Overview", "Chart", "Compute", "Tables")


def show_market(desk: Desk) -> None:
    """All of the page."""
    show_frame(desk)
    st.html('<div class="wide"></div><h1 class="page-title">Market</h1>')
    as_of = state.chosen_as_of()
    if as_of:
        show_as_of_banner(as_of)
    chosen = st.segmented_control(
        "View", VIEWS, default=VIEWS[0], key="market-view", label_visibility="collapsed"
    )
    with failures_shown("The market tables cannot be read"):
        if not desk.workspace.tables.sessions(as_of or datetime.now(UTC)):
            st.html(
                '<div class="refusal" role="note"><strong>There are no prices yet</strong><p>Add files of '
                "prices on the library page, or with <code>tieout load FILES</code>.</p></div>"
            )
            return
        _VIEWS[chosen or VIEWS[0]](desk, as_of)


def _show_overview(desk: Desk, as_of: datetime | None) -> None:
    for title, group in BOARDS.items():
        found = _board(desk, group, as_of)
        if found:
            st.html(f'<h2 class="part-title">{escape(title)}</h2>')
            st.html(render_quotes(found, PERIODS))
    _show_movers(desk, as_of)


def _board(desk: Desk, group: str, as_of: datetime | None) -> list[Quote]:
    symbols = desk.workspace.instruments.resolve_group(group).symbols
    return desk.quotes(symbols, as_of, PERIODS)


def _show_movers(desk: Desk, as_of: datetime | None) -> None:
    stocks = [each.symbol for each in desk.workspace.instruments.instruments if each.kind == "stock"]
    if not stocks or len(stocks) > STOCKS_AT_MOST:
        return
    found = sorted(desk.quotes(tuple(stocks), as_of, ()), key=lambda quote: -quote.change_pct)
    if len(found) > 1:
        st.html('<h2 class="part-title">Movers among the shares</h2>')
        shown = found if len(found) <= 2 * MOVERS_SHOWN else [*found[:MOVERS_SHOWN], *found[-MOVERS_SHOWN:]]
        st.html(render_quotes(shown, ()))


def _show_chart(desk: Desk, as_of: datetime | None) -> None:
    book = desk.workspace.instruments.instruments
    names = {each.symbol: f"{each.symbol} · {each.name}" for each in book}
    left, right = st.columns([3, 2])
    chosen = left.multiselect(
        "Instruments and series",
        list(names),
        default=[symbol for symbol in CHARTED_FIRST if symbol in names],
        key="chart-symbols",
        format_func=lambda symbol: names.get(symbol, symbol),
        max_selections=CHARTED_AT_MOST,
    )
    period = (
        right.segmented_control("Period", list(CHART_PERIODS), default="YTD", key="chart-period") or "YTD"
    )
    kinds = {each.symbol: each.kind for each in book}
    priced = [symbol for symbol in chosen if kinds[symbol] != "series"]
    calls = [("price_history", {"symbol": ",".join(priced)})] if priced else []
    calls += [("series_history", {"series": symbol}) for symbol in chosen if kinds[symbol] == "series"]
    for number, (metric, arguments) in enumerate(calls):
        with failures_shown("This cannot be drawn"):
            found = compute(desk.workspace, metric, {**arguments, "period": CHART_PERIODS[period]}, as_of)
            evidence = ReceiptEvidence.of(found)
            show_chart(evidence, f"market-{number}")
            with st.expander(f"Receipt {evidence.id}", icon=":material/receipt_long:"):
                show_receipt(desk, evidence, key=f"-{number}", chart=False)


def _show_compute(desk: Desk, as_of: datetime | None) -> None:
    metrics = desk.workspace.metrics
    name = st.selectbox(
        "Metric",
        list(metrics),
        key="compute-metric",
        format_func=lambda name: f"{metrics[name].title} · {name}",
    )
    metric = metrics[name]
    st.html(f'<p class="muted">{escape(metric.summary)}</p>')
    with st.form(f"compute-{name}"):
        given = {each.name: _field(name, each) for each in metric.parameters}
        wanted = st.form_submit_button("Compute", type="primary")
    if not wanted:
        return
    with failures_shown("This cannot be computed"):
        receipt = compute(desk.workspace, name, {key: text for key, text in given.items() if text}, as_of)
        evidence = ReceiptEvidence.of(receipt)
        show_receipt(desk, evidence)


def _field(metric: str, parameter: Parameter) -> str:
    return st.text_input(
        f"{parameter.name.replace('_', ' ')} ({parameter.kind})",
        value=parameter.default or "",
        help=parameter.description,
        key=f"field-{metric}-{parameter.name}",
    ).strip()


def _show_tables(desk: Desk, as_of: datetime | None) -> None:
    workspace = desk.workspace
    versions = workspace.tables.versions()
    with workspace.tables.connect(as_of or datetime.now(UTC)) as views:
        rows = [
            (name, *_row(views.execute(query).fetchone()), versions.get(name, 0))  # type: ignore[call-overload]
            for name, query in FRESHNESS.items()
        ]
    frame = pd.DataFrame(rows, columns=["table", "rows", "about", "from", "to", "sources", "version"])
    st.html('<h2 class="part-title">What the tables hold</h2>')
    st.dataframe(frame, hide_index=True, key="freshness")
    st.html('<h2 class="part-title">Where sources differ</h2>')
    from ingest.table_checks import reconcile

    found = reconcile(workspace.tables, None, as_of=as_of)
    if not found.pairs:
        st.html('<p class="muted">No symbol has two sources that give the same day.</p>')
        return
    pairs = pd.DataFrame(
        [
            {
                "symbol": pair.symbol,
                "preferred": pair.source,
                "other": pair.other_source,
                "days": pair.days,
                "from": pair.first,
                "to": pair.last,
                "levels apart": pair.levels_apart,
                "returns apart": pair.returns_apart,
            }
            for pair in found.pairs
        ]
    )
    st.dataframe(pairs, hide_index=True, key="conflicts")
    st.html(
        '<p class="muted">'
        f"Days on which the levels differ by more than {found.tolerance_pct:g} %, or the returns by more "
        "percentage points. Closes adjusted for dividends differ in levels while returns agree.</p>"
    )


def _row(found: tuple[object, ...] | None) -> tuple[object, ...]:
    return found or ()


FRESHNESS: Mapping[str, str] = MappingProxyType(
    {
        table: f"SELECT count(*), count(DISTINCT {whom}), CAST(min({day}) AS VARCHAR), CAST(max({day}) AS VARCHAR),"  # noqa: S608
        f" string_agg(DISTINCT source, ', ') FROM {table}"
        for table, whom, day in (
            ("prices", "symbol", "date"),
            ("observations", "series", "period"),
            ("fundamentals", "symbol", "period_end"),
            ("ratings", "symbol", "date"),
        )
    }
)
"""What is asked of each table: rows, whom they are about, first and last day, sources."""

_VIEWS: Mapping[str, Callable[[Desk, datetime | None], None]] = MappingProxyType(
    {"Overview": _show_overview, "Chart": _show_chart, "Compute": _show_compute, "Tables": _show_tables}
)
