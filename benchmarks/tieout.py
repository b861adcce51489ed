"""Numbers that a model answered to questions on annual reports: how many wrong ones, how many right ones are flagged.

    python -m benchmarks.tieout --tatqa tatqa_dataset_dev.json --answers model_answers_dev.jsonl [--half held] [--show]

``--tatqa`` is TAT-QA's own JSON (Zhu et al. 2021): tables with paragraphs, and questions on them. ``--answers`` is
JSONL with ``question_id``, ``question``, ``answer``, ``scale``, ``answer_type`` (the gold answer) and ``pred_answer``,
``pred_scale`` (what a model answered). Each number that was answered becomes a sentence ("-12.6 million [1][2].")
which cites the passages of its context, cut as any document is, and goes through :func:`copilot.tieout.check` with its
question, as an answer of the product does. It is *flagged* where the verdict is ``conflicting`` or ``unsupported``. A
number of a list counts on its own; years ("2019" with the scale "year"), words and formulas are no numbers.

What is wrong
    The gold answer is a number with the scale of its own words ("$29.3 million", "191%"), else that of the field
    ``scale``. Reply and gold are equal where value, sign and scale agree at the precision of the one written more
    coarsely: 190.86 % is the gold's 191%, 229.3 million is 229,316 thousand; 0.18 % is not 18.34 percent, 361 is not
    -361, 8,590 is not 8,590 thousand. A gold cell in brackets, "(43)", is equal in either sign: its row is deducted. A
    gold in words that hold no number makes a number wrong. Where the gold names no scale, but the context states for
    its table the scale of the reply ("in thousands"), the gold left it out and the reply counts as right; by
    ``as_published`` such a reply is wrong.

Beside it stands the check of others, ``occurs``: a number is flagged where it stands nowhere in its context.

The check was developed on one half of the questions (``develop``, by the hash of their ids); those of the other half
(``held``) were not looked at. Prints JSON, and a table to standard error; with ``--show`` also each mistake of the
half ``develop``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.retrieval import tatqa_document
from copilot.evidence import PassageEvidence
from copilot.figures import Figure, find_figures
from copilot.tieout import UNTIED, check
from ingest.chunk import chunk

SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "percent": 0.01}
HALVES = ("develop", "held")
DECIMALS, SIGNIFICANT, MOST_DECIMALS = 2, 4, 8
"""A number is written with two decimals, one below 10 with four significant digits."""
GOLD_ROUNDING = 0.005
"""Gold results of arithmetic are rounded to two decimals."""
FLOAT_NOISE = 1 + 1e-9
_BRACKETED = re.compile(r"\(([0-9.,]+)\)(?=\s*[a-z])")


@dataclass(frozen=True, slots=True)
class Reply:
    """One number that the model answered, as a sentence, with its context and what is known of it."""

    question_id: str
    question: str
    arithmetic: bool
    prose: str
    evidence: tuple[PassageEvidence, ...]
    right: bool
    right_as_published: bool
    gold: str

    @property
    def half(self) -> str:
        """The half of the questions that it belongs to, by the hash of its id."""
        return HALVES[hashlib.sha256(self.question_id.encode()).digest()[0] % 2]


@dataclass(frozen=True, slots=True)
class Judged:
    """A reply with what the two checks say."""

    reply: Reply
    flagged: bool
    occurs: bool
    reasons: tuple[str, ...]


def main() -> None:
    """Checks each number and prints what share of the wrong and of the right ones is flagged."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tatqa", type=Path, required=True, metavar="FILE")
    parser.add_argument("--answers", type=Path, required=True, metavar="FILE")
    parser.add_argument("--half", choices=HALVES, help="only this half of the questions")
    parser.add_argument("--show", action="store_true", help="list the mistakes of the half `develop`")
    options = parser.parse_args()
    contexts = json.loads(options.tatqa.read_text(encoding="utf-8"))
    answers = [json.loads(line) for line in options.answers.read_text(encoding="utf-8").splitlines()]
    judged = [judge(reply) for reply in replies(contexts, answers) if options.half in (None, reply.half)]
    if options.show:
        for item in judged:
            if item.flagged == item.reply.right and item.reply.half == HALVES[0]:
                sys.stderr.write(f"{describe(item)}\n")
    result = summary(judged)
    tell(result)
    json.dump(result, sys.stdout, indent=2)
    sys.stdout.write("\n")


def replies(contexts: Sequence[dict[str, Any]], answers: Iterable[Mapping[str, Any]]) -> Iterator[Reply]:
    """The numbers of ``answers``, each with the passages of its context."""
    evidence: dict[str, tuple[PassageEvidence, ...]] = {}
    for number, context in enumerate(contexts):
        document = tatqa_document(context, number)
        held = tuple(PassageEvidence.of(document, passage) for passage in chunk(document))
        evidence |= {asked["uid"]: held for asked in context["questions"]}
    for answer in answers:
        passages = evidence[answer["question_id"]]
        for value in numbers_of(answer):
            prose = prose_of(value, answer["pred_scale"], len(passages))
            yield Reply(
                question_id=answer["question_id"],
                question=answer["question"],
                arithmetic=answer["answer_type"] == "arithmetic",
                prose=prose,
                evidence=passages,
                right=is_right(prose, answer, passages),
                right_as_published=is_right(prose, answer),
                gold=f"{answer['answer']} {answer['scale']} ({answer['derivation']})",
            )


def numbers_of(answer: Mapping[str, Any]) -> list[float]:
    """The numbers that were answered: no years, words or tables."""
    said = answer["pred_answer"]
    items = said if isinstance(said, list) else [said]
    is_year = answer["pred_scale"] == "year"
    return [item for item in items if not is_year and type(item) in (int, float)]


