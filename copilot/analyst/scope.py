"""Which documents of the library a question is about: by kind, publisher, day or meeting, or the latest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from copilot.analyst.central_banks import CENTRAL_BANKS, banks_named
from copilot.analyst.changes import asks_what_changed
from copilot.analyst.days import NamedDays, days_in, impossible_days, without_days
from copilot.analyst.sentences import content_stems
from market.clock import end_of_day, new_york_day, start_of_day
from vectorstore.windows import titled_day

if TYPE_CHECKING:
    from copilot.analyst.reading import Part
    from vectorstore.library import Library, Limits
    from vectorstore.summaries import DocumentSummary

AFTERMATH = timedelta(days=45)
"""Minutes of a meeting come out three weeks later, reviews of a quarter within six."""
NEWEST = 40
"""Documents among which the latest of a series and the one before it are looked for, the newest first."""
MOST_DOCUMENTS = 4
"""More than these are searched together."""
SPELLINGS = {
    "minute": r"minutes?",
    "minutes": r"minutes?",
    "statement": r"(?:post-?meeting\s+|policy\s+)?statements?",
}
_LATEST = re.compile(r"\b(?:latest|most recent|newest|last|current(?:ly)?|now|today)\b", re.IGNORECASE)
_BEFORE_IT = re.compile(
    r"\b(?:previous|prior|preceding|one before|meeting before|statement before|before (?:that|it))\b",
    re.IGNORECASE,
)
_AFTER_IT = re.compile(
    r"\b(?:next|following|meeting after|statement after|one after|after (?:that|it))\b", re.IGNORECASE
)
_YEAR_EARLIER = re.compile(
    r"\b(?:a|one)\s+year\s+(?:earlier|before|ago)\b|\bthe year before\b", re.IGNORECASE
)
_LEANS = re.compile(r"^\W*(?:and|what about|how about|same|also|then|but)\b", re.IGNORECASE)
_REFERS_BACK = re.compile(r"\b(?:it|its|they|them|their|that|those|these|this|there)\b", re.IGNORECASE)
_TARGET_RANGE = re.compile(
    r"\b(?:target range|(?:fed(?:eral)?[- ]?funds|policy|fed|fomc)(?:'s|’s)?\s+(?:(?:target|policy|interest|key)\s+)?"
    r"(?:rates?|range|target)(?:\s+target)?(?:\s+range)?)\b",
    re.IGNORECASE,
)
"""What the Federal Reserve's statements set."""
_OF_TARGET = re.compile(r"\b(?:target|range|policy rate)\b", re.IGNORECASE)
"""The rate that is set, not the one that is paid, of which there is a series."""
_WHEN_NEXT = re.compile(
    r"\b(?:when|date|day|scheduled|what time)\b.*(?:\bnext\b.{0,25}\bmeet|\bmeet\w*\b.{0,15}\bnext\b)"
    r"|\bnext\b.{0,25}\bmeeting\b.*\b(?:when|date|scheduled|held)\b",
    re.IGNORECASE,
)
"""The day of the next meeting stands in the minutes of the one before it."""
NEXT_MEETING = "It was agreed that the next meeting of the Committee would be held on"
FEDERAL_RESERVE, MINUTES = "Federal Reserve", "minute"
LEANING_WORDS = 7
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class DocumentAsk:
    """What a question says of the documents that it asks for."""

    topic: str
    """What is asked of them: the question without the words that name days and documents."""
    kind: str = ""
    publisher: str = ""
    days: tuple[NamedDays, ...] = ()
    latest: bool = False
    steps: int = 0
    """How many documents of the series before (below 0) or after the one that is named."""
    stranger: str = ""
    """A central bank that it names and of which nothing is held."""
    compares: bool = False
    """Whether it asks what is different from one to another."""
    where_target_stands: bool = False
    """Whether nothing but the target of the policy rate is asked for."""
    impossible: str = ""
    """A day that it names and that no calendar has."""

    @property
    def names_documents(self) -> bool:
        """Whether it says which documents: by their kind, or by who wrote them and when."""
        return bool(self.kind or self.publisher) or any(not item.is_a_year for item in self.days)


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents that are asked for, the earliest first."""

    ask: DocumentAsk
    documents: tuple[DocumentSummary, ...] = ()
    missing: str = ""
    """Why there are none, where it is known which were meant."""

    @property
    def document_ids(self) -> frozenset[str]:
        """Their ids."""
        return frozenset(item.id for item in self.documents)


def read_document_ask(
    part: Part, kinds: Sequence[str], publishers: Sequence[str], today: date
) -> DocumentAsk:
    """What ``part`` says of documents; what it leaves out is taken from the part before it."""
    text = part.text
    names_its_own = bool(part.instruments or part.groups)
    leans = not names_its_own and (
        _LEANS.search(text) or len(text.split()) <= LEANING_WORDS or _REFERS_BACK.search(text)
    )
    before = read_document_ask(part.before, kinds, publishers, today) if part.before and leans else None
    when_next = _WHEN_NEXT.search(text) is not None
    kind = _kind_in(text, kinds) or (MINUTES if when_next and MINUTES in kinds else "")
    sets_rate = _TARGET_RANGE.search(text) is not None and FEDERAL_RESERVE in publishers
    publisher = _publisher_in(text, publishers)
    if sets_rate and not publisher and not banks_named(text):
        publisher = FEDERAL_RESERVE
    days = tuple(days_in(text, today, before.days[-1].last.year if before and before.days else None))
    steps = 0 if when_next else -1 if _BEFORE_IT.search(text) else 1 if _AFTER_IT.search(text) else 0
    stands = sets_rate and _asks_where_it_stands(text)
    ask = DocumentAsk(
        topic=NEXT_MEETING if when_next else _topic_of(text, days, kind),
        kind=kind,
        publisher=publisher,
        days=days,
        latest=bool(_LATEST.search(text) or when_next or (stands and not (before and before.days)))
        and not days,
        steps=steps,
        stranger=next((bank for bank in banks_named(text) if bank not in publishers and not publisher), ""),
        compares=asks_what_changed(text),
        where_target_stands=stands and _OF_TARGET.search(text) is not None,
        impossible=", ".join(impossible_days(text)),
    )
    if before is None or (days and not _LEANS.search(text) and len(text.split()) > LEANING_WORDS):
        return ask if content_stems(ask.topic) else replace(ask, topic=without_days(text, list(days)))
    return _completed(ask, text, before)


def _asks_where_it_stands(text: str) -> bool:
    """Whether nothing but the rate itself is asked for: "fed funds target range?"."""
    return not content_stems(_TARGET_RANGE.sub(" ", text)) - _STANDS


def _completed(ask: DocumentAsk, text: str, before: DocumentAsk) -> DocumentAsk:
    if not before.names_documents:
        return ask
    asks_nothing = (
        not content_stems(_YEAR_EARLIER.sub("", _BEFORE_IT.sub("", _AFTER_IT.sub("", ask.topic)))) - _HOLLOW
    )
    days = ask.days or (() if ask.latest else before.days)
    if not ask.days and _YEAR_EARLIER.search(text):
        days = tuple(replace(item, first=item.first - YEAR, last=item.last - YEAR) for item in before.days)
    return replace(
        ask,
        topic=before.topic if asks_nothing else ask.topic,
        kind=ask.kind or (before.kind if asks_nothing or not ask.days else ""),
        publisher=ask.publisher or before.publisher,
        days=days,
        latest=ask.latest or (before.latest and not ask.days),
        steps=ask.steps,
    )


_STANDS = content_stems(
    "current currently now today right level stand stands sit sits fed fomc federal reserve rate rates interest set "
    "exactly these days moment present is it at do does us usa pls please policy s"
)
_HOLLOW = content_stems("meeting meetings one same about earlier later year month then next")


def scope_of(ask: DocumentAsk, library: Library, as_of: datetime) -> Scope:
    """The documents that ``ask`` names, among those that stood at ``as_of``."""
    if ask.impossible:
        return Scope(ask, (), f"There is no {ask.impossible}: ask for a day that the calendar has.")
    if not ask.names_documents or ask.stranger:
        return Scope(ask)
    limits: Limits = {
        "kinds": [ask.kind] if ask.kind else [],
        "publishers": [ask.publisher] if ask.publisher else [],
    }
    dated = [item for item in ask.days if not item.is_a_year]
    if any(item.is_a_year for item in ask.days) and not dated:
        return Scope(ask)
    if dated:
        found = [item for days in dated for item in _from_days_or_else(days, library, as_of, limits)]
        if found or not (ask.kind or ask.publisher):
            return Scope(ask, _stepped(found, ask, library, as_of))
        return Scope(ask, (), _missing(ask, dated, library, as_of, limits))
    if not (ask.latest or ask.steps or (ask.kind and not ask.days)):
        return Scope(ask)
    series = _series(library.documents(as_of, **limits)[:NEWEST])
    kind = ask.kind or min(series, key=lambda item: item.passages).kind if series else ""
    series = [item for item in series if item.kind == kind]
    if ask.compares:
        return Scope(ask, tuple(series[-2:]))
    place = len(series) - 1 + min(0, ask.steps)
    return Scope(ask, tuple(series[place : place + 1]) if place >= 0 else ())


def _from_days_or_else(
    days: NamedDays, library: Library, as_of: datetime, limits: Limits
) -> list[DocumentSummary]:
    found = _from_days(days, library, as_of, limits)
    if found or days.or_else is None:
        return found
    first, last = days.or_else
    return _from_days(replace(days, first=first, last=last), library, as_of, limits)


def _from_days(days: NamedDays, library: Library, as_of: datetime, limits: Limits) -> list[DocumentSummary]:
    """The documents of these days: those whose title bears one of them, else those that came out then."""
    near = library.documents(
        as_of,
        kinds=limits["kinds"],
        publishers=limits["publishers"],
        published_from=start_of_day(days.first),
        published_to=end_of_day(days.last + AFTERMATH),
    )
    found = [
        item for item in near if (day := day_of(item)) and days.first <= day <= days.last and not item.form
    ]
    return _series(found)


def day_of(item: DocumentSummary) -> date:
    """The day that a document is of: the one in its title, else that of its publication."""
    return titled_day(item.title) or new_york_day(item.published_at)


def _series(documents: Sequence[DocumentSummary]) -> list[DocumentSummary]:
    """Documents by the day they are of, the shortest of a day first."""
    return sorted(documents, key=lambda item: (day_of(item), item.passages))


def _stepped(
    found: Sequence[DocumentSummary], ask: DocumentAsk, library: Library, as_of: datetime
) -> tuple[DocumentSummary, ...]:
    """The documents before or after those found in their series, where that is asked for."""
    if not found or not (ask.steps or ask.compares):
        return tuple(found)
    kind = ask.kind or found[0].kind
    of_kind = [item for item in found if item.kind == kind]
    if ask.compares and len(of_kind) > 1:
        return (of_kind[0], of_kind[-1])
    series = _series(library.documents(as_of, kinds=[kind], publishers=[found[0].publisher]))
    ids = [item.id for item in series]
    anchor = next((item for item in found if item.kind == kind), found[0])
    if anchor.id not in ids:
        return ()
    if ask.compares:
        place = ids.index(anchor.id)
        return tuple(series[max(0, place - 1) : place + 1])
    place = ids.index(anchor.id) + ask.steps
    return (series[place],) if 0 <= place < len(series) else ()


def _missing(
    ask: DocumentAsk,
    dated: Sequence[NamedDays],
    library: Library,
    as_of: datetime,
    limits: Limits,
) -> str:
    """That there is no such document, and which there is instead."""
    days = dated[0]
    when = (
        f"{days.first:%B %Y}"
        if days.first != days.last
        else f"{days.first:%B} {days.first.day}, {days.first.year}"
    )
    whose = f" of the {ask.publisher}" if ask.publisher else ""
    what = {"minute": "minutes", "": "document"}.get(ask.kind, ask.kind)
    series = _series(library.documents(as_of, **limits))
    latest = max((day_of(item) for item in series), default=None)
    instead = f"; the latest it holds are of {latest:%B} {latest.day}, {latest.year}" if latest else ""
    return f"As of {new_york_day(as_of)} the library holds no {what}{whose} of {when}{instead}."


def _kind_in(text: str, kinds: Sequence[str]) -> str:
    for kind in kinds:
        pattern = SPELLINGS.get(kind, rf"{re.escape(kind.rstrip('s'))}s?")
        if re.search(rf"(?<!income )(?<!flow )(?<!flows )\b{pattern}\b", text, re.IGNORECASE):
            return kind
    return ""


def _publisher_in(text: str, publishers: Sequence[str]) -> str:
    for publisher in publishers:
        pattern = CENTRAL_BANKS.get(publisher, re.escape(publisher))
        flags = 0 if publisher not in CENTRAL_BANKS and " " not in publisher else re.IGNORECASE
        if publisher and re.search(rf"(?<!\w)(?:{pattern})(?!\w)(?!\s+funds)", text, flags):
            return publisher
    return ""


def _topic_of(text: str, days: Sequence[NamedDays], kind: str) -> str:
    rest = without_days(text, list(days))
    if not kind:
        return rest
    named = re.compile(
        rf"\b(?:(?:in|of|from|according to|per)\s+)?(?:(?:the|its|their|a|this|those|both)\s+)?"
        r"(?:(?:latest|most recent|newest|last|current|previous|prior|fed|fomc|meeting)(?:'s|’s)?\s+)*"
        rf"{SPELLINGS.get(kind, kind)}\b",
        re.IGNORECASE,
    )
    return " ".join(named.sub(" ", rest).split())
