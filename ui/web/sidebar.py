"""The side bar: conversations, the as-of date, the model that answers, what there is to answer from."""

from __future__ import annotations

from datetime import date

import streamlit as st

from copilot.conversations import Conversation
from copilot.holdings import Holdings
from copilot.settings import EMBEDDED_MODEL
from ui.web import state
from ui.web.conversation_list import show_conversations
from ui.web.desk import Desk
from ui.web.failures import failures_shown
from ui.web.markup import escape

FIRST_DAY = date(1900, 1, 1)


def show_sidebar(desk: Desk, current: Conversation | None, holdings: Holdings | None) -> None:
    """All of the side bar. ``holdings`` is ``None`` where they could not be read."""
    with st.sidebar:
        _show_brand()
        _show_as_of(desk)
        st.button(
            "New conversation",
            key="new-conversation",
            icon=":material/add:",
            width="stretch",
            on_click=lambda: state.new_conversation(state.chosen_as_of()),
        )
        with failures_shown("The conversations cannot be read"):
            show_conversations(desk, current)
        with st.container(key="about"):
            _show_model(desk.model)
            if holdings:
                st.html(describe_holdings(holdings))


def show_frame(desk: Desk) -> None:
    """The side bar of the pages beside the chat: the as-of, which holds for all of them, and the model."""
    state.current_conversation(desk.conversations)
    with st.sidebar:
        _show_brand()
        _show_as_of(desk)
        with st.container(key="about"):
            _show_model(desk.model)


def _show_brand() -> None:
    st.html('<div class="brand">Tieout<span>every figure ties out</span></div>')


def describe_holdings(holdings: Holdings) -> str:
    """The counts as HTML: one line for documents, one for each table that holds something."""
    rows = [("Documents", f"{holdings.documents:,}", _counted(holdings.passages, "passage"))]
    if holdings.sessions:
        first, last = holdings.sessions
        detail = f"{_counted(holdings.instruments, 'instrument')}, {first} to {last}"
        rows.append(("Prices", f"{holdings.prices:,}", detail))
    if holdings.observations:
        rows.append(
            ("Observations", f"{holdings.observations:,}", _counted(holdings.series, "series", "series"))
        )
    if holdings.fundamentals:
        rows.append(("Fundamentals", f"{holdings.fundamentals:,}", ""))
    if holdings.ratings:
        rows.append(("Ratings", f"{holdings.ratings:,}", ""))
    cells = "".join(
        f"<tr><th>{name}</th><td>{count}</td></tr><tr><td colspan='2' class='detail'>{escape(detail)}</td></tr>"
        for name, count, detail in rows
    )
    return f'<table class="holdings"><caption>Answers come from</caption>{cells}</table>'


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _show_as_of(desk: Desk) -> None:
    st.toggle(
        "As of a past date",
        key=state.LOOKING_BACK_KEY,
        on_change=_change_as_of,
        args=(desk,),
        help="Nothing published or known after that day is seen. A conversation keeps its date: "
        "another date starts a branch, which goes on from the questions asked here.",
    )
    if st.session_state.get(state.LOOKING_BACK_KEY):
        st.date_input(
            "As of the end of",
            key=state.DAY_KEY,
            min_value=FIRST_DAY,
            max_value=state.today(),
            format="YYYY-MM-DD",
            on_change=_change_as_of,
            args=(desk,),
            label_visibility="collapsed",
        )


def _change_as_of(desk: Desk) -> None:
    with failures_shown("The as-of could not be changed"):
        state.change_as_of(desk.conversations, state.chosen_as_of())


def _show_model(model: str) -> None:
    if model == EMBEDDED_MODEL:
        name, detail = "Embedded analyst", "works by rules, needs no key and no network"
    else:
        name, detail = model, "a language model; every figure is checked by code"
    st.html(
        f'<div class="model">Answered by <strong>{escape(name)}</strong><span>{escape(detail)}</span></div>'
    )
