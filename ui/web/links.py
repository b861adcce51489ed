"""Links between the pages of the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from ui.web import state
from ui.web.markup import label

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

_PAGES = "pages"
CHAT, LIBRARY = "", "library"


def remember_pages(pages: Mapping[str, StreamlitPage]) -> None:
    """Tells where the pages are, by address, for the links of this session."""
    st.session_state[_PAGES] = dict(pages)


def ask_about(document_ids: Sequence[str], key: str) -> None:
    """A button that begins a conversation which is limited to these documents."""
    words = "Ask about this document" if len(document_ids) == 1 else f"Ask about these {len(document_ids):,}"
    clicked = st.button(
        words,
        key=key,
        icon=":material/forum:",
        type="primary",
        on_click=lambda: state.new_conversation(state.chosen_as_of(), document_ids),
    )
    page = st.session_state.get(_PAGES, {}).get(CHAT)
    if clicked and page is not None:
        st.switch_page(page)


def link_document(
    words: str, detail: str, document_id: str, passage_id: str = "", icon: str | None = None
) -> None:
    """A link to a document on the library page, at one of its passages where one is named."""
    text = label(words) + (f"  :gray[{label(detail)}]" if detail else "")
    page = st.session_state.get(_PAGES, {}).get(LIBRARY)
    if page is None:  # a page that is drawn by itself, in a test
        st.markdown(text)
        return
    address = {"document": document_id, **({"passage": passage_id} if passage_id else {})}
    st.page_link(page, label=text, icon=icon, query_params=address)
