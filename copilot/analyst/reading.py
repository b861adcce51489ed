"""Reads a question by rules: its parts, and what each names: instruments, groups, a period, a kind of document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from market.instruments import Group, Instrument, InstrumentBook, Mention
from market.periods import find_periods

_ASKING = (
    "what|where|how|why|who|whom|when|which|whose|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|"
    "show|give|tell|list|compare|explain|summari[sz]e"
)
INDEX, STOCK, SERIES, GROUP = "the index", "the stock", "the rate", "the group"
SESSION, PERIOD = "today", "over the period"
"""Placeholders for names and periods: plain words, since an embedding model reads them."""
DAY = timedelta(days=1)
_PLACEHOLDERS = {"stock": STOCK, "series": SERIES, "rate": SERIES}
_ONE_SESSION = re.compile(r"\b(today|yesterday|session|day)\b", re.IGNORECASE)
_DOUBLED_ARTICLE = re.compile(r"\bthe\s+the\s", re.IGNORECASE)
_PART_END = re.compile(
    rf"[?;]\s*|[.!]\s+(?=[A-Z])|,?\s+(?:and|but|also|plus)\s+(?=(?:{_ASKING})\b)", re.IGNORECASE
)
_JOINING = re.compile(r"^(?:and|but|also|plus)\s+(?=\w+\s+\w)", re.IGNORECASE)
_OF_DOCUMENT = (
    r"\b(?:(?:in|of|from|according to)\s+)?(?:(?:the|its|their|a|this)\s+)?"
    r"(?:(?:latest|most recent|newest|last|current)\s+)?(?:[A-Z]\w+\s+)?"
)
_LATEST = re.compile(r"\b(latest|most recent|newest|last|current)\b", re.IGNORECASE)
_WHY = re.compile(
    r"\b(why|what (?:is |was |has been |were |are )?(?:driving|drove|behind|caus\w+|explain\w*)|reasons?|drivers?)\b",
    re.IGNORECASE,
)
_ONLY_WHY = re.compile(
    r"\W*(?:and |but )?(?:why(?: is (?:that|this|it))?|for what reasons?|what are the reasons?)\W*",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(r"\b(it|its|they|them|their|that|those|these|this|both|why)\b", re.IGNORECASE)
_SINGULAR_GROUP = re.compile(
    r"\b(which|what|best|worst|top|leading|strongest|weakest|each|every)((?:\s+\w+){0,2}\s+)(sector|stock|fund)\b",
    re.IGNORECASE,
)
_SINGULAR_INDEX = re.compile(
    r"\b(which|what|best|worst|top|leading|strongest|weakest|each|every)((?:\s+\w+){0,2}\s+)index\b",
    re.IGNORECASE,
)
_NAMED_WORD = re.compile(r"\b[A-Z][\w&.-]*\w")
_CALENDAR = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul "
    "aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday q1 q2 q3 q4 ytd i i'm us usa "
    "u.s american".split()
)
"""Capitalised words that name no company, person or event."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question, with what it names."""

    text: str
    core: str
    """The part with names and periods replaced by placeholders: what is asked, whomever it is about."""
    topic: str = ""
    """What a sentence must be like to answer it: the part without the words that name the document."""
    instruments: tuple[Instrument, ...] = ()
    ambiguous: tuple[Mention, ...] = ()
    groups: tuple[Group, ...] = ()
    period: str = ""
    """The words that name a period, as :func:`market.periods.parse_period` takes them."""
    window: tuple[date, date] | None = None
    """The days after the period's base up to its end."""
    kind: str = ""
    """The kind of document that it asks for."""
    latest: bool = False
    """Whether the newest document of that kind is meant: it says so, or names the kind and no period."""
    why: bool = False
    named_terms: tuple[str, ...] = ()
    """Proper names that are no instrument: what is found must speak of them."""


def read_question(
    question: str,
    book: InstrumentBook,
    *,
    as_of: datetime,
    sessions: Sequence[date] = (),
    kinds: Sequence[str] = (),
) -> list[Part]:
    """The parts of ``question`` in order. ``kinds`` are the kinds of documents that the library holds.

    A part that names nothing and refers back ("and why?", "how volatile is it?") takes what the one before names.
    """
    parts: list[Part] = []
    for text in split_parts(question):
        part = _read_part(text, book, as_of=as_of, sessions=sessions, kinds=kinds)
        if parts and _ONLY_WHY.fullmatch(text):
            parts[-1] = replace(parts[-1], text=f"{parts[-1].text}, and {text}", why=True)
            continue
        nameless = not (part.instruments or part.groups or part.ambiguous)
        if parts and nameless and not part.named_terms and _REFERS_BACK.search(text):
            before = parts[-1]
            part = replace(
                part,
                instruments=before.instruments,
                groups=before.groups,
                period=part.period or before.period,
                window=part.window or before.window,
            )
        parts.append(part)
    return parts


