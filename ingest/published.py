"""When a source says that it was published: dates as people and machines write them, as one moment in UTC.

A bare day becomes the last moment of that day in New York: the day's own as-of view shows the document, and a view
from earlier that day, when it may not yet have been out, does not. Midnight sharp is read as a bare day, because that
is what programs write where they have no time (``2022-03-16 00:00:00``, ``2022-03-16T00:00:00Z``).
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from email.utils import parsedate_to_datetime

from market.clock import end_of_day, in_utc
from market.date_words import MONTH, month_number

WRITTEN_DAY = re.compile(
    rf"(?P<m1>{MONTH})\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y1>\d{{4}})"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m2>{MONTH}),?\s+(?P<y2>\d{{4}})",
    re.IGNORECASE,
)
"""A day in words: July 28, 2022 or 28 July 2022."""

DATELINE_WITHIN = 3_000
"""Headlines, bullets and contacts stand before the dateline of a release."""

_DATELINE = re.compile(
    rf"^[^\W\d_][\w .,/()’'-]{{2,60}}?\s*[–—,-]{{1,2}}\s*\(?(?:{WRITTEN_DAY.pattern})\)?"
    r"\s*(?:/[^/\n]+/\s*|\([^)\n]+\)\s*)?[–—-]",
    re.MULTILINE | re.IGNORECASE,
)
_SLASHED_DAY = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})")
_ISO_WITH_SLASHES = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})")
_PDF_MOMENT = re.compile(r"D:(\d{14})(Z|[+-]\d{2}'?\d{2})?")
_MENDS_OF_ISO = ((re.compile(r"\s+UTC$"), "Z"), (re.compile(r"^(\d{4})(\d{2})(\d{2})$"), r"\1-\2-\3"))


def as_published(value: date | datetime) -> datetime:
    """``value`` as the moment of publication, in UTC. A time without a zone is New York's."""
    if not isinstance(value, datetime):
        return end_of_day(value)
    if value.time() == time.min:
        return end_of_day(value.date())
    return in_utc(value)


def parse_published(text: str) -> datetime:
    """The moment of publication that ``text`` states, in UTC.

    Takes ISO days and moments, days in words, month/day/year, mail dates (RFC 2822) and PDF's ``D:2022…``. Raises
    ``ValueError`` where the text is none of these.
    """
    stated = text.strip()
    for reader in (_read_pdf, _read_iso, _read_numbers, _read_words, _read_mail):
        if (value := reader(stated)) is not None:
            return as_published(value)
    raise ValueError(f"{text!r} is not a date")


def parse_dateline(text: str) -> datetime | None:
    """The day that a news release opens with: ``CUPERTINO, California – July 28, 2022 – Apple today …``."""
    match = _DATELINE.search(text, 0, DATELINE_WITHIN)
    try:
        return as_published(written_day(match)) if match else None
    except ValueError:
        return None


def written_day(match: re.Match[str]) -> date:
    """The day that a match of :data:`WRITTEN_DAY` stands for. Raises ``ValueError`` for a 31st of June."""
    month = month_number(match["m1"] or match["m2"])
    return date(int(match["y1"] or match["y2"]), month, int(match["d1"] or match["d2"]))


def _read_pdf(text: str) -> datetime | None:
    match = _PDF_MOMENT.match(text)
    if match is None:
        return None
    digits, zone = match[1], (match[2] or "").replace("'", "")
    return datetime.fromisoformat(f"{digits[:8]}T{digits[8:]}{zone}")


def _read_iso(text: str) -> datetime | None:
    for pattern, mended in _MENDS_OF_ISO:
        text = pattern.sub(mended, text)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _read_numbers(text: str) -> date | None:
    if match := _ISO_WITH_SLASHES.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _SLASHED_DAY.fullmatch(text):
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    return None


def _read_words(text: str) -> date | None:
    match = WRITTEN_DAY.fullmatch(text)
    return written_day(match) if match else None


def _read_mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None
