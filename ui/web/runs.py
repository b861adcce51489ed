"""Questions that are being answered: each in its own thread, so that it outlives a rerun and a closed tab."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal

from copilot.agent import Event, Finished, Retracted, Step, Token

RunState = Literal["running", "finished", "failed", "stopped"]
Stream = Callable[[str, str], Iterator[Event]]
"""Answers a question in the conversation with that id, event by event."""

WAITING = "waiting for the question that was stopped to let go"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come."""

    state: RunState
    steps: tuple[str, ...]
    prose: str
    error: Exception | None
    elapsed_s: float


@dataclass(slots=True)
class Run:
    """One question on its way. Read it through :meth:`progress`; it changes while it is read."""

    question: str
    conversation_id: str
    state: RunState = "running"
    _steps: list[str] = field(default_factory=list)
    _prose: str = ""
    _error: Exception | None = None
    _changes: int = 0
    _stopping: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _started: float = field(default_factory=time.monotonic)
    _released: threading.Event = field(default_factory=threading.Event)

    def progress(self) -> Progress:
        """What has happened so far."""
        with self._changed:
            elapsed = time.monotonic() - self._started
            return Progress(self.state, tuple(self._steps), self._prose, self._error, elapsed)

    def wait(self, timeout_s: float) -> None:
        """Returns when something has happened, or after ``timeout_s``, or at once where the run has ended."""
        with self._changed:
            seen = self._changes
            self._changed.wait_for(lambda: self._changes != seen or self.state != "running", timeout_s)

    def stop(self) -> None:
        """Ends the run for its reader now. The work ends at its next event, and stores no answer unless it was done."""
        with self._changed:
            if self.state == "running":
                self._stopping = True
                self._end("stopped")

    def follow(self, stream: Stream, after: Run | None = None) -> None:
        """Takes in the events of ``stream`` until it ends, fails or is stopped.

        ``after`` is a stopped run of the same conversation: two at once would write into one memory, so its work
        is let come to its end first.
        """
        try:
            if after and not after._released.is_set():
                self._take(Step(WAITING))
                after._released.wait()
            with closing(self._events(stream)) as events:
                for event in events:
                    if not self._take(event):
                        break
        except Exception as error:  # noqa: BLE001 - the thread must not die silently: the page shows the error
            _log.exception("The question %r failed", self.question)
            with self._changed:
                self._error = error
                self._end("failed")
        finally:
            self._released.set()

    def _events(self, stream: Stream) -> Generator[Event]:
        """The events of ``stream``, which is not begun where the run was stopped before."""
        if not self._stopping:
            yield from stream(self.question, self.conversation_id)

    def _take(self, event: Event) -> bool:
        with self._changed:
            if self._stopping and not isinstance(event, Finished):
                return False
            if isinstance(event, Step):
                self._steps.append(event.text)
            elif isinstance(event, Token):
                self._prose += event.text
            elif isinstance(event, Retracted):
                self._prose = ""
            elif isinstance(event, Finished):  # also after a stop that came too late: the answer is stored
                self._end("finished")
            self._changes += 1
            self._changed.notify_all()
            return True

    def _end(self, state: RunState) -> None:
        self.state = state
        self._changed.notify_all()


class Runs:
    """The runs of a server, at most one for each conversation."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._runs: dict[str, Run] = {}
        self._lock = threading.Lock()

    def start(self, question: str, conversation_id: str) -> Run:
        """Begins to answer ``question``; where the conversation's last question is still running, that run.

        After a question that was stopped the answer begins when that one's work has ended.
        """
        with self._lock:
            current = self._runs.get(conversation_id)
            if current and current.state == "running":
                return current
            run = Run(question, conversation_id)
            self._runs[conversation_id] = run
        threading.Thread(
            target=run.follow, args=(self._stream, current), name=f"run {conversation_id}", daemon=True
        ).start()
        return run

    def of(self, conversation_id: str | None) -> Run | None:
        """The run of a conversation whose answer is not among the stored ones, or ``None``."""
        run = self._runs.get(conversation_id or "")
        return None if run is None or run.state == "finished" else run

    def forget(self, conversation_id: str) -> None:
        """Drops the conversation's run, stopping it where it is still running."""
        with self._lock:
            run = self._runs.pop(conversation_id, None)
        if run:
            run.stop()
