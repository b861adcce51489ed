"""Running text → sentences, as spans of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

ABBREVIATIONS = frozenset(
    """
    mr mrs ms dr prof st jr sr gov sen rep gen col hon messrs
    inc corp co ltd llc plc bros cos dept assn univ
    no nos vol pp sec art ch fig figs eq ref par app ex
    vs v etc al cf viz ca approx est avg max min incl excl resp
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
    e.g i.e a.m p.m u.s u.k u.n e.u u.s.c d.c n.y n.a s.a b.v
    bn mn mil yr yrs mo qtr
    """.split()
)
"""Words whose full stop does not end a sentence. A sentence that does end with one is joined to the next: harmless."""

_CANDIDATE = re.compile(
    r"""(?P<stop>[.!?…])["'”’)\]]*(?:\s?\[\d+\])*+(?P<gap>\s+)(?=["'“‘(\[$€£]*[^\W_]|[•●▪–—-]\s)"""
)
_LAST_WORD = re.compile(r"[\w.&'’-]{1,20}$")
_LOOK_BACK = 24


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of ``text[start:end]`` as ``(start, end)`` without the space between them, in order.

    A full stop ends a sentence where space and a capital, digit or quotation mark follow, and not after an
    abbreviation ("Inc.", "U.S."), an initial ("J. Powell") or a number of a list ("2. Outlook").
    """
    begin = start
    for match in _CANDIDATE.finditer(text, start, end):
        if _ends_sentence(text, match, begin):
            yield begin, match.start("gap")
            begin = match.end("gap")
    if begin < end:
        yield begin, end


def _ends_sentence(text: str, match: re.Match[str], begin: int) -> bool:
    following = text[match.end("gap") : match.end("gap") + 3].lstrip("\"'“‘([$€£")
    if following[:1].islower():
        return False
    if match["stop"] != ".":
        return True
    word_end = match.start("stop")
    word = _LAST_WORD.search(text, max(begin, word_end - _LOOK_BACK), word_end)
    if word is None:
        return True
    bare = word[0].lower().strip("'’-.")
    is_initial = len(bare) == 1 and bare.isalpha()
    is_list_number = bare.isdigit() and len(bare) <= 2 and word.start() == begin
    return not (is_initial or is_list_number or bare in ABBREVIATIONS)
