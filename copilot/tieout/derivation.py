"""Figures that follow from evidence by one step of arithmetic, with the step named.

Of many numbers some pair gives almost any result by accident. So a step is tried only for a figure of two
digits or more, or in a sentence with a word for such a step, and only on few operands: of a long table the
rows that the sentence names and the two ends, of a long quote the numbers that the sentence states. The
numbers that the sentence itself states come first: a share is of them before it is of others in the same table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import NamedTuple

from copilot.figures import Figure
from copilot.figures.numerals import UNITS_OF_WORDS
from copilot.figures.units import conversion, is_currency
from copilot.tieout.operands import Operand, comparable, interval_of, matches
from copilot.tieout.places import WEAK_WORDS, topic_stems

MAX_OPERANDS = 12
"""66 pairs: with a figure of two digits an accidental difference is then rare (see the tests)."""
WHOLE_TABLE_ROWS = 3
"""A result of so few rows is a comparison, and all of it is spoken of."""
TRUSTED_DIGITS = 2

_CUE = re.compile(
    r"\b(?:differen\w+|gap|spread|ahead|behind|leads?|led|lag\w*|trail\w*|out-?perform\w*|under-?perform\w*|beat\w*|"
    r"margin|sum|total\w*|combined|together|average\w*|mean|ratio|times|share|chang\w+|grow\w*|grew|more|less|"
    r"higher|lower|over|doubled|tripled|halved|CAGR|annuali[sz]ed)\b",
    re.IGNORECASE,
)
_SUM = re.compile(r"\b(?:sum|total\w*|combined|together|altogether|in\sall)\b", re.IGNORECASE)
_MEAN = re.compile(r"\b(?:average\w*|mean)\b", re.IGNORECASE)
_SHARE = re.compile(r"\b(?:share|portion|proportion|accounts?|accounted|margin|weight|of)\b", re.IGNORECASE)
_ANNUAL = re.compile(r"\b(?:CAGR|compound\w*|annuali[sz]ed|annual|(?:a|per)\syear)\b", re.IGNORECASE)
_YEARS = re.compile(rf"\b([0-9]{{1,2}}|{'|'.join(UNITS_OF_WORDS)})[\s-]years?\b", re.IGNORECASE)
_RATES = ("%", "pp", "bp")


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure explained by arithmetic."""

    step: str
    """In words, with its operands: ``difference of 9.54 % and 0.83 %``."""
    evidence: tuple[str, ...]
    operands: tuple[Operand, ...] = ()


class _Result(NamedTuple):
    value: float
    unit: str
    step: str
    operands: tuple[Operand, ...]
    signed: bool = False
    """Its sign says which way it went: up or down from the first operand to the second."""


_Step = Callable[[Sequence[Operand], str], Iterator[_Result]]


def derive(
    figure: Figure, operands: Sequence[Operand], sentence: str, stated: Sequence[Figure] = ()
) -> Derived | None:
    """The one step from ``operands`` that gives ``figure``, or ``None``.

    ``sentence`` is the sentence that holds the figure and ``stated`` the figures of that sentence.
    """
    counted = _count_of_rows(figure, operands)
    if counted or (figure.digits < TRUSTED_DIGITS and not _CUE.search(sentence)):
        return counted
    others = [other for other in stated if other != figure]
    own = [operand for operand in operands if any(matches(other, operand) for other in others)]
    return _step_to(figure, own, sentence) or _step_to(
        figure, _spoken_of(operands, sentence, others), sentence
    )


def _step_to(figure: Figure, operands: Sequence[Operand], sentence: str) -> Derived | None:
    for step, units in _STEPS:
        for result in step(operands, sentence) if units is None or figure.unit in units else ():
            if _gives(result, figure):
                ids = tuple(dict.fromkeys(operand.evidence_id for operand in result.operands))
                return Derived(result.step, ids, result.operands)
    return None


def _spoken_of(operands: Sequence[Operand], sentence: str, stated: Sequence[Figure]) -> list[Operand]:
    """The operands that a step may use: see the module's head."""
    folded = sentence.casefold()
    last_rows: dict[str, int] = {}
    for operand in operands:
        last_rows[operand.evidence_id] = max(operand.row, last_rows.get(operand.evidence_id, -1))
    kept: dict[tuple[float, str], Operand] = {}
    for operand in operands:
        last = last_rows[operand.evidence_id]
        if last < WHOLE_TABLE_ROWS or operand.row in (0, last) or _is_named(operand, folded):
            kept.setdefault((operand.signed, operand.unit), operand)
    found = list(kept.values())
    if len(found) > MAX_OPERANDS:
        found = [o for o in found if _is_named(o, folded) or any(matches(figure, o) for figure in stated)]
    return found[: 2 * MAX_OPERANDS]


def _is_named(operand: Operand, folded_sentence: str) -> bool:
    if operand.place.in_table and operand.place.words:
        words, said = operand.place.words, topic_stems(folded_sentence)
        return "total" in words & said or (bool(words - WEAK_WORDS) and words <= said | WEAK_WORDS)
    return any(
        re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", folded_sentence)
        for name in operand.row_names
        if name
    )


