"""Writes out times that are misspelt or short: "augst 2023", "dec 22 qtr", "nov 2 22", "calendar 2023"."""

from __future__ import annotations

import re
from collections.abc import Callable

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SHORT = "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
_MONTH = rf"(?:{'|'.join(MONTHS)}|{_SHORT})"
_BESIDE_YEAR = re.compile(
    r"(?<![\w^$])(?P<word>[A-Za-z]{4,10})\b(?=\.?,? (?:\d{1,2}(?:st|nd|rd|th)?,? )?(?:19|20)\d\d(?!\w))"
)
_CALENDAR = re.compile(r"\b(?:calendar(?: year)?|cal\.?|cy) ?(?=(?:19|20)\d\d\b)", re.IGNORECASE)
_QUARTER = re.compile(
    rf"\b(?P<month>{_MONTH})\.? (?:'?(?P<short>\d\d)|(?P<year>20\d\d)) (?:quarter|qtr|q)\b\.?", re.IGNORECASE
)
_QTR = re.compile(r"\bqtr(s?)\b\.?", re.IGNORECASE)
_DAY_IN_SHORT = re.compile(
    rf"\b(?P<month>{_MONTH})\.? (?P<day>[0-3]?\d)(?:st|nd|rd|th)?,? '?(?P<year>[0-4]\d)(?![\w:%.,]*\d)(?! ?%)"
    r"(?! (?:sessions?|days?|points?|years?|weeks?|months?)\b)",
    re.IGNORECASE,
)


def mend_dates(text: str, is_known: Callable[[str], bool]) -> str:
    """``text`` with the months beside a year spelt right, and quarters and days that are told in short written out.

    ``is_known`` says whether a word in small letters is one of the language, so that it is no typo.
    """
    text = _BESIDE_YEAR.sub(lambda found: _month(found["word"], is_known), text)
    text = _CALENDAR.sub("", text)
    text = _QUARTER.sub(_quarter, text)
    text = _QTR.sub(r"quarter\1", text)
    return _DAY_IN_SHORT.sub(lambda found: f"{found['month']} {found['day']} 20{found['year']}", text)


def _quarter(found: re.Match[str]) -> str:
    month = next(name for name in MONTHS if name.startswith(found["month"].lower()[:3])).capitalize()
    year = found["year"] or f"20{found['short']}"
    return f"{month} {year} quarter"


def _month(word: str, is_known: Callable[[str], bool]) -> str:
    """The one month that is a letter away from a word that is none of English; the word itself else."""
    from rapidfuzz.distance import OSA

    low = word.lower()
    if re.fullmatch(_MONTH, low) or is_known(low):
        return word
    near = [month for month in MONTHS if len(month) > 3 and OSA.distance(low, month) == 1]
    return near[0].capitalize() if len(near) == 1 else word
