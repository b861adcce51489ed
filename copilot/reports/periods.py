"""The periods that a question about a company's reports names, and which days they are for that company."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from market.date_words import MONTH, month_number
from vectorstore.labels import Period, periods_in

ROUNDING = timedelta(days=10)
"""Quarters of 13 weeks end up to a week beside the month that they are called by."""
FISCAL_SHIFT = timedelta(days=45)
"""A quarter that ended on 30 October may be called the third of the year."""
MONTHS = 12
YEAR, QUARTER = timedelta(days=364), timedelta(days=91)

_COUNT = re.compile(
    r"\b(?:first\s+)?(?P<n>three|six|nine|twelve|3|6|9|12)[\s-]months?\b|\b(?P<half>first\s+half)\b|\b(?P<h>1H|H1)\b",
    re.IGNORECASE,
)
_COUNTS = {"three": 3, "six": 6, "nine": 9, "twelve": 12, "3": 3, "6": 6, "9": 9, "12": 12}
_NAMES = {3: "three", 6: "six", 9: "nine", 12: "twelve"}
_OPTIONAL_YEAR = r"(?:,?\s+(?:of\s+|quarter\s+(?:of\s+)?(?:fiscal\s+)?)?(?P<year>(?:19|20)\d\d))"
_MONTH_AND_YEAR = re.compile(
    rf"\b(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<month>{MONTH})\s*(?P<day>\d{{1,2}}(?:st|nd|rd|th)?(?!\d))?{_OPTIONAL_YEAR}"
    r"|\b(?P<iy>(?:19|20)\d\d)-(?P<im>\d\d)-(?P<id>\d\d)\b",
    re.IGNORECASE,
)
_FILL = (
    r"(?:\b(?:i\.?e|that is|which|meaning|so|the|its|fiscal|quarter|period|three months|3 months|on|in|at)\b"
    r"[.\s,:]*)*"
)
_TOLD_AGAIN = re.compile(
    rf"[\s,;:–—-]*{_FILL}\(?\s*{_FILL}(?:(?:end(?:ed|ing|s)?|to|through|until)\b\s*)?{_FILL}", re.IGNORECASE
)
"""What may stand between two names of one period: Q3 FY24 (ended October 29, 2023)."""
_SAYS_IT_ENDS = re.compile(r"[(]|\bend(?:ed|ing|s)?\b|\bi\.?e\b|\bthat is\b", re.IGNORECASE)
_ALSO = re.compile(
    r"\s*,?\s*(?:and|vs\.?|versus|or|against|compared (?:to|with)|&|/)\s*(?:in\s+|of\s+)?", re.IGNORECASE
)
_END_WITHOUT_YEAR = re.compile(
    rf"\(?\s*\b(?:(?:the|quarter|period|three months)\s+)*(?:end(?:ed|ing|s)?|to|on)\s+"
    rf"(?:\d{{1,2}}\s+{MONTH}|{MONTH}\s+\d{{1,2}})"
    r"(?:st|nd|rd|th)?\b(?!,?\s*(?:19|20)\d\d)\s*\)?",
    re.IGNORECASE,
)
_BARE_MONTH = re.compile(rf"\b(?P<month>{MONTH})\s+quarter\b", re.IGNORECASE)
_QUARTER = re.compile(r"\bquarters?\b|\bQ[1-4]\b|\b[1-4]Q", re.IGNORECASE)
_FISCAL = re.compile(r"\bfiscal\b|\bFY\s?\d", re.IGNORECASE)
_CALENDAR = re.compile(r"\bcalendar\b", re.IGNORECASE)
_FISCAL_YEAR_ONLY = re.compile(
    r"\b(?:full|whole|fiscal|financial)\s+year\b|\bFY\s?\d|\bannual\b", re.IGNORECASE
)
_YEAR_EARLIER = re.compile(
    r"\b(?:a|one|the|1)?[\s-]?year[\s-](?:earlier|before|ago|prior|previously|on[\s-]year|over[\s-]year)\b|\byoy\b|\by/y\b"
    r"|\b(?:same|comparable|corresponding|year[\s-]ago|equivalent)\s+"
    r"(?:quarter|period|three months|nine months|six months|time|months?)"
    r"(?:\s+(?:of|in))?(?:\s+(?:the|a))?\s*(?:last|prior|previous|earlier|year\b|one)?"
    r"|\b(?:prior|previous|last)[\s-]year(?:'s|’s)?(?:\s+(?:quarter|period))?\b"
    r"|\btwelve\s+months\s+(?:earlier|before)\b",
    re.IGNORECASE,
)
_QUARTER_EARLIER = re.compile(
    r"\b(?:a|one|the)?\s?quarter\s+(?:earlier|before|ago|prior)\b|\b(?:prior|previous|preceding)\s+quarter\b|\bsequential(?:ly)?\b"
    r"|\bqoq\b|\bquarter[\s-](?:on|over)[\s-]quarter\b|\bthree\s+months\s+(?:earlier|before)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AskedPeriod:
    """A period in a question's words: a year with or without a quarter, or a month in which it ends."""

    year: int = 0
    quarter: int = 0
    month: int = 0
    day: int = 0
    months: int | None = None
    """How many months are meant; ``None`` where the words do not say."""
    calendar: bool | None = None
    """Whether the quarter is said to be of the calendar or of the company's own year."""
    years_back: int = 0
    quarters_back: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the newest report is meant: no day, quarter or year is named."""
        return not self.year


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """A report by the period it is about: what its file or title calls it, and its place in the company's year."""

    end: date
    stated: frozenset[Period]
    fiscal: Period | None


