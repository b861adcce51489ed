"""What a company's filing says of itself: form, company, period, and the day it became public."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from ingest.published import WRITTEN_DAY, parse_published, written_day
from market.clock import end_of_day, new_york_day
from market.date_words import MONTH

COVER_CHARACTERS = 6_000
"""Form, period and company stand on the cover page; the 20 filings measured need 1,500 characters."""
SIGNATURE_CHARACTERS = 900
"""The signature's date comes within 400 characters of its heading in the 20 filings measured."""
DAYS_FROM_SIGNING_TO_FILING = 4
"""A report is filed within a few days of its signature. A PDF made later says nothing of the filing."""

_FORM = re.compile(
    r"^\W*FORM\s+(?P<form>10-[QK](?:/A)?|8-K(?:/A)?|20-F|6-K|40-F)\b", re.MULTILINE | re.IGNORECASE
)
_PERIOD = re.compile(
    rf"for\s+the\s+(?P<span>quarter|fiscal\s+year|year)(?:ly\s+period)?\s+ended:?\s+(?P<end>{MONTH}\s+\d{{1,2}},\s+\d{{4}})",
    re.IGNORECASE,
)
_REGISTRANT = re.compile(r"\(?Exact name of registrant", re.IGNORECASE)
_FILE_NUMBER = re.compile(r"^Commission file (?:number|no)\b.*$", re.MULTILINE | re.IGNORECASE)
_SIGNATURE = re.compile(r"\bSIGNATURES?\s+Pursuant to the requirements", re.IGNORECASE)
_FILED_ON = re.compile(r"\bfiled\s+(?:on\s+)?(?P<day>\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})", re.IGNORECASE)
_FORM_AND_DAY = re.compile(r"\b(?:10-[QK]|8-K|20-F)\b[^\w/]+(?P<day>\d{1,2}/\d{1,2}/\d{4})")
_NAME_CHARACTERS = re.compile(r"[^\W\d_].*[^\W_].*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Filing:
    """A periodic report: ``published_at`` is ``None`` where neither text nor metadata date it."""

    form: str
    company: str
    period: str
    published_at: datetime | None

    @property
    def title(self) -> str:
        """Such as ``Apple Inc. Form 10-Q, quarter ended June 25, 2022``."""
        name = f"{self.company} Form {self.form}".strip()
        return f"{name}, {self.period}" if self.period else name


def read_filing(
    text: str, metadata: tuple[str, ...] = (), created_at: datetime | None = None
) -> Filing | None:
    """The filing that ``text`` is, or ``None`` where its cover is not that of a filing.

    ``text`` is cleaned text; ``metadata`` are the file's title and subject; ``created_at`` is when the file was made.
    """
    cover = text[:COVER_CHARACTERS]
    form = _FORM.search(cover)
    if form is None or "SECURITIES AND EXCHANGE COMMISSION" not in cover.upper():
        return None
    period = _PERIOD.search(cover)
    ended = ""
    if period:
        span = " ".join(period["span"].lower().split())
        ended = f"{span} ended {' '.join(period['end'].split())}"
    return Filing(
        form=form["form"].upper(),
        company=_company(cover, text),
        period=ended,
        published_at=_published(text, metadata, created_at),
    )


def _published(text: str, metadata: tuple[str, ...], created_at: datetime | None) -> datetime | None:
    """The last of the days on which it can have come out, so that no as-of view shows it too early.

    The signature comes a day before the filing where a report is sent in after the close (Apple, Amazon); a filing
    day in metadata can be a day early by a time zone (Microsoft, October 2022).
    """
    days = [signed] if (signed := _signed(text)) else []
    stated = (_FILED_ON.search(line) or _FORM_AND_DAY.search(line) for line in metadata)
    days += [new_york_day(parse_published(match["day"])) for match in stated if match]
    created = new_york_day(created_at) if created_at else None
    if created and (not days or 0 <= (created - max(days)).days <= DAYS_FROM_SIGNING_TO_FILING):
        days.append(created)
    return end_of_day(max(days)) if days else None


def _signed(text: str) -> date | None:
    heading = _SIGNATURE.search(text)
    if heading is None:
        return None
    stated = WRITTEN_DAY.search(text, heading.end(), heading.end() + SIGNATURE_CHARACTERS)
    return written_day(stated) if stated else None


def _company(cover: str, text: str) -> str:
    """The registrant: above "(Exact name of registrant …)", else below the file number; spelled as in running text."""
    label = _REGISTRANT.search(cover)
    number = _FILE_NUMBER.search(cover)
    lines: list[str] = []
    if label:
        lines = cover[: label.start()].splitlines()[::-1]
    elif number:
        lines = cover[number.end() :].splitlines()
    name = next((line.strip() for line in lines if _NAME_CHARACTERS.match(line.strip())), "")
    if not name.isupper():
        return name
    spellings = re.findall(rf"\b{re.escape(name)}", text, re.IGNORECASE)
    mixed = [spelling for spelling in spellings if not spelling.isupper()]
    return max(set(mixed), key=lambda spelling: (mixed.count(spelling), spelling)) if mixed else name
