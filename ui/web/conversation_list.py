"""The conversations in the side bar: search, choose, rename, export, delete."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from copilot.conversations import Conversation
from copilot.errors import UnknownConversation
from ui.answer_files import conversation_markdown
from ui.web import state
from ui.web.desk import Desk
from ui.web.failures import failures_shown
from ui.web.markup import label

CONVERSATIONS_SHOWN = 20
"""What fits a screen; the others come with one click."""

SEARCH_FROM = 5
"""Conversations from which a search helps."""

TITLE_CHARS = 120
UNTITLED = "New conversation"
_ALL_KEY, _TITLE_KEY, _SEARCH_KEY = "all-conversations", "conversation-title", "conversation-search"


def show_conversations(desk: Desk, current: Conversation | None) -> None:
    """The conversations, the most recently used first, or those that hold the words that are looked for."""
    stored = desk.conversations.all()
    if len(stored) > SEARCH_FROM:
        words = st.text_input(
            "Search the conversations",
            key=_SEARCH_KEY,
            placeholder="Search the conversations",
            label_visibility="collapsed",
        ).strip()
        stored = desk.conversations.search(words) if words else stored
        if not stored:
            st.html('<p class="muted">No conversation holds these words.</p>')
    shown = stored if st.session_state.get(_ALL_KEY) else stored[:CONVERSATIONS_SHOWN]
    with st.container(key="conversations"):
        for conversation in shown:
            _show_conversation(
                desk, conversation, chosen=current is not None and conversation.id == current.id
            )
        if len(shown) < len(stored):
            st.button(f"Show all {len(stored)}", key="show-all", type="tertiary", on_click=_show_all)


def _show_all() -> None:
    st.session_state[_ALL_KEY] = True


def _show_conversation(desk: Desk, conversation: Conversation, *, chosen: bool) -> None:
    title = label(conversation.title or UNTITLED)
    past = f"  :gray[· {state.day_of(conversation.as_of)}]" if conversation.as_of else ""
    marker = "chosen-" if chosen else ""
    with st.container(
        key=f"{marker}row-{conversation.id}", horizontal=True, vertical_alignment="center", gap=None
    ):
        st.button(
            title + past,
            key=f"pick-{conversation.id}",
            type="tertiary",
            width="stretch",
            on_click=_pick,
            args=(desk, conversation.id),
        )
        if chosen:
            _show_menu(desk, conversation)


def _show_menu(desk: Desk, conversation: Conversation) -> None:
    title_key = f"{_TITLE_KEY}-{conversation.id}"
    with st.popover("", icon=":material/more_horiz:", type="tertiary", help="Rename, export or delete"):
        st.text_input("Title", value=conversation.title, key=title_key, max_chars=TITLE_CHARS)
        st.button(
            "Rename", key="rename", on_click=_rename, args=(desk, conversation.id, title_key), width="stretch"
        )
        st.download_button(
            "Export",
            data=lambda: conversation_markdown(
                conversation.title or UNTITLED, desk.conversations.answers(conversation.id)
            ),
            file_name=f"{conversation.id}.md",
            mime="text/markdown",
            key="export",
            icon=":material/download:",
            on_click="ignore",
            width="stretch",
            help="Every answer with its sources, as Markdown.",
        )
        st.button(
            "Delete conversation",
            key="delete",
            icon=":material/delete:",
            on_click=_delete,
            args=(desk, conversation.id),
            width="stretch",
        )


def _pick(desk: Desk, conversation_id: str) -> None:
    with failures_shown("The conversation could not be opened"):
        state.pick_conversation(desk.conversations, conversation_id)


def _rename(desk: Desk, conversation_id: str, title_key: str) -> None:
    title = " ".join(str(st.session_state[title_key]).split())
    with failures_shown("The conversation could not be renamed"):
        if title:
            desk.conversations.rename(conversation_id, title)


def _delete(desk: Desk, conversation_id: str) -> None:
    as_of = state.chosen_as_of()
    with failures_shown("The conversation could not be deleted"):
        with suppress(UnknownConversation):  # another tab was faster: it is gone either way
            desk.delete_conversation(conversation_id)
        state.new_conversation(as_of)
