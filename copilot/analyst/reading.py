"""Reads a question by rules: its parts, and what each names: instruments, groups, periods, a kind of document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from copilot.analyst.asides import AsideReader, clarifies, without_the_other
from copilot.analyst.following import LED_TIME, continuing
from copilot.analyst.long_series import long_series
from copilot.analyst.masking import (
    PLACEHOLDER,
    SERIES,
    SHORT_PERIOD,
    NamedSpan,
    mask,
    name_spans,
    named_spans,
    with_plural_groups,
    without_digits_of_names,
)
from copilot.analyst.parts import Part as Part
from copilot.analyst.senses import SOFT, senses_said
from copilot.analyst.spelling import mend_question
from market.instruments import GroupMention, Instrument, InstrumentBook, Mention
from market.periods import PeriodMention, find_periods, refused_periods

NAME = "it"
"""What stands for the name of an instrument in :attr:`Part.asked`."""
MAX_PARTS = 6  # a message with more is a text, not a question
DAY = timedelta(days=1)

_ASKING = (
    "what|where|how|why|who|whom|when|which|whose|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|"
    "show|give|tell|list|compare|explain|summari[sz]e"
)
_PART_END = re.compile(
    rf"[?;]\s*|[.!]\s+(?=(?-i:[A-Z]))|,?\s+(?:and|but|also|plus)\s+(?=(?:{_ASKING})\b)", re.IGNORECASE
)
_JOINING = re.compile(r"^(?:and|but|also|plus)\s+(?=\w+\s+\w)", re.IGNORECASE)
_AS_OF = re.compile(r"\bas (?:of|at)(?=\s+\S)", re.IGNORECASE)
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
_ONLY_WHAT_FOLLOWED = re.compile(
    r"\W*(?:and |but )?what (?:followed|happened (?:next|then|after(?:wards?)?(?: that)?)|came (?:next|after))\W*",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(will|going to|forecasts?|outlook|expected|predict\w*|projected|projections?"
    r"|next (?:week|month|quarter|year))\b",
    re.IGNORECASE,
)
_DEALING = (
    "dump|ditch|sell|buy|load up|short|bail|get (?:in|out|into)|go (?:long|short)|hold|cash out|take profits?|rotate"
    "|switch|rebalance|trim|add|exit|enter|invest|own|overweight|underweight"
)
_ADVICE = re.compile(
    r"\b(?:should (?:i|we|one)|(?:shall|can|do) (?:i|we) (?:buy|sell|invest)|buy or sell|buy, sell or hold"
    r"|(?:good|right|best|bad|better) (?:(?:time|moment|idea|day|point) to|time for|entry (?:point|for|into))\b"
    r"|worth (?:buying|holding|selling|it to)"
    rf"|(?:time|moment|idea|wise|smart|sensible|safe|ok|okay|too late|better)"
    rf" (?:for me |for us |now )?to (?:{_DEALING})"
    rf"|(?:should|ought|shall|must|do|can|could|would) (?:i|we|one|my|our|you)\b.{{0,40}}\b(?:{_DEALING})"
    r"|(?:buy|sell|dump|ditch|keep|hold|short) my\b"
    r"|what (?:would|should|to) (?:you |i |we )?(?:buy|sell|invest|do with (?:my|our))|bail out of"
    r"|better (?:buy|bet|investment)"
    r"|(?:put|invest|move) (?:my|our|all|some) (?:\w+ )?(?:savings|money|cash|pension)|(?:hold|buy|keep) or sell"
    r"|would you (?:recommend|suggest|buy|sell)"
    r"|is\b.{1,40}\b(?:a (?:good |great )?(?:buy|sell|investment)|worth buying)"
    r"|recommend\w*\b.{0,30}\b(?:buy|sell|invest)\w*)\b",
    re.IGNORECASE,
)
_CHOOSES = re.compile(
    r"\b(?:which|what|list|rank|screen|find|filter|how many|name|top|each|every|all|among|breadth|broad)\b"
    r"|\b(?:best|worst)\b(?! (?:\w+ )?(?:days?|sessions?|weeks?|months?|quarters?|years?)\b)",
    re.IGNORECASE,
)
_UP_TO_YEAR = re.compile(
    r"(?<!\w)(?<!\d )(?<!since )(?:(?:up )?(?P<how>until|till|through|thru|before|prior to|(?<=up )to))"
    r" (?:the )?(?:end of )?(?P<year>(?:19|20)\d\d)\b(?![-/.]\d)",
    re.IGNORECASE,
)
_BOUGHT = re.compile(
    r"\b(?:bought|purchased|(?:put|invested|placed|stuck)\b.{0,30}\b(?:in|into)|went long|got (?:in|into)|entered"
    r"|buying)\b",
    re.IGNORECASE,
)
_SOLD = re.compile(r"\b(?:sold|selling|got out|exited|cashed out)\b", re.IGNORECASE)
_RATED = re.compile(
    r"\b(?:rated?|ratings?|consensus|upgrad\w+|downgrad\w+)\b(?! (?:cut|hike))", re.IGNORECASE
)
_HOW_IT_STANDS = re.compile(
    r"\b(?:stand|profit|loss|made|make|return|up|down|gain\w*|worth|doing|lost|percent|ahead|behind)\b|%",
    re.IGNORECASE,
)
_CLOSE = re.compile(r"\b(?:clos(?:e|es|ing)|level|end|low|bottom|trough)\b", re.IGNORECASE)
_LOW = re.compile(r"low|bottom|trough", re.IGNORECASE)
_SHORT_YEARS = re.compile(r"\byr(s?)\b", re.IGNORECASE)
_TIME_WORDS = re.compile(
    r"\b(?:(?:19|20)[0-9]{2}s?|since|until|till|decades?|century|ago|christmas|thanksgiving|easter|election|quarters?"
    r"|months?|weeks?|years?|yrs?|january|february|april|june|july|august|september|october|november|december"
    r"|[0-9]+ ?(?:y|yr|mo|w|d)|q[1-4])\b",
    re.IGNORECASE,
)


def read_question(
    question: str,
    book: InstrumentBook,
    *,
    as_of: datetime,
    sessions: Sequence[date] = (),
    kinds: Sequence[str] = (),
    before: Part | None = None,
) -> list[Part]:
    """The parts of ``question`` in order, each once. ``kinds`` are the kinds of documents that the library holds.

    A part that leans on the one before ("and why?", "and since October?") takes what is missing from it; the first
    one from ``before``, the last part of the question before this one.
    """
    parts: list[Part] = []
    for text in split_parts(question):
        part = _read_part(text, book, as_of=as_of, sessions=sessions, kinds=kinds)
        if _ONLY_WHY.fullmatch(text) and parts:
            parts[-1] = replace(parts[-1], text=f"{parts[-1].text}, and {text}", why=True)
        elif parts and not parts[-1].periods and _adds_a_time(part, parts[-1]):
            parts[-1] = replace(
                parts[-1],
                text=f"{parts[-1].text}, {text}",
                periods=part.periods,
                dates=part.dates,
                window=part.window,
                spans=part.spans,
            )
        elif parts and clarifies(text) and part.instruments:
            parts[-1] = replace(parts[-1], instruments=part.instruments, ambiguous=())
        elif (
            parts and _BOUGHT.search(parts[-1].text) and _HOW_IT_STANDS.search(text) and not part.instruments
        ):
            parts[-1] = replace(parts[-1], text=f"{parts[-1].text}; {text}")
        elif _ONLY_WHAT_FOLLOWED.fullmatch(text) and parts:
            parts[-1] = replace(parts[-1], text=f"{parts[-1].text}, and {text}")
        else:
            last = parts[-1] if parts else before
            joined = re.search(rf"\b(?:and|but|also|plus)\s+{re.escape(text)}", question, re.IGNORECASE)
            part = replace(part, said=f"and {text}" if joined else text)
            parts.append(replace(continuing(part, last), before=last))
    return parts


def _adds_a_time(part: Part, before: Part) -> bool:
    """Whether a piece of a message only adds when: "do they move together? 2022", "which is wilder? 2023, vols"."""
    if not part.periods or part.instruments or part.groups or part.ambiguous:
        return False
    if not re.search(r"\w", PLACEHOLDER.sub("", part.core)):
        return True
    again = senses_said(part.asked) - SOFT
    begins = part.text.lower().startswith(part.periods[0].lower())
    return begins and bool(again) and again <= senses_said(before.asked)


def split_parts(question: str) -> list[str]:
    """The questions that a message holds, in order, each once, at most :data:`MAX_PARTS`."""
    pieces = [_JOINING.sub("", piece.strip(" ,\n\t")) for piece in _PART_END.split(question)]
    asked = list(dict.fromkeys(piece for piece in pieces if re.search(r"\w{2}", piece)))
    return asked[:MAX_PARTS] or [question.strip()]


def time_words(text: str) -> set[str]:
    """The words of time in ``text``, in small letters."""
    return {word.lower() for word in _TIME_WORDS.findall(text)}


def _read_part(
    text: str, book: InstrumentBook, *, as_of: datetime, sessions: Sequence[date], kinds: Sequence[str]
) -> Part:
    whole = mend_question(_SHORT_YEARS.sub(r"year\1", _AS_OF.sub("on", text)), book)
    text = AsideReader(book, as_of, sessions).without_asides(whole)
    if clarifies(text):
        text = without_the_other(text)
    mentions = book.mentions(text)
    longer = long_series(text, whole, mentions, book)
    if longer:
        text, mentions = longer.text, []
    groups = book.group_mentions(with_plural_groups(text))
    nameless = without_digits_of_names(text, mentions)
    nameless, until = up_to_year(nameless)
    periods = find_periods(nameless, as_of, sessions)
    shown = up_to_year(text)[0]
    spans = named_spans(shown, book, as_of=as_of, sessions=sessions)
    if not _CHOOSES.search(text):  # "energy stocks" is the fund where none of them is to be chosen
        groups = [group for group in groups if not any(_covers(mention, group) for mention in mentions)]
    mentions = _without_measures(mentions)
    grouped = [group.text.lower() for group in groups]
    alone = [mention for mention in mentions if not any(mention.text.lower() in words for words in grouped)]
    kind = _kind_named(text, kinds)
    core = mask(shown, spans)
    if longer:
        core = f"What was {SERIES} {core}"
    if held := _time_held(text, periods):
        periods, spans = find_periods(held, as_of, sessions), spans
        core = "How much has the index gained over the period"
    return Part(
        text=whole,
        core=core,
        asked=f"how much did it gain {held}"
        if held
        else _without_names(text, alone, _closes_of_days(periods)),
        held=bool(held),
        spans=any(found.period.end - found.period.start > SHORT_PERIOD for found in periods),
        refused_time="; ".join(
            f"{found.text}: {found.reason}" if found.reason else found.text
            for found in refused_periods(nameless, as_of, sessions)
        ),
        topic=_without_document(text, kind),
        instruments=(longer.series,) if longer else _single(alone),
        ambiguous=tuple(mention for mention in alone if len(mention.candidates) > 1),
        groups=tuple(group.group for group in groups),
        periods=_distinct(periods),
        dates=tuple(dict.fromkeys((found.period.start, found.period.end) for found in periods)),
        window=_window(periods),
        until=until,
        unread_time=", ".join(_TIME_WORDS.findall(PLACEHOLDER.sub("", core))),
        kind=kind,
        latest=bool(kind and (_LATEST.search(text) or not periods)),
        why=bool(_WHY.search(text)),
        future=bool(_FUTURE.search(text)),
        advice=bool(_ADVICE.search(text)) and not _RATED.search(text),
        named_terms=tuple(
            dict.fromkeys(
                text[start:end] for start, end in name_spans(text, [(m.start, m.end) for m in mentions])
            )
        ),
    )


def _covers(mention: Mention, group: GroupMention) -> bool:
    """Whether a group's words name an instrument too: energy stocks, the energy fund."""
    return mention.text.casefold() == group.text.casefold()


