"""How well the numbers of the evidence fit what a claim says: its words, its times, its arithmetic.

A number that stands in the evidence is no support where another number there fits the words better: it is of another
row, another column or another year.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from copilot.tieout.claims import Claim
from copilot.tieout.operands import Operand
from copilot.tieout.places import WEAK_WORDS
from copilot.tieout.steps import Step, steps_for
from copilot.tieout.times import Time, any_agrees

PRECISION_WEIGHT = 0.6
TIMES_WEIGHT = 1.0
OPERANDS_TRIED = 24
TOTAL_IS_STATED = 0.4
"""What a sum is worth less than a row that is called total, where the words say ``total``."""
WEAK = 0.3
"""What one of the weak words counts, and a word that only says what to work out."""
UNTIMED = 0.95
"""What a number is worth that bears no time, where a time is asked for: its table may give it elsewhere."""
MOVES = frozenset({"change", "percent change", "mean"})
"""What a single year is compared with, or averaged with, is the year before."""
SPANNING = ("change", "percent change", "growth rate", "mean", "sum")
"""Steps that take all of the times that are named."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A step with its fit."""

    step: Step
    fit: float


class Fitting:
    """The numbers of some evidence against one claim."""

    def __init__(self, claim: Claim, operands: Sequence[Operand]) -> None:
        self.claim = claim
        self._operands = [o for o in operands if not o.place.is_head and o.place.column != 0]
        lines = {(o.evidence_id, o.place.line): o.place.words | o.place.around for o in operands}
        counts = Counter(word for words in lines.values() for word in words)
        total = len(lines)
        self._weights = {
            word: math.log(1 + total / count) * (WEAK if word in WEAK_WORDS | claim.cues else 1.0)
            for word, count in counts.items()
        }
        self._known = {word: self._weights[word] for word in claim.words if word in counts}
        self._sum_known = sum(self._known.values())

    @property
    def says_what(self) -> bool:
        """Whether some word of the claim names something in the evidence."""
        return bool(self._known)

    def recall(self, operands: Iterable[Operand]) -> float:
        """The share of the claim's known words that the operands' labels hold, weighted by their rarity."""
        if not self._known:
            return 0.0
        held = frozenset().union(*(o.place.words | o.place.around for o in operands))
        return sum(weight for word, weight in self._known.items() if word in held) / self._sum_known

    def precision(self, operand: Operand) -> float:
        """The share of the words of the operand's row that the claim says too."""
        words = operand.place.words
        if not operand.place.in_table or not words:
            return 0.5
        whole = sum(self._weights[word] for word in words)
        return sum(self._weights[word] for word in words if word in self.claim.words) / whole

    def fit(self, step: Step) -> float:
        """The fit of a step: higher is better."""
        claim = self.claim
        operands = step.operands
        precision = sum(map(self.precision, operands)) / len(operands)
        times = self._coverage(step)
        less = TOTAL_IS_STATED if step.kind == "sum" and not claim.is_sum else 0.0
        return self.recall(operands) + PRECISION_WEIGHT * precision + TIMES_WEIGHT * times - less

    def _coverage(self, step: Step) -> float:
        """The share of the claim's times that the operands are of; one of them is enough but for what spans them."""
        wanted = self._wanted(step)
        if not wanted:
            return 0.0
        if not all(operand.place.times for operand in step.operands):
            return UNTIMED
        covered = [any(t.agrees(u) for o in step.operands for u in o.place.times) for t in wanted]
        spans = step.kind in SPANNING or (step.kind is None and self.claim.kinds & {"sum", "mean"})
        return sum(covered) / len(covered) if spans and not self.claim.is_list else float(any(covered))

    def _wanted(self, step: Step) -> Sequence[Time]:
        """The times that a step should cover: of a mean from 2015 to 2019 the years between too."""
        times = self.claim.times
        if step.kind not in ("mean", "sum") or not self.claim.is_range or len(times) != 2:
            return times
        first, last = sorted(time.year for time in times)
        between = {u.year for o in self._operands for u in o.place.times if first < u.year < last}
        return [*times, *(Time(year) for year in between)]

    def of_the_time(self, operand: Operand) -> bool:
        """Whether the operand can be of a time that the claim names, or lies between them."""
        claim = self.claim
        if any_agrees(claim.times, operand.place.times):
            return True
        years = [time.year for time in claim.times]
        if len(years) == 1 and claim.kinds & MOVES:
            return any(t._replace(year=t.year + 1).agrees(claim.times[0]) for t in operand.place.times)
        return claim.is_range and any(min(years) < t.year < max(years) for t in operand.place.times)

    def tried(self) -> list[Operand]:
        """The operands that fit best one by one, of the claim's times first."""
        inside = [o for o in self._operands if self.of_the_time(o)]
        return sorted(inside, key=lambda o: -self.fit(Step(None, o.value, o.unit, (o,))))[:OPERANDS_TRIED]

    def steps(self) -> list[Scored]:
        """The steps that the claim may mean, each with its fit."""
        stated = [Step(None, o.signed, o.unit, (o,)) for o in self._operands if self.of_the_time(o)]
        found = [*stated, *steps_for(self.claim, self.tried())] if self.claim.kinds else stated
        return [Scored(step, self.fit(step)) for step in found]
