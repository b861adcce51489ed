"""The check: each figure of an answer against the evidence that the answer cites.

A figure is looked for in the evidence that its sentence cites, then in that of its paragraph, then in
arithmetic on either, and last in all evidence of the answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from copilot.evidence import Evidence, ReceiptEvidence
from copilot.figures import Figure, find_figures
from copilot.tieout.agreement import Agreement, scope_in_table, scope_of
from copilot.tieout.answers import answer_to
from copilot.tieout.claims import read_claim
from copilot.tieout.derivation import derive
from copilot.tieout.operands import Operand, Operands, headline_of, matches, operands_of
from copilot.tieout.places import Places, topic_stems
from copilot.tieout.segments import Segments, Sentence

_NAME_WITH_DIGITS = re.compile(r"[A-Za-z].*\d|\d.*[A-Za-z]")

Verdict = Literal["computed", "quoted", "derived", "conflicting", "unsupported"]

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""From the strongest to none: the order in which every face tells them."""

UNIT_WORDS = 3
"""``59 tonnes of CO2`` says no more than its unit."""

UNTIED: tuple[Verdict, ...] = ("conflicting", "unsupported")
"""The verdicts of a figure that does not tie out."""


@dataclass(frozen=True, slots=True)
class CheckedFigure:
    """A figure of an answer's prose with its verdict."""

    text: str
    value: float
    unit: str
    verdict: Verdict
    evidence: tuple[str, ...]
    """The ids that the verdict rests on."""
    start: int
    end: int
    step: str = ""
    """The arithmetic of a ``derived`` figure in words; of a ``conflicting`` one, what the evidence says."""


def check(prose: str, evidence: Sequence[Evidence], question: str = "") -> list[CheckedFigure]:
    """The figures of ``prose`` in order, each with its verdict. ``[n]`` of the prose is ``evidence[n - 1]``.

    ``question`` is what the prose answers: a sentence of few words ("$361 million.") means what it asks for.
    """
    figures = _outside_names(find_figures(prose), prose, evidence)
    return _Check(prose, evidence, figures, question).verdicts() if figures else []


def _outside_names(figures: list[Figure], prose: str, evidence: Sequence[Evidence]) -> list[Figure]:
    """``figures`` without the digits of names that a receipt gives: iShares 20+ Year Treasury Bond ETF."""
    names = {
        cell
        for item in evidence
        if isinstance(item, ReceiptEvidence)
        for row in item.rows
        for cell in row.values()
        if isinstance(cell, str) and _NAME_WITH_DIGITS.search(cell) and cell in prose
    }
    spans = [match.span() for name in names for match in re.finditer(re.escape(name), prose)]
    return [f for f in figures if not any(start <= f.start and f.end <= end for start, end in spans)]


