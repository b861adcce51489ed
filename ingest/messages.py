"""What a run of ingest and the processes that read its files tell each other.

Pickled, a :class:`Setup` and then paths go to the process. For each path come back the items that the file holds,
each pickled and with its length before it; an empty message ends them, and is also the first word of the process.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from ingest.drafts import DocumentOptions
from ingest.items import Item
from ingest.limits import Limits
from market.instruments import InstrumentBook

ReadFile = Callable[[Path, DocumentOptions, InstrumentBook], Iterator[Item]]
"""What reads a file, see :func:`ingest.reading.read_file`."""

OUT_OF_MEMORY = 77
"""The status with which a process ends that reached its limit of memory: what is left of it is not to be trusted."""

_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Setup:
    """What a process that reads must know before its first file."""

    options: DocumentOptions
    book: InstrumentBook
    limits: Limits = field(default_factory=Limits)
    read_file: ReadFile | None = None
    """Another one than that of :mod:`ingest.reading`, which only the process itself imports."""


def send(stream: IO[bytes], message: bytes) -> None:
    """Write a message."""
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """The next message. Raises ``EOFError`` where the stream ends before it does."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return _exactly(stream, length)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    read = stream.read(size)
    if len(read) < size:
        raise EOFError
    return read
