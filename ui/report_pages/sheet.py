"""What stands on a sheet, whatever kind of file it becomes: headings, paragraphs, lists, tables, pictures, boxes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from copilot.evidence import ReceiptEvidence


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one look. ``cite`` makes it the mark of a reference, ``verdict`` that of a figure."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    cite: int = 0
    verdict: str = ""
    tip: str = ""
    """What the verdict rests on."""


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a section, level 2 a part of one."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    runs: Line
    quiet: bool = False
    """Small and grey: what is beside the matter."""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. ``right`` says which columns are set flush right."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart of the rows of a receipt."""

    receipt: ReceiptEvidence
    caption: str
    cite: int


@dataclass(frozen=True, slots=True)
class Source:
    """A reference: what it is, where it is found, and what it says or how it is computed again."""

    number: int
    text: str
    url: str
    detail: str
    place: str = ""
    """Where the desk's pages show it, relative to their address; empty for a computation."""


@dataclass(frozen=True, slots=True)
class Sources:
    """All references."""

    items: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """Lines in a frame."""

    kind: Literal["tied", "untied"]
    title: str
    lines: tuple[str, ...]


Element = Heading | Paragraph | Bullets | Grid | Picture | Sources | Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report laid out: its head, then its elements in order."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    """Pairs that stand below the title: the date, the tone, the market."""
    tags: tuple[str, ...]
    elements: tuple[Element, ...]
    footer: str
    language: str = field(default="en")
