"""What a company's filing says of itself: form, company, period, and the day it became public."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from ingest.published import WRITTEN_DAY, parse_published, written_day
from market.clock import end_of_day, new_york_day
from market.date_words import MONTH

COVER_CHARACTERS = 6_000
"""Form, period and company stand on the cover page; the 20 filings measured need 1,500 characters."""
SEARCHED_CHARACTERS = 200_000
"""A report to shareholders has some forty pages of pictures and letters before the cover of the form."""
MOST_MENTIONS = 20
"""Of the Commission within these; only the one on a cover has the form beside it."""
SIGNATURE_CHARACTERS = 900
"""The signature's date comes within 400 characters of its heading in the 20 filings measured."""
DAYS_FROM_SIGNING_TO_FILING = 4
"""A report is filed within a few days of its signature. A PDF made later says nothing of the filing."""

_DASH = "[-‐‑‒–—−]"
_FORMS = (
    rf"(?P<form>10\s?{_DASH}\s?[KQ](?:SB|T|405)?|[68]\s?{_DASH}\s?K|[24]0\s?{_DASH}\s?F)"
    r"(?P<amended>\s?/\s?A)?"
)
_FORM = re.compile(rf"^\W*F\s?O\s?R\s?M\s+{_FORMS}\b", re.MULTILINE | re.IGNORECASE)
_FORM_WITHIN_LINE = re.compile(rf"\bFORM\s+{_FORMS}\b")
_FORM_IN_NAME = re.compile(
    r"(?<![A-Za-z0-9])(?:(10)[-_ ]?([KQ])|(8)[-_ ]?(K)|([24]0)[-_ ]?(F))(?![A-Za-z0-9])", re.IGNORECASE
)
_COMMISSION = re.compile(r"SECURITIES\s+AND\s+EXCHANGE\s+COMMISSION", re.IGNORECASE)
_OF_A_COVER = re.compile(
    r"exact\s+name\s+of\s+(?:each\s+)?registrant|pursuant\s+to\s+section\s+13|commission\s+file\s+n|date\s+of\s+report\s+\(",
    re.IGNORECASE,
)
_DAY = rf"(?:{MONTH}\s+\d{{1,2}}\s?,\s?\d{{4}}|\d{{1,2}}\s+{MONTH},?\s+\d{{4}})"
_PERIOD = re.compile(
    r"for\s+(?:the|our)\s+(?:(?:52|53)\s?-?\s?week\s+)?(?P<span>(?:fiscal\s+)?(?:quarter|year)|three\s+months|month)"
    rf"(?:ly\s+period|\s+period)?\s+ended\s?:?\s+(?P<end>{_DAY})",
    re.IGNORECASE,
)
_DATE_OF_REPORT = re.compile(
    rf"date\s+of\s+report[^\n]{{0,60}}\s*(?P<end>{_DAY})|(?P<before>{_DAY})\s*date\s+of\s+report",
    re.IGNORECASE,
)
_REGISTRANT = re.compile(
    r"\(?\s*Exact\s+name\s+of\s+(?:each\s+)?registrant[^)\n:]*(?P<names>:)?", re.IGNORECASE
)
_FILE_NUMBER = re.compile(
    r"^.*Commission\s+file\s+(?:numbers?|nos?\b\.?)\s?:?\s?(?:\d{1,3}\s?-\s?\d{2,6}(?:-\d{1,2})?\b)?",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNATURE = re.compile(r"\bSIGNATURES?\s+Pursuant to the requirements", re.IGNORECASE)
_FILED_ON = re.compile(r"\bfiled\s+(?:on\s+)?(?P<day>\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})", re.IGNORECASE)
_FORM_AND_DAY = re.compile(r"\b(?:10-[QK]|8-K|20-F)\b[^\w/]+(?P<day>\d{1,2}/\d{1,2}/\d{4})")
_PERIOD_IN_METADATA = re.compile(r"\bperiod ending (\d{4}-\d{2}-\d{2})", re.IGNORECASE)
_NAME = re.compile(r"(?=.*[^\W\d_].*[^\W_])[\w(“\"].*", re.DOTALL)
_NOT_A_NAME = re.compile(
    r"united\s+states$|commission|washington,|transition\s+period|mark\s+one|\bended\b|pursuant\s+to|act\s+of\s+1934|^\W*(?:or|of|and|to)\W*$|form\s+\d|"
    r"^\W*(?:\[?[x✓]\]?|yes|no)\W*$|annual\s+report|quarterly\s+report|current\s+report|date\s+of\s+report|registration\s+statement",
    re.IGNORECASE,
)
_ENDING_OF_NAME = re.compile(
    r"(?:and\s+subsidiaries|corporation|company|companies|inc\.?|incorporated|corp\.?|ltd\.?|limited|plc|holdings?|group|trust)\W*",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"^[#|*_\s]+|[|*_\s]+$")


@dataclass(frozen=True, slots=True)
class Filing:
    """A report to the Securities and Exchange Commission.

    ``company`` and ``period`` are empty and ``period_end`` is ``None`` where the cover does not say;
    ``published_at`` is ``None`` where neither text nor metadata date it.
    """

    form: str
    company: str
    period: str
    period_end: date | None
    published_at: datetime | None

    @property
    def title(self) -> str:
        """Such as ``Apple Inc. Form 10-Q, quarter ended June 25, 2022``; empty where the company is not known."""
        if not self.company:
            return ""
        name = f"{self.company} Form {self.form}"
        return f"{name}, {self.period}" if self.period else name


def read_filing(
    text: str, metadata: tuple[str, ...] = (), created_at: datetime | None = None
) -> Filing | None:
    """The filing that ``text`` is, or ``None`` where it has no cover of one.

    ``text`` is cleaned text; ``metadata`` are the file's title and subject; ``created_at`` is when the file was made.
    The cover stands at the start, or behind the first pages of a report to shareholders.
    """
    start = _find_cover(text)
    if start is None:
        return None
    cover = "\n".join(_MARKUP.sub("", line) for line in text[start : start + COVER_CHARACTERS].splitlines())
    form = _FORM.search(cover) or _FORM_WITHIN_LINE.search(cover)
    if form is None:
        return None
    period, period_end = _period(cover, metadata)
    return Filing(
        form=_spelled_form(form),
        company=_company(cover, text),
        period=period,
        period_end=period_end,
        published_at=_published(text, metadata, created_at),
    )


def form_in_name(name: str) -> str:
    """The form that a file's name holds, such as ``10-K`` for ``3M_2018_10K``; empty if there is none."""
    match = _FORM_IN_NAME.search(name)
    return "-".join(part.upper() for part in match.groups() if part) if match else ""


def _find_cover(text: str) -> int | None:
    """Where the cover begins: it names the Commission and the form, and what only covers say."""
    for match in islice(_COMMISSION.finditer(text, 0, SEARCHED_CHARACTERS), MOST_MENTIONS):
        cover = text[match.start() : match.start() + COVER_CHARACTERS]
        form = _FORM.search(cover) or _FORM_WITHIN_LINE.search(cover)
        if form and _OF_A_COVER.search(cover):
            # the form stands above or below the Commission's name
            return max(0, match.start() - COVER_CHARACTERS // 4)
    return None


def _spelled_form(match: re.Match[str]) -> str:
    number = re.sub(rf"\s|{_DASH}", "-", match["form"].upper())
    return re.sub("-+", "-", number) + ("/A" if match["amended"] else "")


def _period(cover: str, metadata: tuple[str, ...]) -> tuple[str, date | None]:
    """The period in words, and its last day: of the cover, else of the metadata."""
    if match := _PERIOD.search(cover):
        end = _day(match["end"])
        return (
            f"{_in_line(match['span']).lower()} ended {_written(end) if end else _in_line(match['end'])}",
            end,
        )
    if match := _DATE_OF_REPORT.search(cover):
        end = _day(match["end"] or match["before"])
        return _written(end) if end else "", end
    for line in metadata:
        if match := _PERIOD_IN_METADATA.search(line):
            end = date.fromisoformat(match[1])
            return f"period ended {_written(end)}", end
    return "", None


def _day(text: str) -> date | None:
    match = WRITTEN_DAY.search(_in_line(text).replace(" ,", ","))
    try:
        return written_day(match) if match else None
    except ValueError:
        return None


def _written(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _in_line(text: str) -> str:
    return " ".join(re.sub(r",(?=\d)", ", ", text).split())


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
    """The registrant: beside "(Exact name of registrant …)", else below the file number; spelled as in running text."""
    label, number = _REGISTRANT.search(cover), _FILE_NUMBER.search(cover)
    if label and label["names"]:
        name = _first_name(cover[label.end() :].splitlines())
    elif label:
        name = _last_name(cover[: label.start()].splitlines())
    else:
        name = _first_name(cover[number.end() :].splitlines()) if number else ""
    if not name.isupper():
        return name
    spellings = re.findall(rf"\b{re.escape(name)}", text, re.IGNORECASE)
    mixed = [spelling for spelling in spellings if not spelling.isupper()]
    return max(set(mixed), key=lambda spelling: (mixed.count(spelling), spelling)) if mixed else name


def _first_name(lines: list[str]) -> str:
    return next((name for line in lines if (name := _name_in(line))), "")


def _last_name(lines: list[str]) -> str:
    """The name that ends ``lines``; one that is wrapped before "Corporation" comes whole."""
    names = [_name_in(line) for line in lines]
    while names and not names[-1]:
        names.pop()
    if not names:
        return ""
    is_rest = len(names) > 1 and names[-2] and _ENDING_OF_NAME.fullmatch(names[-1])
    return f"{names[-2]} {names[-1]}" if is_rest else names[-1]


def _name_in(line: str) -> str:
    """``line`` without the file number before it, if it can be a company's name."""
    name = _FILE_NUMBER.sub("", line).strip(" *|_")
    return name if _NAME.fullmatch(name) and not _NOT_A_NAME.search(name) else ""
