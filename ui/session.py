"""A session: what every command works with - where it writes, the settings, the workspace, the copilot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import typer

from ui.terminal import Screen

if TYPE_CHECKING:
    from copilot.agent import Event
    from copilot.settings import Settings
    from copilot.workspace import Workspace


class Asker(Protocol):
    """Answers questions: the copilot, or a scripted one."""

    def stream(
        self, question: str, *, as_of: datetime | None = None, conversation_id: str | None = None
    ) -> Iterator[Event]:
        """What happens while ``question`` is answered; the last event carries the answer."""
        ...


def open_workspace(settings: Settings) -> Workspace:
    """The workspace of the home folder in ``settings``."""
    from copilot.workspace import Workspace

    return Workspace(settings)


def open_copilot(workspace: Workspace) -> Asker:
    """The copilot over ``workspace``."""
    from copilot.agent import Copilot

    return Copilot(workspace)


@dataclass
class Session:
    """One run of ``tieout``. ``home`` is what ``--home`` said; the openers are replaced by fakes in tests."""

    home: Path | None = None
    open_workspace: Callable[[Settings], Workspace] = open_workspace
    open_copilot: Callable[[Workspace], Asker] = open_copilot

    @cached_property
    def screen(self) -> Screen:
        """Where this run writes: the streams as they are when it first writes or opens something."""
        return Screen()

    @cached_property
    def configuration(self) -> tuple[Settings, dict[str, str]]:
        """The settings in force and the origin of each. Raises ``SettingsError``."""
        from copilot.settings import load_settings

        return load_settings(home=self.home)

    @property
    def settings(self) -> Settings:
        """The settings in force. Raises ``SettingsError``."""
        return self.configuration[0]

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """The workspace, closed at the end. Whatever a library prints meanwhile goes to the error stream."""
        with redirect_stdout(self.screen.err_stream), self.open_workspace(self.settings) as workspace:
            yield workspace


def session_of(context: typer.Context) -> Session:
    """The session that the command was started in."""
    session = context.find_object(Session)
    if session is None:
        raise RuntimeError("a command runs inside the tieout app, which makes its session")
    return session
