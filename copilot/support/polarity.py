"""Polarity: where a claim says no and its evidence yes, or the claim up and the evidence down."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from copilot.support.lexicon import fillers, meaning, poles
from vectorstore.analysis import words_of

_NEGATOR = re.compile(
    r"\b(?:not(?!\s(?:only|just|merely|least))|no(?!\s(?:longer\sthan|more\sthan|less\sthan|later\sthan|\.))|never|neither|nor|"
    r"without|cannot|none|nobody|nothing|hardly|scarcely|barely|fail(?:s|ed|ing)?\sto|refus(?:es|ed)\sto|declin(?:es|ed)\sto|"
    r"unable\sto|rather\sthan|instead\sof|stop(?:s|ped)?\sshort\sof)\b|n['’]t\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[;:!?()|\n—–]|[.,](?=\s|$)|\b(?:but|although|though|while|whereas|because|however|which|and)\b",
    re.IGNORECASE,
)
_STATEMENT = re.compile(rf"{_CLAUSE.pattern}|\bas\b", re.IGNORECASE)
"""What parts the things of which a direction is said: imports rose as exports declined."""
SCOPE_WORDS = 4
"""Words of meaning behind a negator that it can deny: "not yet raise its target range"."""
NEAR_WORDS = 4
"""Words between a direction and what it is said of: "risks to the outlook have increased"."""


@dataclass(frozen=True, slots=True)
class Polarity:
    """What a text denies, and which way it says that things go."""

    denied: frozenset[str]
    """The meanings within the scope of a negator."""
    affirmed: frozenset[str]
    """The meanings outside of any."""
    sides: Counter[tuple[int, int]]
    """Pairs of contraries that occur, with the side, and how often."""
    pairs: frozenset[tuple[int, int, str]]
    """… each with the meanings near it."""


@lru_cache(maxsize=4096)
def polarity_of(text: str) -> Polarity:
    """The polarity of ``text``."""
    denied, affirmed = _denials(text)
    sides: Counter[tuple[int, int]] = Counter()
    pairs: set[tuple[int, int, str]] = set()
    for clause in _STATEMENT.split(text):
        words = words_of(clause)
        for place, stem in enumerate(words):
            for pair, side in poles().get(stem, ()):
                sides[pair, side] += 1
                near = words[max(0, place - NEAR_WORDS) : place] + words[place + 1 : place + 1 + NEAR_WORDS]
                pairs.update((pair, side, other) for other in near if _is_spoken_of(other))
    return Polarity(frozenset(denied), frozenset(affirmed), sides, frozenset(pairs))


def _is_spoken_of(stem: str) -> bool:
    return stem not in fillers() and stem not in poles()


def _denials(text: str) -> tuple[set[str], set[str]]:
    denied: set[str] = set()
    affirmed: set[str] = set()
    at = 0
    for match in _NEGATOR.finditer(text):
        affirmed.update(_meanings(text[at : match.start()]))
        end = _CLAUSE.search(text, match.end())
        clause = text[match.end() : end.start() if end else len(text)]
        words = _meanings(clause)
        denied.update(words[:SCOPE_WORDS])
        affirmed.update(words[SCOPE_WORDS:])
        at = end.start() if end else len(text)
    affirmed.update(_meanings(text[at:]))
    return denied, affirmed - denied


def _meanings(text: str) -> list[str]:
    return [meaning(stem) for stem in words_of(text) if stem not in fillers()]


def contradiction(claim: str, evidence: str) -> str:
    """How ``claim`` says the contrary of ``evidence``, the words that it rests on; empty where it does not."""
    said, held = polarity_of(claim), polarity_of(evidence)
    if said.denied and (known := said.denied & (held.denied | held.affirmed)) and not known & held.denied:
        return f"it denies what the evidence says ({_shown(claim, known)})"
    if held.denied and not said.denied:
        # nothing is denied in the claim, though what the evidence denies is its matter
        shared = frozenset(item for item in held.denied & said.affirmed if not item[0].isdigit())
        if shared and len(shared) * 2 >= len(held.denied):
            return f"it says what the evidence denies ({_shown(claim, shared)})"
    return _turned(claim, said, held)


def _turned(claim: str, said: Polarity, held: Polarity) -> str:
    for pair in sorted({pair for pair, _ in said.sides}):
        mine = {side for number, side in said.sides if number == pair}
        theirs = {side for number, side in held.sides if number == pair}
        if len(mine) == 1 and len(theirs) == 1 and mine != theirs:
            return f"it turns what the evidence says into the contrary ({_pole_words(claim, pair)})"
        if not theirs:
            continue
        if any(_more(said, held, pair, side) and _more(held, said, pair, 1 - side) for side in (0, 1)):
            return f"it turns what the evidence says into the contrary ({_pole_words(claim, pair)})"
        for side in mine:
            about = {word for number, at, word in said.pairs if (number, at) == (pair, side)}
            same = {word for number, at, word in held.pairs if (number, at) == (pair, side)}
            contrary = {word for number, at, word in held.pairs if (number, at) == (pair, 1 - side)}
            if about & contrary and not about & same:
                return f"it turns what the evidence says into the contrary ({_pole_words(claim, pair)})"
    return ""


def _more(one: Polarity, other: Polarity, pair: int, side: int) -> bool:
    return one.sides[pair, side] > other.sides[pair, side]


def _pole_words(claim: str, pair: int) -> str:
    words = re.findall(r"[A-Za-z]+", claim)
    shown = [
        word
        for word in words
        if any(pair == number for stem in words_of(word) for number, _ in poles().get(stem, ()))
    ]
    return ", ".join(dict.fromkeys(shown))


def _shown(claim: str, meanings: set[str] | frozenset[str]) -> str:
    words = re.findall(r"[A-Za-z]+|[\d.,]*\d", claim)
    return ", ".join(dict.fromkeys(word for word in words if set(_meanings(word)) & meanings))
