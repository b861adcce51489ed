"""What a web page says of itself in its head: when it was published, and by whom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from ingest.published import parse_published

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

DATE_XPATHS = (
    "//meta[@property='article:published_time' or @name='article:published_time']/@content",
    "//meta[@property='og:published_time' or @property='og:article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[@name='parsely-pub-date' or @name='sailthru.date' or @name='cXenseParse:recs:publishtime']/@content",
    "//meta[@name='pubdate' or @name='publishdate' or @name='publish-date' or @name='date']/@content",
    "//meta[@name='DC.date.issued' or @name='DC.date' or @name='dcterms.created']/@content",
    "//time[@pubdate]/@datetime",
    "//article//time/@datetime",
)
"""Where pages state the moment of publication, the most exact first, after JSON-LD."""
PUBLISHER_XPATHS = (
    "//meta[@property='og:site_name']/@content",
    "//meta[@itemprop='publisher']/@content",
    "//*[@itemprop='publisher']//*[@itemprop='name']/@content",
    "//*[@itemprop='publisher']//*[@itemprop='name']/text()",
    "//meta[@name='publisher' or @name='DC.publisher' or @name='application-name']/@content",
)
"""Where pages name their publisher, after JSON-LD."""
MOST_NODES = 10_000
"""Nodes of JSON-LD that are looked at; a news page has a hundred."""


def published_at(tree: _Element) -> datetime | None:
    """The moment of publication that the page states; ``None`` where it states none that can be read."""
    stated = [
        str(node["datePublished"]) for node in _json_ld(tree) if isinstance(node.get("datePublished"), str)
    ]
    for text in [*stated, *_found(tree, DATE_XPATHS)]:
        try:
            return parse_published(text)
        except ValueError:
            continue
    return None


def publisher_of(tree: _Element) -> str:
    """The publisher that the page names; empty where it names none."""
    names = [
        name
        for node in _json_ld(tree)
        if "datePublished" in node and (name := _name_of(node.get("publisher")))
    ]
    return next((name.strip() for name in [*names, *_found(tree, PUBLISHER_XPATHS)] if name.strip()), "")


def _name_of(node: object) -> str:
    if isinstance(node, list):
        node = node[0] if node else ""
    if isinstance(node, dict):
        node = node.get("name")
    return node if isinstance(node, str) else ""


def _found(tree: _Element, xpaths: tuple[str, ...]) -> Iterator[str]:
    for xpath in xpaths:
        found = tree.xpath(xpath)
        if isinstance(found, list):
            yield from (str(value) for value in found)


def _json_ld(tree: _Element) -> Iterator[dict[str, object]]:
    """The objects of the page's JSON-LD, outer ones first."""
    waiting: list[object] = []
    for script in _found(tree, ("//script[@type='application/ld+json']/text()",)):
        try:
            waiting.append(json.loads(script, strict=False))
        except (json.JSONDecodeError, RecursionError):
            continue
    for _ in range(MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            yield node
            waiting += [node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node]
