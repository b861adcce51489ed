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


@dataclass(slots=True, eq=False)
class Work(Generic[Result]):
    """One piece of work. It changes while it is read: ``running`` is the last to change."""

    title: str
    label: str = "waiting"
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
    """The works of one kind of a server: one is done after another, in the order in which they were started."""

    def __init__(self) -> None:
        self._works: list[Work[Result]] = []
        self._lock = threading.Lock()
        self._one_at_a_time = threading.Lock()

    @property
    def works(self) -> tuple[Work[Result], ...]:
        """Those that wait, that are under way, and that ended and were not dismissed."""
        with self._lock:
            return tuple(self._works)

    def start(self, title: str, task: Callable[[Report], Result]) -> Work[Result]:
        """Begins ``task`` as soon as the works before it have ended."""
        work: Work[Result] = Work(title)
        with self._lock:
            self._works.append(work)

        def take_turn() -> None:
            with self._one_at_a_time:
                work.run(task)

        threading.Thread(target=take_turn, name=title, daemon=True).start()
        return work

    def dismiss(self, work: Work[Result]) -> None:
        """Forgets a work that has ended."""
        with self._lock:
            if not work.running and work in self._works:
                self._works.remove(work)