def asked_periods(text: str) -> tuple[list[AskedPeriod], str]:
    """The periods that ``text`` names, in order, each once, and the text without their words.

    Words such as "a year earlier" give the first of them once more, moved back.
    """
    text = _spelled_out(text)
    count = _COUNT.search(text)
    months = _months(count) if count and not _QUARTER_EARLIER.search(text[count.start() :]) else None
    calendar = True if _CALENDAR.search(text) else False if _FISCAL.search(text) else None
    named, rest = _named_periods(text)
    quarterly = bool(_QUARTER.search(text)) and months is None
    asked = [
        replace(
            one,
            months=months
            if months
            else 3
            if one.quarter or quarterly
            else 12
            if _FISCAL_YEAR_ONLY.search(text)
            else None,
            calendar=calendar if one.quarter or months in (6, 9) else None,
        )
        for one in named
    ]
    asked = list(dict.fromkeys(asked)) or [AskedPeriod(months=months or (3 if quarterly else None))]
    if len(asked) == 1 and _YEAR_EARLIER.search(rest):
        asked.append(replace(asked[0], years_back=1))
    elif len(asked) == 1 and _QUARTER_EARLIER.search(rest):
        asked.append(replace(asked[0], quarters_back=1))
    for pattern in (_YEAR_EARLIER, _QUARTER_EARLIER, _COUNT, _BARE_MONTH):
        rest = pattern.sub(" ", rest)
    return asked, rest


def _named_periods(text: str) -> tuple[list[AskedPeriod], str]:
    """The periods by their days, months, quarters and years, one told twice taken once; and ``text`` without them."""
    found = [(*match.span(), _of_month(match)) for match in _MONTH_AND_YEAR.finditer(text)]
    rest = _blanked(text, [(start, end) for start, end, _ in found])
    others = list(periods_in(rest))
    found += [
        (start, end, AskedPeriod(year=period.year, quarter=period.quarter or 0))
        for start, end, period in others
    ]
    rest = _blanked(rest, [(start, end) for start, end, _ in others])
    named: list[AskedPeriod] = []
    last_end = 0
    for start, end, one in sorted(found, key=lambda item: item[0]):
        between = text[last_end:start]
        if named and _TOLD_AGAIN.fullmatch(between) and _SAYS_IT_ENDS.search(between):
            named[-1] = max(named[-1], one, key=lambda item: (item.day > 0, item.month > 0, item.quarter > 0))
        elif named and named[-1].month and not (one.month or one.quarter) and _ALSO.fullmatch(between):
            named.append(replace(named[-1], year=one.year))
        else:
            named.append(one)
        last_end = end
    return named, _END_WITHOUT_YEAR.sub(" ", rest) if named else rest


_SHORT_YEAR = re.compile(
    rf"\b(?P<month>{MONTH})(?:\s*[-'’]\s*|\s+(?=\d\d\s+quarter))(?P<year>\d\d)\b(?!\s*,?\s*(?:19|20)\d\d)",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"\b(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<year>(?:20)?\d\d)\b")
_QUARTER_OF_NEXT = re.compile(
    r"\b(?P<q>Q[1-4])(?P<and>\s*(?:,|and|or|to|vs\.?|versus|&)\s*)(?P<next>Q[1-4]\s*(?:of\s+)?(?P<year>(?:19|20)\d\d))",
    re.IGNORECASE,
)


def _spelled_out(text: str) -> str:
    """``text`` with short ways to write a time in full: Sept-23, 9/30/2023, FQ3, Q2 and Q3 2023.

    A day in figures of which either may be the month is left as it is.
    """
    text = _SHORT_YEAR.sub(r"\g<month> 20\g<year>", text)
    text = _QUARTER_OF_NEXT.sub(r"\g<q> \g<year>\g<and>\g<next>", text)
    text = re.sub(r"\bF(?=Q[1-4]\b)", "fiscal ", text, flags=re.IGNORECASE)
    return _NUMERIC.sub(_iso, text)


