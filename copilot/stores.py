"""What the SQLite files of the copilot have in common: their folder is there, their failures are named."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from copilot.errors import BrokenStore, SettingsError


def ready_home(home: Path) -> None:
    """Makes the home folder where it is missing. Raises ``SettingsError`` where it cannot be worked in."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = "it is no folder" if isinstance(error, FileExistsError) else f"{error.strerror}".lower()
        raise _unusable(home, reason) from error
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        raise _unusable(home, "it may not be read and written")


@contextmanager
def failures_named(path: Path) -> Iterator[None]:
    """Raises an error of SQLite in its block as a ``BrokenStore`` that names the file."""
    try:
        yield
    except sqlite3.Error as error:
        raise BrokenStore(path, error) from error


def _unusable(home: Path, reason: str) -> SettingsError:
    return SettingsError(
        f"The home folder {home} cannot be used: {reason}. "
        "Name a folder that can be written with --home or TIEOUT_HOME."
    )
