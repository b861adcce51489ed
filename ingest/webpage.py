"""Web pages: the main text, and what the page says of itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from ingest.drafts import Draft
from ingest.errors import UnreadableDocument
from ingest.published import parse_published

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]
    from trafilatura.settings import Document as Extracted

DATE_XPATHS = (
    "//meta[@property='article:published_time' or @name='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[@name='parsely-pub-date' or @name='pubdate' or @name='date' or @name='DC.date.issued']/@content",
    "//time[@pubdate]/@datetime",
)
"""Where pages state the moment of publication, the most exact first, after JSON-LD."""
BLOCK_PREFIX = {"item": "- ", "head": "## "}
"""Headings and list items are marked as in Markdown, so that passages can follow them."""


def read_webpage(content: bytes, source: str) -> Draft:
    """The main text of a page with its title, site, address and date. Scripts, menus and comments are left out.

    The moment comes from JSON-LD or meta tags; else the day that htmldate reads from the markup. Raises
    ``UnreadableDocument`` where the page has no main text.
    """
    from trafilatura import bare_extraction, load_html
    from trafilatura.settings import Document as Extracted

    tree = load_html(content)
    extracted = None
    if tree is not None:
        extracted = bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    text = _marked_text(extracted) if isinstance(extracted, Extracted) else ""
    if tree is None or not isinstance(extracted, Extracted) or not text:
        mend = "Save the page after it has loaded, or save its text."
        raise UnreadableDocument(source, "there is no main text in this page", mend)
    return Draft(
        text=text,
        title=extracted.title or "",
        publisher=extracted.sitename or extracted.hostname or "",
        published_at=_published(tree, extracted.date),
        url=extracted.url or "",
        kind="article",
    )


def _marked_text(extracted: Extracted) -> str:
    if extracted.body is None:
        return extracted.text or ""
    blocks = list(_blocks(extracted.body))
    return "\n\n".join(blocks).replace("\n\n- ", "\n- ").replace("\n\n| ", "\n| ")


def _blocks(element: _Element) -> Iterator[str]:
    """The blocks of trafilatura's tree (head, p, list/item, table/row/cell, quote), in order."""
    if not isinstance(element.tag, str):
        return
    if element.tag == "row":
        yield "| " + " | ".join(_words(cell) for cell in element) + " |"
    elif element.tag in ("body", "main", "list", "table", "quote", "div") and len(element):
        yield from filter(None, [" ".join((element.text or "").split())])
        for child in element:
            yield from _blocks(child)
            yield from filter(None, [" ".join((child.tail or "").split())])
    elif words := _words(element):
        yield BLOCK_PREFIX.get(element.tag, "") + words


def _words(element: _Element) -> str:
    return " ".join("".join(str(part) for part in element.itertext()).split())


def _published(tree: _Element, guessed_day: str | None) -> datetime | None:
    for stated in [*_json_ld_dates(tree), *_meta_dates(tree), guessed_day or ""]:
        try:
            return parse_published(stated)
        except ValueError:
            continue
    return None


def _meta_dates(tree: _Element) -> Iterator[str]:
    for xpath in DATE_XPATHS:
        found = tree.xpath(xpath)
        if isinstance(found, list):
            yield from (str(value) for value in found)


def _json_ld_dates(tree: _Element) -> Iterator[str]:
    scripts = tree.xpath("//script[@type='application/ld+json']/text()")
    for script in scripts if isinstance(scripts, list) else []:
        try:
            yield from _dates_of(json.loads(str(script)))
        except (json.JSONDecodeError, RecursionError):
            continue


def _dates_of(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _dates_of(item)
    elif isinstance(node, dict):
        stated = node.get("datePublished")
        if isinstance(stated, str):
            yield stated
        yield from _dates_of(node.get("@graph"))
        yield from _dates_of(node.get("mainEntity"))
