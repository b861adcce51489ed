"""What a sentence, or the question that it answers, says of its figure: of what, of when, and by which arithmetic."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from copilot.tieout.places import topic_stems
from copilot.tieout.times import Time, times_in

Kind = Literal["change", "percent change", "mean", "share", "ratio", "sum", "growth rate", "count"]

_MOVE = (
    r"(?:chang(?:e[sd]?|ing)|increas(?:e[sd]?|ing)|decreas(?:e[sd]?|ing)|declin(?:e[sd]?|ing)|grow(?:s|n|th|ing)?|grew|"
    r"differ(?:s|ed|ence|ences)?|gain(?:s|ed)?|drop(?:s|ped)?|fell|fall(?:s|en)?|rose|rise[sn]?|reduction|reduced|"
    r"improve(?:d|ment)|variance|swing|higher|lower|more|less|exceed(?:s|ed)?|gap|spread|up|down|"
    r"expand(?:ed)?|shrank|shrunk|moved?)\b"
)
_THAN = (
    r"\b(?:exceed\w*|above|below|over|under|(?:more|less|fewer|greater|higher|lower|larger|smaller)\sthan|"
    r"at\s(?:least|most))\b"
)
_PERCENT = r"(?:percent(?:age)?\b|per\s?cent\b|%)"
_CUE_WORDS: tuple[tuple[Kind, str], ...] = (
    ("growth rate", r"\b(?:CAGR|compound\w*|annuali[sz]ed)\b"),
    (
        "percent change",
        rf"{_PERCENT}\s(?:(?!of\b)\w+\s){{0,3}}{_MOVE}|{_MOVE}\s(?:in\s)?{_PERCENT}(?!\s(?:of|points?)\b)|"
        rf"\b(?:growth|rate\sof\s{_MOVE})\b",
    ),
    ("mean", r"\b(?:average|averaged|mean)\b"),
    (
        "share",
        rf"{_PERCENT}\s(?:of|did|was|were|is|are|do|does)\b|\b(?:as\sa|the)\s{_PERCENT}\b|"
        r"\b(?:proportion|portion|fraction|shares?\sof(?!\s(?:common|stock)))\b",
    ),
    ("ratio", r"\b(?:ratio|times|multiple|per|divided|turnover)\b"),
    ("sum", r"\b(?:sum|total\w*|combined|together|altogether|aggregate|overall|in\sall)\b"),
    ("count", rf"\bhow\smany\b.*{_THAN}"),
    ("change", rf"\b{_MOVE}"),
)  # fmt: skip
_CUES = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _CUE_WORDS)
_BETWEEN = re.compile(r"\b(?:between|from|to|through|over)\b|(?<=[0-9])\s?[-–]\s?(?=[0-9])", re.IGNORECASE)
_SUM = re.compile(r"\b(?:sum|combined|together|altogether|in\sall|across)\b", re.IGNORECASE)
_LIST = re.compile(r"\b(?:respective|respectively|each)\b", re.IGNORECASE)
_FALL = re.compile(
    r"\b(?:decrease[sd]?|decline[sd]?|fell|falls?|drop(?:ped|s)?|reduction|reduced?|shrank)\b", re.IGNORECASE
)
_RISE = re.compile(r"\b(?:increase[sd]?|change[sd]?|growth|grew|rose|rise)\b", re.IGNORECASE)
_SIGNLESS = re.compile(
    r"\b(?:differ\w*|gap|spread|(?:higher|lower|more|less)(?!\sthan\s[0-9a-z]+\syears?)|exceed\w*)\b",
    re.IGNORECASE,
)


_CHANGES = re.compile(r"\b(?:changes?|increases?|decreases?|variances?|growth)\b", re.IGNORECASE)
_CHANGE_OF_SHARE = re.compile(
    rf"\b{_MOVE}\sin\s(?:the\s)?(?:{_PERCENT}|proportion|share|portion)\b", re.IGNORECASE
)
_OVERRULES: dict[Kind, frozenset[Kind]] = {
    "count": frozenset({"percent change", "change", "mean", "share", "ratio", "sum"}),
    "growth rate": frozenset({"percent change", "change", "mean", "share", "ratio", "sum"}),
    "percent change": frozenset({"change", "share", "sum", "ratio"}),
    "share": frozenset({"sum", "ratio"}),
    "mean": frozenset({"sum"}),
    "change": frozenset({"sum", "ratio"}),
    "ratio": frozenset({"sum"}),
}
"""``percentage change in total costs`` asks for one thing: what stands later in its words is part of a name."""


def _kinds_in(text: str) -> frozenset[Kind]:
    found = {kind for kind, cue in _CUES if cue.search(text)}
    if _CHANGE_OF_SHARE.search(text):
        found.discard("share")
    return frozenset(found - {other for kind in found for other in _OVERRULES.get(kind, ())})


@dataclass(frozen=True, slots=True)
class Claim:
    """What words say of a figure."""

    words: frozenset[str] = frozenset()
    """Stems of what it is about."""
    times: tuple[Time, ...] = ()
    kinds: frozenset[Kind] = frozenset()
    """The arithmetic that the words ask for; empty where they ask for a number that stands there."""
    cues: frozenset[str] = frozenset()
    """Stems of the words that ask for it: a row may be called ``Average price`` itself."""
    is_range: bool = False
    """The times are the ends of a span: what lies between belongs to it."""
    is_list: bool = False
    """Several numbers are asked for, one for each time: ``respectively``."""
    is_sum: bool = False
    """To add up is asked for, where ``total`` may be the name of a row too."""
    is_signless: bool = False
    """A difference, of which no direction is said."""
    is_fall: bool = False
    """A decrease is asked for: 5 is a fall by 5."""
    is_question: bool = False
    """The figure is the whole answer to a question."""
    text: str = ""


def read_claim(text: str, *, is_question: bool = False) -> Claim:
    """What ``text`` says of a figure of its."""
    times = tuple(dict.fromkeys(mention.time for mention in times_in(text)))
    kinds = _kinds_in(text)
    return Claim(
        words=topic_stems(text),
        times=times,
        kinds=kinds,
        cues=topic_stems(" ".join(m[0] for kind, cue in _CUES if kind in kinds for m in cue.finditer(text))),
        is_range=bool(_BETWEEN.search(text)),
        is_list=bool(_LIST.search(text)),
        is_sum=bool(_SUM.search(text)) or len(times) > 1,
        is_signless=bool(_SIGNLESS.search(text)),
        is_fall=bool(_FALL.search(text)) and not _RISE.search(text),
        is_question=is_question,
        text=text,
    )


def names_change(head: str) -> bool:
    """Whether the head of a column names a change: ``Increase / (Decrease)``, ``% Change``."""
    return bool(_CHANGES.search(head))


def asks_alike(claim: Claim, label: str) -> bool:
    """Whether a label names the arithmetic that is asked for: a decrease of so much answers what the change was."""
    return bool(claim.kinds & _kinds_in(label))
