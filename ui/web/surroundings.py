"""What stands below an answer: its charts, what else was looked at, what is related, what to ask next, an opinion."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from copilot.answer import Answer
from copilot.evidence import ReceiptEvidence, publication_day
from ui.answer_files import answer_markdown
from ui.web.charts import shape_of, show_chart
from ui.web.failures import failures_shown
from ui.web.links import link_document
from ui.web.markup import escape, label
from ui.web.quotes import render_quotes

if TYPE_CHECKING:
    from ui.web.desk import Desk

CHARTS_SHOWN = 3
"""Charts of one answer; each receipt's own panel has its chart too."""

REASON_CHARS = 500


def show_charts(answer: Answer) -> None:
    """The charts of the receipts that have several rows."""
    receipts = [
        item for item in answer.citations if isinstance(item, ReceiptEvidence) and shape_of(item) is not None
    ]
    for receipt in receipts[:CHARTS_SHOWN]:
        with st.container(key=f"answer-chart-{answer.id}-{receipt.id}"):
            st.html(f'<div class="part">{escape(receipt.title)}</div>')
            show_chart(receipt, f"{answer.id}-{receipt.id}")


def show_consulted(answer: Answer) -> None:
    """What was looked at and is not cited."""
    if not answer.consulted:
        return
    with st.expander(f"Also looked at ({len(answer.consulted)})", icon=":material/visibility:"):
        for item in answer.consulted:
            if item.document_id:
                link_document(item.title, item.detail, item.document_id, item.id)
            else:
                st.html(f'<p class="muted">{escape(item.title)} {escape(item.detail)}</p>')


def show_actions(desk: Desk, answer: Answer) -> None:
    """An opinion, and the answer as a file."""
    with st.container(key=f"actions-{answer.id}", horizontal=True, vertical_alignment="center"):
        key = f"thumbs-{answer.id}"
        opinion = desk.feedback.of(answer.id)
        if opinion and key not in st.session_state:
            st.session_state[key] = int(opinion.liked)
        st.feedback("thumbs", key=key, on_change=_give, args=(desk, answer.id, key))
        if opinion:
            reason_key = f"reason-{answer.id}"
            with st.popover("Why?", type="tertiary", help="Say why, for whoever runs this desk"):
                st.text_area("Why?", value=opinion.reason, key=reason_key, max_chars=REASON_CHARS)
                st.button(
                    "Keep", key=f"keep-{answer.id}", on_click=_explain, args=(desk, answer.id, reason_key)
                )
        for name, suffix, made in (
            ("Markdown", "md", answer_markdown(answer)),
            ("JSON", "json", json.dumps(answer.to_json(), ensure_ascii=False, indent=2)),
        ):
            st.download_button(
                name,
                data=made,
                file_name=f"{answer.id}.{suffix}",
                mime="text/markdown" if suffix == "md" else "application/json",
                key=f"download-{suffix}-{answer.id}",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
                help="With all its evidence: the SQL of each computation runs as it stands in DuckDB.",
            )


def show_related(desk: Desk, answer: Answer, ask: Callable[[str], None]) -> None:
    """For the latest answer: questions to go on with, related instruments with quotes, further reading."""
    as_of = datetime.fromisoformat(answer.as_of) if answer.as_of else None
    with failures_shown("What is related cannot be read"):
        surrounding = desk.surroundings(answer)
        if surrounding is None:
            return
        related, questions = surrounding
        if questions:
            with st.container(key=f"follow-ups-{answer.id}", horizontal=True):
                for number, question in enumerate(questions):
                    st.button(
                        label(question),
                        key=f"follow-up-{answer.id}-{number}",
                        icon=":material/subdirectory_arrow_right:",
                        on_click=ask,
                        args=(question,),
                    )
        if not (related.symbols or related.reading):
            return
        with st.expander("Related", icon=":material/hub:"):
            facts = [f"topics: {', '.join(related.topics)}"] if related.topics else []
            facts += [f"tone of the sources: {related.tone}"] if related.tone else []
            if facts:
                st.html(f'<p class="muted">{escape(" · ".join(facts))}</p>')
            quotes = desk.quotes(related.symbols, as_of, ("YTD",))
            if quotes:
                st.html(render_quotes(quotes, ("YTD",)))
            if related.reading:
                st.html('<div class="part">Further reading</div>')
            for document in related.reading:
                day = publication_day(document.published_at, dated=document.dated)
                link_document(
                    document.title, f"{document.publisher}, {day}", document.id, icon=":material/article:"
                )


def _give(desk: Desk, answer_id: str, key: str) -> None:
    thumb = st.session_state[key]
    with failures_shown("The opinion could not be kept"):
        if thumb is None:
            desk.feedback.take_back(answer_id)
        else:
            held = desk.feedback.of(answer_id)
            desk.feedback.give(answer_id, liked=bool(thumb), reason=held.reason if held else "")


def _explain(desk: Desk, answer_id: str, reason_key: str) -> None:
    with failures_shown("The reason could not be kept"):
        held = desk.feedback.of(answer_id)
        if held:
            desk.feedback.give(answer_id, liked=held.liked, reason=str(st.session_state[reason_key]))