def _gives(result: _Result, figure: Figure) -> bool:
    factor = conversion(figure.unit, result.unit, quoted=False)
    if factor is None:
        return False
    low, high = interval_of(figure)
    if result.signed and not figure.signless:
        said = -1 if figure.value < 0 else figure.direction
        if said * result.value < 0:
            return False
    return low <= abs(result.value * factor) <= high


def _differences(operands: Sequence[Operand], _sentence: str) -> Iterator[_Result]:
    for a, b in combinations(operands, 2):
        if comparable(a, b):
            unit = "pp" if a.unit == "%" else a.unit or b.unit
            yield _Result(a.signed - b.signed, unit, f"difference of {a.text} and {b.text}", (a, b))


def _changes(operands: Sequence[Operand], _sentence: str) -> Iterator[_Result]:
    for start, end in _levels(operands):
        change = (end.value / start.value - 1) * 100
        yield _Result(
            change, "%", f"percent change from {start.text} to {end.text}", (start, end), signed=True
        )


def _ratios(operands: Sequence[Operand], _sentence: str) -> Iterator[_Result]:
    for a, b in permutations(operands, 2):
        if comparable(a, b) and b.value:
            step = f"ratio of {a.text} to {b.text}"
            yield _Result(abs(a.value / b.value), "x", step, (a, b))
            if abs(a.value) < abs(b.value):
                yield _Result(abs(a.value / b.value), "", step, (a, b))


def _shares(operands: Sequence[Operand], sentence: str) -> Iterator[_Result]:
    if not _SHARE.search(sentence):
        return
    for part, whole in _levels(operands):
        if part.value < whole.value:
            yield _Result(
                part.value / whole.value * 100, "%", f"share of {part.text} in {whole.text}", (part, whole)
            )


def _sums(operands: Sequence[Operand], sentence: str) -> Iterator[_Result]:
    if _SUM.search(sentence):
        for group in _groups(operands):
            yield _Result(sum(o.signed for o in group), group[0].unit, f"sum of {_listed(group)}", group)


def _means(operands: Sequence[Operand], sentence: str) -> Iterator[_Result]:
    if _MEAN.search(sentence):
        for group in _groups(operands):
            mean = sum(o.signed for o in group) / len(group)
            yield _Result(mean, group[0].unit, f"mean of {_listed(group)}", group)


def _growth_rates(operands: Sequence[Operand], sentence: str) -> Iterator[_Result]:
    spans = {match[1].lower() for match in _YEARS.finditer(sentence)} if _ANNUAL.search(sentence) else set()
    for span in spans:
        years = int(span) if span.isdigit() else UNITS_OF_WORDS[span]
        for start, end in _levels(operands) if years else ():
            rate = ((end.value / start.value) ** (1 / years) - 1) * 100
            step = f"compound annual growth from {start.text} to {end.text} over {years} years"
            yield _Result(rate, "%", step, (start, end))


_STEPS: tuple[tuple[_Step, tuple[str, ...] | None], ...] = (
    (_differences, None),
    (_changes, ("%",)),
    (_shares, ("%",)),
    (_ratios, ("x", "")),
    (_sums, None),
    (_means, None),
    (_growth_rates, ("%",)),
)
"""Each step with the units that it gives (``None``: many), the likeliest first."""


def _levels(operands: Sequence[Operand]) -> Iterator[tuple[Operand, Operand]]:
    """Pairs of positive amounts of one unit, in both orders; within a row only in the order of its columns."""
    amounts = [o for o in operands if o.value > 0 and o.unit not in _RATES]
    for (i, a), (j, b) in permutations(enumerate(amounts), 2):
        same_row = not a.quoted and (a.evidence_id, a.row) == (b.evidence_id, b.row)
        if comparable(a, b) and (i < j or not same_row):
            yield a, b


def _groups(operands: Sequence[Operand]) -> Iterator[tuple[Operand, ...]]:
    """Two to four operands of one unit that may be summed: each column whole, each quote whole, each few."""
    by_column: dict[tuple[str, str, str], list[Operand]] = {}
    for operand in operands:
        by_column.setdefault((operand.evidence_id, operand.column, operand.unit), []).append(operand)
    for column in by_column.values():
        if len(column) > 1:
            yield tuple(column)
    for size in (2, 3, 4):
        for group in combinations(operands[:MAX_OPERANDS], size):
            if len({operand.unit for operand in group}) == 1:
                yield group


def _listed(group: Sequence[Operand]) -> str:
    return f"{', '.join(operand.text for operand in group[:-1])} and {group[-1].text}"


def _count_of_rows(figure: Figure, operands: Sequence[Operand]) -> Derived | None:
    """A whole number without unit that counts the rows of a cited table, all or those above or below zero."""
    if figure.unit or figure.value % 1 or figure.value < TRUSTED_DIGITS:
        return None
    columns: dict[tuple[str, str], list[Operand]] = {}
    for operand in operands:
        if not operand.quoted and not is_currency(operand.unit):
            columns.setdefault((operand.evidence_id, operand.column), []).append(operand)
    for (evidence_id, column), held in columns.items():
        counts = {
            "": len(held),
            f" with {column} above 0": sum(o.value > 0 for o in held),
            f" with {column} below 0": sum(o.value < 0 for o in held),
        }
        for which, count in counts.items():
            if count == figure.value:
                return Derived(f"count of the rows{which}", (evidence_id,))
    return None