class _Check:
    """One run of the check, with what is worked out once for all figures."""

    def __init__(
        self, prose: str, evidence: Sequence[Evidence], figures: list[Figure], question: str
    ) -> None:
        self._prose = prose
        self._question = question
        self._evidence = evidence
        self._figures = figures
        self._segments = Segments(prose)
        self._places = Places(prose)
        self._read: dict[int, list[Operand]] = {}
        self._held: dict[tuple[int, ...], Operands] = {}
        everything = self._operands(tuple(range(1, len(evidence) + 1))).all
        self._agreement = Agreement(evidence, everything)
        self._by_sentence: dict[Sentence, list[Figure]] = defaultdict(list)
        for figure in figures:
            self._by_sentence[self._segments.at(figure.start)].append(figure)

    def verdicts(self) -> list[CheckedFigure]:
        return [self._verdict(figure) for figure in self._figures]

    def _operands(self, numbers: tuple[int, ...]) -> Operands:
        """The numbers of the evidence cited as ``numbers``, worked out once."""
        if numbers not in self._held:
            cited = [n for n in numbers if 1 <= n <= len(self._evidence)]
            found = (operand for n in cited for operand in self._by_number(n))
            self._held[numbers] = Operands(found)
        return self._held[numbers]

    def _by_number(self, number: int) -> list[Operand]:
        if number not in self._read:
            self._read[number] = operands_of(self._evidence[number - 1], self._evidence)
        return self._read[number]

    def _verdict(self, figure: Figure) -> CheckedFigure:
        sentence = self._segments.at(figure.start)
        near = dict.fromkeys((sentence.cites, self._segments.cited_in_paragraph(sentence.paragraph)))
        if self._question and self._is_terse(sentence, figure):
            claim = read_claim(self._question, is_question=True)
            for numbers in near:
                answered = answer_to(claim, self._operands(numbers).all, figure)
                if answered:
                    return _checked(figure, answered.verdict, answered.evidence, answered.step)
        objections: list[tuple[str, str]] = []
        for numbers in near:
            held = self._agreeing(figure, sentence, self._operands(numbers).all_stated_by(figure), objections)
            if held:
                return _stated(figure, held)
        words = self._prose[sentence.start : sentence.end]
        for numbers in near:
            operands = self._operands(numbers)
            derived = derive(figure, operands.all, words, self._by_sentence[sentence])
            if derived and (
                not derived.operands or self._agreeing(figure, sentence, derived.operands, objections)
            ):
                return _checked(figure, "derived", derived.evidence, derived.step)
        everything = self._operands(tuple(range(1, len(self._evidence) + 1)))
        stating = () if _is_bare_digit(figure) else everything.all_stated_by(figure)
        held = self._agreeing(figure, sentence, stating, objections)
        if held:
            return _stated(figure, held)
        if objections:
            evidence_id, reason = objections[0]
            return _checked(figure, "conflicting", (evidence_id,), reason)
        return self._contradicted(figure, sentence) or _checked(figure, "unsupported", ())

    def _agreeing(
        self,
        figure: Figure,
        sentence: Sentence,
        operands: Iterable[Operand],
        objections: list[tuple[str, str]],
    ) -> Operand | None:
        """The first of ``operands`` that is of whom, when and what the sentence says; why the others are not."""
        scope = None
        for operand in operands:
            if scope is None:
                words = self._prose[sentence.start : sentence.end]
                if self._agreement.is_word_for_word(figure, words, sentence.start):
                    return operand
                span = (sentence.start, sentence.end)
                others = self._by_sentence[sentence]
                if words.lstrip().startswith("|"):
                    scope = scope_in_table(self._places.at(figure.start))
                else:
                    scope = scope_of(figure, self._prose, span, others, self._asked_of(sentence))
            reason = self._agreement.objection(scope, operand)
            if not reason:
                return operand
            objections.append((operand.evidence_id, reason))
        return None

    def _asked_of(self, sentence: Sentence) -> str:
        """The question, for the sentence that answers it: the first one."""
        return self._question if sentence.start == self._segments.sentences[0].start else ""

    def _is_terse(self, sentence: Sentence, figure: Figure) -> bool:
        """Whether a sentence says no more than its figures and their units, in words of its own."""
        words = self._prose[sentence.start : sentence.end]
        if words.lstrip().startswith("|") or self._agreement.is_word_for_word(figure, words, sentence.start):
            return False
        figures = self._by_sentence[sentence]
        before, after = words[: figures[0].start - sentence.start], words[figures[0].end - sentence.start :]
        for other in reversed(figures[1:]):
            place = other.start - figures[0].end
            after = f"{after[:place]} {after[place + len(other.text) :]}"
        return not topic_stems(before) and len(topic_stems(after)) <= UNIT_WORDS

    def _contradicted(self, figure: Figure, sentence: Sentence) -> CheckedFigure | None:
        """A conflict where the sentence cites one receipt alone, whose headline has the figure's unit."""
        cited = [self._evidence[n - 1] for n in sentence.cites if 1 <= n <= len(self._evidence)]
        if len(cited) != 1 or not isinstance(cited[0], ReceiptEvidence):
            return None
        headline = headline_of(cited[0])
        if headline is None or figure.unit != headline.unit:
            return None
        if any(matches(other, headline) for other in self._by_sentence[sentence]):
            return None
        return _checked(
            figure, "conflicting", (headline.evidence_id,), f"{cited[0].title} gives {headline.text}"
        )


def _stated(figure: Figure, operand: Operand) -> CheckedFigure:
    return _checked(figure, "quoted" if operand.quoted else "computed", (operand.evidence_id,))


def _is_bare_digit(figure: Figure) -> bool:
    """A number of one digit and no unit: it occurs in any text, so far evidence says nothing about it."""
    return not figure.unit and figure.digits < 2


def _checked(figure: Figure, verdict: Verdict, evidence: tuple[str, ...], step: str = "") -> CheckedFigure:
    return CheckedFigure(
        text=figure.text,
        value=figure.value,
        unit=figure.unit,
        verdict=verdict,
        evidence=evidence,
        start=figure.start,
        end=figure.end,
        step=step,
    )