def _single(mentions: Sequence[Mention]) -> tuple[Instrument, ...]:
    """The instruments that are named without doubt, each once."""
    sure = (mention.candidates[0] for mention in mentions if len(mention.candidates) == 1)
    return tuple(dict.fromkeys(sure))


def _window(periods: Sequence[PeriodMention]) -> tuple[date, date] | None:
    if not periods:
        return None
    return periods[0].period.start + DAY, max(found.period.end for found in periods)


def _time_held(text: str, periods: Sequence[PeriodMention]) -> str:
    """The time for which somebody says to hold something: since a day it was bought, or up to the day it was sold."""
    days = [
        LED_TIME.sub("", found.text)
        for found in periods
        if found.period.end - found.period.start <= SHORT_PERIOD
    ]
    if not _BOUGHT.search(text) or not days or len(days) != len(periods):
        return ""
    if len(days) == 1 and not _SOLD.search(text):
        return f"since {days[0]}"
    return f"from {days[0]} to {days[-1]}" if len(days) == 2 and _SOLD.search(text) else ""


def up_to_year(text: str) -> tuple[str, date | None]:
    """``text`` with blanks for "through 2024" or "before 2026", and the day up to which these reach."""
    found = _UP_TO_YEAR.search(text)
    if found is None:
        return text, None
    year = int(found["year"]) - (found["how"].lower().startswith(("before", "prior")))
    blank = " " * (found.end() - found.start())
    return f"{text[: found.start()]}{blank}{text[found.end() :]}", date(year, 12, 31)


