"""Text cut into words, and words brought into the one form under which names are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ORDINARY_WORDS_FILE = Path(__file__).parent / "reference" / "ordinary_words.txt"

SINGULAR_UP_TO = 3
"""Words this short keep their final s: "gas" is no plural."""

ABBREVIATED = frozenset({"bro", "co", "corp", "inc", "st", "jr"})
"""Keys: after one of these words a full stop does not end the sentence."""

LEGAL_FORMS = frozenset({"inc", "ltd", "llc", "corp", "co"})
"""The only words that a comma may stand before inside a name ("Nasdaq, Inc.")."""

_IN_FULL = {"yr": "year", "yrs": "year", "mo": "month", "wk": "week"}
_WORD = re.compile(r"(?P<core>[^\W_]+(?:(?:&|['’](?!s\b))[^\W_]+)*)(?:['’]s?(?!\w))?")
_GAP = re.compile(r"[ \t\r\n\-‐‑–/.&]{0,4}\Z")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text with its place, and the key under which names are looked up."""

    start: int
    end: int
    text: str
    key: str

    @property
    def owns(self) -> bool:
        """Whether it is written with a possessive ending: Target's."""
        return self.end - self.start > len(self.text)


@cache
def ordinary_words() -> frozenset[str]:
    """Everyday English words, in lower case."""
    lines = ORDINARY_WORDS_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def split_words(text: str) -> list[Word]:
    """The words of ``text``; hyphens separate, ``&`` joins, a possessive is not part of the key."""
    return [
        Word(found.start(), found.end(), found["core"], stem(found["core"])) for found in _WORD.finditer(text)
    ]


def stem(word: str) -> str:
    """The lower-case singular of ``word``, roughly: only used on both sides of a comparison."""
    low = word.lower()
    if low in _IN_FULL:
        return _IN_FULL[low]
    if not low.isascii() or "'" in low:
        low = "".join(c for c in unicodedata.normalize("NFKD", low) if c.isalnum() or c == "&")
    if len(low) <= SINGULAR_UP_TO or not low.endswith("s") or low.endswith(("ss", "us", "is")):
        return low
    return f"{low[:-3]}y" if low.endswith("ies") else low[:-1]


def is_plural(word: Word) -> bool:
    """Whether ``word`` lost an ending on the way to its key."""
    return len(word.key) < len(word.text)


def phrase_key(name: str) -> tuple[str, ...]:
    """The key of a whole name: ``"10-year yields"`` gives ``("10", "year", "yield")``."""
    return tuple(word.key for word in split_words(name))


def symbol_key(symbol: str) -> str:
    """A symbol in upper case, without ``^`` or ``$``, with one way to write share classes (``BRK.B``)."""
    return symbol.upper().lstrip("^$").replace("-", ".").replace("/", ".")


def joined(text: str, before: Word, after: Word) -> bool:
    """Whether two neighbouring words can belong to one name: no comma or sentence end between them."""
    gap = text[before.end : after.start]
    if gap == ", ":
        return after.key in LEGAL_FORMS
    if gap == " (":
        return after.key == "class"
    if not _GAP.match(gap) or "\n\n" in gap:
        return False
    return not (
        gap.startswith(".") and len(gap) > 1 and len(before.text) > 1 and before.key not in ABBREVIATED
    )
