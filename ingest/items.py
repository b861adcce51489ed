"""What a file can hold: documents cut into passages, rows that give none, market rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.report import Refusal
from vectorstore.documents import Document, Passage


@dataclass(frozen=True, slots=True)
class CutDocument:
    """A document with its passages."""

    document: Document
    passages: list[Passage]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that was passed over on purpose."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or row that cannot be taken."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class MarketFile:
    """A file of market rows, which the market tables read themselves."""

    path: Path


Item = CutDocument | Skipped | Refused | MarketFile
"""Any of these."""
