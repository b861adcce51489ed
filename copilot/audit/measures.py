"""What a figure of a report measures, and over which time, by the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from copilot.audit.days import StatedDay, find_days
from copilot.figures.units import is_currency
from market.date_words import WEEKDAYS
from market.periods import find_periods

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from copilot.figures import Figure

_RATES = ("%", "pp", "bp")
Stance = Literal["actual", "expected", "earlier"]


@dataclass(frozen=True, slots=True)
class _Row:
    """A measure with the words for it; ``money`` for an amount, whose percentages are changes of it."""

    measure: str
    words: re.Pattern[str]
    money: bool = False


def _row(measure: str, words: str, *, money: bool = False) -> _Row:
    return _Row(measure, re.compile(rf"\b(?:{words})\b", re.IGNORECASE), money)


MEASURES: tuple[_Row, ...] = (
    _row("price target", r"(?:price\s)?targets?(?!\s(?:range|rate))", money=True),
    _row("market cap", r"market[\s-]cap(?:itali[sz]ation)?|market\svalue|valued\sat", money=True),
    _row(
        "close",
        r"clos(?:e[sd]?|ing)|settl(?:ed|ing)|(?:finish(?:ed|ing|es)?|end(?:s|ed|ing)?)(?=\s(?:[\w,]+\s){0,6}at\b)",
    ),
    _row("gdp", r"GDP(?:\sgrowth)?|economic\sgrowth|gross\sdomestic\sproduct"),
    _row("core PCE inflation", r"core\sPCE(?:\sprice)?(?:\sinflation)?"),
    _row("core CPI inflation", r"core\s(?:CPI|consumer\sprices?)(?:\sinflation)?"),
    _row("core inflation", r"core\s(?:price\s)?inflation"),
    _row("PCE inflation", r"PCE(?:\sprice)?(?:\sinflation)?"),
    _row("CPI inflation", r"CPI(?:\sinflation)?|consumer\sprice(?:s|\sindex|\sinflation)?"),
    _row("inflation", r"inflation"),
    _row("unemployment", r"unemployment(?:\srate)?|jobless\srate"),
    _row(
        "policy rate",
        r"(?:federal\s|fed\s)funds(?:\srate)?|policy\srate|target\srange|bank\srate|deposit\srate",
    ),
    _row("yield", r"yields?|yielded|yielding"),
    _row("gross margin", r"gross\smargins?"),
    _row("operating margin", r"operating\smargins?"),
    _row("net margin", r"net\s(?:profit\s)?margins?|profit\smargins?"),
    _row("gross profit", r"gross\sprofit", money=True),
    _row("operating income", r"operating\s(?:income|profit|earnings)|EBIT", money=True),
    _row("net income", r"net\s(?:income|profit|earnings|loss)", money=True),
    _row("eps", r"EPS|earnings\sper\s(?:diluted\s)?share|(?:profit|income)\sper\sshare", money=True),
    _row("free cash flow", r"free\scash\sflow|FCF", money=True),
    _row("operating cash flow", r"(?:operating\scash\sflow|cash\sflow\sfrom\soperations)", money=True),
    _row("capital spending", r"capital\s(?:expenditures?|spending)|capex", money=True),
    _row("dividend", r"dividends?", money=True),
    _row("buybacks", r"(?:share\s)?(?:buy[\s-]?backs?|repurchases?)", money=True),
    _row("expenses", r"(?:operating\s)?(?:expenses|costs)|R&D|research\sand\sdevelopment", money=True),
    _row("sales", r"(?:net\s)?(?:sales|revenues?)|turnover|top[\s-]line", money=True),
    _row("earnings", r"earnings|profits?", money=True),
    _row("score", r"scores?"),
    _row("volatility", r"volatility"),
    _row("return", r"returns?|returned|performance|year[\s-]to[\s-]date|YTD"),
)
"""The longer names before the shorter, as they are looked for."""

_SESSION = re.compile(
    r"\b(?:(?:prior|previous|latest|last|final|daily|single|the)\s(?:trading\s)?(?:session|day(?!s))|daily|today|yesterday|"
    r"on\sthe\s(?:day|session)|intraday|overnight|(?:in|for|during)\sthe\ssession|one-day|at\sthe\sclose)\b",
    re.IGNORECASE,
)
_CLOSE = re.compile(
    r"\b(?:clos(?:e[sd]?|ing)|settl(?:ed|ing)|finish(?:ed|ing)|ended)\b(?=\s(?:at|up|down|higher|lower|[$€£¥]?[0-9]))",
    re.IGNORECASE,
)
_YEAR_AHEAD = re.compile(
    r"\b(?:in|for|during|of|by|end-)\s?(?P<year>20[0-9]{2})\b(?!\s?(?:%|per\s?cent))", re.IGNORECASE
)
"""A year that has not begun is no period of the tables; forecasts are for such years."""
_TO_DATE = re.compile(
    r"\b(?:for|on|over|in|so\sfar)\s(?:the|this)\s(?P<unit>year|quarter|month|week)\b(?!\s(?:ended|ending|to\s(?!date)|before|earlier|ago|"
    r"after|of))(?:\s(?:to\sdate|so\sfar))?",
    re.IGNORECASE,
)
_SINCE_CLOSE_OF = re.compile(
    r"\bsince\s(?:its|the|their)\s(?:last\s|final\s)?(?:close|session|level|trading\sday)\s(?:of|in)\s(?P<year>(?:19|20)[0-9]{2})\b",
    re.IGNORECASE,
)
LEVEL_AFTER_MOVE = re.compile(
    r"(?<=%)\s(?:to|at)(?=\s[$€£¥]?[0-9][0-9,]*\.[0-9]{2}(?![0-9%]|\s?(?:%|per\s?cent|[mbt]n?\b|million|billion)))"
)
"""A move of a session is told with the level that it led to: "added 0.91% to 23,436.02"."""
_PART_END = re.compile(r"[,;]\s|\sand\s(?!the\b)|\s(?:while|but|whereas)\s")
_BASE = re.compile(
    r"\b(?:(?:up|down|higher|lower|more|less|rise|fall|gain|decline|loss)\s(?:than|from|since|on|against)|than|above|below|since)\s"
    r"(?:(?:at|its|the|their|last|final|close|closing|level|of|on|in)\s){0,6}\Z",
    re.IGNORECASE,
)
"""Before a time with which the present is compared: "2 % higher than at the end of 2025"."""
_WEEKDAY = re.compile(
    rf"\b(?:on\s|[Ll]ast\s)?(?P<day>{'|'.join(name.capitalize() for name in WEEKDAYS)})(?:[’']s)?(?!\s(?:[A-Z][a-z]+\s)?"
    r"(?:night|speech))\b"
)
_EXPECTED = re.compile(
    r"\b(?:expect(?:s|ed|ing|ations?)?|forecasts?|project(?:s|ed|ions?)|estimates?|estimated|consensus|guid(?:ance|ed|es)|"
    r"outlook|will|would|could|target(?:s|ing|ed)?|anticipat\w+|see[ns]?\s(?:at|near)|likely|plans?|aims?|street)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:from|versus|vs\.?|compared\s(?:with|to)|against|than|up\sfrom|down\sfrom|a\syear\s(?:ago|earlier|before)|"
    r"(?:year|quarter)[\s-]ago|earlier|previous(?:ly)?|prior[\s-](?:year|quarter))\s*(?:the\s)?(?:[a-z-]+\s){0,3}\Z",
    re.IGNORECASE,
)
_EARLIER_AFTER = re.compile(
    r"\A[\s,]*(?:[a-z]+\s){0,3}?(?:a\syear\s(?:ago|earlier|before)|(?:in|for)\sthe\s(?:(?:year|quarter)-ago|same|"
    r"(?:prior|previous)\s(?:year|quarter|month|period))\b|(?:last\syear|the\syear\sbefore|previously|earlier)\b)",
    re.IGNORECASE,
)
_QUALIFIER = re.compile(
    r"\b(?:one|two|three|four|five|ten|[0-9]{1,2})-(?:year|quarter|month)\b|\bannuali[sz]ed\b", re.I
)
_CHANGE = re.compile(
    r"\b(?:growth|grew|growing|increas\w+|decreas\w+|declin\w+|rose|fell|up|down|gain\w*|jump\w*)\b", re.I
)
_NOUNS = re.compile(
    r"[ -](?:(?!(?:on|of|in|for|to|from|and|with|at|by|as|while|after|than)\b)[\w-]+ ){0,3}", re.IGNORECASE
)
"""Between a figure and the noun that it counts: "44.5% three-year sales growth"."""
MEASURE_REACH = 80
"""Characters around a figure in which the word for its measure stands."""
PERIOD_REACH = 130


@dataclass(frozen=True, slots=True)
class Time:
    """The time that a figure is for."""

    kind: Literal["session", "span"]
    label: str
    start: date | None = None
    end: date | None = None
    """Of a session the day, where it is named; ``None`` for the latest."""
    to_date: bool = False
    """The span runs to the report's own day."""
    weak: bool = False
    """Only the shape of the sentence tells it: another time may be meant."""

    @property
    def key(self) -> tuple[str, str]:
        """Equal for two ways to say the same time."""
        if self.kind == "session":
            return ("session", self.end.isoformat() if self.end else "latest")
        return ("span", f"{self.start}..{'now' if self.to_date else self.end}")


