"""What a run of ingest did: documents, market rows, and what it did not take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.errors import RefusedSource

Progress = Callable[[str, int, int], None]
"""Called with a label, how many are done, and how many there are in all."""

PRINTED_CHARACTERS = 300
"""A path or a reason longer than that is cut in the middle where it is shown in a report."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A source that was not taken: its path (with ``#row=N`` for a row), why, and how to mend it."""

    source: str
    reason: str
    mend: str = ""

    @classmethod
    def unexpected(cls, source: str, error: Exception, mend: str) -> Refusal:
        """The refusal of a file that failed in a way nobody foresaw: it is told, and the others go on."""
        return cls(source, shortened(f"it could not be read ({type(error).__name__}: {error})"), mend)

    @classmethod
    def of(cls, error: RefusedSource) -> Refusal:
        """The refusal that ``error`` stands for."""
        return cls(error.source, shortened(error.reason), error.mend)


def shortened(text: str) -> str:
    """``text`` with its middle left out where it is too long to print."""
    if len(text) <= PRINTED_CHARACTERS:
        return text
    half = PRINTED_CHARACTERS // 2
    return f"{text[:half]}…{text[-half:]}"


@dataclass(frozen=True, slots=True)
class FlaggedRow:
    """A market row that was taken though it looks odd: where it came from, which it is, and why."""

    file: str
    table: str
    symbol: str
    date: str
    source: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class RowCount:
    """Rows brought into one market table: new, changed, and held before."""

    added: int = 0
    corrected: int = 0
    unchanged: int = 0

    def __add__(self, other: RowCount) -> RowCount:
        return RowCount(
            self.added + other.added, self.corrected + other.corrected, self.unchanged + other.unchanged
        )


@dataclass(slots=True)
class IngestReport:
    """What one run did. It grows while the run goes on, and reports add up with ``merge``."""

    added: int = 0
    """Documents that the library did not hold."""
    unchanged: int = 0
    """Documents that it held already."""
    replaced: int = 0
    """Documents whose source now reads otherwise: a new version."""
    skipped: list[Refusal] = field(default_factory=list)
    """Passed over on purpose: empty rows, hidden files. Not a failure."""
    refused: list[Refusal] = field(default_factory=list)
    """Could not be taken. Nothing of these was stored, but for a table of documents whose reading was cut short:
    the documents before the break are."""
    rows: dict[str, RowCount] = field(default_factory=dict)
    """Market rows by table."""
    flags: list[FlaggedRow] = field(default_factory=list)
    """Market rows that look odd. They were taken as they are."""
    notes: list[str] = field(default_factory=list)
    """What was decided on the way: closes taken as adjusted, missing values left out."""

    @property
    def ok(self) -> bool:
        """Whether everything that was asked for could be taken."""
        return not self.refused

    def count_rows(self, table: str, count: RowCount) -> None:
        """Add the rows of one write to those of ``table``."""
        self.rows[table] = self.rows.get(table, RowCount()) + count

    def merge(self, other: IngestReport) -> None:
        """Take in what another run did."""
        self.added += other.added
        self.unchanged += other.unchanged
        self.replaced += other.replaced
        self.skipped += other.skipped
        self.refused += other.refused
        self.notes += other.notes
        self.flags += other.flags
        for table, count in other.rows.items():
            self.count_rows(table, count)
