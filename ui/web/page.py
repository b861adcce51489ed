"""The chat page, put together."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import streamlit as st

from copilot.answer import Answer
from copilot.conversations import Conversation, UnreadableAnswer
from copilot.holdings import Holdings
from ui.failures import domain_errors
from ui.web import state
from ui.web.chat import show_as_of_banner, show_history, show_input, show_run, show_welcome
from ui.web.desk import Desk
from ui.web.evidence_view import show_evidence
from ui.web.failures import describe, failures_shown, show_failure
from ui.web.sidebar import show_sidebar

_log = logging.getLogger(__name__)
STYLE = Path(__file__).with_name("style.css")


def show_page(open_desk: Callable[[], Desk]) -> None:
    """The whole page over the desk that ``open_desk`` gives; a failure to open it is told on the page."""
    st.set_page_config(
        page_title="Tieout", page_icon="🧾", layout="centered", initial_sidebar_state="expanded"
    )
    st.html(f"<style>{STYLE.read_text(encoding='utf-8')}</style>")
    try:
        _draw(open_desk())
    except Exception as error:  # noqa: BLE001 - whatever it is, the reader is told and the log has it
        _log.exception("The page could not be drawn")
        show_failure("The page could not be drawn to its end", describe(error))


def _draw(desk: Desk) -> None:
    conversation = state.current_conversation(desk.conversations)
    # The run is read before the answers: one that ends in between is then among them.
    run = desk.runs.of(conversation.id if conversation else None)
    stored = _stored_answers(desk, conversation)
    answers = [item for item in stored if isinstance(item, Answer)]
    as_of = conversation.as_of if conversation else state.draft_as_of()
    holdings = _holdings(desk, as_of)
    show_sidebar(desk, conversation, holdings)
    # What stood here before goes at once; other elements stay until the script has run to its end.
    banner, panel, welcome = st.empty(), st.empty(), st.empty()
    if as_of:
        with banner:
            show_as_of_banner(as_of)
    if state.opened_source():
        with panel.container():
            show_evidence(desk, answers)
    if not stored and run is None:
        with welcome.container():
            show_welcome(desk, holdings)
    show_history(stored)
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
