"""Names and days in a sentence, and whether its evidence has them."""

from __future__ import annotations

import re
from functools import lru_cache

from copilot.support.lexicon import common_subjects, fillers, meaning
from vectorstore.analysis import words_of

_NAME = re.compile(r"\^?\b[A-Z][\w&'’.-]*\w|\b[A-Z]\b")
_YEAR = re.compile(r"(?<!Russell )(?<!Fortune )(?<!Wilshire )(?<![\d.,$€£])(?:19|20)\d\d(?![\d%])(?!,\d)")
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = re.compile(
    rf"\b(?:{'|'.join(m.capitalize() for m in _MONTHS)})\b|\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)
_QUARTER = re.compile(r"\b(?:Q([1-4])|(first|second|third|fourth)\s(?:fiscal\s)?quarter)\b", re.IGNORECASE)
_ISO_MONTH = re.compile(r"\b(?:19|20)\d\d-(\d\d)(?:-\d\d)?\b")
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4"}
_UNNAMED = frozenset(
    """
    i a an the in on at by for from to of and or but as it its this that these those he she they we you
    there here what which who when where while if since after before during both each all some many most
    more other also however yes no not monday tuesday wednesday thursday friday saturday sunday ytd new
    york inc corp co ltd plc llc mr mrs ms dr us u.s american americans s&p
    jan feb mar apr jun jul aug sep sept oct nov dec q1 q2 q3 q4 fy
    """.split()
) | frozenset(_MONTHS)
"""Capitalised words that name nobody, or are compared as days."""
MIN_PREFIX = 4
_COMMON_ENDINGS = (
    "s",
    "ly",
    "ing",
    "ed",
    "tion",
    "ment",
    "ity",
    "ness",
    "ance",
    "ence",
    "ism",
    "er",
    "est",
    "al",
    "ic",
)
"""Of words that begin a sentence and are seldom a name."""


def names_in(sentence: str) -> list[str]:
    """The capitalised words of ``sentence`` that name somebody or something; its first word tells nothing by itself."""
    found = []
    for match in _NAME.finditer(sentence):
        word = _bare(match[0])
        if not word or word.lower() in _UNNAMED or len(word) < 2:
            continue
        if _begins_sentence(sentence, match.start()) and not _is_name_by_itself(sentence, match):
            continue
        found.append(word)
    return list(dict.fromkeys(found))


def subject_name(sentence: str) -> str:
    """The first word of ``sentence`` where it may be a name by itself; empty where it reads as a common word."""
    found = re.match(r"[\s*_\"“‘'(>|•-]*([A-Z][a-z]{2,})\s+[a-z]", sentence)
    if not found or found[1].endswith(_COMMON_ENDINGS) or found[1].lower() in common_subjects():
        return ""
    stems = words_of(found[1])
    common = all(stem in fillers() or meaning(stem) != stem for stem in stems)
    return "" if common or found[1].lower() in _UNNAMED else found[1]


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word).strip(".-'’").lstrip("^")


def _begins_sentence(sentence: str, start: int) -> bool:
    before = sentence[:start].rstrip(" \t\"“‘'(*_-•|>#")
    return not before or before[-1] in ".!?:\n|"


def _is_name_by_itself(sentence: str, match: re.Match[str]) -> bool:
    """At the beginning of a sentence: capitals within, or another capitalised word right behind."""
    inner = any(sign.isupper() or sign.isdigit() for sign in match[0][1:])
    return inner or (
        bool(re.match(r"\s+[A-Z]", sentence[match.end() :])) and match[0].lower() not in _UNNAMED
    )


def lacks_name(name: str, evidence: str) -> bool:
    """Whether ``evidence`` has nothing that ``name`` can stand for: the word, a longer form of it, its initials."""
    folded = _folded(evidence)
    word = name.casefold()
    if word in folded or word.replace(".", "") in _words(evidence):
        return False
    if any(part in fillers() or _has_stem(part, evidence) for part in words_of(name)):
        return False
    return not (name.isupper() and _spelled_out(name, evidence))


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    return text.casefold()


@lru_cache(maxsize=1024)
def _words(text: str) -> frozenset[str]:
    return frozenset(words_of(text))


@lru_cache(maxsize=1024)
def _meanings(text: str) -> frozenset[str]:
    return frozenset(meaning(stem) for stem in _words(text))


def _has_stem(stem: str, evidence: str) -> bool:
    if meaning(stem) in _meanings(evidence):
        return True
    return len(stem) >= MIN_PREFIX and any(
        held.startswith(stem) or (len(held) >= MIN_PREFIX and stem.startswith(held))
        for held in _words(evidence)
    )


def _spelled_out(name: str, evidence: str) -> bool:
    letters = [re.escape(letter) for letter in name if letter.isalpha()]
    return len(letters) > 1 and bool(
        re.search(r"\b" + r"\w*[\s-]+(?:of\s|and\s|the\s)?".join(letters), evidence, re.IGNORECASE)
    )


def days_in(text: str) -> set[str]:
    """The years, months (``m01``) and quarters (``q1``) that ``text`` names."""
    found = {match[0] for match in _YEAR.finditer(text)}
    found |= {
        f"m{_MONTHS.index(next(m for m in _MONTHS if m.startswith(match[0][:3].lower()))) + 1:02}"
        for match in _MONTH.finditer(text)
    }
    found |= {f"m{match[1]}" for match in _ISO_MONTH.finditer(text)}
    found |= {f"q{match[1] or _ORDINALS[match[2].lower()]}" for match in _QUARTER.finditer(text)}
    return found


def day_words(day: str) -> str:
    """A year, month or quarter of :func:`days_in` in words."""
    if day[0] == "m":
        return (
            _MONTHS[int(day[1:]) - 1].capitalize() if day[1:].isdigit() and 1 <= int(day[1:]) <= 12 else day
        )
    return day.upper()