def measure_of(figure: Figure, start: int, text: str, bounds: tuple[int, int]) -> str:
    """The measure of the figure at ``start`` of ``text``, looked for within ``bounds``; empty where no word tells.

    The nearest word counts; of one that stands after the figure the distance is doubled, or halved if it is its noun. Of an amount of money, percentages are its change.
    """
    end = start + len(figure.text)
    low, high = max(bounds[0], start - MEASURE_REACH), min(bounds[1], end + MEASURE_REACH)
    best: tuple[float, str] = (MEASURE_REACH + 1.0, "")
    taken = bytearray(len(text))
    for row in MEASURES:
        for match in row.words.finditer(text, low, high):
            if any(taken[match.start() : match.end()]):
                continue
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            distance = float(start - match.end())
            if match.end() > start:
                distance = (match.start() - end) * (
                    0.5 if _NOUNS.fullmatch(text[end : match.start()]) else 2.0
                )
            if match.end() > start and re.search(r"[0-9]", text[end : match.start()]):
                continue
            measure = row.measure
            if not _fits(figure.unit, row):
                continue
            if row.money and figure.unit in _RATES:
                if not (_CHANGE.search(text, low, high) or figure.direction):
                    continue
                measure = f"{measure} growth"
            best = min(best, (abs(distance), measure))
    found = best[1]
    qualifier = (
        _QUALIFIER.search(text, max(low, start - 25), min(high, end + 25))
        if found.endswith("growth")
        else None
    )
    return f"{qualifier.group().lower()} {found}" if qualifier else found


