"""Web pages: the main text, and what the page says of itself. Filings in HTML: all of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.cell_rows import holds_data
from ingest.drafts import Draft
from ingest.errors import UnreadableDocument
from ingest.filings import read_filing
from ingest.markup import text_of
from ingest.markup_tables import rows_of, words_in
from ingest.page_facts import published_at, publisher_of
from ingest.pages.rows import write_table
from ingest.published import parse_published

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.etree import _Element  # type: ignore[import-untyped]
    from trafilatura.settings import Document as Extracted

MOST_TAGS = 1_000_000
"""So many are read in some seconds and 300 MB; the largest filings have 400,000."""
MOST_TAGS_OF_ARTICLE = 50_000
"""The time to find the main text grows with the square of a page: 4 s for so many, a minute for 200,000. Articles have
2,000; a larger page is read whole."""
MOST_DEPTH = 250
"""The parser drops without a word what is nested deeper than 256 elements; pages reach 60."""
COVER_BYTES = 200_000
"""The cover of a filing stands within them, behind the hidden facts of inline XBRL."""
ROW_END = "\u2424"
"""Stands between the rows of a table while the main text is found; no page uses it."""
BLOCK_PREFIX = {"item": "- ", "head": "## "}
"""Headings and list items are marked as in Markdown, so that passages can follow them."""

_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*?(/?)>")
_CLOSED_BY_OTHERS = frozenset(
    b"p li td th tr dt dd option thead tbody tfoot area base br col embed hr img input link meta source wbr".split()
)
"""Elements that need no end tag, so they do not nest in themselves."""
_COMMISSION = re.compile(rb"SECURITIES\s+AND\s+EXCHANGE\s+COMMISSION")


def read_webpage(content: bytes, source: str) -> Draft:
    """The main text of a page with its title, publisher, address and date. Scripts, menus and comments are left out.

    Tables are rows, one cell a column. The moment comes from JSON-LD or meta tags; else the day that htmldate reads
    from the markup. A filing with its cover is read whole. Raises ``UnreadableDocument`` where the page has no main
    text, or is nested deeper or has more tags than can be read.
    """
    _require_readable(content, source)
    from trafilatura import load_html

    tree = load_html(content)
    if tree is not None and _COMMISSION.search(content[:COVER_BYTES]) and (draft := _read_filing(tree)):
        return draft
    if tree is not None and content.count(b"<") > MOST_TAGS_OF_ARTICLE:
        return _read_whole(tree)
    return _read_article(tree, source)


def _require_readable(content: bytes, source: str) -> None:
    tags = content.count(b"<")
    if tags > MOST_TAGS:
        reason = f"it has {tags:,} tags, more than the {MOST_TAGS:,} that can be read"
        raise UnreadableDocument(source, reason, "Save its text, or split it.")
    depth = deepest = 0
    for match in _TAG.finditer(content):
        if match[3] or match[2].lower() in _CLOSED_BY_OTHERS:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    if deepest > MOST_DEPTH:
        reason = f"its tags are nested {deepest:,} deep, more than the {MOST_DEPTH} that can be read"
        raise UnreadableDocument(source, reason, "Save its text.")


def _read_filing(tree: _Element) -> Draft | None:
    """The filing that the page is; ``None`` where it has no cover of one, such as an article about the Commission."""
    text = text_of(tree)
    filing = read_filing(text)
    return Draft.of_filing(filing, text) if filing else None


def _read_whole(tree: _Element) -> Draft:
    """All the text of a page, with the menus."""
    title = tree.find(".//title")
    return Draft(
        text_of(tree),
        words_in(title) if title is not None else "",
        publisher=publisher_of(tree),
        published_at=published_at(tree),
        kind="article",
    )


def _read_article(tree: _Element | None, source: str) -> Draft:
    from trafilatura import bare_extraction
    from trafilatura.settings import Document as Extracted

    facts = (published_at(tree), publisher_of(tree)) if tree is not None else (None, "")
    extracted = None
    if tree is not None:
        _write_tables(tree)
        extracted = bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    text = _marked_text(extracted) if isinstance(extracted, Extracted) else ""
    if not isinstance(extracted, Extracted) or not text:
        mend = "Save the page after it has loaded, or save its text."
        raise UnreadableDocument(source, "there is no main text in this page", mend)
    return Draft(
        text=text,
        title=extracted.title or "",
        publisher=facts[1] or extracted.sitename or extracted.hostname or "",
        published_at=facts[0] or _day(extracted.date),
        url=extracted.url or "",
        kind="article",
    )


def _day(stated: str | None) -> datetime | None:
    try:
        return parse_published(stated) if stated else None
    except ValueError:
        return None


def _write_tables(tree: _Element) -> None:
    """Put the rows of each table of data in its place as text, which the search for the main text keeps whole."""
    from lxml.html import Element  # type: ignore[import-untyped]

    for table in list(tree.iter("table")):
        rows = rows_of(table)
        parent = table.getparent()
        if parent is None or table.find(".//table") is not None or not holds_data(rows):
            continue
        caption = table.find("caption")
        lines = [words_in(caption)] if caption is not None else []
        paragraph = Element("p")
        paragraph.text = f" {ROW_END} ".join([*lines, *write_table(rows, joins_labels=False)])
        paragraph.tail = table.tail
        parent.replace(table, paragraph)


def _marked_text(extracted: Extracted) -> str:
    if extracted.body is None:
        return extracted.text or ""
    blocks = [block.replace(f" {ROW_END} ", "\n") for block in _blocks(extracted.body)]
    return "\n\n".join(blocks).replace("\n\n- ", "\n- ").replace("\n\n| ", "\n| ")


def _blocks(element: _Element) -> Iterator[str]:
    """The blocks of trafilatura's tree (head, p, list/item, table/row/cell, quote), in order."""
    if not isinstance(element.tag, str):
        return
    if element.tag == "row":  # of a table that arranges prose: those of data are paragraphs by now
        yield from filter(None, map(_words, element))
    elif element.tag in ("body", "main", "list", "table", "quote", "div") and len(element):
        yield from filter(None, [" ".join((element.text or "").split())])
        for child in element:
            yield from _blocks(child)
            yield from filter(None, [" ".join((child.tail or "").split())])
    elif words := _words(element):
        yield BLOCK_PREFIX.get(element.tag, "") + words


def _words(element: _Element) -> str:
    return " ".join("".join(str(part) for part in element.itertext()).split())
