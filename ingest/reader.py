"""One process that reads files, as the run that started it sees it."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer

from ingest.errors import ReaderFailed
from ingest.limits import MEGABYTE, WAITING_FACTOR
from ingest.messages import OUT_OF_MEMORY, Setup, receive
from ingest.report import Refusal, shortened
from ingest.sources.files import source_of

COMMAND = (sys.executable, "-P", "-W", "ignore", "-m", "ingest.reader_process")
"""``-P``: modules that lie in the folder where someone works are not taken for ours."""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
"""Readers share the processors with the embedding model, and threads take memory."""
START_SECONDS = 60.0
"""A process starts in 0.25 s; on a machine that is busy starting many, or from a slow disk, in several."""
NO_MEMORY = b"memory allocation of"
"""What Rust, in which the tokenizer is written, says before it ends the process that has no memory left."""
ERROR_BYTES = 100_000
"""Of the error output that are looked at."""
PROCESSOR_TIME_IS_UP = getattr(signal, "SIGPROF", 0)
"""The signal that ends a process whose timer of processor time ran out."""
MOST_FILES, MOST_BYTES = 500, 20 * MEGABYTE
"""What a reader reads before a fresh one takes its place: parsers keep caches, and memory falls into pieces."""


class Reader:
    """A process that reads one file after another. Raises ``ReaderFailed`` where it does not start."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._files, self._bytes = 0, 0
        self._timed_out = False
        self._errors = TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, env=_environment()
        )
        assert self._process.stdout is not None
        self._answers = self._process.stdout
        try:
            with self._at_most(START_SECONDS):
                self._tell(setup)
                receive(self._answers)
        except (EOFError, BrokenPipeError) as error:
            words = self._last_words() or f"it ended with status {self._process.wait()}"
            self.close()
            raise ReaderFailed(
                f"the process that reads files does not start ({words}): see that {' '.join(COMMAND)} can run"
            ) from error

    @property
    def is_spent(self) -> bool:
        """Whether a fresh one should take its place: it has read much, or has ended."""
        worn = self._files >= MOST_FILES or self._bytes >= MOST_BYTES
        return worn or self._process.poll() is not None

    def read(self, path: Path, put: Callable[[bytes], None]) -> Refusal | None:
        """Give each item of ``path``, pickled, to ``put``. A refusal where the file was the end of this process."""
        seconds = self._setup.limits.seconds(path)
        try:
            with self._at_most(seconds * WAITING_FACTOR):
                self._tell(path)
                while message := receive(self._answers):
                    put(message)
                    self._bytes += len(message)
        except (EOFError, BrokenPipeError):
            return Refusal(
                source_of(path), self._why_it_ended(seconds), "Split it, or save it in another format."
            )
        self._files += 1
        return None

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()

    def close(self) -> None:
        """End the process and release what it held."""
        self.kill()
        self._process.communicate()
        self._errors.close()

    @contextmanager
    def _at_most(self, seconds: float) -> Iterator[None]:
        """Kill the process when the clock, not the processor, has run for ``seconds``."""
        timer = Timer(seconds, self._time_out)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _time_out(self) -> None:
        self._timed_out = True
        self.kill()

    def _tell(self, what: Setup | Path) -> None:
        assert self._process.stdin is not None
        pickle.dump(what, self._process.stdin)
        self._process.stdin.flush()

    def _why_it_ended(self, seconds: float) -> str:
        status = self._process.wait()
        if self._timed_out or status == -PROCESSOR_TIME_IS_UP:
            return f"reading it takes more than {max(1, round(seconds)):,} s"
        if status == OUT_OF_MEMORY or NO_MEMORY in self._error_output():
            return f"reading it takes more than {self._setup.limits.memory_bytes // MEGABYTE} MB of memory"
        name = signal.Signals(-status).name if status < 0 else f"status {status}"
        words = self._last_words()
        return f"the process that read it broke down ({name}{': ' if words else ''}{words})"

    def _last_words(self) -> str:
        """The last line that the process wrote on its error output."""
        lines = self._error_output().decode("utf-8", "replace").strip().splitlines()
        return shortened(lines[-1]) if lines else ""

    def _error_output(self) -> bytes:
        self._errors.seek(0)
        return self._errors.read(ERROR_BYTES)


def _environment() -> dict[str, str]:
    """The environment of a reader: it finds the modules that this process finds."""
    found = os.pathsep.join(os.path.abspath(folder) for folder in sys.path)  # noqa: PTH100 - "" is this folder
    return {**ONE_THREAD, **os.environ, "PYTHONPATH": found}
