"""A queue of bytes between two threads that takes no memory to speak of: what waits long waits on disk."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from threading import Condition

MEMORY_BYTES = 256_000
"""What a spool keeps in memory before it moves to a file that has no name: a hundred of them take 25 MB."""


class Spool:
    """Messages from one thread to another, in order. It is closed by the writer and emptied once."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(MEMORY_BYTES)  # noqa: SIM115 - closed when it is emptied
        self._sizes: deque[int] = deque()
        self._read, self._written = 0, 0
        self._closed = False
        self._changed = Condition()

    def put(self, message: bytes) -> None:
        """Add a message; one that nobody wants any more is dropped."""
        with self._changed:
            if self._file.closed:
                return
            self._file.seek(self._written)
            self._file.write(message)
            self._written += len(message)
            self._sizes.append(len(message))
            self._changed.notify_all()

    def close(self) -> None:
        """Say that no more messages come."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def discard(self) -> None:
        """Drop all messages, those that are yet to come as well."""
        with self._changed:
            self._file.close()

    def __iter__(self) -> Iterator[bytes]:
        """The messages, waiting for those that are yet to come; ends when the spool is closed and empty."""
        try:
            while (message := self._next()) is not None:
                yield message
        finally:
            self.discard()

    def _next(self) -> bytes | None:
        with self._changed:
            self._changed.wait_for(lambda: self._sizes or self._closed)
            if not self._sizes:
                return None
            self._file.seek(self._read)
            message = self._file.read(self._sizes.popleft())
            self._read += len(message)
            return message
