"""Files read in processes of their own, several at once, each file bounded in time and memory."""

from __future__ import annotations

import os
import pickle
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from types import TracebackType
from typing import Self

from ingest.errors import ReaderFailed
from ingest.items import Item, Refused
from ingest.messages import Setup
from ingest.reader import Reader
from ingest.spool import Spool

MOST_READERS = 4
"""A reader gives 1,000 passages a second, more than any model embeds without an accelerator."""
SECONDS_PER_READER = 1.0
"""A run has one reader, and one more for each second that it takes: a start costs 0.25 s of processor time."""
FILES_AHEAD = 100
"""Files that may be read, or wait with what they hold, before the one whose turn it is."""
LOOK_SECONDS = 0.2
"""How long to wait for an idle reader before looking whether there may be one more."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """A file that is being read: its items in order, waiting for those that are yet to come."""

    path: Path
    spool: Spool
    done: Future[None]

    def __iter__(self) -> Iterator[Item]:
        """The items. Raises ``ReaderFailed``, and ``CancelledError`` where the readers were closed."""
        for message in self.spool:
            yield pickle.loads(message)  # noqa: S301 - a reader's, over a pipe that no one else holds
        self.done.result()


class Readers:
    """Processes that read files. Closing them, even amid a file, leaves none behind."""

    def __init__(self, setup: Setup, most: int | None = None) -> None:
        self._setup = setup
        self._most = most or min(MOST_READERS, os.cpu_count() or 1)
        self._threads = ThreadPoolExecutor(self._most, thread_name_prefix="reading")
        self._changed = Condition()
        self._idle: list[Reader] = []
        self._running: set[Reader] = set()
        self._starting = 0
        self._begun = time.monotonic()
        self._closed = False

    def read_all(self, paths: Sequence[Path]) -> Generator[FileReading, None, None]:
        """What each of ``paths`` holds, in their order: to be taken before the next is asked for.

        A file that ends its reader is ``Refused``, and no other.
        """
        begun: deque[FileReading] = deque()
        try:
            for path in paths:
                begun.append(self._submit(path))
                if len(begun) > FILES_AHEAD:
                    yield from self._first(begun)
            while begun:
                yield from self._first(begun)
        finally:
            for reading in begun:
                reading.spool.discard()

    def close(self) -> None:
        """End all readers at once; what they were reading is given up."""
        with self._changed:
            self._closed = True
            for reader in self._running:
                reader.kill()
            self._changed.notify_all()
        self._threads.shutdown(cancel_futures=True)
        for reader in self._running:
            reader.close()
        self._running.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _first(self, begun: deque[FileReading]) -> Iterator[FileReading]:
        yield begun[0]
        begun.popleft().spool.discard()

    def _submit(self, path: Path) -> FileReading:
        spool = Spool()
        try:
            done = self._threads.submit(self._read, path, spool)
        except RuntimeError as error:  # closed in the meantime
            spool.discard()
            raise CancelledError from error
        done.add_done_callback(lambda _: spool.close())
        return FileReading(path, spool, done)

    def _read(self, path: Path, spool: Spool) -> None:
        reader = self._take_reader()
        try:
            refusal = reader.read(path, spool.put)
        except OSError as error:
            raise ReaderFailed(
                f"there is no room for what {path} holds ({error}): free some, or set TMPDIR to another folder"
            ) from error
        if self._closed:
            raise CancelledError
        if refusal:
            spool.put(pickle.dumps(Refused(refusal)))
            self._retire(reader)
            return
        with self._changed:
            self._idle.append(reader)
            self._changed.notify_all()

    def _take_reader(self) -> Reader:
        """An idle reader; a new one where there is none and may be one more; else the first that becomes idle."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._idle or self._may_start(), LOOK_SECONDS)
                if self._closed:
                    raise CancelledError
                reader = self._idle.pop() if self._idle else None
                may_start = reader is None and self._may_start()
                self._starting += may_start
            if may_start:
                return self._start()
            if reader is not None and not reader.is_spent:
                return reader
            if reader is not None:
                self._retire(reader)

    def _may_start(self) -> bool:
        allowed = min(self._most, 1 + int((time.monotonic() - self._begun) / SECONDS_PER_READER))
        return len(self._running) + self._starting < allowed

    def _retire(self, reader: Reader) -> None:
        with self._changed:
            self._running.discard(reader)
            self._changed.notify_all()
        reader.close()

    def _start(self) -> Reader:
        try:
            reader = Reader(self._setup)
        finally:
            with self._changed:
                self._starting -= 1
        with self._changed:
            self._running.add(reader)
            if self._closed:
                reader.kill()
        return reader