def _fits(unit: str, row: _Row) -> bool:
    if row.money or row.measure in ("score",):
        return unit in ("", *_RATES) or is_currency(unit)
    if row.measure == "close":
        return unit == "" or is_currency(unit)
    return unit in (*_RATES, "points", "")


def stance_of(figure: Figure, start: int, text: str, bounds: tuple[int, int]) -> Stance:
    """Whether the figure is what was, what is expected, or what was before and is compared with."""
    end = start + len(figure.text)
    if _EARLIER.search(text[max(0, start - 50) : start]) or _EARLIER_AFTER.match(text[end : end + 60]):
        return "earlier"
    around = text[max(bounds[0], start - 60) : min(bounds[1], end + 40)]
    return "expected" if _EXPECTED.search(around) else "actual"


class Times:
    """The times that a sentence names, by place."""

    def __init__(self, text: str, as_of: datetime, today: date, sessions: Sequence[date]) -> None:
        found: list[tuple[int, int, Time]] = []
        for stated in find_days(text, today):
            if stated.day and stated.day < today and _BASE.search(text[: stated.start]):
                time = Time("span", stated.text, stated.day, today, to_date=True)
                found.append((stated.start, stated.end, time))
            elif stated.day and not _spanned(text, stated):
                found.append((stated.start, stated.end, Time("session", stated.text, stated.day, stated.day)))
        for match in _WEEKDAY.finditer(text):
            day = _latest(WEEKDAYS[match["day"].lower()], today)
            if _is_free(found, match):
                found.append((match.start(), match.end(), Time("session", match.group(), day, day)))
        for match in _SESSION.finditer(text):
            if _is_free(found, match):
                found.append((match.start(), match.end(), Time("session", match.group())))
        for match in _TO_DATE.finditer(text):
            if _is_free(found, match):
                time = Time(
                    "span", match.group(), _base_of(match["unit"].lower(), today), today, to_date=True
                )
                found.append((match.start(), match.end(), time))
        for match in _SINCE_CLOSE_OF.finditer(text):
            if _is_free(found, match):
                time = Time("span", match.group(), date(int(match["year"]), 12, 31), today, to_date=True)
                found.append((match.start(), match.end(), time))
        named = next((time for *_, time in found if time.kind == "session"), Time("session", "close"))
        weak = replace(named, weak=True)
        found += [(match.start(), match.end(), named) for match in _CLOSE.finditer(text)]
        for mention in find_periods(text, as_of, sessions):
            if not any(start < mention.end and mention.start < end for start, end, _ in found):
                period = mention.period
                time = Time("span", mention.text, period.start, period.end, period.end >= today)
                if _BASE.search(text[: mention.start]) and period.end < today:
                    time = Time("span", mention.text, period.end, today, to_date=True)
                found.append((mention.start, mention.end, time))
        for match in _YEAR_AHEAD.finditer(text):
            if _is_free(found, match):
                year = int(match["year"])
                found.append(
                    (
                        match.start(),
                        match.end(),
                        Time("span", match.group(), date(year - 1, 12, 31), date(year, 12, 31)),
                    )
                )
        spans = [(start, end) for start, end, time in found if time.kind == "span"]
        found += [
            (m.start(), m.end(), weak)
            for m in LEVEL_AFTER_MOVE.finditer(text)
            if not _shares_time(text, m.start(), spans)
        ]
        self.found = sorted(found, key=lambda item: item[0])

    def near(self, start: int, end: int, bounds: tuple[int, int]) -> Time | None:
        """The time nearest to ``[start, end)`` within ``bounds``, else the only one of the sentence."""
        within = [
            (max(0, start - last, first - end), time)
            for first, last, time in self.found
            if bounds[0] <= first < bounds[1]
        ]
        near = [item for item in within if item[0] <= PERIOD_REACH]
        if near:
            return min(near, key=lambda item: item[0])[1]
        return self.found[0][2] if len({item[2].key for item in self.found}) == 1 else None


