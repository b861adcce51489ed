"""The most memory that this process and those it started hold at once."""

from __future__ import annotations

import os
import resource
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

INTERVAL_S = 0.1


class MemoryPeak:
    """Looks again and again while the block runs; ``most_bytes`` is the most that was seen.

    Pages that processes share count once for each. Where there is no ``/proc``, it is this process's own highest.
    """

    def __init__(self) -> None:
        self.most_bytes = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            self.most_bytes = max(self.most_bytes, held_bytes())
            if self._ended.wait(INTERVAL_S):
                return


def held_bytes() -> int:
    """The resident memory of this process and of all that descend from it, in bytes."""
    if not Path("/proc/self/statm").exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (
                (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            )
        except OSError:  # it has ended
            continue
        parents[int(folder.name)] = (int(fields[1]), int(fields[21]))
    family = {os.getpid()}
    while more := {pid for pid, (parent, _) in parents.items() if parent in family} - family:
        family |= more
    return sum(parents[pid][1] for pid in family if pid in parents) * resource.getpagesize()
