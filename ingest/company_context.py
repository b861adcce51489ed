"""Whether a word that can be a company's name is one here, by the words around it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache

from ingest.spellings import REFERENCE
from ingest.wording import HYPHENS, PARAGRAPH, POSSESSIVES

OWNED_WITHIN = 3
"""Target's third-quarter sales: the noun that only a company has comes within so many words."""

STOPS = frozenset({".", "!", "?", ":", ";", PARAGRAPH})
QUOTES = frozenset("\"“”'‘’(*#•")
"""Marks that may stand between the end of a sentence and its first word."""
DETERMINERS = frozenset(
    "a an the this that these those our my your its their his her each every no any some".split()
)
HEADLINE_WITHIN = 8
HEADLINE_MIN_LETTERS = 4
HEADLINE_MIN_WORDS = 4
HEADLINE_CAPITALS = 0.7
"""Of the longer words within eight to each side so many have a capital in a headline."""

FUNCTION_WORDS = frozenset(
    """
    about after against ahead also although amid an and are as at be because before but by can could did does during
    for from had has have if in into is may might must not of off on or over since should than that the through to under
    until was were when where which while who will with would
    """.split()
)
PREPOSITIONS = frozenset("about around at by for from in near of off on over through to under with".split())

MARKET_NOUNS = frozenset(
    "futures index composite and or by against in to over for at is was has were".split()
)
LISTING_WORDS = frozenset(
    "listed list listing trade trades traded trading quoted delisted uplisted via symbol".split()
)


