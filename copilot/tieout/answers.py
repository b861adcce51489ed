"""A figure that is the answer to a question, against what the evidence answers to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from copilot.figures import Figure
from copilot.figures.units import conversion
from copilot.tieout.claims import Claim, asks_alike
from copilot.tieout.fitting import Fitting, Scored
from copilot.tieout.operands import Operand, interval_of, matches
from copilot.tieout.steps import Step

OTHER_MEDIUM = 0.5
"""A sentence holds more of the words of a question than the label of a row, whichever of them is meant."""
SCALED_STEPS = (None, "change", "mean", "sum")
"""Steps whose result is in the scale of their operands."""
MARGIN_IN_LIST = 0.2
"""Of several numbers that are asked for at once, each is only a part of what the words say."""
MARGIN = 0.1
"""A step that fits this much worse than the best one is another one than is asked for."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The verdict on a figure that answers a question."""

    verdict: Literal["computed", "quoted", "derived", "conflicting"]
    evidence: tuple[str, ...]
    step: str = ""


def answer_to(claim: Claim, operands: Sequence[Operand], figure: Figure) -> Answered | None:
    """The verdict on ``figure`` as the answer to the question that ``claim`` was read from.

    ``None`` where the question says nothing that the evidence knows.
    """
    best: tuple[Scored, ...] = ()
    for read in readings(operands, figure):
        fitting = Fitting(claim, read)
        if not fitting.says_what:
            return None
        scored = [s for s in fitting.steps() if may_answer(claim, s.step)]
        found = best_giving(scored, figure, claim)
        if found:
            return tied(found.step)
        best = best or tuple(sorted(scored, key=lambda s: -s.fit)[:1])
    if not best:
        return None
    ids = tuple(dict.fromkeys(operand.evidence_id for operand in best[0].step.operands))
    return Answered("conflicting", ids, told(best[0]))


def readings(operands: Sequence[Operand], figure: Figure) -> Iterator[list[Operand]]:
    """The operands in the scale that the figure is written in, then in the other: all of them or none are scaled."""
    scaled = [operand for operand in operands if operand.scale != 1.0 or not operand.in_scale]
    if not figure.scaled:
        yield [operand for operand in operands if operand.scale == 1.0]
    yield scaled


def best_giving(scored: Sequence[Scored], figure: Figure, claim: Claim) -> Scored | None:
    """The step that fits best of those which give the figure, unless another one fits much better."""
    giving = sorted((s for s in scored if gives(s.step, figure, claim)), key=lambda s: -s.fit)
    margin = MARGIN_IN_LIST if claim.is_list else MARGIN
    for found in giving:
        rivals = [
            s.fit - (0.0 if medium(s.step) == medium(found.step) else OTHER_MEDIUM)
            for s in scored
            if conversion(figure.unit, s.step.unit, quoted=True) is not None
        ]
        if found.fit >= max(rivals) - margin:
            return found
    return None


def tied(step: Step) -> Answered:
    """The verdict that a step gives."""
    ids = tuple(dict.fromkeys(operand.evidence_id for operand in step.operands))
    if step.kind:
        return Answered("derived", ids, step.words)
    return Answered("quoted" if step.operands[0].quoted else "computed", ids)


def told(scored: Scored) -> str:
    """What the evidence says instead."""
    step = scored.step
    return step.words or f"{step.operands[0].place.label}: {step.operands[0].text}"


def medium(step: Step) -> bool:
    """Whether all operands stand in tables: only steps of one medium are compared word by word."""
    return all(operand.place.in_table for operand in step.operands)


def may_answer(claim: Claim, step: Step) -> bool:
    """A number that merely stands there answers no question for a change or an average, unless its label names one."""
    if step.kind or not claim.kinds or claim.kinds & {"sum", "count"}:
        return True
    operand = step.operands[0]
    place = operand.place
    if claim.is_list or ("share" in claim.kinds and operand.unit == "%"):
        return True
    if asks_alike(claim, place.label):
        return True
    return bool(claim.cues & (place.words | place.around))


def lacks_scale(operands: Sequence[Operand]) -> bool:
    """Whether the operands are read as if their table were not in thousands or millions."""
    return any(o.in_scale and o.scale == 1.0 and not o.place.is_unscaled for o in operands)


def gives(step: Step, figure: Figure, claim: Claim) -> bool:
    """Whether ``figure`` states the result of ``step``."""
    if step.kind in SCALED_STEPS and not figure.scaled and figure.unit != "%" and lacks_scale(step.operands):
        return False
    if step.kind is None:
        return matches(figure, step.operands[0])
    quoted = step.operands[0].quoted
    factor = conversion(figure.unit, step.unit, quoted=quoted)
    if factor is None:
        return False
    if step.signed and not claim.is_signless and not figure.signless and step.value:
        said = -1 if figure.value < 0 or figure.direction < 0 else 1
        if said * step.value < 0 and not (claim.is_fall and said > 0):
            return False
    low, high = interval_of(figure)
    return low <= abs(step.value * factor) <= high
