"""The lock files of a library: one indexer at a time, one user of the files while they change."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import portalocker

from vectorstore.errors import LibraryBusy, UnusableFolder

LOCK_TIMEOUT_S = 600.0
"""The longest wait: an indexer holds its lock for one batch, a few seconds, a minute on a slow machine."""
CHECK_INTERVAL_S = 0.02


class FileLock:
    """An exclusive lock between threads and processes; released by the system when its holder dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._threads = threading.RLock()
        self._depth = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock; the thread that holds it may take it again. Raises ``LibraryBusy``, ``UnusableFolder``."""
        with self._threads:
            if self._depth:
                yield
                return
            lock = portalocker.Lock(
                str(self.path), mode="a", timeout=LOCK_TIMEOUT_S, check_interval=CHECK_INTERVAL_S
            )
            try:
                lock.acquire()
            except portalocker.exceptions.LockException as error:
                raise LibraryBusy(
                    f"another process has held {self.path} for {LOCK_TIMEOUT_S:.0f} s: "
                    "wait until it has finished, or end it if it hangs"
                ) from error
            except OSError as error:
                raise UnusableFolder.because(self.path.parent, error) from error
            self._depth = 1
            try:
                yield
            finally:
                self._depth = 0
                lock.release()
