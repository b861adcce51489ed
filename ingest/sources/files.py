"""Files and folders → the files to read, in order, each once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.report import Refusal

PRINTED_CHARACTERS = 300
"""A path longer than that is cut in the middle where it is shown in a report."""


@dataclass(slots=True)
class FoundFiles:
    """What a walk found: files to read, what it passed over on purpose, and what is not there."""

    files: list[Path] = field(default_factory=list)
    skipped: list[Refusal] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def source_of(path: Path) -> str:
    """The absolute path as text that can be stored and shown: control characters and odd bytes are escaped."""
    absolute = os.fsencode(path.absolute()).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in absolute)


def shortened(source: str) -> str:
    """``source`` with its middle left out where it is too long to print."""
    if len(source) <= PRINTED_CHARACTERS:
        return source
    half = PRINTED_CHARACTERS // 2
    return f"{source[:half]}…{source[-half:]}"


def find_files(paths: Sequence[Path]) -> FoundFiles:
    """All files under ``paths``, folders recursively and sorted by name; links are followed, but no folder twice.

    Hidden files and folders inside a folder are skipped and said; a hidden path that is named itself is taken.
    """
    found = FoundFiles()
    seen: set[Path] = set()
    for path in paths:
        if not os.path.lexists(path) or not path.exists():
            refusal = Refusal(
                shortened(source_of(path)), "there is no such file or folder", "Check the path."
            )
            found.refused.append(refusal)
            continue
        found.files.extend(_walk(path, seen, found))
    return found


def _walk(path: Path, seen: set[Path], found: FoundFiles) -> Iterator[Path]:
    waiting = [path]
    while waiting:
        current = waiting.pop()
        real = current.resolve()
        if real in seen:
            continue
        seen.add(real)
        if current.is_dir():
            waiting.extend(reversed(_entries(current, found)))
        elif current.is_file():
            yield current
        else:
            reason = "it is neither a file nor a folder, or a link to nothing"
            found.skipped.append(Refusal(shortened(source_of(current)), reason))


def _entries(folder: Path, found: FoundFiles) -> list[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        reason = f"the folder cannot be read ({error.strerror})"
        found.refused.append(Refusal(shortened(source_of(folder)), reason, "Check its permissions."))
        return []
    hidden = [entry for entry in entries if entry.name.startswith(".")]
    found.skipped += [Refusal(shortened(source_of(entry)), "it is hidden") for entry in hidden]
    return [entry for entry in entries if not entry.name.startswith(".")]
