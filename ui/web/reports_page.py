"""The reports page: a topic becomes a plan, the plan a report; earlier reports are opened, taken away, deleted."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from ui.report_pages.files import FORMATS, write_report
from ui.web import state
from ui.web.chat import show_as_of_banner
from ui.web.failures import describe, failures_shown, show_failure
from ui.web.markup import escape, label
from ui.web.plan_editor import show_plan_editor
from ui.web.report_view import show_report
from ui.web.sidebar import show_frame
from ui.web.work import Work

if TYPE_CHECKING:
    from copilot.research.plan import Plan
    from copilot.research.studies import Entry, Study
    from ui.web.desk import Desk

REFRESH_S = 1.0
ADDRESS = "report"
_PLANNING = "report-planning"
STATE_WORDS = {"planned": "plan to accept", "unfinished": "unfinished", "finished": "finished"}


def show_reports(desk: Desk) -> None:
    """All of the page; with ``report`` in its address, that report."""
    show_frame(desk)
    as_of = state.chosen_as_of()
    opened = st.query_params.get(ADDRESS)
    if opened:
        st.button(
            "All reports", key="reports-back", icon=":material/arrow_back:", type="tertiary", on_click=_close
        )
        with failures_shown("The report cannot be shown"):
            _show_study(desk, desk.workspace.studies.get(opened))
        return
    st.html(
        '<h1 class="page-title">Reports</h1><p class="muted">A topic becomes a plan of questions that you can change; '
        "their answers become a cited report whose every figure is checked.</p>"
    )
    if as_of:
        show_as_of_banner(as_of)
    _show_planning()
    research, summarise = st.tabs(["Research a topic", "Summarise documents"])
    with research:
        _show_topic_form(desk, as_of)
    with summarise:
        _show_summary_form(desk, as_of)
    with failures_shown("The reports cannot be read"):
        _show_list(desk)


def _show_topic_form(desk: Desk, as_of: datetime | None) -> None:
    with st.form("report-topic-form", border=False):
        topic = st.text_input(
            "Topic",
            key="report-topic",
            placeholder="small-cap rotation, rate cuts, Apple's margins …",
            max_chars=300,
        ).strip()
        at_once = st.checkbox("Write it at once, without showing me the plan", key="report-at-once")
        if st.form_submit_button("Propose a plan", type="primary", icon=":material/checklist:") and topic:
            st.session_state[_PLANNING] = desk.reports.plan(topic, as_of, write=at_once)
            st.rerun()


def _show_summary_form(desk: Desk, as_of: datetime | None) -> None:
    with st.form("report-summary-form", border=False):
        topic = st.text_input("On (leave empty for all they say)", key="summary-topic", max_chars=300).strip()
        left, right = st.columns(2)
        since = left.date_input("Published since", value=None, max_value=state.today(), key="summary-since")
        until = right.date_input("Published until", value=None, max_value=state.today(), key="summary-until")
        if st.form_submit_button("Summarise", type="primary", icon=":material/summarize:"):
            if not (topic or since or until):
                st.html('<p class="muted" role="alert">Choose days, or name a topic.</p>')
                return
            st.session_state[_PLANNING] = desk.reports.start(
                "the documents", lambda: _summary_plan(desk, topic, since, until, as_of), write=True
            )
            st.rerun()


def _summary_plan(desk: Desk, topic: str, since: object, until: object, as_of: datetime | None) -> Plan:
    from copilot.research.summarising import Wanted, plan_summary

    days = [day.isoformat() if isinstance(day, date) else "" for day in (since, until)]
    return plan_summary(Wanted((), days[0], days[1], topic), desk.workspace, as_of)


def _show_planning() -> None:
    """How the planning of this session stands; once it is done, its study is opened."""
    work: Work[str] | None = st.session_state.get(_PLANNING)
    if work is None:
        return
    if work.running:
        _follow_planning(work)
        return
    del st.session_state[_PLANNING]
    if work.error:
        show_failure("There is no plan", describe(work.error))
    elif work.result:
        st.query_params[ADDRESS] = work.result
        st.rerun()


@st.fragment(run_every=REFRESH_S)
def _follow_planning(work: Work[str]) -> None:
    if not work.running:
        st.rerun()
    st.status(f"Planning {label(work.title)} …", type="step")


def _show_list(desk: Desk) -> None:
    held = desk.workspace.studies.all()
    if not held:
        return
    st.html('<h2 class="part-title">Reports so far</h2>')
    for study in held:
        _show_entry(desk, study)


def _show_entry(desk: Desk, study: Entry) -> None:
    moment = study.plan.as_of or study.begun_at
    work = desk.reports.work_on(study.id)
    words = "being written" if work and work.running else STATE_WORDS[study.state]
    detail = " · ".join(filter(None, (words, f"as of {state.day_of(moment)}" if moment else "")))
    with st.container(key=f"row-{study.id}", horizontal=True, vertical_alignment="center", gap=None):
        st.button(
            f"{label(study.title)}  :gray[{label(detail)}]",
            key=f"open-{study.id}",
            type="tertiary",
            icon=":material/description:" if study.state == "finished" else ":material/pending:",
            on_click=_open,
            args=(study.id,),
        )
        st.button(
            "",
            key=f"delete-{study.id}",
            type="tertiary",
            icon=":material/delete:",
            help="Delete",
            on_click=_delete,
            args=(desk, study.id),
        )


def _show_study(desk: Desk, study: Study) -> None:
    work = desk.reports.work_on(study.id)
    if work and work.running:
        _show_title(study)
        _follow(desk, study, work)
        return
    if work and work.error:
        show_failure("The report could not be finished", describe(work.error))
    if study.report is not None:
        _show_actions(desk, study)
        show_report(study.report)
        return
    _show_title(study)
    if study.state == "unfinished":
        total = len(study.plan.steps)
        st.html(
            f'<div class="refusal" role="note"><strong>Stopped</strong><p>{study.done} of {total} steps are answered '
            "and kept. Go on, or change what is left first.</p></div>"
        )
    show_plan_editor(desk, study)


def _show_title(study: Study) -> None:
    moment = study.plan.as_of
    day = f" · as of {state.day_of(moment)}" if moment else ""
    kind = "Summary" if study.plan.kind == "summary" else "Report"
    st.html(f'<h1 class="page-title">{escape(study.title)}</h1><p class="muted">{kind}{escape(day)}</p>')


@st.fragment(run_every=REFRESH_S)
def _follow(desk: Desk, study: Study, work: Work[str]) -> None:
    """The steps with a tick for those that are done; the page is drawn anew when it has ended."""
    if not work.running:
        st.rerun()
    steps = study.plan.steps
    answered = {step.id for number, step in enumerate(steps) if number < work.done or study.answer_to(step)}
    st.progress(len(answered) / len(steps), text=f"{len(answered)} of {len(steps)} steps")
    lines, is_next = [], True
    for step in steps:
        named = step.title or step.question
        is_done = step.id in answered
        sign, kind = ("✓", "done") if is_done else ("›", "doing") if is_next else ("·", "waiting")
        is_next = is_next and is_done
        told = work.label.removeprefix(named).removeprefix(": ") if kind == "doing" else ""
        detail = f' <span class="muted">{escape(told)}</span>' if told else ""
        lines.append(f'<li class="{kind}"><span class="sign">{sign}</span> {escape(named)}{detail}</li>')
    st.html(f'<ol class="steps" role="status">{"".join(lines)}</ol>')
    if desk.reports.is_cancelled(study.id):
        st.html('<p class="muted">Stopping after this step …</p>')
        return
    st.button(
        "Cancel",
        key="report-cancel",
        icon=":material/stop_circle:",
        on_click=desk.reports.cancel,
        args=(study.id,),
    )
    st.html('<p class="muted">It goes on when you leave this page. What is done is kept.</p>')


def _show_actions(desk: Desk, study: Study) -> None:
    report = study.report
    assert report is not None
    name = (
        "-".join("".join(sign if sign.isalnum() else " " for sign in report.title.lower()).split())[:60]
        or "report"
    )
    with st.container(key="report-actions", horizontal=True):
        for form, kind in FORMATS.items():
            st.download_button(
                kind.title,
                data=partial(write_report, report, form),
                file_name=f"{name}.{form}",
                mime=kind.media_type,
                key=f"report-{form}",
                icon=":material/download:",
                on_click="ignore",
            )
        st.button(
            "Delete",
            key="report-delete",
            icon=":material/delete:",
            type="tertiary",
            on_click=_delete,
            args=(desk, study.id),
        )


def _open(study_id: str) -> None:
    st.query_params[ADDRESS] = study_id


def _close() -> None:
    if ADDRESS in st.query_params:
        del st.query_params[ADDRESS]


def _delete(desk: Desk, study_id: str) -> None:
    with failures_shown("The report could not be deleted"):
        desk.workspace.studies.delete(study_id)
        _close()
