"""Whom a figure of a report is about: an instrument, a sector, a company of the library, or any named thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from market.groups import SECTOR_WORDS
from market.instruments import short_name

if TYPE_CHECKING:
    from copilot.figures import Figure
    from market.instruments import Instrument, InstrumentBook

OTHER_SECTOR_NAMES = {
    "Basic Materials": "Materials",
    "Consumer Cyclical": "Consumer Discretionary",
    "Consumer Defensive": "Consumer Staples",
    "Financial Services": "Financials",
    "Technology": "Information Technology",
}
"""What Morningstar and those who use its sectors call the sectors of GICS."""

_CAPITALISED = re.compile(
    r"(?<![\w$€£#@])[A-Z][\w&.’'-]*[A-Za-z0-9](?:[ \t](?:of[ \t]|and[ \t]|&[ \t]|de[ \t])?[A-Z][\w&’'-]*[A-Za-z0-9])*"
)
_NO_NAME = re.compile(
    r"\A(?:the|a|an|this|that|these|those|it|its|in|on|at|by|for|from|with|while|after|before|as|and|but|or|so|if|"
    r"when|what|which|who|we|our|they|their|he|she|his|her|there|here|all|both|each|most|more|some|several|many|no|not|"
    r"first|second|third|finally|however|meanwhile|conversely|notably|significantly|additionally|also|overall|among|"
    r"despite|although|since|over|under|during|between|against|according|total|net|gross|operating|diluted|basic|"
    r"revenue|revenues|sales|earnings|income|profit|margin|eps|gdp|cpi|shares|growth|q[1-4]|h[12]|fy[0-9]*|ytd|usd|eur|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday|year|quarter|today|yesterday|last|next|prior|only|just|even|still|now|then|"
    r"buy|sell|hold|overweight|underweight|neutral|outperform|underperform|mr|mrs|ms|dr|vs|valuation|summary|outlook|"
    r"analysts?|management|investors?|guidance|results?|table|figure|note|form|item|section)\Z",
    re.IGNORECASE,
)
_OF_IT = re.compile(
    r"\A[\s,]*(?:[a-z-]+\s){0,4}?(?:for|in|of|by|at)\s(?:the\s|its\s)?\Z",
)
_CLAUSE = re.compile(r"[;:|]|,\s(?:while|whereas|but|and\s(?:the\s)?(?=[A-Z]))|\b(?:while|whereas)\b")
_PRONOUN = re.compile(
    r"\b(?:it|its|the\s(?:index|company|group|fund|stock|shares|firm|benchmark|gauge|bank|retailer|chipmaker))\b",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"[’']s?\Z")


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that has figures, named at ``[start, end)`` of a sentence."""

    key: str
    """Equal for two names of the same: the symbol, else the name in lower case."""
    name: str
    start: int
    end: int
    instrument: Instrument | None = None
    company: str = ""
    """The company whose reports the library holds under this name."""
    proxy: bool = False
    """The instrument stands for it: a sector's fund for the sector."""


class SubjectFinder:
    """Finds the subjects of sentences. ``companies`` are those whose reports the library holds."""

    def __init__(self, book: InstrumentBook, companies: Iterable[str] = ()) -> None:
        self._book = book
        self._companies = {short_name(company): company for company in companies if company}
        words = sorted((*SECTOR_WORDS, *OTHER_SECTOR_NAMES), key=len, reverse=True)
        self._sector = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
        names = sorted(self._companies, key=len, reverse=True)
        self._company = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b") if names else None
        self._plain: frozenset[str] = frozenset()
        self._funds = {i.sector: i for i in book.instruments if i.kind == "etf" and i.sector}

    def learn(self, text: str) -> None:
        """Takes up the plain words of a report: a capitalised word that it also writes small is no name."""
        self._plain = frozenset(re.findall(r"(?<![\w#-])[a-z][a-z-]+", text))

    def find(self, text: str) -> list[Subject]:
        """The subjects that ``text`` names, in order, none overlapping."""
        found: list[Subject] = []
        candidates = (
            *self._companies_in(text),
            *self._instruments_in(text),
            *self._sectors_in(text),
            *self._names_in(text),
        )
        for subject in candidates:
            if not any(subject.start < other.end and other.start < subject.end for other in found):
                found.append(subject)
        return sorted((_on_one_line(subject) for subject in found), key=lambda subject: subject.start)

    def _companies_in(self, text: str) -> list[Subject]:
        if self._company is None:
            return []
        return [self._of_company(match) for match in self._company.finditer(text)]

    def _of_company(self, match: re.Match[str]) -> Subject:
        company = self._companies[match.group()]
        called = self._book.called(match.group())
        instrument = called[0] if len(called) == 1 else None
        key = instrument.symbol if instrument else match.group().casefold()
        return Subject(key, match.group(), match.start(), match.end(), instrument, company)

    def _instruments_in(self, text: str) -> list[Subject]:
        found = []
        for mention in self._book.mentions(text):
            written = _POSSESSIVE.sub("", mention.text)
            end = mention.start + len(written)
            if len(mention.candidates) == 1:
                instrument = mention.candidates[0]
                proxy = (
                    instrument.kind == "etf" and bool(instrument.sector) and "ETF" not in mention.text.upper()
                )
                proxy = proxy and mention.text.upper() != instrument.symbol
                by_theme = instrument.kind == "etf" and mention.text.upper() != instrument.symbol
                if (
                    by_theme
                    and "ETF" not in mention.text
                    and not _means_sector(text, mention.start, mention.end)
                ):
                    continue
                company = self._companies.get(short_name(instrument.name), "")
                found.append(
                    Subject(instrument.symbol, written, mention.start, end, instrument, company, proxy)
                )
        return found

    def _names_in(self, text: str) -> list[Subject]:
        found = _names_in(text)
        return [
            name for name in found if any(word.casefold() not in self._plain for word in name.name.split())
        ]

    def _sectors_in(self, text: str) -> list[Subject]:
        found = []
        for match in self._sector.finditer(text):
            fund = self._funds.get(OTHER_SECTOR_NAMES.get(match.group(), match.group()))
            if fund and _means_sector(text, match.start(), match.end()):
                found.append(
                    Subject(fund.symbol, match.group(), match.start(), match.end(), fund, "", proxy=True)
                )
        return found