def _without_measures(mentions: Sequence[Mention]) -> list[Mention]:
    """``mentions`` without names that measure another: "key financials of Nvidia", "the momentum factor of QQQ"."""
    stock = any(mention.candidates[0].kind == "stock" for mention in mentions)
    kept = [
        mention
        for mention in mentions
        if not (mention.text.lower() == "momentum factor" or (stock and mention.text.lower() == "financials"))
    ]
    return kept or list(mentions)


def _distinct(periods: Sequence[PeriodMention]) -> tuple[str, ...]:
    """The words for each period once, however often and however it is told."""
    words = {(found.period.start, found.period.end): found.text for found in reversed(periods)}
    return tuple(reversed(words.values()))


def _closes_of_days(periods: Sequence[PeriodMention]) -> list[NamedSpan]:
    """Where a longer time is told by the closes of its days: there "close" asks for no level."""
    return [
        NamedSpan(found.start + word.start(), found.start + word.end(), "")
        for found in periods
        for word in _CLOSE.finditer(found.text)
        if found.period.end - found.period.start > SHORT_PERIOD or _LOW.fullmatch(word[0])
    ]


def _without_names(text: str, mentions: Sequence[Mention], also: Sequence[NamedSpan] = ()) -> str:
    """``text`` with the names of instruments replaced by a word that measures nothing; inflation measures."""
    spans = [
        *also,
        *(
            NamedSpan(mention.start, mention.end, NAME)
            for mention in mentions
            if "inflation" not in mention.text.lower()
        ),
    ]
    return mask(text, spans)


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