@cache
def context_words(role: str) -> frozenset[str]:
    """The words that play ``role`` beside a company's name, in lower case; countries as they are written."""
    with (REFERENCE / "company_context.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(next(row["words"] for row in csv.DictReader(file) if row["role"] == role).split())


def begins_sentence(tokens: Sequence[str], start: int) -> bool:
    """Whether the word at ``start`` is the first of its sentence, where a capital says nothing."""
    before = start - 1
    while before >= 0 and tokens[before] in QUOTES:
        before -= 1
    return before < 0 or tokens[before] in STOPS


def has_legal_form(tokens: Sequence[str], end: int, own_words: frozenset[str]) -> bool:
    """Whether "Inc.", "Corporation" or the like follows, a comma before it or not.

    "Holdings" and "Group" count for a company that has them in its own name: MGM Holdings is not MGM Resorts.
    """
    skip = 1 if tokens[end : end + 1] in ([","], ["&"]) else 0
    following = tokens[end + skip : end + skip + 1]
    if not following or not following[0][0].isupper():
        return False
    form = following[0].lower()
    return form in context_words("legal") or (form in context_words("own legal") and form in own_words)


def is_part_of_another_name(tokens: Sequence[str], start: int, end: int, own_words: frozenset[str]) -> bool:
    """Whether the words around make a longer name of these: Harrison Ford, Delta County, Target Hospitality."""
    following = tokens[end] if end < len(tokens) else ""
    return has_first_name(tokens, start) or (
        names_something_else(tokens, end) and following.lower() not in own_words
    )


def names_something_else(tokens: Sequence[str], end: int) -> bool:
    """Whether a word with a capital goes on with the name: Dow Jones Newswires, Target Hospitality."""
    following = tokens[end] if end < len(tokens) else ""
    return following[:1].isupper() and following.lower() not in _may_follow()


def has_first_name(tokens: Sequence[str], start: int) -> bool:
    """Whether a word with a capital before it belongs to the name: Harrison Ford, Pershing Square."""
    before = tokens[start - 1] if start else ""
    if not before[:1].isupper() or before.lower() in _may_precede():
        return False
    return not begins_sentence(tokens, start - 1) or (len(before) > 1 and before.lower() not in DETERMINERS)


def is_called_a(tokens: Sequence[str], start: int, end: int) -> bool:
    """Whether something is called by these words: "a Best Buy", and not "a Best Buy store"."""
    if not start or tokens[start - 1].lower() not in ("a", "an"):
        return False
    following = tokens[end] if end < len(tokens) else "."
    return not following[0].isalpha() or following in FUNCTION_WORDS


def is_title_case(tokens: Sequence[str], start: int) -> bool:
    """Whether the words around all have capitals, as in headlines, where a capital says nothing."""
    around = tokens[max(start - HEADLINE_WITHIN, 0) : start + HEADLINE_WITHIN]
    words = [token for token in around if len(token) >= HEADLINE_MIN_LETTERS and token.isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) >= HEADLINE_MIN_WORDS and capitals >= HEADLINE_CAPITALS * len(words)


def stands_alone(tokens: Sequence[str], start: int, end: int) -> bool:
    """Whether a capital inside a sentence makes the word a name: no article before it, no noun of its own after it."""
    if begins_sentence(tokens, start) or tokens[start - 1].lower() in DETERMINERS:
        return False
    if tokens[start - 1] in HYPHENS or tokens[start - 1] in POSSESSIVES:
        return False
    following = tokens[end] if end < len(tokens) else "."
    return (not following[0].isalnum() and following not in HYPHENS) or following in FUNCTION_WORDS


def is_venue(tokens: Sequence[str], end: int) -> bool:
    """Whether a place, a school or a prize follows: American Airlines Center, Ford Foundation."""
    following = tokens[end] if end < len(tokens) else ""
    return following.lower() in context_words("venue") and following.lower() != "company"


def acts_as_company(tokens: Sequence[str], start: int, end: int, *, as_index: bool) -> bool:
    """Whether the words beside the name are those that stand beside a company's.

    Where an index is called alike (``as_index``), to rise and to fall is no sign of the company.
    """
    following = tokens[end] if end < len(tokens) else ""
    if following in POSSESSIVES:
        return _owns(tokens, end + 1) and not (as_index and _swings(tokens, end + 1))
    if following.lower() in context_words("after") and tokens[start][0].isupper():
        return True
    verbs = context_words("verb") if as_index else context_words("verb") | context_words("move")
    if following in verbs and not _has_governor(tokens, start):
        return True
    return _is_named_before(tokens, start)


def is_index_here(tokens: Sequence[str], start: int, end: int) -> bool:
    """Whether "Nasdaq", "Dow" or "Russell" is the index: "the Nasdaq", "Nasdaq futures", "Dow fell", no listing."""
    following = tokens[end] if end < len(tokens) else ""
    before = [token.lower() for token in tokens[max(start - 4, 0) : start]]
    if LISTING_WORDS.intersection(before) or following in HYPHENS or following in (":", ")"):
        return False
    if following[:1].isupper() and following.lower() not in MARKET_NOUNS:
        return False
    if following in POSSESSIVES and _swings(tokens, end + 1):
        return True
    named = bool(before) and before[-1] == "the"
    moves = following in context_words("move") or following in ("futures", "index")
    return moves or (
        named and (following in POSSESSIVES or following in MARKET_NOUNS or not following[:1].isalnum())
    )


def _owns(tokens: Sequence[str], start: int) -> bool:
    nouns = context_words("owned")
    return any(token.lower() in nouns for token in tokens[start : start + OWNED_WITHIN])


def _swings(tokens: Sequence[str], start: int) -> bool:
    nouns = context_words("swing")
    return any(token.lower() in nouns for token in tokens[start : start + OWNED_WITHIN])


def _has_governor(tokens: Sequence[str], start: int) -> bool:
    """Whether the name hangs on the word before: "rents in Hartford fell" says nothing of The Hartford."""
    return bool(start) and tokens[start - 1].lower() in DETERMINERS | PREPOSITIONS


def _is_named_before(tokens: Sequence[str], start: int) -> bool:
    """Retailer Target; shares of Target; analysts at Target."""
    if begins_sentence(tokens, start):
        return False
    before = tokens[start - 1].lower()
    if before in context_words("before"):
        return True
    return before in ("of", "in", "at", "by") and tokens[start - 2].lower() in context_words("of")


@cache
def _may_follow() -> frozenset[str]:
    roles = ("after", "legal", "verb", "move", "owned")
    return MARKET_NOUNS.union(*(context_words(role) for role in roles))


@cache
def _may_precede() -> frozenset[str]:
    return context_words("before") | context_words("preface") | DETERMINERS
