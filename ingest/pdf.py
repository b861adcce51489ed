"""PDF files: the text of their pages, and what their metadata and cover say of them."""

from __future__ import annotations

import re
from threading import Lock
from typing import TYPE_CHECKING

from ingest.drafts import Draft
from ingest.errors import UnreadableDocument
from ingest.filings import read_filing
from ingest.pages.lines import lines_of
from ingest.pages.prose import Usual
from ingest.pages.running_heads import without_running_heads
from ingest.pages.text import join_pages, write_page
from ingest.pages.words import words_of
from ingest.published import parse_dateline, parse_published

if TYPE_CHECKING:
    from datetime import datetime

MEANINGFUL_CHARACTERS_PER_PAGE = 5
"""Less than that on the average page: the pages are pictures."""
WRONG_PASSWORD = 4
"""pdfium's number for a file that opens with a password only."""

_TITLE_BY_PROGRAM = re.compile(
    r"^(?:microsoft word\b|untitled|document\d*$|slide \d)|\.\w{2,4}$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_PDFIUM = Lock()
"""pdfium may run in one thread of a process at a time."""


def read_pdf(content: bytes, source: str) -> Draft:
    """The text of all pages, with the title and date of a filing's cover or of the metadata.

    Tables keep their rows and columns, headings are marked as in Markdown. A creation date is an upper bound of when
    the document was known, so it serves as the date where the document states none. Raises ``UnreadableDocument``
    for a file that is encrypted, broken, cut off, or has pictures of pages only.
    """
    pages, metadata = _extract(content, source)
    text, starts = join_pages(pages)
    if len("".join(text.split())) < MEANINGFUL_CHARACTERS_PER_PAGE * max(1, len(pages)):
        raise UnreadableDocument(
            source, "its pages hold no text, only pictures of it", "Run text recognition (OCR) over it first."
        )
    title = metadata.get("Title", "").strip()
    created_at = _created(metadata)
    filing = read_filing(text, (title, metadata.get("Subject", "")), created_at)
    if filing:
        return Draft.of_filing(filing, text, starts)
    return Draft(
        text,
        title if _is_title(title) else "",
        published_at=parse_dateline(text) or created_at,
        pages=starts,
    )


def _extract(content: bytes, source: str) -> tuple[list[str], dict[str, str]]:
    """The text of each page, and the metadata."""
    from pypdfium2 import PdfDocument, PdfiumError

    if _is_cut_off(content):
        reason = "it is not a readable PDF: its end is missing"
        raise UnreadableDocument(source, reason, "Copy or download it again.")
    with _PDFIUM:
        try:
            document = PdfDocument(content)
        except PdfiumError as error:
            if error.err_code == WRONG_PASSWORD:
                raise UnreadableDocument(
                    source, "it is encrypted", "Save a copy without a password."
                ) from error
            reason = f"it is not a readable PDF ({error})"
            mend = "Open it in a PDF viewer and save it again."
            raise UnreadableDocument(source, reason, mend) from error
        try:
            lines = [lines_of(words_of(document, number)) for number in range(len(document))]
            metadata = document.get_metadata_dict()
        finally:
            document.close()
    lines = without_running_heads(lines)
    usual = Usual.of(line for page in lines for line in page)
    return [write_page(page, usual) for page in lines], metadata


def _is_cut_off(content: bytes) -> bool:
    """Whether objects follow the last end mark, or there is none: pdfium would silently give what is left."""
    return b" obj" in content[content.rfind(b"%%EOF") :] if b"%%EOF" in content else content[:5] == b"%PDF-"


def _created(metadata: dict[str, str]) -> datetime | None:
    created = metadata.get("CreationDate", "")
    try:
        return parse_published(created) if created else None
    except ValueError:
        return None


def _is_title(title: str) -> bool:
    return len(_WORD.findall(title)) >= 2 and not _TITLE_BY_PROGRAM.search(title)
