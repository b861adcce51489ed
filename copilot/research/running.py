"""Runs the steps of a plan: each question is answered and kept as soon as it is, so that a killed run resumes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from copilot.errors import CopilotError
from copilot.events import Finished
from copilot.events import Step as Doing
from copilot.research.digest import digest
from copilot.settings import EMBEDDED_MODEL

if TYPE_CHECKING:
    from copilot.answer import Answer
    from copilot.events import Event
    from copilot.research.plan import Plan, Step
    from copilot.research.studies import Studies
    from copilot.workspace import Workspace

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done, and how many there are."""


CANCELLED = "The report was cancelled; the steps that are done are kept."


class Asked(Protocol):
    """Answers questions: the copilot, or a scripted one."""

    def stream(
        self, question: str, *, as_of: datetime | None = None, conversation_id: str | None = None
    ) -> Iterator[Event]:
        """What happens while ``question`` is answered; the last event carries the answer."""
        ...


class Stopped(CopilotError):
    """A run was cancelled; what is done is kept."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who answers steps: ``copilot`` all of them, or the digest those on documents, where no language model is set."""

    workspace: Workspace
    copilot: Asked

    def answer(
        self,
        step: Step,
        as_of: datetime | None,
        on_doing: Callable[[str], None] = lambda _: None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """The answer to one step. Raises ``CopilotError`` where none could be made, and :class:`Stopped`."""
        if step.kind == "documents" and self.workspace.settings.model == EMBEDDED_MODEL:
            answer = digest(step, self.workspace, as_of)
            self.workspace.conversations.add_answer(answer, None)
            return answer
        for event in self.copilot.stream(_scoped(step), as_of=as_of):
            if is_cancelled() and not isinstance(event, Finished):
                raise Stopped(CANCELLED)
            if isinstance(event, Doing):
                on_doing(event.text)
            elif isinstance(event, Finished):
                return event.answer
        raise AssertionError("a stream ends with Finished or raises")


def _scoped(step: Step) -> str:
    if not step.documents:
        return step.question
    return f"{step.question} (Read these documents, and no others: {', '.join(step.documents)}.)"


def run_steps(
    study_id: str,
    studies: Studies,
    writer: Writer,
    on_progress: Progress = lambda *_: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Answers the steps of a study that have no answer yet.

    Raises ``ReportBusy`` where another process does, :class:`Stopped` where ``is_cancelled`` says so, and
    ``CopilotError`` where the model fails: in each case what was answered is kept.
    """
    with studies.working(study_id):
        study = studies.get(study_id)
        plan: Plan = study.plan
        total = len(plan.steps)
        for number, step in enumerate(plan.steps):
            if study.answer_to(step) is not None:
                continue
            if is_cancelled():
                raise Stopped(CANCELLED)
            named = step.title or step.question
            on_progress(named, number, total)
            answer = writer.answer(
                step,
                plan.as_of or study.begun_at,
                lambda doing, named=named, number=number: on_progress(f"{named}: {doing}", number, total),  # type: ignore[misc]
                is_cancelled,
            )
            studies.keep_answer(study_id, step, answer)
        on_progress("writing the report", total, total)
