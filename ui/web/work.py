"""Long pieces of work, each in a thread of its own: they go on when the page is left or its tab is closed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Result = TypeVar("Result")
Report = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Work(Generic[Result]):
    """One piece of work. It changes while it is read: ``running`` is the last to change."""

    title: str
    label: str = "starting"
    done: int = 0
    total: int = 0
    result: Result | None = None
    error: Exception | None = None
    running: bool = True
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def share(self) -> float:
        """How much of the step under way is done, from 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    def wait(self, timeout_s: float) -> bool:
        """Returns when it has ended or after ``timeout_s``; gives whether it has."""
        return self._ended.wait(timeout_s)

    def run(self, task: Callable[[Report], Result]) -> None:
        """Does it."""
        try:
            self.result = task(self._note)
        except Exception as error:  # noqa: BLE001 - the thread must not die silently: the page shows the error
            _log.exception("%s failed", self.title)
            self.error = error
        finally:
            self.running = False
            self._ended.set()

    def _note(self, label: str, done: int, total: int) -> None:
        self.label, self.done, self.total = label, done, total


class Bench(Generic[Result]):
    """The works of one kind of a server, one at a time."""

    def __init__(self) -> None:
        self._latest: Work[Result] | None = None
        self._lock = threading.Lock()

    @property
    def latest(self) -> Work[Result] | None:
        """The work under way, or the last one that ended and was not dismissed."""
        return self._latest

    def start(self, title: str, task: Callable[[Report], Result]) -> Work[Result]:
        """Begins ``task``; where one is running, gives that one and begins nothing."""
        with self._lock:
            if self._latest and self._latest.running:
                return self._latest
            work: Work[Result] = Work(title)
            self._latest = work
        threading.Thread(target=work.run, args=(task,), name=title, daemon=True).start()
        return work

    def dismiss(self) -> None:
        """Forgets a work that has ended."""
        with self._lock:
            if self._latest and not self._latest.running:
                self._latest = None
