"""The language of a text."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE_CHARACTERS = 1_500
"""Characters read at each of three places: a text of 4,000 is recognised with certainty in 2 ms."""
SAMPLE_PLACES = (0.0, 0.4, 0.8)

MIN_LETTERS = 12
"""Fewer letters are a name or a ticker, in no language."""
MIN_CONFIDENCE = 0.5
"""Sentences of the labelled sample score above 0.7, rows of figures and addresses below 0.3."""

WRITTEN_AS = {"arz": "ar", "ary": "ar", "nn": "no", "wuu": "zh", "yue": "zh"}
"""Languages of the model that a reader knows under the code of a larger one."""

ENGLISH_MIN_WORDS = 40
ENGLISH_SHARE = 0.12
"""Every fourth word of English prose is one of these, every sixth in a filing full of tables, none elsewhere."""
ENGLISH_WORDS = frozenset("the and to that with from was were this which for by are its have has".split())

_WORD = re.compile(r"[^\W\d_]+")
_NO_LANGUAGE = re.compile(r"https?://\S+|\S+@\S+|[\d.,%$€£()]+")


def language_of(text: str) -> str:
    """The ISO 639-1 code of the text's language; empty where there is too little to tell.

    English prose is recognised by its commonest words; for all else a model of 140 languages is loaded, once.
    """
    sample = _sample(text)
    words = [word.lower() for word in _WORD.findall(sample)]
    if len(words) >= ENGLISH_MIN_WORDS:
        share = sum(word in ENGLISH_WORDS for word in words) / len(words)
        if share >= ENGLISH_SHARE:
            return "en"
    if sum(map(len, words)) < MIN_LETTERS and sample.isascii():
        return ""
    likely: defaultdict[str, float] = defaultdict(float)
    for code, share in _identifier().rank(sample):
        likely[WRITTEN_AS.get(code, code)] += share
    best = max(likely, key=likely.__getitem__)
    return best if likely[best] >= MIN_CONFIDENCE and len(best) == 2 else ""


def _sample(text: str) -> str:
    if len(text) > len(SAMPLE_PLACES) * SAMPLE_CHARACTERS:
        starts = (int(place * len(text)) for place in SAMPLE_PLACES)
        text = " ".join(text[start : start + SAMPLE_CHARACTERS] for start in starts)
    return " ".join(_NO_LANGUAGE.sub(" ", text).split())


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