def _iso(match: re.Match[str]) -> str:
    first, second, year = int(match["a"]), int(match["b"]), int(match["year"]) % 100 + 2000
    month, day = (first, second) if second > MONTHS else (second, first)
    return f"{year}-{month:02}-{day:02}" if month <= MONTHS < day else match[0]


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def in_words(asked: AskedPeriod) -> str:
    """The period in words that :func:`asked_periods` reads; of a period and the one before it the last is meant."""
    own = {True: "calendar ", False: "fiscal "}.get(asked.calendar, "") if asked.calendar is not None else ""
    months = f"{_NAMES[asked.months]} months" if asked.months in _NAMES else ""
    if asked.is_open:
        named = f"latest {months or 'report'}"
    elif asked.month:
        day = date(asked.year, asked.month, asked.day or 1)
        ended = f"{day:%B} {day.day}, {day.year}" if asked.day else f"{day:%B %Y}"
        named = f"{months} ended {ended}" if months else ended
    elif asked.quarter:
        named = f"{own}Q{asked.quarter} {asked.year}"
    else:
        named = f"{months} of {own}{asked.year}" if months else f"{own}{asked.year}"
    back = {(1, 0): ", a year earlier", (0, 1): ", a quarter earlier"}.get(
        (asked.years_back, asked.quarters_back), ""
    )
    return f"{named}{back}"


def ends_of(asked: AskedPeriod, reports: Sequence[ReportPeriod]) -> list[date]:
    """The last day of the period for the company of ``reports``, and what else the words may mean, later.

    A quarter is counted as the reports' own names count, by the calendar or by the company's year; where they are
    called by no quarter, by the company's year first. Empty where there is no report.
    """
    back = asked.years_back * YEAR + asked.quarters_back * QUARTER
    return [end - back for end in dict.fromkeys(_ends(asked, reports))]


def _ends(asked: AskedPeriod, reports: Sequence[ReportPeriod]) -> list[date]:
    if asked.is_open:
        return [max(report.end for report in reports)] if reports else []
    if asked.month:
        return [date(asked.year, asked.month, asked.day) if asked.day else _last_day(asked.year, asked.month)]
    if not asked.quarter and asked.months in (6, 9):
        asked = replace(asked, quarter=asked.months // 3)
    if not asked.quarter:
        years = [_of_fiscal(Period(asked.year, 4), reports)] if asked.months == 12 else []
        return [end for end in (*years, date(asked.year, 12, 31)) if end]
    period = Period(asked.year, asked.quarter)
    by_calendar = [_nearest(period.last_day, reports)]
    fiscal = [end] if (end := _of_fiscal(period, reports)) else []
    stated = [end] if (end := _of_stated(period, reports)) else []
    if asked.calendar is not None:
        return by_calendar if asked.calendar else fiscal or by_calendar
    if any(report.stated for report in reports):
        return stated or (fiscal if _count_own_year(reports) else by_calendar)
    return [*fiscal, *by_calendar]


def _count_own_year(reports: Sequence[ReportPeriod]) -> bool:
    """Whether the reports are called by the quarters of the company's own year."""
    return all(report.fiscal in report.stated for report in reports if report.stated and report.fiscal)


def _of_stated(period: Period, reports: Sequence[ReportPeriod]) -> date | None:
    """The end of the report that is called so, or of the year before in one that is called by the next year."""
    for years in (0, 1):
        for report in reports:
            if Period(period.year + years, period.quarter) in report.stated:
                return report.end - years * YEAR
    return None


def _of_fiscal(period: Period, reports: Sequence[ReportPeriod]) -> date | None:
    """The end of a quarter of the company's own year, counted from the nearest report."""
    counted = [
        (abs(quarters), report.end + quarters * QUARTER)
        for report in reports
        if report.fiscal
        for quarters in [
            4 * (period.year - report.fiscal.year) + (period.quarter or 4) - (report.fiscal.quarter or 4)
        ]
    ]
    return min(counted)[1] if counted else None


def _nearest(day: date, reports: Sequence[ReportPeriod]) -> date:
    """The end of a report, or of the year before it, that is called by the calendar quarter which ends on ``day``."""
    ends = [report.end - years * YEAR for report in reports for years in (0, 1)]
    near = [end for end in ends if abs(end - day) <= FISCAL_SHIFT]
    return min(near, key=lambda end: abs(end - day), default=day)


def _months(count: re.Match[str]) -> int:
    return _COUNTS[count["n"].lower()] if count["n"] else 6


def _of_month(match: re.Match[str]) -> AskedPeriod:
    if match["iy"]:
        return AskedPeriod(year=int(match["iy"]), month=int(match["im"]), day=int(match["id"]))
    month = month_number(match["month"])
    day = re.sub(r"\D", "", match["day"] or match["before"] or "")
    asked = AskedPeriod(year=int(match["year"]), month=month)
    return replace(asked, day=int(day)) if day and 1 <= int(day) <= 28 else asked


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
