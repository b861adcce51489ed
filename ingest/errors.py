"""What can go wrong while sources are read.

IngestError                     root of all below
├── UnknownLayout                no layout has this name
├── UnreadableLayout             a file in the home's folder of layouts does not describe one
├── ReaderFailed                the processes that read files cannot be started, or have no room to write
└── RefusedSource               one file, folder or row cannot be taken; carries source, reason and mend
    ├── UnreadableDocument      not a document, or nothing to read in it
    └── UnreadableTable         not a market table, or a cell that cannot be what its column says
"""

from __future__ import annotations


class IngestError(Exception):
    """The root of all errors of ingest."""


class UnknownLayout(IngestError):
    """No layout of market files has this name; the message says which there are."""


class UnreadableLayout(IngestError):
    """A layout that a user wrote cannot be understood; the message names the file and the mend."""


class ReaderFailed(IngestError):
    """No file can be read: the process for it does not start, or there is no room for what it finds."""


class RefusedSource(IngestError):
    """A source that cannot be taken: what it is, why not, and how to mend it."""

    def __init__(self, source: str, reason: str, mend: str) -> None:
        super().__init__(f"{source}: {reason}. {mend}")
        self.source = source
        self.reason = reason
        self.mend = mend


class UnreadableDocument(RefusedSource):
    """A file or row that gives no document."""


class UnreadableTable(RefusedSource):
    """A file that gives no market rows: an unknown layout, or a cell that is not what its column says."""
