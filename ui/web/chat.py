"""The conversation on the page: what was said, the question that is being answered, the box for the next."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

import streamlit as st

from copilot.answer import Answer
from copilot.conversations import UnreadableAnswer
from copilot.errors import UnknownConversation
from copilot.holdings import Holdings
from ui.failures import domain_errors
from ui.web import state
from ui.web.answer_view import show_answer, show_question
from ui.web.desk import Desk
from ui.web.failures import describe, failures_shown, show_failure
from ui.web.markup import escape, label, render_prose
from ui.web.runs import Progress, Run

REDRAW_S = 0.25
"""The longest wait between two drawings of a running answer: a click is served between them."""

LONGEST_QUESTION = 4000
TITLES_SHOWN = 3
_INPUT_KEY = "question"


def show_history(desk: Desk, stored: Sequence[Answer | UnreadableAnswer], *, busy: bool) -> None:
    """The questions and answers that are stored; of one that cannot be read, that it is there."""
    for answer in stored:
        if isinstance(answer, UnreadableAnswer):
            show_failure(f"The stored answer {answer.id} cannot be read", answer.reason)
            continue
        show_question(answer.question)
        latest = answer is stored[-1] and not busy
        show_answer(desk, answer, partial(_ask, desk) if latest else None)


def show_input(desk: Desk, *, busy: bool) -> None:
    """The box in which a question is typed."""
    st.chat_input(
        "Ask about a market, a company, a rate …",
        key=_INPUT_KEY,
        max_chars=LONGEST_QUESTION,
        disabled=busy,
        on_submit=lambda: _ask(desk, str(st.session_state[_INPUT_KEY] or "")),
    )


def show_as_of_banner(as_of: datetime) -> None:
    """Says that the conversation looks back."""
    day = state.day_of(as_of)
    st.html(
        f'<div class="as-of" role="status"><strong>As of {day:%A}, {day.day} {day:%B %Y}.</strong>'
        " Nothing published or known after that day is seen.</div>"
    )


def show_origin(desk: Desk, parent_id: str) -> None:
    """Says which conversation a branch goes on from, and opens it with a click."""
    try:
        parent = desk.conversations.get(parent_id)
    except UnknownConversation:  # deleted: the branch stands without it
        return
    seen = f"as of {state.describe_as_of(parent.as_of)}" if parent.as_of else "as of the day it was asked"
    st.button(
        f"Goes on from “{label(parent.title or 'a conversation')}”, {seen}",
        key="origin",
        icon=":material/call_split:",
        type="tertiary",
        help="Its questions are known here. Of its answers only those that saw nothing later than this view.",
        on_click=state.pick_conversation,
        args=(desk.conversations, parent.id),
    )


def show_scope(desk: Desk, document_ids: Sequence[str]) -> None:
    """Says which documents the conversation is limited to."""
    titles = []
    for document_id in document_ids:
        with suppress(*domain_errors()):  # one that was removed has no title any more
            titles.append(desk.document(document_id).title)
    count = len(document_ids)
    words = "one document" if count == 1 else f"{count} documents"
    shown = "; ".join(titles[:TITLES_SHOWN]) or "removed from the library"
    more = f" and {count - TITLES_SHOWN} more" if count > TITLES_SHOWN else ""
    with st.container(horizontal=True, vertical_alignment="center", key="scope"):
        st.html(
            f'<div class="as-of" role="status"><strong>Answered from {words} alone.</strong> '
            f"{escape(shown)}{more}</div>"
        )
        st.button(
            "Ask everything",
            key="leave-scope",
            type="tertiary",
            on_click=lambda: state.new_conversation(state.chosen_as_of()),
        )


def show_welcome(desk: Desk, holdings: Holdings | None) -> None:
    """The page before the first question: what can be asked here."""
    st.html(
        '<div class="welcome"><h1>Ask the market a question</h1><p>The answer cites the passages and computations '
        "it rests on, and each of its figures carries a verdict.</p></div>"
    )
    if holdings is None:
        return
    if holdings.empty:
        st.html(
            '<div class="refusal" role="note"><strong>There is nothing to answer from yet</strong><p>'
            "Add documents with <code>tieout ingest FOLDER</code> and market tables with "
            "<code>tieout load FILES</code>, or take an earlier as-of date off.</p></div>"
        )
        return
    st.html(f'<p class="stock">{_stock_sentence(holdings)}</p>')
    with st.container(key="examples", horizontal=True):
        for number, question in enumerate(holdings.examples):
            st.button(label(question), key=f"example-{number}", on_click=_ask, args=(desk, question))


def show_run(desk: Desk, run: Run) -> None:
    """The question that is being answered, until it is; or why it was not."""
    show_question(run.question)
    with st.chat_message("assistant", avatar=":material/done_all:"):
        progress = run.progress()
        if progress.state in ("running", "finished"):
            _follow(run)
            st.rerun()  # with the stored answer or what went wrong, and the box open for the next question
        _show_partial(progress)
        if progress.state == "stopped":
            st.html(
                '<div class="refusal" role="note"><strong>Stopped</strong><p>No answer was stored. '
                "What you ask next begins when the step under way has ended.</p></div>"
            )
        elif progress.error:
            show_failure("No answer could be made", describe(progress.error))
        st.button(
            "Ask again", key="ask-again", icon=":material/refresh:", on_click=_ask, args=(desk, run.question)
        )


def _follow(run: Run) -> None:
    """Draws the run as it goes on. A click elsewhere ends this drawing and not the run."""
    with st.container(horizontal=True, vertical_alignment="top"):
        steps = st.container(gap=None)
        st.button("Stop", key="stop", icon=":material/stop:", on_click=run.stop)
    prose = st.empty()
    words, drawn, told = "Reading the question", "", 0
    latest = steps.status(words, type="step")
    while (progress := run.progress()).state == "running":
        for step in progress.steps[told:]:
            latest.update(label=words, state="complete")
            words = label(step)
            latest = steps.status(words, type="step")
        told = len(progress.steps)
        latest.update(label=f"{words}  :gray[{progress.elapsed_s:.0f} s]")
        if progress.prose != drawn:
            drawn = progress.prose
            prose.html(f'<div class="prose">{render_prose(drawn)}</div>')
        run.wait(REDRAW_S)


def _show_partial(progress: Progress) -> None:
    if progress.prose:
        st.html(f'<div class="prose partial">{render_prose(progress.prose)}</div>')


def _ask(desk: Desk, question: str) -> None:
    if question.strip():
        with failures_shown("The question could not be taken"):
            desk.runs.start(question.strip(), state.begin_conversation(desk.conversations))


def _stock_sentence(holdings: Holdings) -> str:
    parts = []
    if holdings.documents:
        parts.append(f"{holdings.documents:,} documents of {len(holdings.publishers):,} publishers")
    if holdings.sessions:
        parts.append(f"prices of {holdings.instruments:,} instruments to {holdings.sessions[1]}")
    if holdings.series:
        parts.append(f"{holdings.series:,} series")
    return "Here are " + ", ".join(parts) + "." if parts else ""
