"""Of whom a text speaks: the names of companies and instruments, as far as the evidence or the writing shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from copilot.evidence import Evidence, PassageEvidence, ReceiptEvidence
from market.company_names import other_names, short_name, shortened
from market.receipts import Cell
from market.words import ordinary_words

_NAME_COLUMN = re.compile(r"(?:^|_)name$|(?:^|_)(?:symbol|benchmark|instrument|company|issuer)$")
_REPORTS = (
    r"reported|posted|earned|sold|booked|recorded|generated|delivered|said|had|has|announced|made|paid|"
    r"reports|posts|earns|sells|is|was"
)
_NAME = r"[A-Z][\w&.-]*[\w&](?:\s(?:&\s)?[A-Z][\w&.-]*[\w&]){0,3}"
_SUBJECT = re.compile(
    rf"(?P<owner>\b{_NAME})(?=['’]s?\s)|\b(?:at|of|for|by|from)\s(?P<of>{_NAME})|(?:^|[.;:–—]\s+|\|\s)(?P<first>{_NAME})(?=\s(?:{_REPORTS})\b)"
    rf"|(?<=[a-z,]\s)(?P<inside>{_NAME})(?=\s(?:{_REPORTS})\b)"
)
"""A name where whose figure it is stands: ``Intel's revenue``, ``revenue at Intel``, ``Intel reported``."""
_NO_COMPANY = frozenset(
    """
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday q1 q2 q3 q4 h1 h2 fy us u.s uk eu euro fed fomc federal reserve america american
    europe european china chinese japan japanese germany german britain committee board street wall treasury treasuries
    congress white house company group ceo cfo gdp cpi pce ytd etf etfs ipo gaap ebitda eps i note item part table
    """.split()
)
LONGEST_TICKER = 5


class Subjects:
    """The names that the evidence of an answer bears, and which of them a text names."""

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        known: dict[str, set[str]] = {}
        for item in evidence:
            for subject, said in _said_of(item):
                for way in said:
                    known.setdefault(way.casefold(), set()).add(subject)
        for item in evidence:
            for owner in owners_in(item.quote) if isinstance(item, PassageEvidence) else ():
                if not any(way in known for way in (owner.casefold(), owner.split()[0].casefold())):
                    known[owner.casefold()] = {owner.casefold()}
        self._names = {way: frozenset(subjects) for way, subjects in known.items() if way}
        """Each way to say a name, in lower case → the subjects that it may mean."""
        ways = "|".join(re.escape(way) for way in sorted(self._names, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<![\w^])(?:{ways})(?![\w])", re.IGNORECASE) if ways else None

    def named_in(self, text: str) -> frozenset[str]:
        """The subjects of the evidence that ``text`` names."""
        if self._pattern is None:
            return frozenset()
        found: set[str] = set()
        for match in self._pattern.finditer(text):
            if match[0].islower() and len(match[0]) <= LONGEST_TICKER:
                continue  # a ticker in small letters is a word: all, it, key
            found |= self._names[match[0].casefold()]
        return frozenset(found)


def _said_of(item: Evidence) -> Iterable[tuple[str, set[str]]]:
    if isinstance(item, PassageEvidence):
        if item.company:
            yield item.company.casefold(), ways_to_say(item.company)
        return
    for row in item.rows:
        yield from _said_in_row(row)


def _said_in_row(row: dict[str, Cell]) -> Iterable[tuple[str, set[str]]]:
    """Each instrument of a row with its name and its symbol (``benchmark_name`` with ``benchmark``)."""
    for column, cell in row.items():
        if not isinstance(cell, str) or not cell or not re.search(r"(?:^|_)name$", column):
            continue
        symbol = row.get(re.sub(r"_?name$", "", column) or "symbol")
        said = ways_to_say(cell, symbol if isinstance(symbol, str) else "")
        yield cell.casefold(), said


@lru_cache(maxsize=1024)
def _ways(name: str, symbol: str) -> frozenset[str]:
    short = short_name(name)
    said = {name, short, *shortened(short), *(other_names(symbol, name) if symbol else brands_of(short))}
    if symbol:
        said.add(symbol)
    first = short.split()[0] if short.split() else ""
    if len(first) > LONGEST_TICKER - 1 and first.lower() not in ordinary_words():
        said.add(first)
    return frozenset(way for way in said if way and way.lower() not in ordinary_words())


def ways_to_say(name: str, symbol: str = "") -> set[str]:
    """The name, its shorter forms, its brands and its symbol."""
    return set(_ways(name, symbol))


@cache
def _brands() -> dict[str, tuple[str, ...]]:
    import csv

    from market.company_names import COMPANY_NAMES_FILE

    with COMPANY_NAMES_FILE.open(encoding="utf-8", newline="") as file:
        return {row["name_holds"].casefold(): tuple(row["names"].split(";")) for row in csv.DictReader(file)}


def brands_of(short: str) -> tuple[str, ...]:
    """What everybody calls a company of that name: Google for Alphabet."""
    return tuple(name.strip() for name in _brands().get(short.casefold(), ()))


def owners_in(text: str) -> frozenset[str]:
    """The names in ``text`` that stand where whose figure it is stands; no months, places of rule or usual words."""
    found = set()
    for match in _SUBJECT.finditer(text):
        name = next(group for group in match.groups() if group)
        words = [word.strip(".").casefold() for word in name.split()]
        if any(word in _NO_COMPANY for word in words) or all(word in ordinary_words() for word in words):
            continue
        found.add(name)
    return frozenset(found)


def occurs_in(name: str, text: str) -> bool:
    """Whether ``text`` holds a name or a longer form of its first word: Fed, Federal."""
    return bool(re.search(rf"(?<!\w){re.escape(name.split()[0])}", text, re.IGNORECASE))


def receipt_row_subjects(receipt: ReceiptEvidence, row: int, column: str) -> frozenset[str]:
    """Whose a number of a receipt is: of the instrument of its row, or of the benchmark for that one's columns."""
    if not 0 <= row < len(receipt.rows):
        return frozenset(name for cells in receipt.rows for name, _ in _said_in_row(cells))
    cells = receipt.rows[row]
    prefixes = [name.removesuffix("name") for name in cells if name.endswith("_name")]
    own = next((prefix for prefix in prefixes if column.startswith(prefix)), None)
    if own is None and any(f"{prefix}{column}" in cells for prefix in prefixes):
        own = ""  # the other one has a column of its own
    if own is not None:
        name = cells.get(f"{own}name")
        return frozenset({name.casefold()}) if isinstance(name, str) else frozenset()
    return frozenset(name for name, _ in _said_in_row(cells))