def prose_of(value: float, scale: str, passages: int) -> str:
    """The number as an answer writes it, citing its whole context, such as ``-12.6 million [1][2]``."""
    decimals = DECIMALS
    while 0 < abs(value) < 10 ** (SIGNIFICANT - 1 - decimals) and decimals < MOST_DECIMALS:
        decimals += 1
    written = f"{value:,.{decimals}f}".rstrip("0").rstrip(".")
    unit = "%" if scale == "percent" else scale
    markers = "".join(f"[{number}]" for number in range(1, passages + 1))
    return f"{f'{written} {unit}'.strip()} {markers}."


def is_right(prose: str, answer: Mapping[str, Any], context: Sequence[PassageEvidence] = ()) -> bool:
    """Whether the number is the gold answer; with ``context`` also in a scale that the gold leaves out."""
    figures = find_figures(prose)
    if not figures:
        return False
    value, half = _size(figures[0])
    factors = [1.0]
    if context and not answer["scale"] and states_scale(answer["pred_scale"], context):
        factors.append(SCALES[answer["pred_scale"]])
    return any(
        abs(value - gold * factor) <= max(half, gold_half * factor) * FLOAT_NOISE
        for gold, gold_half in golds(answer)
        for factor in factors
    )


def states_scale(scale: str, context: Sequence[PassageEvidence]) -> bool:
    """Whether the context says that amounts are in this scale."""
    if scale not in SCALES or scale == "percent":
        return False
    stated = re.compile(rf"\bin\s{scale}s?\b|\(\W{{0,2}}{scale}s?\b|\W[’']000", re.IGNORECASE)
    return any(stated.search(f"{passage.section} {passage.quote}") for passage in context)


def golds(answer: Mapping[str, Any]) -> Iterator[tuple[float, float]]:
    """The gold values with half of their last digit, in base units."""
    factor = SCALES.get(answer["scale"], 1.0)
    said = answer["answer"]
    for each in said if isinstance(said, list) else [said]:
        if not isinstance(each, str):
            yield each * factor, GOLD_ROUNDING * factor
            continue
        for figure in find_figures(_BRACKETED.sub(r"-\1", each)):
            value, half = _size(figure)
            own = 1.0 if figure.scaled or figure.unit == "%" else factor
            yield value * own, half * own
            if each.lstrip(" $€£").startswith("("):
                yield -value * own, half * own


def _size(figure: Figure) -> tuple[float, float]:
    factor = SCALES["percent"] if figure.unit == "%" else 1.0
    return figure.value * factor, (figure.high - figure.low) / 2 * factor


def judge(reply: Reply) -> Judged:
    """What the check and the check of others say of a reply."""
    checked = check(reply.prose, reply.evidence, reply.question)
    flagged = not checked or any(figure.verdict in UNTIED for figure in checked)
    held = {abs(figure.value) for passage in reply.evidence for figure in find_figures(passage.quote)}
    own = find_figures(reply.prose.partition(" ")[0])
    reasons = tuple(f"{figure.verdict} {figure.step}".strip() for figure in checked)
    return Judged(reply, flagged, any(abs(figure.value) in held for figure in own), reasons)


def summary(judged: Sequence[Judged]) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    """For each half and for both, for all numbers and those of arithmetic: the shares that are flagged."""
    groups: dict[str, Callable[[Judged], bool]] = {
        "all": lambda _: True,
        "arithmetic": lambda item: item.reply.arithmetic,
    }
    result: dict[str, dict[str, dict[str, dict[str, float]]]] = {}
    for half in ("both", *HALVES):
        rows = [item for item in judged if half in ("both", item.reply.half)]
        for name, belongs in groups.items() if rows else ():
            kept = [item for item in rows if belongs(item)]
            result.setdefault(half, {})[name] = {
                "check": rates((item.reply.right, item.flagged) for item in kept),
                "check_as_published": rates((item.reply.right_as_published, item.flagged) for item in kept),
                "occurs": rates((item.reply.right, not item.occurs) for item in kept),
            }
    return result


def rates(rows: Iterable[tuple[bool, bool]]) -> dict[str, float]:
    """The share of the wrong numbers that is flagged (recall), of the right ones, and the precision of the flags."""
    counted = list(rows)
    wrong = [flagged for right, flagged in counted if not right]
    right = [flagged for is_fine, flagged in counted if is_fine]
    flags = sum(wrong) + sum(right)
    return {
        "numbers": len(counted),
        "wrong": len(wrong),
        "wrong_flagged": round(sum(wrong) / max(1, len(wrong)), 4),
        "right_flagged": round(sum(right) / max(1, len(right)), 4),
        "precision": round(sum(wrong) / max(1, flags), 4),
    }


def tell(result: Mapping[str, Mapping[str, Mapping[str, Mapping[str, float]]]]) -> None:
    """The table, to standard error."""
    sys.stderr.write(
        f"{'half':8} {'questions':11} {'check':19} {'numbers':>8} {'wrong':>6} {'wrong flagged':>14} "
        f"{'right flagged':>14} {'precision':>10}\n"
    )
    for half, groups in result.items():
        for name, checks in groups.items():
            for check_name, row in checks.items():
                sys.stderr.write(
                    f"{half:8} {name:11} {check_name:19} {row['numbers']:8.0f} {row['wrong']:6.0f} "
                    f"{row['wrong_flagged']:14.1%} {row['right_flagged']:14.1%} {row['precision']:10.1%}\n"
                )


def describe(item: Judged) -> str:
    """One line for a mistake."""
    reply = item.reply
    kind = "right, flagged" if reply.right else "wrong, missed"
    said = reply.prose.split(" [")[0]
    return f"{kind} | {reply.question} | {said} | gold {reply.gold} | {'; '.join(item.reasons)}"


if __name__ == "__main__":
    main()