def _is_free(found: Sequence[tuple[int, int, Time]], match: re.Match[str]) -> bool:
    return not any(start < match.end() and match.start() < end for start, end, _ in found)


def _base_of(unit: str, today: date) -> date:
    """The day whose close a year, quarter, month or week to date starts from."""
    if unit == "week":
        return today - timedelta(days=today.weekday() + 3)
    month = {"year": 1, "quarter": today.month - (today.month - 1) % 3, "month": today.month}[unit]
    return date(today.year, month, 1) - timedelta(days=1)


def _shares_time(text: str, place: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a span of time stands in the same part of the sentence, or before its first comma."""
    cuts = [0, *(match.end() for match in _PART_END.finditer(text)), len(text)]
    start = max(cut for cut in cuts if cut <= place)
    end = min(cut for cut in cuts if cut > place)
    opening = cuts[1] if len(cuts) > 1 and start == cuts[1] else 0
    return any(start <= first < end or (opening and first < opening) for first, _ in spans)


def _spanned(text: str, stated: StatedDay) -> bool:
    """Whether the day is an end of a longer time: "since 3 January", "the quarter ended 31 December"."""
    before = text[max(0, stated.start - 24) : stated.start]
    after = text[stated.end : stated.end + 12]
    return bool(
        re.search(
            r"\b(?:since|from|between|through|until|to|ended|ending|and|after|before)\s(?:\w+\s)?\Z",
            before,
            re.I,
        )
        or re.match(r"\s(?:to|through|until|and)\s", after)
    )


def _latest(weekday: int, today: date) -> date:
    return today - timedelta(days=(today.weekday() - weekday) % 7)
