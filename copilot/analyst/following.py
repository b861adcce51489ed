"""What a question takes from the one before it, where it leans on it: "and since October?", "how many bp is that?"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from copilot.analyst.masking import ONE_DAY, SERIES
from copilot.analyst.parts import Part
from copilot.analyst.senses import SOFT, senses_said
from copilot.analyst.unread import refers_to_a_time

SHORT_FOLLOW_UP_WORDS = 6  # "and since October?" leans on the question before it
_REFERS_BACK = re.compile(r"\b(it|its|they|them|their|that|those|these|this|both|why|one)\b", re.IGNORECASE)
_ASKS_ITSELF = re.compile(
    r"\W*(?:what|where|how|who|which)(?:'s| is| are| was| were)?\s(?!about\b)", re.IGNORECASE
)
_ELLIPTIC = re.compile(r"\W*(?:and|or|also|what about|how about|same)?\b.{0,40}$", re.IGNORECASE)
_AGAINST_IT = re.compile(
    r"\b(?:against|versus|vs\.?|compared? (?:that|it|this|them)?\s*(?:to|with)|relative to|than)\b",
    re.IGNORECASE,
)
_EXTREME_WORDS = "best|worst|strongest|weakest|highest|lowest|biggest|smallest|largest|top|bottom|most|least"
_EXTREME = re.compile(rf"\b(?:{_EXTREME_WORDS})\b", re.IGNORECASE)
_ONLY_EXTREME = re.compile(
    rf"\W*(?:(?:and|or|what about|how about|which was|which is|who was|the)\s+)*"
    rf"(?P<extreme>{_EXTREME_WORDS})(?:\s+(?:one|ones))?\W*",
    re.IGNORECASE,
)
_CONNECTS = re.compile(r"\W*(?:and|or|but|what about|how about|same|also|now|then|plus)\b", re.IGNORECASE)
_DIFFERENCE = re.compile(
    r"\bhow (?:many|much|big|large)\b|\bdifference\b|\bchange\b|\bthat in\b"
    r"|\bin (?:bp|bps|basis points|points|percent)\b",
    re.IGNORECASE,
)
LED_TIME = re.compile(r"^(?:in|on|at|for|during)\s+(?:the\s+)?", re.IGNORECASE)
"""Words that lead to a time."""
_TIME_BESIDE = re.compile(
    r"\W*(?:(?:and|what about|how about|or)\s+)*(?:on |in )?(?:the |a |one )?"
    r"(?P<unit>day|session|week|month|quarter|year) (?P<side>before|earlier|prior|after|later)(?: that)?\W*",
    re.IGNORECASE,
)


_INSTEAD = re.compile(r"\binstead\b", re.IGNORECASE)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_YEARS_BESIDE = re.compile(
    rf"\W*(?:(?:and|what about|how about|or)\s+)*(?:exactly )?(?P<number>{'|'.join(_NUMBERS)}|\d{{1,2}}) years? "
    r"(?P<side>before|earlier|prior|after|later)(?: that)?\W*",
    re.IGNORECASE,
)
_TIMES_BESIDE = (_TIME_BESIDE, _YEARS_BESIDE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _last_with_names(before: Part | None) -> Part | None:
    """The last part that names something, which a follow-up can lean on."""
    while before is not None and not (before.instruments or before.groups):
        before = before.before
    return before


def _adds(part: Part) -> bool:
    """Whether a few words say something of what was asked before: a measure, a number of days."""
    return bool(senses_said(part.asked)) or re.search(r"\d", part.text) is not None


def _same_kind(part: Part, before: Part) -> bool:
    """Whether both ask about series, or both about what has closes."""
    kinds = [{item.kind == "series" for item in one.instruments} for one in (part, before)]
    return bool(kinds[0] <= kinds[1])


def continuing(part: Part, before: Part | None) -> Part:
    """``part`` with what it leaves out taken from ``before``, where it leans on it."""
    part = _at_that_time(part, before)
    before = _last_with_names(before)
    if before is None or part.named_terms or part.kind:
        return part
    if another := _with_another(part, before):
        return another
    nameless = not (part.instruments or part.groups or part.ambiguous)
    is_whole = bool(part.periods) and not nameless and not _CONNECTS.match(part.said)
    short = len(part.text.split()) <= SHORT_FOLLOW_UP_WORDS
    leans = bool(_REFERS_BACK.search(part.text) or _AGAINST_IT.match(part.text)) or (
        short
        and (
            part.is_bare
            or bool(part.periods)
            or (nameless and (_adds(part) or any(time.fullmatch(part.text) for time in _TIMES_BESIDE)))
        )
    )
    if not leans:
        return part
    if nameless and (other := _of_same_names(part, before)):
        return other
    if nameless:
        part = replace(part, instruments=before.instruments, groups=before.groups)
    elif _swaps_one(part, before):
        part = replace(part, instruments=(*part.instruments, *before.instruments[1:]))
    elif _AGAINST_IT.search(part.text):
        part = replace(part, instruments=tuple(dict.fromkeys((*before.instruments[:1], *part.instruments))))
    if not part.periods and (nameless or part.is_bare or len(part.instruments) > 1):
        part = replace(
            part,
            periods=before.periods,
            dates=before.dates,
            window=before.window,
            spans=before.spans,
            until=before.until,
        )
    return part if is_whole else _with_measure(part, before, nameless=nameless)


def _at_that_time(part: Part, before: Part | None) -> Part:
    """``part`` with the time of the question before it, where it says "that day"."""
    if before is None or part.periods or not refers_to_a_time(part.text):
        return part
    return replace(part, periods=before.periods, dates=before.dates, window=before.window, spans=before.spans)


def _of_same_names(part: Part, before: Part) -> Part | None:
    """What is asked of all that the questions before named: their difference, or the same at a time beside."""
    if both := _between_both(part, before) or _both_series(part, before):
        return both
    if before.periods and _TIME_BESIDE.fullmatch(part.text):
        return _at_time_beside(part, before)
    years = _YEARS_BESIDE.fullmatch(part.text)
    return _years_beside(part, before, years) if years and before.periods else None


def _swaps_one(part: Part, before: Part) -> bool:
    """Whether one of two that were compared is replaced: "correlation of gold and oil?", "and copper?"."""
    return (
        part.is_bare
        and len(part.instruments) == 1
        and len(before.instruments) == 2
        and not _AGAINST_IT.search(part.text)
        and bool({"correlation", "beta", "compare"} & senses_said(before.asked))
        and part.instruments[0] not in before.instruments
    )


def _between_both(part: Part, before: Part) -> Part | None:
    """The change between the times of the last two questions on one thing: "so how many bp is that?"."""
    first = before.before
    if not _DIFFERENCE.search(part.text) or part.periods or first is None:
        return None
    times = (*first.periods[-1:], *before.periods[-1:])
    one_thing = first.instruments == before.instruments and len(before.instruments) == 1
    if not one_thing or len(set(times)) < 2:
        return None
    period = "from {} to {}".format(*(LED_TIME.sub("", time) for time in times))
    return replace(
        part,
        instruments=before.instruments,
        periods=(period,),
        window=_joined_window(first, before),
        spans=True,
        core="How much has the rate changed over the period",
        asked=f"how much did it change {period}",
    )


def _both_series(part: Part, before: Part) -> Part | None:
    """The spread of the two series that the last questions asked for: "and the spread?"."""
    first = before.before if len(before.instruments) < 2 else before
    asks = re.search(r"\b(?:spread|difference|gap|apart)\b", part.text, re.IGNORECASE)
    if not asks or first is None or len(part.text.split()) > SHORT_FOLLOW_UP_WORDS:
        return None
    both = tuple(dict.fromkeys((*first.instruments, *before.instruments)))
    if len(both) != 2 or {item.kind for item in both} != {"series"}:
        return None
    return replace(
        part,
        instruments=both,
        periods=part.periods or before.periods,
        window=part.window or before.window,
        spans=before.spans,
        core=f"What is the spread between {SERIES} and {SERIES} {ONE_DAY}",
        asked="what is the spread between it and it",
    )


def _asked_for(part: Part, before: Part, period: str) -> Part:
    """``part`` as the question ``before`` it, for another period."""
    return replace(
        part,
        instruments=before.instruments,
        groups=before.groups,
        periods=(period,),
        spans=before.spans,
        core=before.core,
        asked=before.asked,
        unread_time="",
        refused_time="",
    )


def _at_time_beside(part: Part, before: Part) -> Part:
    """What was asked before, for the time beside it: "and the day before?"."""
    found = _TIME_BESIDE.fullmatch(part.text)
    beside = found["side"].lower() if found else ""
    unit = "session" if found and found["unit"].lower() == "day" else found["unit"].lower() if found else ""
    side = "after" if beside in ("after", "later", "following", "next") else "before"
    period = f"the {unit} {side} {LED_TIME.sub('', before.periods[-1])}"
    return _asked_for(part, before, period)


def _years_beside(part: Part, before: Part, found: re.Match[str]) -> Part:
    """What was asked before, for the same time some years from it: "and two years later?"."""
    said = found["number"].lower()
    years = _NUMBERS.get(said) or int(said)
    if found["side"].lower() not in ("after", "later"):
        years = -years
    period = before.periods[-1]
    moved = _YEAR.sub(lambda year: str(int(year[0]) + years), period)
    if moved == period:
        return part
    return _asked_for(part, before, moved)


def _with_another(part: Part, before: Part) -> Part | None:
    """What was asked before, of another: "take the Russell 2000 instead of the Nasdaq"."""
    new = next((item for item in part.instruments if item not in before.instruments), None)
    if new is None or not before.instruments or not _INSTEAD.search(part.text):
        return None
    old = next((item for item in part.instruments if item in before.instruments), before.instruments[-1])
    times = part if part.periods else before
    return replace(
        part,
        instruments=tuple(new if item == old else item for item in before.instruments),
        periods=times.periods,
        dates=times.dates,
        window=times.window,
        spans=times.spans,
        until=times.until,
        core=before.core,
        asked=before.asked,
        unread_time=times.unread_time,
        refused_time=times.refused_time,
    )


def _joined_window(first: Part, last: Part) -> tuple[date, date] | None:
    return (first.window[0], last.window[1]) if first.window and last.window else None


def _with_measure(part: Part, before: Part, *, nameless: bool) -> Part:
    """``part`` with what is measured taken from ``before``, where it names only another thing, end or number."""
    if part.is_bare and (nameless or _same_kind(part, before)) and not _ASKS_ITSELF.match(part.text):
        return replace(part, core=before.core, asked=before.asked)
    if nameless and (said := _ONLY_EXTREME.fullmatch(part.text)) and _EXTREME.search(before.text):
        swapped = [_EXTREME.sub(said["extreme"], text) for text in (before.text, before.core, before.asked)]
        return replace(part, text=swapped[0], core=swapped[1], asked=swapped[2])
    if nameless and not senses_said(part.asked) - SOFT and _ELLIPTIC.match(part.text):
        return replace(part, core=before.core, asked=f"{before.asked} {part.asked}")
    return part
