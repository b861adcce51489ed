"""Figures: the numbers in a text, with unit, scale, sign and the precision with which they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from copilot.figures import numerals, units
from copilot.figures.directions import OPEN, Direction, Senses
from copilot.figures.nonfigures import blank
from copilot.figures.notation import DASHES, FRACTION_STEP, NUMBER, Written, read_number, unit_written


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a text, at ``text[start:end]``."""

    text: str
    value: float
    """In base units (``$3.4B`` is 3.4e9), with the sign as it is written."""
    unit: str
    """See :mod:`copilot.figures.units`."""
    start: int
    end: int
    low: float
    """The least value that would be written like this: 8.15 for ``8.2 %``, 2.5 for ``nearly 3``."""
    high: float
    direction: Direction = 0
    """-1 or +1 where the words around say which way it goes: ``fell 1.05 %`` is 1.05 and -1."""
    signless: bool = False
    """The words leave the sign open: ``trailed by 8.7 points``."""
    digits: int = 2
    """Significant digits, trailing zeros of an integer aside."""
    scaled: bool = False
    """A scale is written with it: ``million``, ``k``."""


PHRASE_STEP = {"x": 0.1}
"""``doubled`` is 1.95 to 2.05, where a ``quarter point`` is as exact as the fraction."""

ROUGHLY = 0.1
"""Half a million is 475,000 to 525,000."""

