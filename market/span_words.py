"""Words that name a span of days, before they have their dates: a span hangs on the day from which it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from market.calendar_spans import Finder, Reader, Span
from market.grammar import Build, Parts
from market.time_leaves import YearWords


@dataclass(frozen=True, slots=True)
class SpanWords:
    """Words that name a span: how to read them, and how plain they are."""

    read: Callable[[Reader], Span]
    """Raises ValueError, OverflowError or UnknownPeriod where there is no such day."""
    weak: bool = False
    """They are another word or number as often: in running text they need a word such as "in" before them."""
    floating: bool = False
    """They name no year: in a range they lean on the other edge."""
    long_event: bool = False
    """An event that lasted: "since" it can mean since its beginning or since its end."""


def in_its_year(parts: Parts, find: Finder, *, weak: bool = False) -> SpanWords:
    """The span in the year of ``parts``; without one the latest that had begun."""
    year = cast("YearWords | None", parts.get("year"))
    if year is None:
        return SpanWords(lambda reader: reader.placed(find), weak=weak, floating=True)
    return SpanWords(lambda reader: find(year.seen_from(reader.today)), weak=weak)


def whole_of(parts: Parts, name: str = "whole") -> SpanWords:
    """The span that a part of a pattern names."""
    return cast("SpanWords", parts[name])


def refused(reason: str) -> Build:
    """Words that are understood and cannot be read, for ``reason``."""

    def read(_: Reader) -> Span:
        raise ValueError(reason)

    return lambda _: SpanWords(read)


def value_of(name: str) -> Build:
    """The part of that name, as it is."""
    return lambda parts: parts[name]
