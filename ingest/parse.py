"""A file → a document. One row a format: adding one is adding a reader to ``FORMATS``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from ingest.cleaning import decode_text
from ingest.csvfile import TABLE_SUFFIXES
from ingest.docx import read_docx
from ingest.drafts import DocumentOptions, Draft, finish
from ingest.errors import UnreadableDocument
from ingest.filings import form_in_name, read_filing
from ingest.limits import require_size
from ingest.pdf import read_pdf
from ingest.published import as_published, parse_published
from ingest.sources.files import source_of
from ingest.webpage import read_webpage
from vectorstore.documents import Document

TITLE_LINE_CHARACTERS = 150

FRONT_MATTER_KEYS = {
    "title": ("title", "headline"),
    "publisher": ("publisher", "site", "author"),
    "published_at": ("published", "published_at", "date"),
    "url": ("url", "link"),
    "kind": ("kind", "type", "category"),
}
"""The keys of a Markdown header that give each field, the first that is there."""

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?^---[ \t]*$", re.MULTILINE | re.DOTALL)
_SEPARATORS = re.compile(r"[_\-\s]+")


class Format(NamedTuple):
    """How one kind of file is read, and what its documents are where they do not say."""

    read: Callable[[bytes, str], Draft]
    kind: str


def parse_file(path: Path, options: DocumentOptions, suffix: str | None = None) -> Document:
    """The document that the file is: text, Markdown, HTML, PDF or DOCX, by its extension or by ``suffix`` if given.

    Raises ``UnreadableDocument`` saying what is wrong and how to mend it: an unknown type, an empty, encrypted or
    broken file, a binary file, a PDF of pictures, a header that is not YAML, a date that is none.
    """
    source = source_of(path)
    suffix = path.suffix.lower() if suffix is None else suffix
    form = FORMATS.get(suffix)
    if form is None:
        known = ", ".join(sorted(FORMATS))
        raise UnreadableDocument(
            source,
            f"{suffix or 'a file without extension'} is not a known type",
            f"Known are {known}, and {', '.join(sorted(TABLE_SUFFIXES))} for tables.",
        )
    draft = form.read(_content(path, source, suffix), source)
    stem = _SEPARATORS.sub(" ", path.stem).strip() or "untitled"
    fallback = Draft("", title=stem, kind=form.kind, form=form_in_name(path.stem))
    return finish(draft, options, source, fallback)


def read_text(content: bytes, source: str) -> Draft:
    """Text or Markdown: the YAML header's fields, else a filing's cover, else the first heading or line as title."""
    try:
        text = decode_text(content)
    except ValueError as error:
        raise UnreadableDocument(source, str(error), "Save it as UTF-8 text.") from error
    fields, body = _split_front_matter(text, source)
    if not fields and (filing := read_filing(text)):
        return Draft.of_filing(filing, text)
    return Draft(
        text=body,
        title=_stated(fields, "title") or _first_title(body),
        publisher=_stated(fields, "publisher"),
        published_at=_stated_date(fields, source),
        url=_stated(fields, "url"),
        kind=_stated(fields, "kind"),
    )


FORMATS: Mapping[str, Format] = {
    ".md": Format(read_text, "document"),
    ".markdown": Format(read_text, "document"),
    ".txt": Format(read_text, "document"),
    ".html": Format(read_webpage, "article"),
    ".htm": Format(read_webpage, "article"),
    ".pdf": Format(read_pdf, "document"),
    ".docx": Format(read_docx, "document"),
}
"""Extension → reader."""


def _content(path: Path, source: str, suffix: str) -> bytes:
    try:
        require_size(source, suffix, path.stat().st_size)
        content = path.read_bytes()
    except OSError as error:
        reason = f"it cannot be read ({error.strerror or error})"
        raise UnreadableDocument(source, reason, "Check the path and its permissions.") from error
    if not content.strip():
        raise UnreadableDocument(source, "it is empty", "Give a file with text, or leave it out.")
    return content


def _split_front_matter(text: str, source: str) -> tuple[Mapping[str, object], str]:
    import frontmatter
    import yaml  # type: ignore[import-untyped]

    if not _FRONT_MATTER.match(text):
        return {}, text
    try:
        post = frontmatter.loads(text.removeprefix("\ufeff"))
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        reason = f"its header is not YAML{where}"
        raise UnreadableDocument(
            source, reason, "Quote values that hold a colon, or remove the header."
        ) from error
    if not post.metadata:  # two rules (---) around text, not a header
        return {}, text
    return {str(key).lower(): value for key, value in post.metadata.items()}, str(post.content)


def _stated(fields: Mapping[str, object], field: str) -> str:
    values = (fields.get(key) for key in FRONT_MATTER_KEYS[field])
    return next((str(value) for value in values if value not in (None, "")), "")


def _stated_date(fields: Mapping[str, object], source: str) -> datetime | None:
    values = (fields.get(key) for key in FRONT_MATTER_KEYS["published_at"])
    value = next((value for value in values if value not in (None, "")), None)
    if value is None:
        return None
    try:
        return as_published(value) if isinstance(value, date) else parse_published(str(value))
    except ValueError as error:
        reason = f"its header has {str(value)!r} as date, which is none"
        raise UnreadableDocument(
            source, reason, "Write it as 2026-01-22 or 2026-01-22T09:30-05:00."
        ) from error


def _first_title(text: str) -> str:
    if heading := _HEADING.search(text):
        return heading[1]
    first, _, rest = text.strip().partition("\n")
    is_title = (
        len(first) <= TITLE_LINE_CHARACTERS
        and first.rstrip()[-1:] not in ".,;:"
        and (not rest or not rest.split("\n")[0].strip())
    )
    return first.strip() if is_title and rest else ""
