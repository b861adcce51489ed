"""A question with its names and periods replaced by placeholders: what is asked, whomever and whenever it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from market.instruments import InstrumentBook, Mention
from market.periods import Period, find_periods

INDEX, STOCK, SERIES, GROUP = "the index", "the stock", "the rate", "the group"
INFLATION = "annual inflation"
"""For a price index that is called inflation: what is asked for is its change, not its level."""
SESSION, ONE_DAY, PERIOD = "today", "on that day", "over the period"
"""Placeholders for names and periods: plain words, since an embedding model reads them."""
PLACEHOLDER = re.compile(
    "|".join(rf"\b{words}\b" for words in (INDEX, STOCK, SERIES, INFLATION, GROUP, SESSION, ONE_DAY, PERIOD)),
    re.IGNORECASE,
)

_BY_KIND = {"stock": STOCK, "series": SERIES}
_SESSION_WORDS = re.compile(r"\b(today|yesterday|session)\b", re.IGNORECASE)
SHORT_PERIOD = timedelta(days=4)  # a date on a weekend or a holiday still means one close
_DOUBLED_ARTICLE = re.compile(r"\bthe\s+the\s", re.IGNORECASE)
_WHICH = r"\b(which|what|best|worst|top|leading|strongest|weakest|each|every)((?:\s+\w+){0,2}\s+)"
_SINGULAR_GROUP = re.compile(rf"{_WHICH}(sector|stock|fund)\b", re.IGNORECASE)
_GROUP_THAT = re.compile(
    r"\b(sector|fund)(?= (?:that|which|with|to have|was|fell|rose|lost|gained|did|returned))", re.IGNORECASE
)
_SINGULAR_INDEX = re.compile(rf"{_WHICH}index\b", re.IGNORECASE)
_NAMED_WORD = re.compile(r"\b[A-Z][\w&.-]*\w")
_CALENDAR = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul "
    "aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday q1 q2 q3 q4 ytd i i'm us usa "
    "u.s american".split()
)
"""Capitalised words that name no company, person or event."""


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """The span ``[start, end)`` of a text that names something, and the placeholder for it."""

    start: int
    end: int
    placeholder: str


def named_spans(
    text: str, book: InstrumentBook, *, as_of: datetime, sessions: Sequence[date] = ()
) -> list[NamedSpan]:
    """The instruments, groups and periods that ``text`` names."""
    spans = [NamedSpan(mention.start, mention.end, _placeholder(mention)) for mention in book.mentions(text)]
    if with_plural_groups(text) == text:
        spans += [NamedSpan(group.start, group.end, GROUP) for group in book.group_mentions(text)]
    spans += [
        NamedSpan(found.start, found.end, _period_placeholder(found.text, found.period))
        for found in find_periods(without_digits_of_names(text, book.mentions(text)), as_of, sessions)
    ]
    return spans


def without_digits_of_names(text: str, mentions: Sequence[Mention]) -> str:
    """``text``, as long as before, without the names that hold digits: they begin no time."""
    for mention in mentions:
        if any(letter.isdigit() for letter in mention.text):
            text = f"{text[: mention.start]}{'x' * (mention.end - mention.start)}{text[mention.end :]}"
    return text


def _placeholder(mention: Mention) -> str:
    if "inflation" in mention.text.lower():
        return INFLATION
    return _BY_KIND.get(mention.candidates[0].kind, INDEX)


def mask(text: str, spans: Sequence[NamedSpan]) -> str:
    """``text`` with each span replaced by its placeholder; of two that overlap the first counts."""
    pieces, position = [], 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= position:
            pieces += [text[position : span.start], span.placeholder]
            position = span.end
    return _DOUBLED_ARTICLE.sub("the ", " ".join("".join([*pieces, text[position:]]).split()))


def mask_example(text: str, book: InstrumentBook, *, as_of: datetime) -> str:
    """An example question with placeholders; any other proper name in it is a stock."""
    spans = named_spans(text, book, as_of=as_of)
    covered = [(span.start, span.end) for span in spans]
    return mask(text, [*spans, *(NamedSpan(start, end, STOCK) for start, end in name_spans(text, covered))])


def with_plural_groups(text: str) -> str:
    """The words for a group in the plural: the question which sector led asks about sectors."""
    text = _SINGULAR_INDEX.sub(r"\1\2indices", _SINGULAR_GROUP.sub(r"\1\2\3s", text))
    return _GROUP_THAT.sub(r"\1s", text)


def name_spans(text: str, covered: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Capitalised words outside of ``covered``; the first word of a sentence tells nothing."""
    found = []
    for match in _NAMED_WORD.finditer(text):
        inside = any(match.start() < end and start < match.end() for start, end in covered)
        word = match[0].lower()
        if match.start() and not inside and word not in _CALENDAR and len(word) > 1:
            found.append(match.span())
    return found


def _period_placeholder(words: str, period: Period) -> str:
    if _SESSION_WORDS.search(words):
        return SESSION
    return ONE_DAY if period.end - period.start <= SHORT_PERIOD else PERIOD
