"""Untrusted words made inert: what could act on a reader, on a page or on a model becomes plain text.

Documents, tables and models' prose are data. This module knows what in them could pose as something else: characters
that nobody sees, addresses and tags that a renderer would make live, and marks that look like our citations.
:func:`as_data` is for words that a tool hands to a model; prose is made inert while it streams
(:mod:`copilot.citations`).
"""

from __future__ import annotations

import re
import unicodedata

from copilot.evidence import EVIDENCE_ID

INVISIBLE = dict.fromkeys(
    [
        0x00AD,  # soft hyphen
        0x061C,
        0x180E,
        *range(0x200B, 0x200C),  # zero-width space; joiners stay: scripts and emoji need them
        *range(0x200E, 0x2010),  # marks of direction
        *range(0x202A, 0x202F),  # embeddings and overrides of direction
        *range(0x2060, 0x2070),  # word joiner, isolates, invisible operators
        0xFEFF,
        *range(0xFFF9, 0xFFFC),  # interlinear annotations
        *range(0xE0000, 0xE0080),  # tags: a whole text can be written in them, and only a model reads it
    ]
)
"""Characters without a shape of their own: for ``str.translate``."""

OPENERS = "[［【〔〖⟦❲﹝"
CLOSERS = "]］】〕〗⟧❳﹞"
"""Square brackets and what looks like them."""
ROUND_OPENERS, ROUND_CLOSERS = "(（", ")）"
_DIGITS = r"\d⁰¹²³⁴-⁹₀-₉①-⑳❶-➓"
MARK_INSIDE = rf"[pma-fｐｍａ-ｆ{_DIGITS},;–－‐‑\s\u200c\u200d^-]"
"""One character of what can stand in a mark, or in what looks like one."""
LOOKS_LIKE_MARK = re.compile(rf"[{re.escape(OPENERS)}]{MARK_INSIDE}{{1,40}}[{re.escape(CLOSERS)}]")
CIRCLED = "".join(map(chr, [*range(0x2460, 0x2474), *range(0x2776, 0x2794)]))
"""Circled digits: on the page a citation is a number in a circle."""

ADDRESS = re.compile(r"(?:(?:https?|ftp|file)://|www\.)[^\s<>\[\]()`|“”\"]{1,2000}", re.IGNORECASE)
"""What renderers of Markdown turn into a link without being told to."""
ADDRESS_STARTS = ("https://", "http://", "ftp://", "file://", "www.")
TRAILING = ".,;:!?'*_~’"
"""At the end of an address these belong to the sentence."""

_FENCE_TAG = re.compile(r"<(?=\s*/?\s*(?:passage|documents|system|user|assistant|tool)\b)", re.IGNORECASE)


def normal_mark(inside: str) -> str:
    """What stands between brackets, in plain digits and letters."""
    return unicodedata.normalize("NFKC", inside.replace("\u200c", "").replace("\u200d", "")).replace("^", "")


def is_plain(inside: str) -> bool:
    """Whether a mark is written as ours are: no digit or letter beyond ASCII, no joiner, no footnote sign."""
    return not any(not sign.isascii() and sign not in "–‐‑ \u00a0" for sign in inside) and "^" not in inside


def as_data(text: str) -> str:
    """``text`` of a document or a table as a tool hands it to a model.

    Invisible characters are left out, tags like those around a passage are broken, and an evidence id that the text
    itself holds gets another hyphen: copied into an answer it is no id, so no document chooses what is cited.
    """
    seen = text.translate(INVISIBLE)
    return EVIDENCE_ID.sub(lambda match: match[0].replace("-", "‑"), _FENCE_TAG.sub("‹", seen))


def as_name(text: str) -> str:
    """A name out of a document or a table on one line, for prose: it holds no mark, no id and no code."""
    plain = as_data(" ".join(text.split())).replace("`", "'")
    return LOOKS_LIKE_MARK.sub("", plain).strip()


def written_out(address: str) -> str:
    """``address`` as code, which no renderer turns into a link."""
    return f"`{address}`"


def may_begin_address(run: str) -> int:
    """How many characters at the end of ``run`` may be the beginning of an address; 0 where none may."""
    tail = run[-len(ADDRESS_STARTS[0]) :].lower()
    for length in range(len(tail), 0, -1):
        if any(start.startswith(tail[-length:]) for start in ADDRESS_STARTS):
            return length
    return 0
