"""An answer on the page: its prose with chips and verdicts that can be clicked, the legend, the sources."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from copilot.answer import Answer
from copilot.evidence import Evidence, PassageEvidence, pages_of, published_on
from copilot.tieout import UNTIED
from copilot.values import write_value
from ui.web import state
from ui.web.markup import escape, label, name_of, render_prose
from ui.web.surroundings import show_actions, show_charts, show_consulted, show_related
from ui.web.verdicts import doubts, legend, summarise

if TYPE_CHECKING:
    from ui.web.desk import Desk

COMPONENT = "tieout_answer"
SCRIPT = Path(__file__).with_name("answer.js")
SOURCE_CHARS = 90
"""Of a source's name in the list: one line at the page's readable width."""


def show_question(question: str) -> None:
    """What was asked, as text."""
    with st.chat_message("user", avatar=":material/person:"):
        st.html(f'<div class="question">{escape(question)}</div>')


def show_answer(desk: Desk, answer: Answer, ask: Callable[[str], None] | None = None) -> None:
    """The whole answer. A refusal has no sources and another look.

    With ``ask``, which puts a question, it is the latest answer: what to ask next and what is related stand below.
    """
    with st.chat_message("assistant", avatar=":material/done_all:"):
        if answer.refused:
            show_refusal(answer)
            show_notes(answer)
            show_consulted(answer)
        else:
            show_prose(answer)
            show_verdicts(answer)
            show_notes(answer)
            show_charts(answer)
            _show_sources(answer)
            show_consulted(answer)
        show_actions(desk, answer)
        if ask and not answer.refused:
            show_related(desk, answer, ask)


def show_refusal(answer: Answer) -> None:
    """Why there is no answer."""
    words = render_prose(answer.prose)
    st.html(f'<div class="refusal" role="note"><strong>No answer: no evidence</strong>{words}</div>')


def show_prose(answer: Answer) -> None:
    """The prose. A click on a chip or on a figure opens its source."""
    component = st.components.v2.component(
        COMPONENT,
        html='<div class="prose"></div>',
        js=SCRIPT.read_text(encoding="utf-8"),
        isolate_styles=False,
    )
    key = f"prose-{answer.id}"
    markup = render_prose(answer.prose, answer.figures, answer.citations, answer.sentences)
    component(data={"markup": markup}, key=key, on_open_change=lambda: _open_clicked(key, answer))


def show_verdicts(answer: Answer) -> None:
    """How many figures tie out, and the marks that occur with their meaning."""
    doubted = doubts(answer.sentences)
    if not (answer.figures or doubted):
        return
    kind = "untied" if any(figure.verdict in UNTIED for figure in answer.figures) else "tied"
    summary = f"<strong>{summarise(answer.figures)}</strong>{legend(answer.figures)}{doubted}"
    st.html(f'<div class="verdicts {kind}">{summary}</div>')


def show_notes(answer: Answer) -> None:
    """What to know of how the answer came about, and what it took of a language model."""
    used = answer.usage.describe()
    told = [*answer.notes, *([f"{answer.model}: {used}"] if used else [])]
    if told:
        st.html(f'<div class="notes">{"".join(f"<p>{escape(line)}</p>" for line in told)}</div>')


def source_label(number: int, evidence: Evidence) -> str:
    """What the list of sources says of one: number, name, and its date and page or its value."""
    name = name_of(evidence)
    shown = name if len(name) <= SOURCE_CHARS else f"{name[: SOURCE_CHARS - 1]}…"
    if isinstance(evidence, PassageEvidence):
        detail = ", ".join(part for part in (published_on(evidence), pages_of(evidence)) if part)
    else:
        detail = "" if evidence.value is None else write_value(evidence.value, evidence.unit, short=True)
    return f"**{number}**  {label(shown)}" + (f"  :gray[{label(detail)}]" if detail else "")


def _show_sources(answer: Answer) -> None:
    opened = state.opened_source()
    with st.container(key=f"sources-{answer.id}", gap=None):
        for number, evidence in enumerate(answer.citations, start=1):
            is_open = opened is not None and (opened.answer_id, opened.number) == (answer.id, number)
            passage = isinstance(evidence, PassageEvidence)
            st.button(
                source_label(number, evidence),
                key=f"{'opened-' if is_open else ''}source-{answer.id}-{number}",
                icon=":material/format_quote:" if passage else ":material/function:",
                type="tertiary",
                on_click=state.open_source,
                args=(answer.id, number),
            )


def _open_clicked(key: str, answer: Answer) -> None:
    """Opens what was clicked; a number that the browser made up opens nothing."""
    clicked = st.session_state[key].get("open")
    if isinstance(clicked, int) and 1 <= clicked <= len(answer.citations):
        state.open_source(answer.id, clicked)
