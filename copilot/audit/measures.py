"""What a figure of a report measures, and over which time, by the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from copilot.figures.units import is_currency

if TYPE_CHECKING:
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


def measure_of(figure: Figure, start: int, text: str, bounds: tuple[int, int]) -> str:
    """The measure of the figure at ``start`` of ``text``, looked for within ``bounds``; empty where no word tells.

    The nearest word counts; of one that stands after the figure the distance is doubled, or halved if it is its
    noun. Of an amount of money, percentages are its change.
    """
    end = start + len(figure.text)
    low, high = max(bounds[0], start - MEASURE_REACH), min(bounds[1], end + MEASURE_REACH)
    changes = bool(_CHANGE.search(text, low, high) or figure.direction)
    best: tuple[float, str] = (MEASURE_REACH + 1.0, "")
    taken = bytearray(len(text))
    for row in MEASURES:
        for match in row.words.finditer(text, low, high):
            if any(taken[match.start() : match.end()]):
                continue
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            growth = row.money and figure.unit in _RATES
            distance = _distance(text, start, end, match)
            if distance is not None and _fits(figure.unit, row) and (changes or not growth):
                best = min(best, (distance, f"{row.measure} growth" if growth else row.measure))
    return _qualified(best[1], text, max(low, start - 25), min(high, end + 25))


def _distance(text: str, start: int, end: int, match: re.Match[str]) -> float | None:
    """How far a word stands from the figure; ``None`` where another number stands between."""
    if match.end() <= start:
        return float(start - match.end())
    between = text[end : match.start()]
    if re.search(r"[0-9]", between):
        return None
    return len(between) * (0.5 if _NOUNS.fullmatch(between) else 2.0)


def _qualified(measure: str, text: str, low: int, high: int) -> str:
    """A growth with the number of years that it is over."""
    qualifier = _QUALIFIER.search(text, low, high) if measure.endswith("growth") else None
    return f"{qualifier.group().lower()} {measure}" if qualifier else measure


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
