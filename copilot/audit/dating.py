"""Dates of a report that cannot be: no such day, no session on it, later than the report, before the index began."""

from __future__ import annotations

import calendar
import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from copilot.audit.days import StatedDay, find_days, month_has
from copilot.audit.report import Report, Sentence
from copilot.audit.result import Finding, finding
from copilot.values import write_date
from market.exchanges import exchange_of

if TYPE_CHECKING:
    from copilot.audit.closes import Market
    from copilot.audit.subjects import Subject, SubjectFinder

FIRST_DAYS = Path(__file__).with_name("first_days.csv")
"""Since when indices and funds are calculated, as their providers state it; a history before the launch counts."""

_CLOSED = re.compile(
    r"\b(?:closed|close|closing|settled|finished|ended\s(?:the\s(?:day|session)|at|up|down|higher|lower)|traded|trading\ssession|"
    r"session|rose|fell|gained|lost|rallied|slipped|declined|advanced|jumped|dropped|tumbled)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:closed|settled|finished|rose|fell|gained|lost|rallied|slipped|declined|advanced|jumped|dropped|tumbled|was|were|"
    r"announced|reported|published|released|decided|raised|cut|lowered|said|posted|upgraded|downgraded|stood|had)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|would|shall|may|might|could|next|upcoming|due|scheduled|expect\w*|forecast\w*|project\w*|plan\w*|until|through|"
    r"by|matur\w*|expir\w*|guid\w*|outlook|ahead\sof|before|calendar|coming|set\s(?:to|for)|to\sbe|is\sto|are\sto|target\w*|effective|as\sof)\b",
    re.IGNORECASE,
)
_SINCE_YEAR = re.compile(
    r"\b(?:since|in|from|between|back\sto|during|of)\s(?:the\s)?(?:(?:early|mid|late|end\sof|start\sof)[\s-])?"
    r"(?P<year>(?:18|19|20)[0-9]{2})(?P<decade>s)?\b(?!\s?[%–-])",
    re.IGNORECASE,
)
_BACKWARD = re.compile(r"\b(?:compared|versus|born|founded|act|law|war|treaty|crash\sof)\b", re.IGNORECASE)


def check_dates(report: Report, finder: SubjectFinder, market: Market, today: date) -> list[Finding]:
    """Every finding about a date. ``today`` is the report's own day."""
    found: list[Finding] = []
    stated = [day.day for day in find_days(report.text) if day.day and day.day <= today]
    anchor = report.day or max(stated, default=None)
    for sentence in report.sentences:
        days = find_days(sentence.text, anchor)
        subjects = finder.find(sentence.text)
        for day in days:
            found += _day(day, sentence, subjects, market, report)
        found += _first_days(sentence, subjects)
    return [*found, *_own_dates(report)]


def _day(
    day: StatedDay, sentence: Sentence, subjects: Sequence[Subject], market: Market, report: Report
) -> Iterator[Finding]:
    place = [(sentence.start + day.start, sentence.start + day.end)]
    if not month_has(day.month, day.number, day.year):
        in_year = f" in {day.year}" if day.year else ""
        yield finding(
            "impossible_date", sentence.text, f"{day.month_name} has no day {day.number}{in_year}", place
        )
        return
    if day.day is None:
        return
    if day.weekday is not None and day.weekday != day.day.weekday():
        was = calendar.day_name[day.day.weekday()]
        yield finding("impossible_date", sentence.text, f"{write_date(day.day)} was a {was}", place)
        return
    around = sentence.text[max(0, day.start - 80) : day.end + 60]
    instruments = [
        s.instrument for s in subjects if s.instrument and s.instrument.kind not in ("series", "currency")
    ]
    if instruments and sentence.figures and _CLOSED.search(around):
        instrument = instruments[0]
        exchange = exchange_of(instrument.exchange, instrument.kind, instrument.symbol)
        if day.day.weekday() in exchange.closed_days:
            name = calendar.day_name[day.day.weekday()]
            yield finding(
                "impossible_date", sentence.text, f"{write_date(day.day)} was a {name}: no session", place
            )
            return
        closes = market.closes(instrument.symbol)
        if closes and closes.days[0] < day.day < closes.days[-1] and closes.on(day.day) is None:
            reason = f"the tables hold no session of {instrument.name} on {write_date(day.day)}, and sessions around it"
            yield finding("impossible_date", sentence.text, reason, place)
            return
    if report.day and day.day > report.day and sentence.is_prose:
        clause = _clause(sentence.text, day)
        if _PAST.search(clause) and not _AHEAD.search(clause):
            reason = f"{write_date(day.day)} is after the report's own date, {write_date(report.day)}"
            yield finding("impossible_date", sentence.text, reason, place)


def _clause(text: str, day: StatedDay) -> str:
    """The words around the day, up to the next punctuation on either side."""
    start = max((match.end() for match in re.finditer(r"[;:]", text[: day.start])), default=0)
    end = re.search(r"[;:]", text[day.end :])
    return text[start : day.end + (end.start() if end else len(text))]


def _first_days(sentence: Sentence, subjects: Sequence[Subject]) -> Iterator[Finding]:
    first_days = _read_first_days()
    for match in _SINCE_YEAR.finditer(sentence.text):
        if _BACKWARD.search(sentence.text[max(0, match.start() - 30) : match.end() + 10]):
            continue
        named = [
            s
            for s in subjects
            if s.instrument and not s.proxy and s.key in first_days and s.name != s.name.lower()
        ]
        before = [s for s in named if s.end <= match.start()] or named
        if not before or (match["decade"] and len(match["year"]) < 4):
            continue
        early = _earlier_than_its_start(
            before, int(match["year"]) + (9 if match["decade"] else 0), first_days
        )
        if early:
            names = " and ".join(name for name, _ in early)
            reason = f"{names} cannot be told of {match['year']}: {'; '.join(why for _, why in early)}"
            span = (sentence.start + match.start(), sentence.start + match.end())
            yield finding("before_first_day", sentence.text, reason, [span])


def _earlier_than_its_start(
    subjects: Sequence[Subject], year: int, first_days: dict[str, tuple[date, str]]
) -> list[tuple[str, str]]:
    """The name and the reason of each subject that began after ``year``."""
    found: dict[str, tuple[str, str]] = {}
    for subject in subjects:
        first, what = first_days[subject.key]
        if year < first.year:
            found[subject.key] = (subject.name, f"{what} on {write_date(first)}")
    return list(found.values())


@cache
def _read_first_days() -> dict[str, tuple[date, str]]:
    with FIRST_DAYS.open(encoding="utf-8", newline="") as file:
        return {
            row["symbol"]: (date.fromisoformat(row["first_day"]), row["what"]) for row in csv.DictReader(file)
        }


def _own_dates(report: Report) -> Iterator[Finding]:
    named = sorted({line.day for line in report.date_lines if line.day})
    if len(named) > 1 and named[-1] - named[0] <= timedelta(days=31):
        told = " and ".join(write_date(day) for day in named)
        lines = [line for line in report.date_lines if line.day]
        yield finding(
            "two_dates", lines[0].text, f"its head gives {told}", [(line.start, line.end) for line in lines]
        )
