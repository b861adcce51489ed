"""What one browser session is looking at: the conversation, its as-of, the opened source.

The conversation also stands in the address, so that a reload shows it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from copilot.conversations import Conversation, Conversations
from copilot.domain import NEW_YORK, end_of_day
from copilot.errors import UnknownConversation

LOOKING_BACK_KEY = "looking-back"
DAY_KEY = "as-of-day"
_CONVERSATION, _OPENED, _DRAFT, _PARENT = "conversation", "opened", "draft-as-of", "draft-parent"
_DOCUMENTS = "draft-documents"


@dataclass(frozen=True, slots=True)
class Opened:
    """The source that the panel shows: citation ``number`` of an answer; ``whole`` shows all of its document."""

    answer_id: str
    number: int
    whole: bool = False


def current_conversation(conversations: Conversations) -> Conversation | None:
    """The conversation that is shown, or ``None`` for a new one. One that was deleted elsewhere is left."""
    if _CONVERSATION not in st.session_state:
        pick_conversation(conversations, st.query_params.get(_CONVERSATION))
    chosen = st.session_state[_CONVERSATION]
    if chosen is None:
        return None
    try:
        return conversations.get(chosen)
    except UnknownConversation:
        new_conversation(None)
        return None


def pick_conversation(conversations: Conversations, conversation_id: str | None) -> None:
    """Shows another conversation, and its as-of in the controls."""
    as_of = None
    if conversation_id is not None:
        try:
            as_of = conversations.get(conversation_id).as_of
        except UnknownConversation:
            conversation_id = None
    _show(conversation_id, as_of)


def new_conversation(as_of: datetime | None, documents: Sequence[str] = ()) -> None:
    """Shows an empty page for a new conversation with that as-of; it is stored with its first question.

    With ``documents`` it will be limited to these.
    """
    _show(None, as_of)
    st.session_state[_DOCUMENTS] = tuple(documents)


def change_as_of(conversations: Conversations, as_of: datetime | None) -> None:
    """Shows an empty page for a branch with that as-of; it is stored with its first question.

    With the as-of of the conversation that the branch would come from, that one is shown again.
    """
    chosen: str | None = st.session_state.get(_CONVERSATION)
    base = chosen or branched_from()
    try:
        back = base is not None and conversations.get(base).as_of == as_of
    except UnknownConversation:
        base, back = None, False
    documents = () if base else draft_documents()
    _show(base, as_of) if back else _show(None, as_of, parent=base)
    st.session_state[_DOCUMENTS] = documents


def branched_from() -> str | None:
    """The conversation that the next question branches off from, or ``None``."""
    parent: str | None = st.session_state.get(_PARENT)
    return parent


def begin_conversation(conversations: Conversations) -> str:
    """The id of the conversation that a question goes to: the one shown, or a new one with the chosen as-of."""
    chosen: str | None = st.session_state.get(_CONVERSATION)
    if chosen is None:
        chosen = _begin(conversations, branched_from()).id
        _remember(chosen)
    return chosen


def _begin(conversations: Conversations, parent: str | None) -> Conversation:
    if parent:
        with suppress(UnknownConversation):  # deleted meanwhile: then there is nothing to go on from
            return conversations.branch(parent, draft_as_of())
    return conversations.create(as_of=draft_as_of(), documents=draft_documents())


def draft_documents() -> tuple[str, ...]:
    """The documents that a new conversation will be limited to; empty where to none."""
    chosen: tuple[str, ...] = st.session_state.get(_DOCUMENTS, ())
    return chosen


def draft_as_of() -> datetime | None:
    """The as-of that a new conversation will have."""
    chosen: datetime | None = st.session_state.get(_DRAFT)
    return chosen


def chosen_as_of() -> datetime | None:
    """The as-of that the controls say: the end of that day in New York, or ``None`` for now."""
    if not st.session_state.get(LOOKING_BACK_KEY):
        return None
    day: date = st.session_state.get(DAY_KEY) or today()
    return end_of_day(day)


def day_of(as_of: datetime) -> date:
    """The day in New York that an as-of falls on."""
    return as_of.astimezone(NEW_YORK).date()


def describe_as_of(as_of: datetime) -> str:
    """An as-of as a reader says it: a day where it is the end of one, else the minute, both in New York."""
    if as_of == end_of_day(day_of(as_of)):
        return f"the end of {day_of(as_of)} in New York"
    return f"{as_of.astimezone(NEW_YORK):%Y-%m-%d %H:%M} in New York"


def today() -> date:
    """Today in New York."""
    return datetime.now(NEW_YORK).date()


def open_source(answer_id: str, number: int) -> None:
    """Opens citation ``number`` of an answer in the panel."""
    st.session_state[_OPENED] = Opened(answer_id, number)


def show_whole_document(*, whole: bool) -> None:
    """Shows all of the opened document, or the words around the quotation."""
    opened = opened_source()
    if opened:
        st.session_state[_OPENED] = Opened(opened.answer_id, opened.number, whole)


def close_source() -> None:
    """Closes the panel."""
    st.session_state[_OPENED] = None


def opened_source() -> Opened | None:
    """The source that is open, or ``None``."""
    opened: Opened | None = st.session_state.get(_OPENED)
    return opened


def open_document(document_id: str, passage_id: str = "") -> None:
    """Shows a document on the library page, at one of its passages where one is named; its address says so."""
    st.query_params["document"] = document_id
    if passage_id:
        st.query_params["passage"] = passage_id
    elif "passage" in st.query_params:
        del st.query_params["passage"]


def close_document() -> None:
    """Back to the list of the library."""
    for name in ("document", "passage"):
        if name in st.query_params:
            del st.query_params[name]


def _show(conversation_id: str | None, as_of: datetime | None, parent: str | None = None) -> None:
    _remember(conversation_id)
    st.session_state[_DOCUMENTS] = ()
    st.session_state[_DRAFT] = as_of
    st.session_state[_PARENT] = parent
    st.session_state[LOOKING_BACK_KEY] = as_of is not None
    st.session_state[DAY_KEY] = day_of(as_of) if as_of else today()
    close_source()


def _remember(conversation_id: str | None) -> None:
    st.session_state[_CONVERSATION] = conversation_id
    if conversation_id:
        st.query_params[_CONVERSATION] = conversation_id
    elif _CONVERSATION in st.query_params:
        del st.query_params[_CONVERSATION]