_SPELLED = re.compile(
    rf"""\b(?P<words>{numerals.SPELLED})
    (?:[\s-](?P<unit>{units.UNIT}|{units.CURRENCY_AFTER})(?P<share>{units.PER_SHARE})?)?(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
_PHRASES = tuple((re.compile(words, re.IGNORECASE), value, unit) for words, value, unit in numerals.PHRASES)
_APPROXIMATORS = (
    (
        "below",
        r"nearly|almost|close\sto|under|below|(?:no\smore|less|fewer)\sthan|shy\sof|up\sto|at\smost|as\s(?:much|many|high)\sas|"
        r"a\smaximum\sof|south\sof",
    ),
    (
        "above",
        r"more\sthan|over|above|at\sleast|upwards?\sof|exceed(?:s|ed|ing)|topp(?:ed|ing)|in\sexcess\sof|north\sof|"
        r"a\sminimum\sof|no\s(?:less|fewer)\sthan",
    ),
    (
        "about",
        r"about|around|roughly|approximately|approx\.|some|circa|ca\.|in\sthe\s(?:region|neighbou?rhood)\sof|~|≈|an?\sestimated",
    ),
)
_BEFORE = re.compile(
    rf"(?:^|\W)(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in _APPROXIMATORS)})\s?(?:an?\s)?$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\sor\s(?:(?P<about>so|thereabouts)|(?P<above>more|higher)|(?P<below>less|lower))\b", re.IGNORECASE
)
"""``3 % or so``, ``10 % or more``."""
_LONGEST_APPROXIMATOR = 28
_TO = re.compile(rf"\s?(?:to|through|[{DASHES}])\s?", re.IGNORECASE)
_AND = re.compile(r"\s(?:and|or)\s", re.IGNORECASE)


def find_figures(text: str) -> list[Figure]:
    """The figures of ``text`` in order. Dates, names, ordinals, numbering, markers, addresses and code are none."""
    readable = blank(text)
    written = [*_in_phrases(readable), *_in_digits(readable)]
    claimed = bytearray(len(text))
    for number in written:
        claimed[number.start : number.end] = b"\x01" * (number.end - number.start)
    written += [number for number in _in_words(readable) if not any(claimed[number.start : number.end])]
    written.sort()
    linked = _linked(written, readable)
    figures: list[Figure] = []
    senses = Senses(text)
    for number, follows in zip(_with_shared_units(written, linked, readable), linked, strict=True):
        figure = _figure(number, text, senses)
        if follows:
            figure = replace(figure, direction=figures[-1].direction, signless=figures[-1].signless)
        figures.append(figure)
    return figures


def _in_digits(readable: str) -> Iterator[Written]:
    for match in NUMBER.finditer(readable):
        number = read_number(match)
        if number:
            yield number


def _in_phrases(readable: str) -> Iterator[Written]:
    end = -1
    spans = []
    for pattern, value, unit in _PHRASES:
        for match in pattern.finditer(readable):
            magnitude = numerals.value_of_fraction(match.group()) if value is None else value
            step = max(PHRASE_STEP.get(unit, FRACTION_STEP), ROUGHLY * magnitude if magnitude >= 1e3 else 0.0)
            loose = 1.0 if unit == "x" else step
            spans.append(Written(match.start(), match.end(), magnitude, step, loose, 2, unit))
    for number in sorted(spans, key=lambda number: (number.start, -number.end)):
        if number.start >= end:
            end = number.end
            yield number


def _in_words(readable: str) -> Iterator[Written]:
    for match in _SPELLED.finditer(readable):
        if not match["unit"] and not numerals.has_multiplier(match["words"]):
            continue
        value = numerals.value_of_words(match["words"])
        scale = max([1.0, *(s for word, s in numerals.MULTIPLIERS.items() if word in match["words"].lower())])
        step = 1.0 if value < 100 else scale
        step = FRACTION_STEP if value % 1 else step
        unit = unit_written(match["unit"], None, match["share"], readable, match.end())
        yield Written(match.start(), match.end(), value, step, step, 1, unit, scale)


def _linked(written: list[Written], readable: str) -> list[bool]:
    """For each number whether it is the second end of a range: ``8.15 to 8.25 %``, ``$500M-$50B``.

    Not in "fell 1.82 % to 2,669.16": a move and the level that it led to.
    """
    ends = [
        bool(_TO.fullmatch(readable, a.end, b.start))
        and (a.unit in ("", b.unit) or units.is_currency(a.unit))
        for a, b in pairwise(written)
    ]
    return [False, *ends] if written else []


def _with_shared_units(written: list[Written], linked: list[bool], readable: str) -> list[Written]:
    """Ranges and pairs with their common unit on both ends: ``2-3%``, ``$3-4 billion``, ``4 and 5 percent``."""
    shared = list(written)
    for index in range(len(shared) - 1, 0, -1):
        first, second = shared[index - 1], shared[index]
        if linked[index] or _AND.fullmatch(readable, first.end, second.start):
            shared[index - 1] = _taking_unit(first, second)
        if linked[index] and units.is_currency(first.unit) and not second.unit:
            shared[index] = second._replace(unit=first.unit)
            shared[index - 1] = _taking_unit(first._replace(unit=""), shared[index])
    return shared


def _taking_unit(first: Written, second: Written) -> Written:
    """``first`` with unit and scale of ``second``, where it has none of its own."""
    if first.unit or first.scale != 1.0:
        return first
    factor = second.scale
    return first._replace(
        unit=second.unit,
        scale=factor,
        magnitude=first.magnitude * factor,
        step=first.step * factor,
        coarse_step=first.coarse_step * factor,
    )


def _figure(number: Written, text: str, senses: Senses) -> Figure:
    low, high = _interval(number, text)
    value = number.magnitude
    if number.negative:
        value, low, high = -value, -high, -low
    sense = senses.at(number.start, number.end)
    if number.in_parentheses and not number.unit:
        sense = OPEN
    return Figure(
        text=text[number.start : number.end],
        value=value,
        unit=number.unit,
        start=number.start,
        end=number.end,
        low=low,
        high=high,
        direction=0 if number.negative else sense.direction,
        signless=sense.signless and not number.negative,
        digits=number.digits,
        scaled=number.scale != 1.0,
    )


def _interval(number: Written, text: str) -> tuple[float, float]:
    """The values that would be written like ``number``: ``nearly`` is from below, ``more than`` from above."""
    behind = _BEHIND.match(text, number.end)
    kind = approximation(text[max(0, number.start - _LONGEST_APPROXIMATOR) : number.start])
    kind = kind or (behind.lastgroup or "" if behind else "")
    half = (number.coarse_step if kind else number.step) / 2
    low = number.magnitude if kind == "above" else number.magnitude - half
    high = number.magnitude if kind == "below" else number.magnitude + half
    return low, high


def approximation(before: str) -> str:
    """How the words right before a number blur it: ``below``, ``above``, ``about``, or not at all (empty)."""
    found = _BEFORE.search(before)
    return found.lastgroup or "" if found else ""
