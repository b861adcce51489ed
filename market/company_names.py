"""What a company is called beside the name in its table: brands, shorter forms, and its classes of shares."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from market.words import ordinary_words

COMPANY_NAMES_FILE = Path(__file__).parent / "reference" / "company_names.csv"

GENERIC_TAILS = frozenset(
    """
    aerospace athletica beauty brands communications electronics energy entertainment enterprise enterprises
    financial foods global group healthcare hotels industries instruments international laboratories labs markets
    materials networks petroleum pharmaceuticals platforms resorts resources restaurants semiconductor semiconductors
    services software solutions systems technologies technology therapeutics worldwide
    """.split()
)
"""Last words of a company's name that are left out when one speaks of it: Palantir, not Palantir Technologies."""

_LEGAL_FORM = re.compile(
    r"(?:,?\s+(?:inc|incorporated|corp|corporation|co|company|companies|plc|ltd|limited|n\.?v|s\.?a|ag|se|llc|lp"
    r"|l\.p|holdings?|group|the|and)\.?|\s*\([^)]*\))\Z",
    re.IGNORECASE,
)
_SHARE_CLASS = re.compile(r"\b(?:class|series)\s+([A-Z])\b", re.IGNORECASE)
_SYMBOL_CLASS = re.compile(r"[.\-/]([A-Z])\Z")


def short_name(name: str) -> str:
    """A company's name without legal form and share class: ``Alphabet Inc. (Class A)`` gives ``Alphabet``."""
    short = re.sub(r"\A(?:The)\s+", "", name.strip())
    while (cut := _LEGAL_FORM.sub("", short).rstrip(" ,&")) != short and cut:
        short = cut
    return short


def shortened(name: str) -> Iterator[str]:
    """Shorter ways to say a name: Eli Lilly for ``Lilly (Eli)``, Micron for ``Micron Technology``."""
    head, _, tail = name.partition(" (")
    if tail.endswith(")"):
        yield f"{tail[:-1]} {head}"
    words = name.split()
    while len(words) > 1 and words[-1].lower() in GENERIC_TAILS:
        words = words[:-1]
        yield " ".join(words)
    if name.lower().endswith(".com"):
        yield name[:-4]


def other_names(symbol: str, name: str) -> list[str]:
    """What everybody calls the company and its table does not say; empty for a namesake of its symbol."""
    return [
        other
        for holds, names in _other_names().get(symbol, ())
        if re.search(rf"\b{re.escape(holds)}\b", name)
        for other in names
    ]


def share_class(symbol: str, name: str) -> str:
    """The letter of the class of shares, from the name or the symbol (``BRK.B``); empty where there is none."""
    found = _SHARE_CLASS.search(name) or _SYMBOL_CLASS.search(symbol)
    return found[1].upper() if found else ""


def spoken_names(symbol: str, name: str) -> Iterator[tuple[str, int]]:
    """Each further way to say the company's name, with its rank: 1 its own name made shorter, 2 a brand.

    With a class of shares each of them is said with its letter too: Alphabet class A, Berkshire B.
    """
    short = short_name(name)
    spoken = {short: 1} if short != name else {}
    for shorter in (*shortened(_without_class(name)), *shortened(short)):
        if shorter.lower() not in ordinary_words():  # "American" is not American International
            spoken.setdefault(shorter, 1)
    for brand in other_names(symbol, name):
        spoken.setdefault(brand, 2)
    for said in (name, *spoken):
        if " & " in said:
            spoken.setdefault(said.replace(" & ", " and "), spoken.get(said, 0))
    yield from spoken.items()
    letter = share_class(symbol, name)
    for said in (name, *spoken) if letter else ():
        if "(" not in said:
            yield f"{said} class {letter}", 0
            yield f"{said} class {letter} shares", 0
            yield f"{said} {letter} shares", 0
            yield f"{said} {letter}", 0


def _without_class(name: str) -> str:
    return name if not _SHARE_CLASS.search(name) else short_name(name)


@cache
def _other_names() -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    found: defaultdict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    with COMPANY_NAMES_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = tuple(name.strip() for name in row["names"].split(";"))
            found[row["symbol"]].append((row["name_holds"], names))
    return {symbol: tuple(rows) for symbol, rows in found.items()}
