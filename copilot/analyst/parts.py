"""One part of a question, with what it names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from copilot.analyst.masking import PLACEHOLDER
from market.instruments import Group, Instrument, Mention

_SMALL_WORDS = re.compile(
    r"\b(?:and|or|same|the|a|an|of|for|in|on|at|to|what|where|about|how|is|are|was|were|please|level|now|hows|whats|wheres"
    r"|against|versus|vs|with|than|compared|relative)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question, with what it names."""

    text: str
    core: str
    """The part with names and periods replaced by placeholders: what is asked, whomever it is about."""
    said: str = ""
    """The part with the words that join it to the one before: "and the Nasdaq"."""
    asked: str = ""
    """The part with the names of instruments replaced, and all else as it is said."""
    held: bool = False
    """Whether it tells of something bought, and asks what became of it."""
    spans: bool = False
    """Whether it names a time of more than a day."""
    refused_time: str = ""
    """Words for a time that cannot be read, and why."""
    topic: str = ""
    """What a sentence must be like to answer it: the part without the words that name the document."""
    instruments: tuple[Instrument, ...] = ()
    ambiguous: tuple[Mention, ...] = ()
    groups: tuple[Group, ...] = ()
    periods: tuple[str, ...] = ()
    """The words that name a period, as :func:`market.periods.parse_period` takes them."""
    dates: tuple[tuple[date, date], ...] = ()
    """The first and the last day of each period."""
    window: tuple[date, date] | None = None
    """From the day after the base of the first period to the end of the last one."""
    until: date | None = None
    """The last day of "through 2024", "before 2026": of all the time up to it."""
    unread_time: str = ""
    """Words of time that are no part of a period: no computation can be sure of when."""
    kind: str = ""
    """The kind of document that it asks for."""
    latest: bool = False
    """Whether the newest document of that kind is meant: it says so, or names the kind and no period."""
    why: bool = False
    future: bool = False
    """It asks what will be: documents may tell, no computation can."""
    advice: bool = False
    named_terms: tuple[str, ...] = ()
    """Proper names that are no instrument: what is found must speak of them."""
    before: Part | None = field(default=None, compare=False, repr=False)
    """The part before it, also of the question before: what it leaves out may stand there."""

    @property
    def is_bare(self) -> bool:
        """Whether it names something and asks nothing in particular: "S&P 500 ytd"."""
        return not re.search(r"\w{2}", _SMALL_WORDS.sub("", PLACEHOLDER.sub("", self.core)))
