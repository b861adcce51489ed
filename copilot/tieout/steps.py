"""The steps of arithmetic that a claim may ask for, over the operands that fit it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from copilot.figures import find_figures
from copilot.tieout.claims import Claim, Kind, names_change
from copilot.tieout.operands import Operand, comparable
from copilot.tieout.times import any_agrees

RATES = ("%", "pp", "bp")
LARGEST_GROUP = 5
"""Operands of a sum or a mean beside whole rows and columns."""


@dataclass(frozen=True, slots=True)
class Step:
    """A result with the operands that it was worked out from. No ``kind``: the operand itself."""

    kind: Kind | None
    value: float
    unit: str
    operands: tuple[Operand, ...]
    words: str = ""
    signed: bool = False
    """The sign says which way it went, from the earlier operand to the later one."""


def steps_for(claim: Claim, operands: Sequence[Operand]) -> Iterator[Step]:
    """Every step of a kind that the claim asks for, over levels: a column of changes is the result of a step itself."""
    levels = [operand for operand in operands if not names_change(operand.place.head)]
    for kind in claim.kinds:
        yield from _STEPS[kind](claim, levels)


def both_deducted(a: Operand, b: Operand) -> bool:
    """Whether both stand in brackets: of a cost that is deducted it is open which way it grew."""
    return a.signless and b.signless and a.value < 0 and b.value < 0


def in_order(a: Operand, b: Operand) -> bool | None:
    """Whether ``a`` is earlier than ``b``; ``None`` where their times do not say."""
    if not a.place.times or not b.place.times:
        return None
    first, second = min(a.place.times), min(b.place.times)
    key_a, key_b = (
        (first.year, first.month or 3 * first.quarter),
        (second.year, second.month or 3 * second.quarter),
    )
    return None if key_a == key_b else key_a < key_b


def _pairs(operands: Sequence[Operand]) -> Iterator[tuple[Operand, Operand, bool]]:
    """Pairs of one unit and scale from the earlier to the later, and whether times say so; else in both orders."""
    for a, b in combinations(operands, 2):
        if not comparable(a, b) or not related(a, b):
            continue
        order = in_order(a, b)
        if order is None:
            yield a, b, False
            yield b, a, False
        else:
            yield (a, b, True) if order else (b, a, True)


def related(a: Operand, b: Operand) -> bool:
    """Whether two operands are of one row, or of one time: else nobody sets them side by side."""
    if not a.place.in_table:
        return True
    same_row = (a.evidence_id, a.place.line) == (b.evidence_id, b.place.line)
    return same_row or a.place.words == b.place.words or any_agrees(a.place.times, b.place.times)


def _unit_of(group: Sequence[Operand]) -> str:
    return next((operand.unit for operand in group if operand.unit), "")


def _changes(claim: Claim, operands: Sequence[Operand]) -> Iterator[Step]:
    for start, end, ordered in _pairs(operands):
        unit = _unit_of((start, end))
        words = f"difference of {end.text} and {start.text}"
        for said in ("pp", "%") if unit == "%" else (unit,):
            yield Step(
                "change",
                end.signed - start.signed,
                said,
                (start, end),
                words,
                signed=ordered and not both_deducted(start, end),
            )
    levels = [operand for operand in operands if operand.unit != "%" and not operand.place.is_percent]
    yield from _percent_changes(claim, levels)


def _percent_changes(_: Claim, operands: Sequence[Operand]) -> Iterator[Step]:
    for start, end, _ordered in _pairs(operands):
        if start.signed:
            change = (end.signed / start.signed - 1) * 100
            words = f"percent change from {start.text} to {end.text}"
            yield Step("percent change", change, "%", (start, end), words, signed=True)


def _ratios(_: Claim, operands: Sequence[Operand]) -> Iterator[Step]:
    for a, b in permutations(operands, 2):
        if b.value and (comparable(a, b) or (a.quoted and b.quoted)) and not (set(RATES) & {a.unit, b.unit}):
            words = f"ratio of {a.text} to {b.text}"
            for unit in ("", "x") if comparable(a, b) else ("", a.unit):
                yield Step("ratio", a.signed / b.signed, unit, (a, b), words)


def _shares(_: Claim, operands: Sequence[Operand]) -> Iterator[Step]:
    for a, b in permutations(operands, 2):
        if b.value and comparable(a, b) and related(a, b) and not set(RATES) & {a.unit, b.unit}:
            share = abs(a.value / b.value)
            words = f"share of {a.text} in {b.text}"
            yield Step("share", share * 100, "%", (a, b), words)
            yield Step("share", share, "", (a, b), words)


def _sums(_: Claim, operands: Sequence[Operand]) -> Iterator[Step]:
    for group in groups_of(operands):
        words = f"sum of {listed(group)}"
        yield Step("sum", sum(o.signed for o in group), _unit_of(group), group, words)


def _means(_: Claim, operands: Sequence[Operand]) -> Iterator[Step]:
    for group in groups_of(operands):
        mean = sum(o.signed for o in group) / len(group)
        yield Step("mean", mean, _unit_of(group), group, f"mean of {listed(group)}")


def _growth_rates(_: Claim, operands: Sequence[Operand]) -> Iterator[Step]:
    for start, end, ordered in _pairs(operands):
        years = end.place.times[0].year - start.place.times[0].year if ordered else 0
        if years > 0 and start.signed > 0 and end.signed > 0:
            rate = ((end.signed / start.signed) ** (1 / years) - 1) * 100
            words = f"compound annual growth from {start.text} to {end.text} over {years} years"
            yield Step("growth rate", rate, "%", (start, end), words, signed=True)


def _counts(claim: Claim, operands: Sequence[Operand]) -> Iterator[Step]:
    """How many of a row or of a column are above or below a figure that the claim names."""
    lines: dict[tuple[object, ...], list[Operand]] = {}
    for operand in operands:
        if operand.place.in_table:
            lines.setdefault(("row", operand.evidence_id, operand.place.line, operand.scale), []).append(
                operand
            )
            lines.setdefault(
                ("column", operand.place.times or operand.place.column, operand.scale), []
            ).append(operand)
    for limit in find_figures(claim.text):
        for line in lines.values():
            above, below = (
                [o for o in line if o.signed > limit.value],
                [o for o in line if o.signed < limit.value],
            )
            yield Step("count", len(above), "", tuple(above or line), f"count of those above {limit.text}")
            yield Step("count", len(below), "", tuple(below or line), f"count of those below {limit.text}")


_STEPS: dict[Kind, Callable[[Claim, Sequence[Operand]], Iterator[Step]]] = {
    "change": _changes,
    "percent change": _percent_changes,
    "ratio": _ratios,
    "share": _shares,
    "sum": _sums,
    "mean": _means,
    "growth rate": _growth_rates,
    "count": _counts,
}


def groups_of(operands: Sequence[Operand]) -> Iterator[tuple[Operand, ...]]:
    """Operands that may be summed: each row and each column whole, and every few of one unit."""
    rows: dict[tuple[object, ...], list[Operand]] = {}
    columns: dict[tuple[object, ...], list[Operand]] = {}
    for operand in operands:
        place = operand.place
        kind = (operand.unit in RATES, operand.scale)
        if not place.in_table:
            rows.setdefault((operand.evidence_id, place.line, *kind), []).append(operand)
            continue
        rows.setdefault((operand.evidence_id, place.line, *kind), []).append(operand)
        columns.setdefault((place.times or place.column, *kind), []).append(operand)
    for group in rows.values():
        yield from _few_of(group)
    for group in columns.values():
        totals = [operand for operand in group if is_total(operand)]
        yield from _few_of([operand for operand in group if operand not in totals])
        yield from _few_of(totals)


def is_total(operand: Operand) -> bool:
    """Whether the row of an operand is a sum itself."""
    return operand.place.in_table and "total" in operand.place.words


def _few_of(line: Sequence[Operand]) -> Iterator[tuple[Operand, ...]]:
    """All of ``line``, and every two to five of it."""
    if len(line) > LARGEST_GROUP:
        yield tuple(line)
    for size in range(2, LARGEST_GROUP + 1):
        yield from combinations(line[: 14 - size], size)


def listed(group: Sequence[Operand]) -> str:
    """``a, b and c``."""
    return f"{', '.join(operand.text for operand in group[:-1])} and {group[-1].text}"
