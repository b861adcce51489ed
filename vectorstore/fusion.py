"""Two rankings into one: cosine and BM25, weighted."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LEXICAL_WEIGHT = 0.5


def fuse(cosine: NDArray[np.float32], bm25: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores (n,) between 0 and 1 for candidates with these cosines (n,) and BM25 scores (n,; 0 if none)."""
    fused: NDArray[np.float32] = (1 - LEXICAL_WEIGHT) * _scaled(cosine) + LEXICAL_WEIGHT * _scaled(bm25)
    return fused


def without_copies(texts: Sequence[str]) -> list[int]:
    """The positions of the texts to keep, in order.

    Left out is a text with the same words as one kept before, in one piece of it, or holding it whole.
    """
    kept: list[tuple[int, str]] = []
    for position, text in enumerate(texts):
        words = " ".join(["", *re.findall(r"\w+", text.casefold()), ""])
        if not any(words in other or other in words for _, other in kept):
            kept.append((position, words))
    return [position for position, _ in kept]


def _scaled(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores as shares of the best one; those below nothing count as nothing."""
    best = float(scores.max(initial=0.0))
    if best <= 0.0:
        return np.zeros_like(scores)
    scaled: NDArray[np.float32] = np.clip(scores, 0.0, None) / np.float32(best)
    return scaled
