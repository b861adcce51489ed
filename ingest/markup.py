"""HTML → text with headings, lists and tables, all of it: for filings, which have no menus and advertisements."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.cell_rows import holds_data
from ingest.markup_tables import is_unseen, rows_of
from ingest.pages.rows import write_table

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

HEADING_CHARACTERS = 160
BOLD_LEVEL = 3
BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt figure footer form header hr html li main nav ol p pre "
    "section table ul h1 h2 h3 h4 h5 h6".split()
)
"""Elements that begin a new line."""
BEFORE = {"li": "- ", "br": "\n"}
"""What stands for a mark of HTML in the text."""

_BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_PLAIN = re.compile(r"font-weight:\s*(?:normal|[1-5]00)", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_HEADING = re.compile(r"h[1-6]")
_NO_TITLE = re.compile(r"[.:;,][\"'”’)\]]*$|^\(|^[a-z]+\b")
_LETTERS = re.compile(r"[^\W\d_]{3}")
_PAGE_FOOT = re.compile(r"(?:page\s+)?(?:[A-Z]-)?\d{1,3}|table of contents|[\W_]*", re.IGNORECASE)
_ITEM = re.compile(r"[•●▪◦■–—*·-]\s|\(?\w{1,3}[.)]\s")


def text_of(root: _Element) -> str:
    """The text of ``root``: paragraphs parted by blank lines, headings and items marked as in Markdown, tables as rows.

    A paragraph in bold letters is a heading; page numbers are left out. Elements may be nested a few hundred deep.
    """
    writer = _Writer()
    writer.write(root, bold=False)
    writer.close_block()
    return "\n".join(writer.lines).strip()


@dataclass(slots=True)
class _Writer:
    lines: list[str] = field(default_factory=list)
    _words: list[str] = field(default_factory=list)
    _all_bold: bool = True

    def write(self, element: _Element, *, bold: bool) -> None:
        """Write what ``element`` holds; ``bold`` says in which letters it stands."""
        if is_unseen(element):
            return
        tag = str(element.tag)
        if tag == "table":
            self._write_table(element)
            return
        style = element.get("style") or ""
        bold = (bold or tag in ("b", "strong") or bool(_BOLD.search(style))) and not _PLAIN.search(style)
        if tag in BLOCKS:
            self.close_block()
        if tag in BEFORE:
            self._words.append(BEFORE[tag])
        self._add(element.text, bold=bold)
        for child in element:
            self.write(child, bold=bold)
            self._add(child.tail, bold=bold)
        if tag in BLOCKS:
            self.close_block(int(tag[1]) if _HEADING.fullmatch(tag) else 0)

    def close_block(self, level: int = 0) -> None:
        """End the paragraph that is being written; as a heading of ``level`` where that is not 0."""
        lines = [" ".join(line.split()) for line in "".join(self._words).split("\n")]
        text = " ".join(filter(None, lines))
        if text and not _PAGE_FOOT.fullmatch(text):
            level = level or (BOLD_LEVEL if self._all_bold and _is_title(text) else 0)
            self._parted("#" * level + " " + text if level else "\n".join(filter(None, lines)))
        self._words, self._all_bold = [], True

    def _add(self, text: str | None, *, bold: bool) -> None:
        if text:
            self._words.append(_SPACE.sub(" ", text))
            self._all_bold &= bold or not text.strip()

    def _write_table(self, table: _Element) -> None:
        self.close_block()
        rows = rows_of(table)
        if holds_data(rows):
            self._parted("\n".join(write_table(rows, joins_labels=False)))
        else:
            for row in rows:
                self._parted(row.line.text)

    def _parted(self, block: str) -> None:
        is_in_list = bool(_ITEM.match(block)) and bool(self.lines) and bool(_ITEM.match(self.lines[-1]))
        self.lines += [block] if is_in_list else ["", block]


def _is_title(text: str) -> bool:
    return len(text) <= HEADING_CHARACTERS and bool(_LETTERS.search(text)) and not _NO_TITLE.search(text)
