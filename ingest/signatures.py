"""What a file is, by its first bytes: a name can be wrong, and a PDF called .txt is still a PDF."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ingest.errors import UnreadableDocument

HEAD_BYTES = 4096
"""Read to know a file: comments before the root of a web page are rarely longer."""


class Signature(NamedTuple):
    """A kind of file: how it begins, the suffix it is read by (empty: it is not), what it is, how to mend it."""

    start: bytes
    suffix: str
    what: str
    mend: str = ""


UNPACK = "Unpack it."
PICTURE = "Run text recognition (OCR) over it, or leave it out."
OFFICE = "Save it as DOCX, PDF or CSV, without a password."
LEAVE_OUT = "Leave it out, or export it as CSV or text."

SIGNATURES = (
    Signature(b"%PDF-", ".pdf", "a PDF"),
    Signature(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", "an old or an encrypted Office file", OFFICE),
    Signature(b"{\\rtf", "", "rich text (RTF)", "Save it as DOCX, PDF or text."),
    Signature(b"\x1f\x8b", "", "compressed (gzip)", UNPACK),
    Signature(b"BZh9", "", "compressed (bzip2)", UNPACK),
    Signature(b"\xfd7zXZ\x00", "", "compressed (xz)", UNPACK),
    Signature(b"\x28\xb5\x2f\xfd", "", "compressed (zstd)", UNPACK),
    Signature(b"7z\xbc\xaf\x27\x1c", "", "an archive (7z)", UNPACK),
    Signature(b"Rar!\x1a\x07", "", "an archive (RAR)", UNPACK),
    Signature(b"\x89PNG\r\n\x1a\n", "", "a picture (PNG)", PICTURE),
    Signature(b"\xff\xd8\xff", "", "a picture (JPEG)", PICTURE),
    Signature(b"GIF8", "", "a picture (GIF)", PICTURE),
    Signature(b"II*\x00", "", "a picture (TIFF)", PICTURE),
    Signature(b"MM\x00*", "", "a picture (TIFF)", PICTURE),
    Signature(b"PAR1", "", "a Parquet file", "Export it as CSV."),
    Signature(b"SQLite format 3\x00", "", "a SQLite database", "Export its tables as CSV."),
    Signature(b"\x7fELF", "", "a program", LEAVE_OUT),
    Signature(b"\x89HDF\r\n\x1a\n", "", "an HDF5 file", "Export it as CSV."),
)
"""Kinds that are known by how they begin. Archives in ZIP's format are told apart by what is in them."""

ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
"""Of an archive that holds something, and of an empty one."""
ZIPPED: Mapping[str, Signature] = {
    "word/document.xml": Signature(b"PK", ".docx", "a Word document"),
    "xl/workbook.xml": Signature(b"PK", "", "an Excel workbook", "Save its sheets as CSV."),
    "xl/workbook.bin": Signature(b"PK", "", "an Excel workbook", "Save its sheets as CSV."),
    "ppt/presentation.xml": Signature(b"PK", "", "a presentation", "Save it as PDF."),
    "content.xml": Signature(b"PK", "", "an OpenDocument file", "Save it as DOCX, PDF or CSV."),
    "META-INF/container.xml": Signature(b"PK", "", "an electronic book", "Save it as HTML or PDF."),
}
"""The entry by which a kind of zipped file is known."""
ZIP = Signature(b"PK", "", "a ZIP archive, not an Office document", UNPACK)
BROKEN_ZIP = Signature(b"PK", "", "a ZIP archive that is cut off or damaged", "Get it again.")

_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)


def suffix_by_content(path: Path, source: str) -> str:
    """The suffix that ``path`` should have, in lower case: its own, unless its first bytes say otherwise.

    Raises ``UnreadableDocument`` where they say that it is something that is not read, and ``OSError``.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    found = _signature(path, head)
    if found is None:
        return ".html" if _PAGE.match(head) else path.suffix.lower()
    if not found.suffix:
        raise UnreadableDocument(source, f"it is {found.what}", found.mend)
    return found.suffix


def _signature(path: Path, head: bytes) -> Signature | None:
    if head.startswith(ZIP_STARTS):
        return _zipped(path)
    begin = head.lstrip()
    return next((signature for signature in SIGNATURES if begin.startswith(signature.start)), None)


def _zipped(path: Path) -> Signature:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return BROKEN_ZIP
    return next((signature for name, signature in ZIPPED.items() if name in names), ZIP)