def _means_sector(text: str, start: int, end: int) -> bool:
    """Whether the words mean the sector of stocks: they say so, or stand capitalised and on their own."""
    if re.search(r"\b(?:sector|stocks|shares|funds?)\b", text[start : end + 8], re.IGNORECASE):
        return True
    return text[start].isupper() and not re.search(
        r"[a-z][ \t][A-Z][\w&.-]*[ \t]\Z|\A[A-Z][\w&.-]*[ \t]\Z", text[:start]
    )


def _on_one_line(subject: Subject) -> Subject:
    return replace(subject, name=" ".join(subject.name.split()))


def _names_in(text: str) -> list[Subject]:
    found = []
    for match in _CAPITALISED.finditer(text):
        name = _POSSESSIVE.sub("", match.group())
        start = match.start()
        while (word := name.split(" ", 1)[0]) and _NO_NAME.match(word) and " " in name:
            start += len(word) + 1
            name = name.split(" ", 1)[1]
        while " " in name and _NO_NAME.match(name.rsplit(" ", 1)[1]):
            name = name.rsplit(" ", 1)[0]
        if len(name) > 1 and not _NO_NAME.match(name):
            found.append(Subject(name.casefold(), name, start, start + len(name)))
    return found


def subject_of(
    figure: Figure, start: int, text: str, subjects: Sequence[Subject], carried: Subject | None
) -> Subject | None:
    """The subject of the figure that stands at ``start`` of the sentence ``text``.

    The name right after it with "for", "in" or "of" between; else the nearest before it in the clause; else the
    nearest before it in the sentence; else ``carried``, that of the sentence before, where a pronoun refers to it.
    """
    end = start + len(figure.text)
    known = [subject for subject in subjects if subject.instrument or subject.company] or list(subjects)
    after = [subject for subject in subjects if subject.start >= end]
    before = [subject for subject in known if subject.end <= start] or [s for s in subjects if s.end <= start]
    if after and _OF_IT.match(text[end : after[0].start]) and not _taken(text, end, after[0]):
        clause = max((match.end() for match in _CLAUSE.finditer(text, 0, start)), default=0)
        spoken_for = bool(before) and re.search(r"[0-9]", text[before[-1].end : start])
        if not before or before[-1].start < clause or spoken_for or _lists(text, start):
            return after[0]
    if before:
        return before[-1]
    if carried and (not subjects or _PRONOUN.search(text[:start])):
        return carried
    return known[0] if known and known[0].start < end + 60 else carried if not subjects else None


def _taken(text: str, end: int, subject: Subject) -> bool:
    """Whether another figure stands between: then the name belongs to that one."""
    return bool(re.search(r"[0-9]", text[end : subject.start]))


def _lists(text: str, start: int) -> bool:
    """Whether the sentence puts figures before names: "up 1.2 % for A and 3 % for B"."""
    return bool(
        re.search(r"(?:,|\band|\bagainst|\bversus|\bcompared\swith)\s(?:[a-z-]+\s){0,2}\Z", text[:start])
    )
