"""Terms: what an analyst asks for, and the words that reports write instead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[^\W_]+")


def written_for(query: str) -> list[str]:
    """The phrases that reports write for what the query asks, each once; empty where it needs none.

    The longest terms first: "gross margin" is no question for any margin.
    """
    words = [word.lower() for word in _WORD.findall(query)]
    terms, longest = _terms()
    phrases: dict[str, None] = {}
    position = 0
    while position < len(words):
        for length in range(min(longest, len(words) - position), 0, -1):
            found = terms.get(" ".join(words[position : position + length]))
            if found:
                phrases.update(dict.fromkeys(found))
                position += length - 1
                break
        position += 1
    return list(phrases)


@cache
def _terms() -> tuple[Mapping[str, tuple[str, ...]], int]:
    """Asked, in words with one space between them → written; and the most words of a term."""
    table = tomllib.loads(files("vectorstore").joinpath("terms.toml").read_text(encoding="utf-8"))
    terms = {
        " ".join(_WORD.findall(asked.lower())): tuple(row["written"])
        for row in table["term"]
        for asked in row["asked"]
    }
    return terms, max(len(asked.split()) for asked in terms)
