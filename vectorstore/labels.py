"""Labels: by what names and periods a report is called, from its cover, its title and its file's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePath
from typing import NamedTuple

LEGAL_WORDS = frozenset(
    "inc incorporated corp corporation co company companies ltd limited llc plc lp sa ag nv se spa ab asa oyj"
    " holding holdings group the and of com".split()
)
"""Words that belong to a company's name and that people leave out."""
COMMON_WORDS = frozenset(
    "advanced air all american apollo applied automatic bank ball best block brown capital cardinal central charter"
    " church citizens clean consolidated constellation cooper crown data delta digital discover dollar dominion"
    " duke eastern electric emerson energy essential expand extra federal fidelity first foot fox gap gen general"
    " global hartford health home host international key match meta molina monster national new news northern old open"
    " packaging palo pacific power principal progressive prudential public quest realty republic resources robert"
    " royal service simon southern southwest standard state stanley state target texas the travelers truist"
    " union united universal vertex visa viatris waste welltower west western work world".split()
)
"""Words that name a company only with a capital, and as the first of several words not at all."""
SHORT_NAME = 3
"""Names of up to that many letters, tickers and initials are recognised in capitals only: "it" and "all" are words."""
LONGEST_TICKER = 5
ROUNDING = timedelta(days=10)
"""Quarters of 13 weeks end up to a week beside the month that they are called by."""
FISCAL_SHIFT = timedelta(days=45)
"""A quarter that ended on 30 October may be called the third of the year."""

STATED, ENDS_THERE, ENDS_NEAR = 1.0, 0.8, 0.5
"""How well a report fits a period: its own label says so; its period ends there; its period ends some weeks beside."""

_YEAR = r"(?:19|20)\d\d"
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_FISCAL = r"(?:(?:the\s+)?(?:fiscal|calendar|financial)(?:\s+year)?|FY)"
PERIOD = re.compile(
    rf"""(?<![^\W_])(?<![\d.,$])(?:
      {_FISCAL}?[\s_'’-]*(?P<y1>{_YEAR})[\s_-]*(?:Q(?P<q1>[1-4])|(?P<n1>[1-4])Q)
    | (?:Q(?P<q2>[1-4])|(?P<n2>[1-4])Q)[\s_,-]*(?:(?:of|in|for)\s+)?{_FISCAL}?[\s_'’-]*(?P<y2>{_YEAR}|\d\d(?!\d))
    | (?:the\s+)?(?P<o3>{"|".join(_ORDINALS)})[\s-]+(?:fiscal[\s-]+)?quarter[\s,]+
      (?:(?:of|in|for)\s+)?{_FISCAL}?\s*(?P<y3>{_YEAR})
    | {_FISCAL}[\s_'’-]*(?P<y4>{_YEAR}|\d\d(?!\d))
    | (?P<y5>{_YEAR})
    )(?![^\W_])(?!%|[.,]\d)""",
    re.VERBOSE | re.IGNORECASE,
)
"""2022 Q3, 3Q22, Q3 of fiscal 2022, the third quarter of 2022, FY2022, fiscal year 2022, 2022."""
FORM = re.compile(r"(?<![^\W_])(10|8|20|40|6)[-\s]?([KQF])s?(?![^\W_])", re.IGNORECASE)
_REPORT_WORDS = re.compile(
    r"\b(?:form|annual|quarterly|report|filing|earnings|release|results|transcript|presentation"
    r"|(?:fiscal\s+)?(?:quarter|year)\s+ended\s+\w+\s+\d+|p(?:age|p|g)?[.\s]*\d+)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")


class Period(NamedTuple):
    """A year, or one quarter of it."""

    year: int
    quarter: int | None = None

    @property
    def last_day(self) -> date:
        """The last day in the calendar."""
        month = 3 * (self.quarter or 4)
        return date(self.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Label:
    """What one report is called: ``names`` of its company without spaces, in lower case; ``tickers`` in capitals."""

    names: frozenset[str]
    tickers: frozenset[str]
    periods: frozenset[Period]
    period_end: date | None
    form: str

    def fits(self, period: Period) -> float:
        """How well the report fits the period, 0 to 1."""
        if period in self.periods:
            return STATED
        if period.quarter is None and any(period.year == stated.year for stated in self.periods):
            return STATED
        if self.period_end is None:
            return 0.0
        beside = abs(self.period_end - period.last_day)
        if period.quarter is None and self.period_end.year == period.year:
            return ENDS_THERE
        return ENDS_THERE if beside <= ROUNDING else ENDS_NEAR if beside <= FISCAL_SHIFT else 0.0


def label_of(
    *, title: str, source: str, company: str, symbol: str, form: str, period_end: date | None
) -> Label | None:
    """The label of a document, or ``None`` where it is no report of a company.

    A report names its company on its cover, or a form or quarter in its title or file name ("3M_2018_10K").
    """
    stem = "" if "#" in source else PurePath(source).stem
    names, tickers = set(_names_of(company)), {symbol.upper()} if symbol and company else set()
    periods: set[Period] = set()
    for text in (title, stem):
        called, found, stated_form = _read(text)
        if not company and not (found and (stated_form or any(period.quarter for period in found))):
            continue
        form = form or stated_form
        if text == stem or not company:
            periods.update(found)
            if called.isupper() and len(called) <= LONGEST_TICKER:
                tickers.add(called)
            else:
                names.add(called.lower())
    tickers |= _initials(company)
    names.discard("")
    tickers.discard("")
    return (
        Label(frozenset(names), frozenset(tickers), frozenset(periods), period_end, form)
        if names or tickers
        else None
    )


def periods_in(text: str) -> Iterator[tuple[int, int, Period]]:
    """The periods that a text names, with their spans."""
    for match in PERIOD.finditer(text):
        year = next(int(match[name]) for name in ("y1", "y2", "y3", "y4", "y5") if match[name])
        quarter = next((int(match[name]) for name in ("q1", "n1", "q2", "n2") if match[name]), None)
        if match["o3"]:
            quarter = _ORDINALS[match["o3"].lower()]
        yield match.start(), match.end(), Period(year if year > 99 else 2000 + year, quarter)


def form_in(text: str) -> str:
    """The form of a filing that a text names, such as ``10-Q``; empty where it names none."""
    match = FORM.search(text)
    return f"{match[1]}-{match[2].upper()}" if match else ""


def _read(text: str) -> tuple[str, set[Period], str]:
    """A title or file name as the name without spaces, the periods, and the form."""
    found = {period for _, _, period in periods_in(text)}
    rest = _REPORT_WORDS.sub(" ", FORM.sub(" ", PERIOD.sub(" ", text.replace("_", " "))))
    words = [word for word in _WORD.findall(rest) if word.lower() not in LEGAL_WORDS]
    return "".join(words), found, form_in(text)


def _names_of(company: str) -> Iterator[str]:
    words = [word.lower() for word in _WORD.findall(company)]
    own = [word for word in words if word not in LEGAL_WORDS]
    yield "".join(words)
    yield "".join(own)
    if own and own[0] not in COMMON_WORDS:
        yield own[0]
    if len(own) > 2:
        yield "".join(own[:2])


def _initials(company: str) -> set[str]:
    own = [word for word in _WORD.findall(company) if word.lower() not in LEGAL_WORDS]
    return {"".join(word[0].upper() for word in own)} if len(own) >= SHORT_NAME else set()
