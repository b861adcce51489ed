"""The reports of a server that are being planned or written: they go on when the page is left."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from copilot.research.running import Stopped
from ui.web.work import Bench, Report, Work

if TYPE_CHECKING:
    from copilot.research.plan import Plan
    from copilot.workspace import Workspace

Planner = Callable[[], "Plan"]


class ReportRuns:
    """Plans and writes reports over ``workspace``, one after another."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._bench: Bench[str] = Bench()
        self._writing: dict[str, Work[str]] = {}
        self._cancelled: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    def plan(self, topic: str, as_of: datetime | None, *, write: bool) -> Work[str]:
        """Begins to plan a report, and to write it where it is accepted at once; its result is the study's id."""

        def draft() -> Plan:
            from copilot.research.drafting import draft_plan

            return draft_plan(topic, self._workspace, as_of)

        return self.start(topic, draft, write=write)

    def start(self, title: str, planner: Planner, *, write: bool) -> Work[str]:
        """Begins to plan with ``planner``, and to write where ``write``; its result is the study's id."""

        def task(report: Report) -> str:
            report("planning", 0, 0)
            study = self._workspace.studies.create(planner())
            if write:
                self.write(study.id, study.title)
            return study.id

        return Bench[str]().start(title, task)

    def write(self, study_id: str, title: str) -> Work[str]:
        """Begins to write a report, or to go on with it; where that is under way already, gives that work."""
        with self._lock:
            held = self._writing.get(study_id)
            if held is not None and held.running:
                return held
            cancelled = self._cancelled[study_id] = threading.Event()

            def task(report: Report) -> str:
                from copilot.agent import Copilot  # LangChain takes 2 s: not before the first report
                from copilot.research.writing import write

                with suppress(Stopped):  # what is done is kept, and the page offers to go on
                    write(study_id, self._workspace, Copilot(self._workspace), report, cancelled.is_set)
                return study_id

            self._workspace.studies.accept(study_id)
            if held is not None:
                self._bench.dismiss(held)
            self._writing[study_id] = self._bench.start(title, task)
            return self._writing[study_id]

    def work_on(self, study_id: str) -> Work[str] | None:
        """The writing of a report that is under way, or the last one that ended in this server."""
        return self._writing.get(study_id)

    def cancel(self, study_id: str) -> None:
        """Asks the writing of a report to stop before its next step."""
        if study_id in self._cancelled:
            self._cancelled[study_id].set()

    def is_cancelled(self, study_id: str) -> bool:
        """Whether it has been asked to stop."""
        return study_id in self._cancelled and self._cancelled[study_id].is_set()
