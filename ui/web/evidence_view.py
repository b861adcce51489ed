"""The panel beside the conversation: a passage within its document, or a receipt with all that it rests on."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from copilot.answer import Answer
from copilot.domain import Cell, Column
from copilot.evidence import (
    Evidence,
    PassageEvidence,
    ReceiptEvidence,
    full_title,
    pages_of,
    published_on,
    to_json,
)
from copilot.recheck_words import RUN_WORDS, outcome_of, shown_differences, verdict_of
from copilot.values import is_number, write_cell, write_value
from ui.page_picture import page_picture
from ui.web import state
from ui.web.charts import show_chart
from ui.web.desk import Desk
from ui.web.excerpt import CONTEXT_CHARS, Excerpt, excerpt
from ui.web.failures import failures_shown
from ui.web.markup import escape, web_link

if TYPE_CHECKING:
    from copilot.domain import Comparison, Profile, Recheck

ROWS_SHOWN = 200
"""Rows of a receipt written into the page; the download has all of them."""

SYMBOLS_SHOWN = 6
"""Symbols named of a document: one line of the panel. They come with the most prominent first."""

PICTURES_KEPT = 32

PANEL_KEY = "evidence"

_LINE_END = re.compile(r"(?<=\S)\n(?=(?:</?mark>)?(?!\d+[.)]\s)[^\s#*|&-])")
"""The end of a line within a paragraph: a plain word follows, no list item, heading, table or quotation."""


def show_evidence(desk: Desk, answers: Sequence[Answer]) -> None:
    """The opened source of one of ``answers``, where one is open."""
    opened = state.opened_source()
    answer = next((item for item in answers if opened and item.id == opened.answer_id), None)
    if opened is None or answer is None or opened.number > len(answer.citations):
        return
    evidence = answer.citations[opened.number - 1]
    with st.container(key=PANEL_KEY):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            kind = "Passage" if isinstance(evidence, PassageEvidence) else "Receipt"
            st.html(f'<div class="source-number"><span class="chip">{opened.number}</span>{kind}</div>')
            st.button("Close", key="close-source", icon=":material/close:", on_click=state.close_source)
        _show(desk, evidence, whole=opened.whole)


def _show(desk: Desk, evidence: Evidence, *, whole: bool) -> None:
    if isinstance(evidence, PassageEvidence):
        show_passage(desk, evidence, whole=whole)
    else:
        show_receipt(desk, evidence)


def show_passage(desk: Desk, passage: PassageEvidence, *, whole: bool = False) -> None:
    """The quoted words, marked, where they stand in the document."""
    head, text = st.empty(), ""
    head.html(describe_document(passage))
    with failures_shown("The document cannot be opened: these are the words as they were cited"):
        document = desk.document(passage.document_id)
        head.html(describe_document(passage, document.profile))
        text = document.text
    if text[passage.start : passage.end] != passage.quote:
        if text:
            st.html('<p class="muted">The document has changed: these are the words as they were cited.</p>')
        st.html(f'<div class="excerpt"><mark>{escape(passage.quote)}</mark></div>')
        return
    found = excerpt(text, passage.start, passage.end, None if whole else CONTEXT_CHARS)
    st.html(render_excerpt(found))
    show_page_picture(document.source, passage)
    if whole or found.cut_before or found.cut_after:
        st.button(
            "Show only the surroundings" if whole else "Show the whole document",
            key="whole-document",
            on_click=state.show_whole_document,
            kwargs={"whole": not whole},
        )


def show_page_picture(source: str, passage: PassageEvidence) -> None:
    """The page of a PDF on which the passage stands, its words marked, where the file is still there."""
    picture = _page_picture(source, passage.page, passage.quote) if passage.page else None
    if picture:
        with st.expander(f"Page {passage.page} as printed", icon=":material/picture_as_pdf:"):
            st.image(picture, width="stretch")


@st.cache_data(max_entries=PICTURES_KEPT, show_spinner="Drawing the page")
def _page_picture(source: str, page: int, quote: str) -> bytes | None:
    return page_picture(Path(source), page, quote)


def describe_document(passage: PassageEvidence, profile: Profile | None = None) -> str:
    """The passage's document as HTML: title, publisher, date, kind and page; what it is about; its address."""
    origin = (passage.publisher, published_on(passage), passage.doc_kind, pages_of(passage))
    lines = "".join(
        f'<div class="muted">{" · ".join(escape(part) for part in parts if part)}</div>'
        for parts in (origin, profile_parts(profile) if profile else ())
        if any(parts)
    )
    address = f'<div class="address">{web_link(passage.url)}</div>' if passage.url else ""
    return f'<div class="source-head"><h3>{escape(full_title(passage))}</h3>{lines}{address}</div>'


def profile_parts(profile: Profile) -> list[str]:
    """What a document is about, in a few words: its tone, its topics, the first of the symbols that it mentions."""
    symbols = ", ".join(profile.symbols[:SYMBOLS_SHOWN])
    more = len(profile.symbols) - SYMBOLS_SHOWN
    return [
        f"tone: {profile.tone}" if profile.tone else "",
        ", ".join(profile.topics),
        f"mentions {symbols}{f' and {more} more' if more > 0 else ''}" if symbols else "",
    ]


