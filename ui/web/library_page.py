"""The library page: what is in it, one document at a time, and a place to add to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import streamlit as st

from copilot.evidence import publication_day
from copilot.reading_room import ReadingRoom
from ui.web import state
from ui.web.desk import Desk
from ui.web.document_page import show_document
from ui.web.failures import failures_shown
from ui.web.links import ask_about
from ui.web.markup import escape
from ui.web.sidebar import show_frame
from ui.web.tiles import show_tiles
from ui.web.uploads import show_upload

if TYPE_CHECKING:
    from copilot.domain import DocumentSummary, Hit

FOUND_SHOWN = 12
"""Passages that a search in the library lists."""

SYMBOLS_SHOWN = 5
LIST_ROWS = 12
"""Rows of the list that are seen at once; the others are scrolled to."""

LONG_SPAN_DAYS = 120
"""From here on the time line counts by month and not by day."""

_LIST_KEY = "library-list"


def show_library(desk: Desk) -> None:
    """All of the page; with ``document`` in its address, that document."""
    show_frame(desk)
    st.html('<div class="wide"></div>')
    as_of = state.chosen_as_of()
    opened = st.query_params.get("document")
    if opened:
        show_document(desk, opened, as_of)
        return
    st.html('<h1 class="page-title">Library</h1>')
    show_upload(desk)
    with failures_shown("The library cannot be read"):
        held = desk.workspace.library.documents(as_of)
        if not held:
            st.html(
                '<div class="refusal" role="note"><strong>The library is empty</strong><p>Add articles, reports or '
                "filings above: PDF, Word, HTML, Markdown, text, or a CSV of documents.</p></div>"
            )
            return
        _show_counts(held)
        _show_search(desk, as_of)
        chosen = _filtered(held)
        _show_time_line(chosen)
        _show_list(desk, chosen)


def _show_counts(held: Sequence[DocumentSummary]) -> None:
    first, last = (pick(item.published_at for item in held) for pick in (min, max))
    copies = sum(1 for item in held if item.near_copy_of)
    show_tiles(
        [
            ("Documents", f"{len(held):,}", f"{copies:,} near-copies" if copies else ""),
            ("Passages", f"{sum(item.passages for item in held):,}", ""),
            ("Publishers", f"{len({item.publisher for item in held}):,}", ""),
            ("Published", f"{first:%Y-%m-%d}", f"to {last:%Y-%m-%d}"),
        ]
    )


def _show_search(desk: Desk, as_of: datetime | None) -> None:
    words = st.text_input(
        "Search in the documents", key="library-search", placeholder="Words, a company, a topic …"
    ).strip()
    if not words:
        return
    hits = ReadingRoom.of(desk.workspace, as_of).search(words, limit=FOUND_SHOWN)
    if not hits:
        st.html('<p class="muted">No passage found.</p>')
    for number, hit in enumerate(hits):
        _show_hit(number, hit)


def _show_hit(number: int, hit: Hit) -> None:
    with st.container(key=f"hit-{number}"):
        origin = f"{hit.document.publisher} · {publication_day(hit.document.published_at, dated=hit.document.dated)}"
        st.html(
            f'<div class="hit"><strong>{escape(hit.document.title)}</strong> '
            f'<span class="muted">{escape(origin)}</span><p>{escape(hit.passage.text)}</p></div>'
        )
        st.button(
            "Open in its document",
            key=f"open-hit-{number}",
            type="tertiary",
            icon=":material/open_in_full:",
            on_click=state.open_document,
            args=(hit.document.id, hit.passage.id),
        )


def _filtered(held: Sequence[DocumentSummary]) -> list[DocumentSummary]:
    """The documents that the filters leave."""
    with st.expander("Filter", icon=":material/filter_list:"):
        first, second, third = st.columns(3)
        publishers = _choice(first, "Publisher", (item.publisher for item in held))
        kinds = _choice(second, "Kind", (item.kind for item in held))
        companies = _choice(third, "Company", (item.company for item in held))
        topics = _choice(first, "Topic", (topic for item in held for topic in item.profile.topics))
        symbols = _choice(second, "Mentions", (symbol for item in held for symbol in item.profile.symbols))
        title = third.text_input("Title contains", key="filter-title").strip().casefold()
        plain = st.toggle("Leave out near-copies", key="filter-copies")
    return [
        item
        for item in held
        if (not publishers or item.publisher in publishers)
        and (not kinds or item.kind in kinds)
        and (not companies or item.company in companies)
        and (not topics or topics & set(item.profile.topics))
        and (not symbols or symbols & set(item.profile.symbols))
        and title in item.title.casefold()
        and not (plain and item.near_copy_of)
    ]


def _choice(column: st.delta_generator.DeltaGenerator, name: str, values: object) -> set[str]:
    options = sorted({str(value) for value in values if value})  # type: ignore[attr-defined]
    return set(column.multiselect(name, options, key=f"filter-{name}", disabled=not options))


def _show_time_line(chosen: Sequence[DocumentSummary]) -> None:
    if not chosen:
        return
    unit = "yearmonth" if _days_covered(chosen) > LONG_SPAN_DAYS else "yearmonthdate"
    frame = pd.DataFrame(
        {
            "published": [item.published_at.replace(tzinfo=None) for item in chosen],
            "kind": [item.kind for item in chosen],
        }
    )
    chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X(f"{unit}(published):T", title=None),
            y=alt.Y("count():Q", title="documents", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("kind:N", title=None),
            tooltip=[f"{unit}(published):T", "kind:N", "count():Q"],
        )
        .properties(height=150)
    )
    st.altair_chart(chart, width="stretch")


def _days_covered(chosen: Sequence[DocumentSummary]) -> int:
    days = [item.published_at for item in chosen]
    return (max(days) - min(days)).days


def _show_list(desk: Desk, chosen: Sequence[DocumentSummary]) -> None:
    st.html(
        f'<p class="muted">{len(chosen):,} documents, the newest first. Choose rows to work with them.</p>'
    )
    if not chosen:
        return
    frame = pd.DataFrame(
        [
            {
                "Published": item.published_at.date(),
                "Title": item.title,
                "Publisher": item.publisher,
                "Kind": item.kind,
                "Mentions": ", ".join(item.profile.symbols[:SYMBOLS_SHOWN]),
                "Topics": ", ".join(item.profile.topics),
                "Tone": item.profile.tone,
                "Passages": item.passages,
                "Near-copy": bool(item.near_copy_of),
            }
            for item in chosen
        ]
    )
    picked = st.dataframe(
        frame,
        key=_LIST_KEY,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        height=35 * (min(LIST_ROWS, len(frame)) + 1) + 3,
        column_config={"Title": st.column_config.TextColumn(width="large")},
    )
    rows = [chosen[row] for row in picked["selection"]["rows"] if row < len(chosen)]
    if rows:
        _show_actions(desk, rows)


def _show_actions(desk: Desk, rows: Sequence[DocumentSummary]) -> None:
    ids = tuple(item.id for item in rows)
    with st.container(horizontal=True, key="library-actions"):
        ask_about(ids, "ask-documents")
        if len(rows) == 1:
            st.button(
                "Open",
                key="open-document",
                icon=":material/open_in_full:",
                on_click=state.open_document,
                args=(ids[0],),
            )
        with st.popover(f"Remove {len(rows):,}", icon=":material/delete:"):
            st.html(
                "<p>They leave the library, with all that is indexed of them. Answers keep what they cited.</p>"
            )
            st.button("Remove", key="remove-documents", on_click=_remove, args=(desk, ids))


def _remove(desk: Desk, ids: Sequence[str]) -> None:
    with failures_shown("Not all of the documents could be removed"):
        for document_id in ids:
            desk.workspace.library.remove(document_id)