def split_parts(question: str) -> list[str]:
    """The questions that a message holds, in order."""
    pieces = [_JOINING.sub("", piece.strip(" ,\n\t")) for piece in _PART_END.split(question)]
    return [piece for piece in pieces if re.search(r"\w{2}", piece)] or [question.strip()]


def mask_example(text: str, book: InstrumentBook, *, as_of: datetime) -> str:
    """An example question with placeholders as in :attr:`Part.core`; any other proper name in it is a stock."""
    spans = _spans(text, book, as_of=as_of, sessions=())
    covered = [(span.start, span.end) for span in spans]
    spans += [_Span(start, end, STOCK) for start, end in _name_spans(text, covered)]
    return _mask(text, spans)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    placeholder: str


def _read_part(
    text: str, book: InstrumentBook, *, as_of: datetime, sessions: Sequence[date], kinds: Sequence[str]
) -> Part:
    mentions = book.mentions(text)
    groups = book.group_mentions(_with_plural_groups(text))
    periods = find_periods(text, as_of, sessions)
    covered = [(mention.start, mention.end) for mention in mentions]
    alone = [
        mention
        for mention in mentions
        if not any(mention.text.lower() in group.text.lower() for group in groups)
    ]
    core = _mask(text, _spans(text, book, as_of=as_of, sessions=sessions))
    kind = _kind_named(text, kinds)
    return Part(
        text=text,
        core=core,
        topic=_without_document(text, kind),
        instruments=tuple(
            dict.fromkeys(mention.candidates[0] for mention in alone if len(mention.candidates) == 1)
        ),
        ambiguous=tuple(mention for mention in alone if len(mention.candidates) > 1),
        groups=tuple(group.group for group in groups),
        period=periods[0].text if periods else "",
        window=(periods[0].period.start + DAY, periods[0].period.end) if periods else None,
        kind=kind,
        latest=bool(kind and (_LATEST.search(text) or not periods)),
        why=bool(_WHY.search(text)),
        named_terms=_named_terms(text, covered),
    )


def _spans(text: str, book: InstrumentBook, *, as_of: datetime, sessions: Sequence[date]) -> list[_Span]:
    spans = [
        _Span(mention.start, mention.end, _PLACEHOLDERS.get(mention.candidates[0].kind, INDEX))
        for mention in book.mentions(text)
    ]
    if _with_plural_groups(text) == text:
        spans += [_Span(group.start, group.end, GROUP) for group in book.group_mentions(text)]
    spans += [
        _Span(period.start, period.end, SESSION if _ONE_SESSION.search(period.text) else PERIOD)
        for period in find_periods(text, as_of, sessions)
    ]
    return spans


def _mask(text: str, spans: Sequence[_Span]) -> str:
    pieces, position = [], 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= position:
            pieces += [text[position : span.start], span.placeholder]
            position = span.end
    return _DOUBLED_ARTICLE.sub("the ", " ".join("".join([*pieces, text[position:]]).split()))


def _with_plural_groups(text: str) -> str:
    """The words for a group in the plural: the question which sector led asks about sectors."""
    return _SINGULAR_INDEX.sub(r"\1\2indices", _SINGULAR_GROUP.sub(r"\1\2\3s", text))


def _kind_named(text: str, kinds: Sequence[str]) -> str:
    words = re.findall(r"[a-z0-9-]+", text.lower())
    for kind in kinds:
        stem = kind.lower().rstrip("s")
        if any(word.rstrip("s") == stem for word in words):
            return kind
    return ""


def _without_document(text: str, kind: str) -> str:
    """``text`` without a phrase such as "in its latest statement"; unchanged where little else is left."""
    if not kind:
        return text
    named = re.compile(rf"{_OF_DOCUMENT}{re.escape(kind.rstrip('s'))}s?\b", re.IGNORECASE)
    shorter = " ".join(named.sub(" ", text).split())
    return shorter if len(shorter.split()) > 1 else text


def _named_terms(text: str, covered: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """The words of the proper names that are no instrument, in order."""
    return tuple(dict.fromkeys(text[start:end] for start, end in _name_spans(text, covered)))


def _name_spans(text: str, covered: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Capitalised words outside of ``covered``; the first word of a sentence tells nothing."""
    found = []
    for match in _NAMED_WORD.finditer(text):
        inside = any(match.start() < end and start < match.end() for start, end in covered)
        word = match[0].lower()
        if match.start() and not inside and word not in _CALENDAR and len(word) > 1:
            found.append(match.span())
    return found
