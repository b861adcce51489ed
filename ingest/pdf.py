"""PDF files: the text of their pages, and what their metadata and cover say of them."""

from __future__ import annotations

import logging
import re
from collections import Counter
from io import BytesIO

from ingest.cleaning import clean_text
from ingest.drafts import Draft
from ingest.errors import UnreadableDocument
from ingest.filings import read_filing
from ingest.published import parse_published

ARRAY_ELEMENTS = 2_000_000
"""pypdf stops at 100,000 elements of an array; Microsoft's quarterly reports of 2023 hold more."""
EDGE_LINES = 3
"""Running heads and page numbers stand among the first and last three lines of a page."""
RUNNING_HEAD_PAGES = 3
RUNNING_HEAD_SHARE = 0.25
"""A line at the edge of that many pages is a running head. Column heads of tables ("Three Months Ended") reach 10 %."""
RUNNING_HEAD_CHARACTERS = 80
MEANINGFUL_CHARACTERS_PER_PAGE = 5
"""Less than that on the average page: the pages are pictures."""

_OUTER_NUMBER = re.compile(r"^\d{1,3}\b|\b\d{1,3}$")
_PAGE_NUMBER = re.compile(r"(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?", re.IGNORECASE)
_TITLE_BY_PROGRAM = re.compile(
    r"^(?:microsoft word\b|untitled|document\d*$|slide \d)|\.\w{2,4}$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{2,}")


def read_pdf(content: bytes, source: str) -> Draft:
    """The text of all pages, with the title and date of a filing's cover or of the metadata.

    A creation date is an upper bound of when the document was known, so it serves as the date. Raises
    ``UnreadableDocument`` for a file that is encrypted, broken, or has pictures of pages only.
    """
    pages, metadata = _extract(content, source)
    text = clean_text("\n".join(_without_running_heads(pages)))
    if len("".join(text.split())) < MEANINGFUL_CHARACTERS_PER_PAGE * max(1, len(pages)):
        raise UnreadableDocument(
            source, "its pages hold no text, only pictures of it", "Run text recognition (OCR) over it first."
        )
    created = metadata.get("/CreationDate", "")
    try:
        created_at = parse_published(created) if created else None
    except ValueError:
        created_at = None
    title = metadata.get("/Title", "").strip()
    filing = read_filing(text, (title, metadata.get("/Subject", "")), created_at)
    if filing:
        return Draft(text, filing.title, filing.company, filing.published_at, kind="filing")
    return Draft(text, title if _is_title(title) else "", published_at=created_at)


def _extract(content: bytes, source: str) -> tuple[list[str], dict[str, str]]:
    from pypdf import PdfReader, apply_configuration
    from pypdf.errors import DependencyError, FileNotDecryptedError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs each oddity of a file that it can read
    try:
        with apply_configuration(array_maximum_element_count=ARRAY_ELEMENTS):
            reader = PdfReader(BytesIO(content))
            if reader.is_encrypted and not reader.decrypt(""):
                raise FileNotDecryptedError
            metadata = {key: str(value) for key, value in (reader.metadata or {}).items()}
            return [page.extract_text() for page in reader.pages], metadata
    except (FileNotDecryptedError, DependencyError) as error:
        raise UnreadableDocument(source, "it is encrypted", "Save a copy without a password.") from error
    except Exception as error:  # a broken file can raise nearly anything in pypdf; the caller reports it
        reason = f"it is not a readable PDF ({type(error).__name__}: {error})"
        raise UnreadableDocument(source, reason, "Open it in a PDF viewer and save it again.") from error


def _without_running_heads(pages: list[str]) -> list[str]:
    pages_of_lines = [[line.strip() for line in page.splitlines() if line.strip()] for page in pages]
    seen = Counter(shape for lines in pages_of_lines for shape in {_shape(line) for line in _edges(lines)})
    needed = max(RUNNING_HEAD_PAGES, RUNNING_HEAD_SHARE * len(pages))
    heads = {
        shape for shape, count in seen.items() if count >= needed and len(shape) <= RUNNING_HEAD_CHARACTERS
    }
    return ["\n".join(_page_body(lines, heads)) for lines in pages_of_lines]


def _page_body(lines: list[str], heads: set[str]) -> list[str]:
    last = len(lines) - 1
    body = []
    for number, line in enumerate(lines):
        outermost = number in (0, last) and _PAGE_NUMBER.fullmatch(line)
        at_edge = number < EDGE_LINES or number > last - EDGE_LINES
        if not outermost and not (at_edge and _shape(line) in heads):
            body.append(line)
    return body


def _edges(lines: list[str]) -> list[str]:
    return lines[:EDGE_LINES] + lines[EDGE_LINES:][-EDGE_LINES:]


def _shape(line: str) -> str:
    """The line without a page number at its start or end: equal on all pages for a running head, never for figures."""
    return _OUTER_NUMBER.sub("#", " ".join(line.split()).lower())


def _is_title(title: str) -> bool:
    return len(_WORD.findall(title)) >= 2 and not _TITLE_BY_PROGRAM.search(title)
