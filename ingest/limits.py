"""How much a single file may take: of bytes, of time, of memory. The bounds are generous; they are for what hangs."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import UnreadableDocument

MEGABYTE = 1_000_000

FILE_BYTES: Mapping[str, int] = {
    ".pdf": 200 * MEGABYTE,
    ".docx": 200 * MEGABYTE,
    ".csv": 100 * MEGABYTE,
    ".tsv": 100 * MEGABYTE,
    ".tab": 100 * MEGABYTE,
    ".html": 30 * MEGABYTE,
    ".htm": 30 * MEGABYTE,
}
"""The largest file of each kind. Pictures make a PDF large and leave little text; a table is read whole, and cut
row by row; filings in HTML are nine tenths markup, and one of 29 MB takes 360 MB of memory."""
TEXT_BYTES = 20 * MEGABYTE
"""The largest file of all other kinds, and the largest text of one document: reading it, 20,000 passages, takes
370 MB. The longest annual reports have 2 MB of text."""

WAITING_FACTOR = 3
"""How much longer the clock may run than the processor: on a busy machine, over a slow network."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading a file may take of time and memory."""

    seconds_per_file: float = 60.0
    seconds_per_megabyte: float = 20.0
    """Of processor time. Text takes 1.5 s a megabyte, a filing in HTML 0.4, a PDF of 100 pages 2 s in all."""
    memory_bytes: int = 400 * MEGABYTE
    """That a process that reads may hold: two of them beside the embedding model, with 1.2 GB, stay below 2 GB."""

    def seconds(self, path: Path) -> float:
        """The processor time in seconds that reading ``path`` may take."""
        with suppress(OSError):  # whoever reads it says so
            return self.seconds_per_file + self.seconds_per_megabyte * path.stat().st_size / MEGABYTE
        return self.seconds_per_file


def require_size(source: str, suffix: str, size: int) -> None:
    """Raise ``UnreadableDocument`` where a file of this kind is too large to be read."""
    most = FILE_BYTES.get(suffix, TEXT_BYTES)
    if size > most:
        reason = f"it has {size / MEGABYTE:,.1f} MB, and {most // MEGABYTE} MB is the most for its kind"
        raise UnreadableDocument(source, reason, "Split it.")