def render_excerpt(found: Excerpt) -> str:
    """The excerpt as HTML: headings as a path, the quotation in a ``mark``, lines joined to paragraphs."""
    path = "".join(f"<span>{escape(heading)}</span>" for heading in found.headings)
    before = ("… " if found.cut_before else "") + found.before
    after = found.after + (" …" if found.cut_after else "")
    words = f"{escape(before)}<mark>{escape(found.quote)}</mark>{escape(after)}"
    shown = _LINE_END.sub(" ", words)
    return (f'<div class="headings">{path}</div>' if path else "") + f'<div class="excerpt">{shown}</div>'


def show_receipt(desk: Desk, receipt: ReceiptEvidence, key: str = "", *, chart: bool = True) -> None:
    """The computation: its value, what went in, what came out, its chart, and the statement that gives it again.

    ``key`` tells it from another receipt on the same page; without ``chart`` it stands beside its chart.
    """
    st.html(describe_receipt(receipt))
    if chart:
        show_chart(receipt, f"{receipt.id}{key}")
    st.html(render_rows(receipt))
    if st.button("Compute it again", key=f"recheck{key}", icon=":material/refresh:"):
        with failures_shown("The computation cannot be run again"), st.spinner("Computing"):
            st.html(describe_recheck(desk.recheck(receipt.receipt())))
    st.html('<div class="part">The statement: it runs as it stands in DuckDB</div>')
    st.code(receipt.sql, language="sql", wrap_lines=True)
    st.html(
        f'<div class="ids"><code>{escape(receipt.id)}</code> · hash <code>{escape(receipt.hash)}</code></div>'
    )
    st.download_button(
        "Receipt as JSON",
        data=json.dumps(to_json(receipt), ensure_ascii=False, indent=2),
        file_name=f"{receipt.id}.json",
        mime="application/json",
        key=f"download-receipt{key}",
        icon=":material/download:",
        on_click="ignore",
    )


def describe_receipt(receipt: ReceiptEvidence) -> str:
    """Title, value, notes and what the computation rests on, as HTML."""
    value = (
        ""
        if receipt.value is None
        else f'<div class="value">{escape(write_value(receipt.value, receipt.unit, short=True))}</div>'
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in receipt.notes)
    window = f"{receipt.window['start']} to {receipt.window['end']}" if receipt.window else ""
    facts: list[tuple[str, Cell]] = [
        ("Metric", receipt.metric),
        *receipt.params.items(),
        ("Window", window),
        ("As of", state.describe_as_of(datetime.fromisoformat(receipt.as_of))),
        ("Sources", ", ".join(receipt.sources)),
        ("Table versions", ", ".join(f"{name} {version}" for name, version in receipt.tables.items())),
    ]
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(str(fact))}</td></tr>"
        for name, fact in facts
        if fact not in ("", None)
    )
    return (
        f'<div class="source-head"><h3>{escape(receipt.title)}</h3>{value}</div>'
        + (f'<ul class="notes">{notes}</ul>' if notes else "")
        + f'<table class="facts">{rows}</table>'
    )


def describe_recheck(found: Recheck) -> str:
    """A receipt computed again, as HTML: the verdict, then each run with what differs."""
    runs = "".join(
        f"<tr><th>{escape(RUN_WORDS[comparison.run])}</th><td>{escape(outcome_of(comparison))}{_differences(comparison)}"
        "</td></tr>"
        for comparison in found.comparisons
    )
    return f'<div class="part">{escape(verdict_of(found))}</div><table class="facts">{runs}</table>'


def _differences(comparison: Comparison) -> str:
    lines, hidden = shown_differences(comparison)
    if hidden:
        lines.append(f"and {hidden:,} more")
    return "".join(f'<div class="muted">{escape(line)}</div>' for line in lines)


def render_rows(receipt: ReceiptEvidence) -> str:
    """The rows of the result as an HTML table; one row stands upright, as names and values."""
    columns = [receipt.column(item["name"]) for item in receipt.columns]
    if len(receipt.rows) == 1:
        lines = "".join(
            f'<tr title="{escape(column.description)}"><th>{escape(_words(column.name))}</th>'
            f'<td class="number">{escape(write_cell(column, receipt.rows[0]))}</td></tr>'
            for column in columns
        )
        return f'<div class="part">Result</div><table class="facts">{lines}</table>'
    head = "".join(
        f'<th class="{_align(column)}" title="{escape(column.description)}">{escape(_words(column.name))}</th>'
        for column in columns
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="{_align(column)}">{escape(write_cell(column, row))}</td>' for column in columns
        )
        + "</tr>"
        for row in receipt.rows[:ROWS_SHOWN]
    )
    more = len(receipt.rows) - ROWS_SHOWN
    rest = f'<p class="muted">{more:,} more rows are in the download.</p>' if more > 0 else ""
    return (
        f'<div class="part">Result: {len(receipt.rows):,} rows</div><div class="scroll">'
        f'<table class="rows"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{rest}'
    )


def _align(column: Column) -> str:
    return "number" if is_number(column) else ""


def _words(name: str) -> str:
    return name.replace("_", " ")
