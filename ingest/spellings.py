"""How documents spell an instrument: its names, what everybody calls it, and how much each spelling says by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path

from ingest.wording import tokens_of
from market.company_names import other_names, short_name, shortened
from market.instruments import Instrument
from market.words import ordinary_words, stem

REFERENCE = Path(__file__).parent / "reference"

ACRONYM_UP_TO = 4
"""Names of so few capitals stand for other things as well: GM crops, EQT of Sweden, 3M for three months."""
OWN_ACRONYMS = frozenset("IBM AMD AIG KKR PNC TJX CSX AMEX HSBC".split())
"""Short names in capitals that mean nothing else in financial prose."""

FUND_ENDINGS = frozenset({"stocks", "shares", "etf", "fund", "trust", "price", "prices"})
"""A fund is meant by its own name and by "energy stocks"; not by "energy", nor by "the energy sector" of an economy."""

COUNTED = frozenset({"bill", "bond", "claim", "note", "price", "rate", "yield"})
"""Last words of a measure that are said of it in the singular and in the plural: oil price, oil prices."""

LOOSE_MEASURES = frozenset(
    {
        "benchmark yield",
        "consumer inflation",
        "consumer price inflation",
        "consumer prices",
        "cost of living",
        "growth forecast",
        "inflation rate",
        "initial claims",
        "long bond",
        "long-term interest rate",
        "long-term yield",
        "new claims",
        "overnight rate",
        "policy rate",
        "short-term yield",
    }
)
"""Said in a question they mean the one series that is held; in a document, any country's or any bank's."""

NEVER_ALONE = frozenset({"News"})
"""What is left of a name without its legal form, and is never said: News Corp."""


class Sort(StrEnum):
    """How much a name needs beside it to be that name."""

    DISTINCT = "distinct"
    """Nothing else is called so: Nvidia, Goldman Sachs, Russell 2000."""
    PHRASE = "phrase"
    """Everyday words in capitals: Best Buy, Public Storage. Not inside a longer name."""
    COMMON = "common"
    """One everyday word, name of a person or place, or acronym: needs the company of a company."""
    MARKET = "market"
    """One word for an index that is an exchange, a provider or a person too: Nasdaq, Dow, Russell."""
    MEASURE = "measure"
    """Words in lower case for a series or a fund: the unemployment rate, energy stocks."""


def spellings_of(instrument: Instrument) -> Iterator[tuple[str, Sort, int]]:
    """Each spelling under which a document may name the instrument, with its sort and its rank: 0 is its own name."""
    if instrument.kind == "stock":
        yield from _company_spellings(instrument)
        return
    title = [instrument.name.lower()] if instrument.kind in ("series", "rate") else []
    for name in (instrument.name, *title, *instrument.aliases):
        sort = _measure_sort(instrument.kind, name)
        if sort is None:
            continue
        yield name, sort, 0
        if name.split()[-1].removesuffix("s") in COUNTED:
            yield _other_number(name), sort, 0
        if sort is Sort.DISTINCT and name[0].islower():  # at the beginning of a sentence
            yield name[0].upper() + name[1:], sort, 0


def _company_spellings(instrument: Instrument) -> Iterator[tuple[str, Sort, int]]:
    others = other_names(instrument.symbol, instrument.name)
    own = [short_name(name) for name in (instrument.name, *instrument.aliases, *others)]
    if instrument.name.endswith("(The)"):
        yield f"The {own[0]}", Sort.PHRASE, 0
    ranked = [(name, 0) for name in own] + [(name, 1) for full in own for name in shortened(full)]
    for name, rank in ranked:
        if name in NEVER_ALONE:
            continue
        sort = _company_sort(name)
        if rank and sort is not Sort.DISTINCT:
            continue  # "Global" is not Global Payments
        yield name, sort, rank
        loud = Sort.DISTINCT if sort is Sort.DISTINCT and len(name) > ACRONYM_UP_TO else Sort.COMMON
        yield name.upper(), loud, rank + 2
        if sort is Sort.DISTINCT and name.isalnum() and not name.isupper():
            yield name.capitalize(), sort, rank + 2


def _company_sort(name: str) -> Sort:
    words = [token for token in tokens_of(name) if token[0].isalnum()]
    if not words:
        return Sort.COMMON
    if len(words) == 1:
        word = words[0]
        if "&" in word or word in OWN_ACRONYMS:
            return Sort.DISTINCT
        short = len(word) <= ACRONYM_UP_TO and word.upper() == word
        return Sort.COMMON if short or len(word) < 3 or is_everyday(word) else Sort.DISTINCT
    return Sort.PHRASE if all(is_everyday(word) or len(word) < 3 for word in words) else Sort.DISTINCT


def _measure_sort(kind: str, name: str) -> Sort | None:
    """How a document names what is no company; ``None`` for words that only a question uses so."""
    words = [word for word in name.split() if word.lower() != "the"]
    written = "".join(words)
    marked = any(letter.isupper() or letter.isdigit() for letter in written)
    if kind in ("etf", "fund", "commodity", "currency") and not _names_a_fund(name, words):
        return None
    if len(words) == 1:
        return _single_sort(words[0]) if marked else None
    if words[-1].islower() and written.replace("-", "").islower():
        if kind == "index" or name in LOOSE_MEASURES or name.startswith("the "):
            return None
        return Sort.MEASURE
    if kind == "index" and words[-1].islower() and not any(c.isdigit() for c in written):
        return Sort.DISTINCT if words[0] not in ("US", "U.S.") else None
    return Sort.DISTINCT


def _single_sort(word: str) -> Sort | None:
    if word.upper() == word and not any(letter.isdigit() for letter in word) and "&" not in word:
        return None if len(word) < 3 or is_everyday(word) else Sort.DISTINCT
    return Sort.DISTINCT if any(letter.isdigit() for letter in word) else Sort.MARKET


def _names_a_fund(name: str, words: Sequence[str]) -> bool:
    last = words[-1]
    return last.lower() in FUND_ENDINGS or name.startswith("price of ") or last.upper() == last


def _other_number(name: str) -> str:
    """The plural of a singular name and the other way round: oil price, oil prices."""
    return name[:-1] if name.endswith("s") else f"{name}s"


@cache
def is_everyday(word: str) -> bool:
    """Whether ``word`` is an everyday English word, or a name of people and places."""
    low = word.lower()
    things, names = _ambiguous_names()
    return bool({low, stem(low)} & (ordinary_words() | things | names))


@cache
def is_thing(word: str) -> bool:
    """Whether ``word`` is an everyday word that has no capital inside a sentence, unless it names something."""
    low = word.lower()
    things, names = _ambiguous_names()
    return low not in names and bool({low, stem(low)} & (ordinary_words() | things))


@cache
def _ambiguous_names() -> tuple[frozenset[str], frozenset[str]]:
    """The words that are things, and those that are people, places, days and titles."""
    text = (REFERENCE / "ambiguous_names.txt").read_text(encoding="utf-8")
    sections = [section for section in text.split("\n\n") if section.count("\n") > 1]
    things, names = ("\n".join(section.splitlines()[1:]).split() for section in sections[-2:])
    return frozenset(things), frozenset(names)
