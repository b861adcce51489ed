"""The chat page: the conversation, the opened source beside it, the box for the next question."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from copilot.answer import Answer
from copilot.conversations import Conversation, UnreadableAnswer
from copilot.holdings import Holdings
from ui.failures import domain_errors
from ui.web import state
from ui.web.chat import (
    show_as_of_banner,
    show_history,
    show_input,
    show_origin,
    show_run,
    show_scope,
    show_welcome,
)
from ui.web.desk import Desk
from ui.web.evidence_view import show_evidence
from ui.web.failures import failures_shown, show_failure
from ui.web.sidebar import show_sidebar


def show_chat(desk: Desk) -> None:
    """All of the page."""
    conversation = state.current_conversation(desk.conversations)
    # The run is read before the answers: one that ends in between is then among them.
    run = desk.runs.of(conversation.id if conversation else None)
    stored = _stored_answers(desk, conversation)
    answers = [item for item in stored if isinstance(item, Answer)]
    as_of = conversation.as_of if conversation else state.draft_as_of()
    holdings = _holdings(desk, as_of)
    show_sidebar(desk, conversation, holdings)
    # What stood here before goes at once; other elements stay until the script has run to its end.
    banner, origin, scope, panel, welcome = (st.empty() for _ in range(5))
    if as_of:
        with banner:
            show_as_of_banner(as_of)
    if parent := conversation.parent_id if conversation else state.branched_from():
        with origin:
            show_origin(desk, parent)
    limited_to = conversation.documents if conversation else state.draft_documents()
    if limited_to:
        with scope.container():
            show_scope(desk, limited_to)
    if state.opened_source():
        with panel.container():
            show_evidence(desk, answers)
    if not stored and run is None and not limited_to:
        with welcome.container():
            show_welcome(desk, holdings)
    show_history(desk, stored, busy=run is not None)
    show_input(desk, busy=run is not None and run.state == "running")
    if run:
        show_run(desk, run)


def _stored_answers(desk: Desk, conversation: Conversation | None) -> list[Answer | UnreadableAnswer]:
    stored: list[Answer | UnreadableAnswer] = []
    if conversation:
        with failures_shown("The answers of this conversation cannot be read"):
            stored += desk.conversations.answers(conversation.id)
    return stored


def _holdings(desk: Desk, as_of: datetime | None) -> Holdings | None:
    try:
        return desk.holdings(as_of)
    except domain_errors() as error:
        show_failure("What there is to answer from cannot be read", str(error))
        return None
