"""Watching an answer come: steps and words on a terminal while the copilot works."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ui.terminal import INDENT, Screen, styled

if TYPE_CHECKING:
    from rich.text import Text

    from copilot.agent import Event
    from copilot.answer import Answer

REFRESH_PER_S = 12


def watch(screen: Screen, events: Iterator[Event]) -> Answer:
    """The answer at the end of ``events``. On a terminal, steps and words are seen as they come.

    What was seen on the way is cleared at the end: the answer is then shown whole.
    """
    if screen.out.is_terminal:
        return _watch_live(screen, events)
    return wait(screen, events)


def wait(screen: Screen, events: Iterator[Event]) -> Answer:
    """The answer at the end of ``events``; the step at hand is seen where the error stream is a terminal."""
    from copilot.agent import Finished, Step

    with screen.err.status(styled("working")) as status:
        for event in events:
            if isinstance(event, Step):
                status.update(styled(event.text))
            elif isinstance(event, Finished):
                return event.answer
    raise RuntimeError("the stream ended without an answer")


def _watch_live(screen: Screen, events: Iterator[Event]) -> Answer:
    from rich.live import Live

    from copilot.agent import Finished

    draft = Draft()
    with Live(
        console=screen.out,
        transient=True,
        refresh_per_second=REFRESH_PER_S,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as live:
        for event in events:
            if isinstance(event, Finished):
                return event.answer
            draft.take(event)
            live.update(draft.shown(lines=screen.out.height - 1, width=screen.out.width))
    raise RuntimeError("the stream ended without an answer")


class Draft:
    """An answer that is being written: the steps so far, and the prose since the last retraction."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.prose = ""

    def take(self, event: Event) -> None:
        """Takes up what happened."""
        from copilot.agent import Retracted, Step, Token

        if isinstance(event, Step):
            self.steps.append(event.text)
        elif isinstance(event, Token):
            self.prose += event.text
        elif isinstance(event, Retracted):
            self.prose = ""

    def shown(self, *, lines: int, width: int) -> Text:
        """The end of it that fits into ``lines`` of ``width`` columns."""
        from rich.console import Console
        from rich.text import Text

        steps = styled("\n".join(f"{INDENT}{step}" for step in self.steps), "dim")
        gap = "\n\n" if self.steps and self.prose else ""
        wrapped = Text.assemble(steps, gap, styled(self.prose)).wrap(Console(width=width), width)
        return Text("\n").join(list(wrapped)[-lines:])
