"""Writes a report: its steps are answered, then it is composed and stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from copilot.research.composing import compose
from copilot.research.running import Asked, Progress, Writer, run_steps

if TYPE_CHECKING:
    from copilot.research.report import Report
    from copilot.workspace import Workspace


def write(
    study_id: str,
    workspace: Workspace,
    copilot: Asked,
    on_progress: Progress = lambda *_: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Report:
    """The report of a study, which goes on where it stopped. Raises as :func:`~copilot.research.running.run_steps`."""
    studies = workspace.studies
    studies.accept(study_id)
    run_steps(study_id, studies, Writer(workspace, copilot), on_progress, is_cancelled)
    report = compose(studies.get(study_id), workspace)
    studies.finish(study_id, report)
    return report
