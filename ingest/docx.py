"""Word files (DOCX): headings, paragraphs, lists and tables in order, and what the file's properties say of it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from ingest.cell_rows import cell_in, holds_data, lined
from ingest.drafts import Draft
from ingest.errors import UnreadableDocument
from ingest.filings import read_filing
from ingest.pages.lines import Cell
from ingest.pages.rows import write_table
from ingest.published import parse_dateline

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from lxml.etree import _Element  # type: ignore[import-untyped]

MOST_BYTES = 100_000_000
"""Of all that is packed in the file, pictures too; a report of 300 pages has 20 MB."""
MOST_XML_BYTES = 30_000_000
"""Of one part that holds text: 1,000 pages have 10 MB, and the parser takes ten times as much."""
MOST_PARTS = 10_000
PIECE_BYTES = 1_000_000
OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0"
"""How a .doc begins, and a .docx with a password."""
MADE_BY_PROGRAM = datetime(2013, 12, 23, 23, 15, tzinfo=UTC)
"""The date that python-docx gives to files whose maker says none."""
MENTIONED_PROGRAMS = ("python-docx", "Microsoft Office User", "Unknown")
HEADING_LEVELS = 6
MOST_SPAN = 100
ITEM_MARK = "- "
CONTAINERS = frozenset(("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
TEXTS = frozenset(("t", "tab", "br", "cr", "p"))
"""What gives letters or a gap between words; what is deleted is called ``delText``."""

_HEADING_STYLE = re.compile(r"(?:heading\s*(\d)|title$)", re.IGNORECASE)
_FIRST_HEADING = re.compile(r"^#{1,6}\s+(.+)$", re.MULTILINE)


def read_docx(content: bytes, source: str) -> Draft:
    """The text of a Word file with the title, author and date of its properties.

    The later of the days on which it was made and changed is an upper bound of when it was known. Raises
    ``UnreadableDocument`` for what is no Word file, is encrypted or broken, or holds more than can be read.
    """
    _require_safe(content, source)
    document = _open(content, source)
    text = "\n".join(_lines(document)).strip()
    properties = document.core_properties
    filing = read_filing(text)
    if filing:
        return Draft.of_filing(filing, text)
    author = properties.author.strip()
    return Draft(
        text,
        title=properties.title.strip() or _first_heading(text),
        publisher="" if author in MENTIONED_PROGRAMS else author,
        published_at=parse_dateline(text) or _known(properties.created, properties.modified),
    )


def _require_safe(content: bytes, source: str) -> None:
    """Refuse what unpacks to more than can be read: by what the file says of its parts, then by unpacking them."""
    if content.startswith(OLD_OR_ENCRYPTED):
        reason = "it is encrypted, or an old .doc under another name"
        raise UnreadableDocument(source, reason, "Save it as DOCX without a password.")
    mend = "Open it in a word processor and save it again."
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                reason = f"it has {len(parts):,} parts, more than {MOST_PARTS:,}"
                raise UnreadableDocument(source, reason, mend)
            _require_room(source, parts)
            for part in parts:
                with archive.open(part) as packed:
                    while packed.read(PIECE_BYTES):  # ends at the size that was checked, or fails
                        pass
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, OSError) as error:
        raise UnreadableDocument(source, f"it is not a readable DOCX ({error})", mend) from error


def _require_room(source: str, parts: list[zipfile.ZipInfo]) -> None:
    mend = "Save its text, or leave out the pictures."
    total = sum(part.file_size for part in parts)
    if total > MOST_BYTES:
        reason = f"it unpacks to {total:,} bytes, more than {MOST_BYTES:,}"
        raise UnreadableDocument(source, reason, mend)
    largest = max((part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))), default=0)
    if largest > MOST_XML_BYTES:
        reason = f"its text unpacks to {largest:,} bytes, more than {MOST_XML_BYTES:,}"
        raise UnreadableDocument(source, reason, mend)


def _open(content: bytes, source: str) -> WordDocument:
    from docx import Document

    try:
        return Document(BytesIO(content))
    except (
        Exception
    ) as error:  # a file that is another zip, or broken within, can raise nearly anything there
        reason = f"it is not a readable DOCX ({type(error).__name__}: {error})"
        raise UnreadableDocument(source, reason, "Open it in a word processor and save it again.") from error


def _lines(document: WordDocument) -> Iterator[str]:
    """The lines of the text: paragraphs and headings behind blank lines, items and rows close together."""
    styles = {style.style_id: style.name or "" for style in document.styles}
    for element in _blocks(document.element.body):
        if _name(element) == "tbl":
            yield from ("", *_rows(element))
        elif words := _words(element):
            mark = _mark(element, styles)
            yield from ([mark + words] if mark == ITEM_MARK else ["", mark + words])


def _blocks(parent: _Element) -> Iterator[_Element]:
    """Paragraphs and tables in order, those within content controls and tracked changes included."""
    for child in parent:
        if _name(child) in ("p", "tbl"):
            yield child
        elif _name(child) in CONTAINERS:
            yield from _blocks(child)


def _name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _words(element: _Element) -> str:
    """The words of an element; inserted ones are there, deleted ones have another name."""
    parts = (
        part.text or "" if _name(part) == "t" else " " for part in element.iter() if _name(part) in TEXTS
    )
    return " ".join("".join(parts).split())


def _mark(paragraph: _Element, styles: Mapping[str, str]) -> str:
    """The mark of Markdown for a heading or an item, by the paragraph's style."""
    named = paragraph.find("./{*}pPr/{*}pStyle")
    style = styles.get(next(iter(named.values()), ""), "") if named is not None else ""
    if match := _HEADING_STYLE.match(style):
        return "#" * min(int(match[1] or 1), HEADING_LEVELS) + " "
    is_item = style.startswith("List") or paragraph.find("./{*}pPr/{*}numPr") is not None
    return ITEM_MARK if is_item else ""


def _rows(table: _Element) -> list[str]:
    rows = lined(_cells(row) for row in table if _name(row) == "tr")
    return write_table(rows, joins_labels=False) if holds_data(rows) else [row.line.text for row in rows]


def _cells(row: _Element) -> list[Cell]:
    cells: list[Cell] = []
    column = 0
    for element in row:
        if _name(element) != "tc":
            continue
        span = element.find("./{*}tcPr/{*}gridSpan")
        stated = next(iter(span.values()), "1") if span is not None else "1"
        behind = column + (min(max(int(stated), 1), MOST_SPAN) if stated.isdecimal() else 1)
        cells.append(cell_in(column, behind, _words(element)))
        column = behind
    return cells


def _first_heading(text: str) -> str:
    match = _FIRST_HEADING.search(text)
    return match[1] if match else ""


def _known(*moments: datetime | None) -> datetime | None:
    """The last of ``moments`` that somebody stated."""
    stated = [moment if moment.tzinfo else moment.replace(tzinfo=UTC) for moment in moments if moment]
    return max((moment for moment in stated if moment != MADE_BY_PROGRAM), default=None)
