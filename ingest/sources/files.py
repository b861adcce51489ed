"""Files and folders → the files to read, in order, each once. Nothing is opened: a pipe would never answer."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.report import Refusal, shortened

MENDS = {
    errno.ENOENT: ("there is no such file or folder", "Check the path."),
    errno.ELOOP: ("it is a link that leads back to itself", "Remove the link, or mend it."),
    errno.EACCES: ("it may not be read", "Check its permissions."),
    errno.ENAMETOOLONG: ("its path is longer than the system allows", "Move it, or give it a shorter name."),
}
"""Why a path cannot be looked at, and what to do, by the system's error."""


@dataclass(slots=True)
class FoundFiles:
    """What a walk found: files to read, what it passed over on purpose, and what cannot be read."""

    files: list[Path] = field(default_factory=list)
    skipped: list[Refusal] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def refuse(self, path: Path, reason: str, mend: str) -> None:
        """Note that ``path`` cannot be read."""
        self.refused.append(Refusal(shortened(source_of(path)), reason, mend))


def source_of(path: Path) -> str:
    """The absolute path as text that can be stored and shown: control characters and odd bytes are escaped."""
    absolute = os.fsencode(path.absolute()).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in absolute)


def find_files(paths: Sequence[Path]) -> FoundFiles:
    """All files under ``paths``, folders recursively and sorted by name; links are followed, but no folder twice.

    A file that has several names (links, ``a/../b``, a path given twice) is taken under the first. Hidden files and
    folders inside a folder are skipped and said; a hidden path that is named itself is taken. What is neither
    file nor folder (pipes, sockets, devices), links to nothing and folders that may not be read are refused.
    """
    found = FoundFiles()
    seen: set[tuple[int, int]] = set()
    for path in paths:
        root = Path(os.path.realpath(path)) if ".." in path.parts else path  # one file, one source
        found.files.extend(_walk(root, seen, found))
    return found


def _walk(root: Path, seen: set[tuple[int, int]], found: FoundFiles) -> Iterator[Path]:
    waiting = [root]
    while waiting:
        path = waiting.pop()
        try:
            status = path.stat()
        except OSError as error:
            found.refuse(path, *_why_not(path, error))
            continue
        if (identity := (status.st_dev, status.st_ino)) in seen:
            continue
        seen.add(identity)
        if stat.S_ISDIR(status.st_mode):
            waiting.extend(reversed(_entries(path, found)))
        elif stat.S_ISREG(status.st_mode):
            yield path
        else:
            found.refuse(path, "it is neither a file nor a folder", "Leave it out, or save what it gives.")


def _entries(folder: Path, found: FoundFiles) -> list[Path]:
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - names sort ten times faster than paths
    except OSError as error:
        found.refuse(folder, f"the folder cannot be read ({error.strerror})", "Check its permissions.")
        return []
    hidden = [name for name in names if name.startswith(".")]
    found.skipped += [Refusal(shortened(source_of(folder / name)), "it is hidden") for name in hidden]
    return [folder / name for name in names if not name.startswith(".")]


def _why_not(path: Path, error: OSError) -> tuple[str, str]:
    if error.errno == errno.ENOENT and path.is_symlink():
        return "it is a link to nothing", "Remove the link, or restore what it points to."
    known = MENDS.get(error.errno or 0)
    return known or (f"it cannot be read ({error.strerror})", "Check the path and its permissions.")
