"""The audit page: a report that somebody else wrote, pasted or uploaded, with what does not add up marked in it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from copilot.audit import TIED, AuditResult, Finding
from copilot.audit.marking import Piece, pieces_of
from copilot.evidence import Evidence, ReceiptEvidence
from ui.audit_pages import audit_html, audit_markdown
from ui.audit_rendering import describe_evidence, heading_of, shortened
from ui.web import state
from ui.web.chat import show_as_of_banner
from ui.web.evidence_view import show_passage, show_receipt
from ui.web.failures import describe, failures_shown, show_failure
from ui.web.markup import escape, label
from ui.web.sidebar import show_frame
from ui.web.tiles import show_tiles
from ui.web.uploads import safe_name
from ui.web.work import Bench, Report, Work

if TYPE_CHECKING:
    from datetime import datetime

    from ui.web.desk import Desk

REFRESH_S = 0.5
LONGEST_REPORT = 200_000
"""Characters that can be pasted: some sixty pages."""

_BENCH, _TEXT, _FILE = "audit-bench", "audit-text", "audit-file"


def show_audit(desk: Desk) -> None:
    """All of the page."""
    show_frame(desk)
    st.html(
        '<div class="wide"></div><h1 class="page-title">Audit a report</h1>'
        '<p class="muted">Every figure is looked up in the tables and the library, what the report says of its own '
        "figures is computed again, and its sources are followed.</p>"
    )
    as_of = state.chosen_as_of()
    if as_of:
        show_as_of_banner(as_of)
    bench: Bench[AuditResult] = st.session_state.setdefault(_BENCH, Bench())
    _show_form(desk, bench, as_of)
    work = bench.works[-1] if bench.works else None
    if work is None:
        return
    if work.running:
        _follow(work)
    elif work.error:
        show_failure("The report could not be audited", describe(work.error))
    elif work.result:
        _show_result(desk, work.result)


def _show_form(desk: Desk, bench: Bench[AuditResult], as_of: datetime | None) -> None:
    pasted, uploaded = st.tabs(["Paste", "Upload"])
    text = pasted.text_area("The report's text", key=_TEXT, height=180, max_chars=LONGEST_REPORT).strip()
    if pasted.button("Audit the text", key="audit-pasted", type="primary") and text:
        _start(bench, "the text", lambda _: _audit_text(desk, text, as_of))
    file = uploaded.file_uploader("Text, Markdown, HTML, PDF or Word", key=_FILE)
    if uploaded.button("Audit the file", key="audit-uploaded", type="primary") and file:
        name, content = safe_name(file.name, set()), file.getvalue()
        _start(bench, name, lambda _: _audit_file(desk, name, content, as_of))


def _start(bench: Bench[AuditResult], title: str, task: Callable[[Report], AuditResult]) -> None:
    for work in bench.works:
        bench.dismiss(work)
    bench.start(title, task)


def _audit_text(desk: Desk, text: str, as_of: datetime | None) -> AuditResult:
    from copilot.audit import audit

    return audit(text, desk.workspace, as_of)


def _audit_file(desk: Desk, name: str, content: bytes, as_of: datetime | None) -> AuditResult:
    from copilot.audit import audit
    from ui.commands.auditing import read_report

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        document = read_report(path, desk.workspace.tables.book(as_of))
    return audit(document, desk.workspace, as_of)


@st.fragment(run_every=REFRESH_S)
def _follow(work: Work[AuditResult]) -> None:
    if not work.running:
        st.rerun()
    st.status(f"Auditing {label(work.title)} …", type="step")


def _show_result(desk: Desk, result: AuditResult) -> None:
    tied = len(result.tied)
    graver = len(result.contradictions)
    show_tiles(
        [
            ("Figures", f"{len(result.figures):,}", ""),
            ("Tie out", f"{tied:,}", "✓"),
            ("Contradictions", f"{graver:,}", "✗" if graver else ""),
            ("Cannot be traced", f"{len(result.findings) - graver:,}", ""),
        ]
    )
    with st.container(horizontal=True, key="audit-downloads"):
        for name, made, mime in (
            ("HTML", audit_html(result), "text/html"),
            ("Markdown", audit_markdown(result), "text/markdown"),
            ("JSON", json.dumps(result.to_json(), ensure_ascii=False, indent=2), "application/json"),
        ):
            suffix = {"Markdown": "md"}.get(name, name.lower())
            st.download_button(
                name, data=made, file_name=f"audit.{suffix}", mime=mime, key=f"audit-{suffix}",
                icon=":material/download:", on_click="ignore",
            )  # fmt: skip
    findings, report = st.columns([2, 3], gap="large")
    with findings:
        _show_findings(desk, result)
    with report:
        st.html('<h2 class="part-title">The report, marked</h2>')
        st.html(f'<div class="audited">{"".join(map(render_piece, pieces_of(result)))}</div>')


def _show_findings(desk: Desk, result: AuditResult) -> None:
    evidence = {item.id: item for item in result.evidence}
    numbered = list(enumerate(result.findings, start=1))
    if not numbered:
        st.html('<p class="muted">Nothing was found that does not add up.</p>')
    for kind, group in groupby(numbered, key=lambda item: item[1].kind):
        st.html(f'<h2 class="part-title">{escape(heading_of(kind))}</h2>')
        for number, found in group:
            st.html(render_finding(number, found))
            _show_evidence(desk, number, [evidence[item] for item in found.evidence if item in evidence])
    tied = [figure for figure in result.figures if figure.status in TIED]
    if tied:
        rows = "".join(
            f"<li><strong>{escape(figure.text)}</strong> {escape(figure.status)}: {escape(figure.reason)}</li>"
            for figure in tied
        )
        st.html(f'<h2 class="part-title">Figures that tie out</h2><ul class="tied-list">{rows}</ul>')


def _show_evidence(desk: Desk, number: int, items: Sequence[Evidence]) -> None:
    """A button for each piece of evidence; what it opens is drawn when it is opened."""
    for item in items:
        held = st.popover(
            label(describe_evidence(item)),
            key=f"audit-evidence-{number}-{item.id}",
            type="tertiary",
            icon=":material/receipt_long:",
            on_change="rerun",
        )
        if held.open:
            with held, failures_shown("This evidence cannot be shown"):
                if isinstance(item, ReceiptEvidence):
                    show_receipt(desk, item, key=f"-{number}-{item.id}")
                else:
                    show_passage(desk, item)


def render_finding(number: int, found: Finding) -> str:
    """A finding as HTML: its number, why, and the sentence it is about."""
    return (
        f'<div class="finding {found.severity}"><sup>{number}</sup> {escape(found.reason)}'
        f'<p class="muted">“{escape(shortened(found.sentence))}”</p></div>'
    )


def render_piece(piece: Piece) -> str:
    """A stretch of the report as HTML: marked by its gravest finding, with the numbers of those that end there."""
    if not piece.grade:
        return escape(piece.text)
    numbers = f"<sup>{', '.join(map(str, piece.findings))}</sup>" if piece.findings else ""
    tick = '<span class="mark computed" role="img" aria-label="ties out">✓</span>' if piece.tied else ""
    return (
        f'<mark class="{piece.grade}" title="{escape(piece.tip)}">{escape(piece.text)}{tick}</mark>{numbers}'
    )
