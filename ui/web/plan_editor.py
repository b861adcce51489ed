"""The plan of a report on the page: each question can be changed, moved, removed; others are added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from copilot.research.plan import QUESTION_CHARS, SECTION_TITLES, STEP_KINDS, Section, Step, asked_for
from ui.web.failures import failures_shown
from ui.web.markup import escape

if TYPE_CHECKING:
    from copilot.research.studies import Study
    from ui.web.desk import Desk

KIND_NAMES = {"data": "Data", "documents": "Documents", "analysis": "Data and documents"}
_ADDED = "plan-added"

Change = Callable[[Sequence[Step]], Sequence[Step]]


def show_plan_editor(desk: Desk, study: Study) -> None:
    """All of the editor, with what to do with the plan below it."""
    plan = study.plan
    for note in plan.notes:
        st.html(f'<p class="muted">{escape(note)}</p>')
    section: Section | None = None
    for number, step in enumerate(plan.steps):
        if step.section is not section:
            section = step.section
            st.html(f'<h2 class="part-title">{escape(SECTION_TITLES[section])}</h2>')
        _show_step(desk, study, number, step)
    with st.form("plan-add", border=False, clear_on_submit=True):
        st.text_input("Another question", key=_ADDED, max_chars=QUESTION_CHARS)
        st.form_submit_button("Add the question", icon=":material/add:", on_click=_add, args=(desk, study.id))
    with st.container(key="plan-actions", horizontal=True):
        st.button(
            "Go on" if study.state == "unfinished" else "Accept and write",
            key="plan-accept",
            type="primary",
            icon=":material/play_arrow:",
            on_click=_accept,
            args=(desk, study.id, study.title),
        )
        st.button(
            "Start over",
            key="plan-reject",
            icon=":material/restart_alt:",
            on_click=_reject,
            args=(desk, study.id),
            help="Deletes this plan and what was answered of it.",
        )


def _show_step(desk: Desk, study: Study, number: int, step: Step) -> None:
    is_answered = study.answer_to(step) is not None
    with st.container(key=f"step-{step.id}", horizontal=True, vertical_alignment="center", gap="small"):
        sign = '<span title="answered">✓</span>' if is_answered else str(number + 1)
        st.html(
            f'<span class="step-number{" answered" if is_answered else ""}">{sign}</span>', width="content"
        )
        st.text_input(
            f"Question {number + 1}",
            value=step.question,
            key=f"question-{step.id}",
            max_chars=QUESTION_CHARS,
            label_visibility="collapsed",
            on_change=_reword,
            args=(desk, study.id, step.id),
        )
        st.selectbox(
            f"Answered from, question {number + 1}",
            list(STEP_KINDS),
            index=list(STEP_KINDS).index(step.kind),
            key=f"kind-{step.id}",
            format_func=lambda kind: KIND_NAMES[kind],
            label_visibility="collapsed",
            on_change=_reword,
            args=(desk, study.id, step.id),
            width=190,
        )
        for icon, words, by in (
            (":material/arrow_upward:", "up", -1),
            (":material/arrow_downward:", "down", 1),
        ):
            st.button(
                "",
                key=f"{words}-{step.id}",
                icon=icon,
                type="tertiary",
                help=f"Move question {number + 1} {words}",
                disabled=not 0 <= number + by < len(study.plan.steps),
                on_click=_move,
                args=(desk, study.id, number, by),
            )
        st.button(
            "",
            key=f"remove-{step.id}",
            icon=":material/close:",
            type="tertiary",
            help=f"Remove question {number + 1}",
            disabled=len(study.plan.steps) == 1,
            on_click=_remove,
            args=(desk, study.id, step.id),
        )


def _changed(desk: Desk, study_id: str, change: Change) -> None:
    with failures_shown("The plan could not be changed"):
        plan = desk.workspace.studies.get(study_id).plan
        desk.workspace.studies.change_plan(study_id, plan.with_steps(change(plan.steps)))


def _reword(desk: Desk, study_id: str, step_id: str) -> None:
    question = " ".join(str(st.session_state[f"question-{step_id}"]).split())
    kind = st.session_state[f"kind-{step_id}"]

    def change(steps: Sequence[Step]) -> list[Step]:
        return [
            replace(step.reworded(question or step.question), kind=kind) if step.id == step_id else step
            for step in steps
        ]

    _changed(desk, study_id, change)


def _move(desk: Desk, study_id: str, number: int, by: int) -> None:
    """Moves a step; past the end of its section it goes into the next one."""

    def change(steps: Sequence[Step]) -> list[Step]:
        moved = list(steps)
        step, other = moved[number], moved[number + by]
        if step.section is not other.section:
            moved[number] = replace(step, section=other.section)
        else:
            moved[number], moved[number + by] = other, step
        return moved

    _changed(desk, study_id, change)


def _remove(desk: Desk, study_id: str, step_id: str) -> None:
    _changed(desk, study_id, lambda steps: [step for step in steps if step.id != step_id])


def _add(desk: Desk, study_id: str) -> None:
    question = " ".join(str(st.session_state[_ADDED]).split())
    if not question:
        return

    def change(steps: Sequence[Step]) -> list[Step]:
        section = (
            Section.SUMMARY if any(step.section is Section.SUMMARY for step in steps) else Section.ANALYSIS
        )
        before = [place for place, step in enumerate(steps) if step.section is section]
        place = before[-1] + 1 if before else 0
        return [*steps[:place], asked_for(question, section), *steps[place:]]

    _changed(desk, study_id, change)


def _accept(desk: Desk, study_id: str, title: str) -> None:
    with failures_shown("The report could not be started"):
        desk.reports.write(study_id, title)


def _reject(desk: Desk, study_id: str) -> None:
    with failures_shown("The plan could not be deleted"):
        desk.workspace.studies.delete(study_id)
        del st.query_params["report"]
