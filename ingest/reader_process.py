"""The process that reads files for a run of ingest: what hangs, crashes or eats memory here costs one file.

It is started as ``python -m ingest.reader_process`` and speaks as :mod:`ingest.messages` says.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from traceback import print_exc
from typing import BinaryIO

from ingest.messages import OUT_OF_MEMORY, ReadFile, Setup, send


def main() -> None:
    """Read files until the standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group, and the parent ends this
    answers = _take_standard_output()
    tasks: SimpleQueue[object] = SimpleQueue()
    Thread(target=_receive_all, args=(sys.stdin.buffer, tasks), daemon=True).start()
    setup = tasks.get()
    assert isinstance(setup, Setup)
    read_file = setup.read_file or _default_reader()
    _limit_memory(setup.limits.memory_bytes)
    send(answers, b"")
    while True:
        path = tasks.get()
        assert isinstance(path, Path)
        _limit_time(setup.limits.seconds(path))
        try:
            for item in read_file(path, setup.options, setup.book):
                send(answers, pickle.dumps(item, pickle.HIGHEST_PROTOCOL))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        _limit_time(0)
        send(answers, b"")


def _receive_all(stream: BinaryIO, tasks: SimpleQueue[object]) -> None:
    """Put what arrives into ``tasks``; when the parent is gone, whatever ended it, end as well, even amid a file."""
    status = 1
    try:
        while True:
            tasks.put(pickle.load(stream))  # noqa: S301 - from the parent, over a pipe that no one else holds
    except EOFError:
        status = 0
    except Exception:  # noqa: BLE001 - the parent is told the last line of it
        print_exc()
    finally:
        os._exit(status)


def _default_reader() -> ReadFile:
    from ingest.reading import read_file

    return read_file


def _take_standard_output() -> BinaryIO:
    """The standard output for messages alone: what libraries print goes to the error output from here on."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def _limit_memory(most_bytes: int) -> None:
    """Have allocations fail beyond ``most_bytes``, on systems that count them (Linux does)."""
    with suppress(ImportError, ValueError):  # Windows has no such limits; a lower one may hold already
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, most_bytes))


def _limit_time(seconds: float) -> None:
    """Have the system end this process after so much processor time, even where no line of Python runs any more."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


if __name__ == "__main__":
    main()
