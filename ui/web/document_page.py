"""One document of the library: what is known of it, its text with the passages that can be cited, what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from copilot.evidence import PassageEvidence
from copilot.reading_room import ReadingRoom
from ui.web import state
from ui.web.evidence_view import describe_document, render_excerpt
from ui.web.excerpt import excerpt
from ui.web.failures import failures_shown
from ui.web.links import ask_about
from ui.web.markup import escape, label

if TYPE_CHECKING:
    from copilot.domain import Document, Passage
    from ui.web.desk import Desk

PASSAGES_AT_ONCE = 20
FOUND_SHOWN = 5


def show_document(desk: Desk, document_id: str, as_of: datetime | None) -> None:
    """The document with that id, as far as ``as_of`` lets it be seen."""
    st.button(
        "Library",
        key="close-document",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=state.close_document,
    )
    with failures_shown("The document cannot be opened"):
        document = ReadingRoom.of(desk.workspace, as_of).read(document_id).document
        passages = desk.workspace.library.passages_of(document_id)
        _show_head(desk, document, passages)
        _show_search(desk, document, as_of)
        _show_text(document, passages)


def _show_head(desk: Desk, document: Document, passages: Sequence[Passage]) -> None:
    if passages:
        st.html(describe_document(PassageEvidence.of(document, passages[0]), document.profile))
    st.html(
        f'<p class="muted">{len(passages):,} passages, {len(document.text):,} characters'
        f" · from {escape(document.source)}</p>"
    )
    with st.container(horizontal=True, key="document-actions"):
        ask_about([document.id], "ask-document")
        for item in desk.workspace.library.versions(document.id):
            if item.document_id != document.id:
                st.button(
                    label(f"Version {item.number}"),
                    key=f"version-{item.document_id}",
                    on_click=state.open_document,
                    args=(item.document_id,),
                )
        with st.popover("Remove", icon=":material/delete:"):
            st.html(
                "<p>It leaves the library, with all that is indexed of it. Answers keep what they cited.</p>"
            )
            st.button(
                "Remove this document", key="remove-document", on_click=_remove, args=(desk, document.id)
            )
    copies = desk.workspace.library.copies_of(document.id)
    if copies:
        st.html('<div class="part">Near-copies of it</div>')
        for copy in copies:
            st.button(
                label(f"{copy.publisher}: {copy.title}"),
                key=f"copy-{copy.id}",
                type="tertiary",
                on_click=state.open_document,
                args=(copy.id,),
            )


def _show_search(desk: Desk, document: Document, as_of: datetime | None) -> None:
    words = st.text_input("Find in this document", key=f"find-{document.id}").strip()
    if not words:
        return
    hits = ReadingRoom.of(desk.workspace, as_of).search(words, limit=FOUND_SHOWN, document_id=document.id)
    for hit in hits:
        st.html(render_excerpt(excerpt(document.text, hit.passage.start, hit.passage.end, 0)))
    if not hits:
        st.html('<p class="muted">No passage found.</p>')


def _show_text(document: Document, passages: Sequence[Passage]) -> None:
    """The text from the chosen passage on, a part at a time."""
    marked = st.query_params.get("passage")
    chosen = next((place for place, item in enumerate(passages) if item.id == marked), None)
    pages = max(1, -(-len(passages) // PASSAGES_AT_ONCE))
    first = (chosen or 0) // PASSAGES_AT_ONCE
    part = st.number_input("Part", 1, pages, first + 1, key=f"part-{document.id}") - 1 if pages > 1 else 0
    shown = passages[int(part) * PASSAGES_AT_ONCE : (int(part) + 1) * PASSAGES_AT_ONCE]
    if not shown:
        return
    start, end = shown[0].start, shown[-1].end
    spot = passages[chosen] if chosen is not None and passages[chosen] in shown else None
    before, inside, after = (
        (
            document.text[start : spot.start],
            document.text[spot.start : spot.end],
            document.text[spot.end : end],
        )
        if spot
        else (document.text[start:end], "", "")
    )
    words = f"{escape(before)}<mark>{escape(inside)}</mark>{escape(after)}" if spot else escape(before)
    st.html(f'<div class="excerpt document">{words}</div>')


def _remove(desk: Desk, document_id: str) -> None:
    with failures_shown("The document could not be removed"):
        desk.workspace.library.remove(document_id)
        state.close_document()
