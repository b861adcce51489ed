"""Narrows what a citation shows to the words that the prose takes from it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.evidence import Evidence, PassageEvidence, narrowed

QUOTED = re.compile(r"“([^”]{12,})”")
"""Words in quotation marks; shorter ones are terms, not quotations."""


def narrow_quotes(prose: str, cited: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """``cited`` with each passage narrowed to the span of the words that ``prose`` quotes from it.

    A passage that the prose puts into other words stays whole: all of it is what the sentence rests on.
    """
    quotations = [match[1] for match in QUOTED.finditer(prose)]
    return tuple(_narrow(item, quotations) if isinstance(item, PassageEvidence) else item for item in cited)


def _narrow(item: PassageEvidence, quotations: Sequence[str]) -> PassageEvidence:
    spans = [match.span() for words in quotations if (match := _as_it_stands(words).search(item.quote))]
    if not spans:
        return item
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    return narrowed(item, item.start + first, item.start + last)


def _as_it_stands(words: str) -> re.Pattern[str]:
    """Finds a quotation in its source, where lines may break and inner quotation marks differ.

    An address stands in ticks in prose, and without them in its source.
    """
    pieces = (re.sub("[‘’“”]", "[‘’“”]", re.escape(word.replace("`", ""))) for word in words.split())
    return re.compile(r"\s+".join(pieces))
