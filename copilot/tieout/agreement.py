"""Whether a number of the evidence is of whom, of when and of what the sentence says that its figure is.

An objection needs both sides: the sentence names another company, time or measure than the source does. Where either
says nothing, or says it in words that are not known, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from copilot.evidence import Evidence, PassageEvidence, ReceiptEvidence
from copilot.figures import Figure
from copilot.tieout.claims import Claim
from copilot.tieout.fitting import Fitting
from copilot.tieout.measures import measures_in
from copilot.tieout.operands import Operand
from copilot.tieout.places import Place, topic_stems
from copilot.tieout.subjects import Subjects, occurs_in, owners_in, receipt_row_subjects
from copilot.tieout.times import Time, any_agrees, times_in

_CLAUSE = re.compile(
    r";\s|:\s|,\s(?:and|but|while|whereas|against|versus)\b|\b(?:while|whereas|compared\s(?:to|with)|versus|vs\.?|against)\b|"
    r"\b(?:(?:up|down)\s)?(?:from|after)\b(?=\s[$€£]?[0-9])",
    re.IGNORECASE,
)
_AND = re.compile(r",\s|\s(?:and|or)\s|\(")
_QUOTED = re.compile(r"“[^”]{20,}”|\"[^\"\n]{20,}\"")
_MARKERS = re.compile(r"\s?\[[0-9]{1,4}\]")
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
LEAST_QUOTED = 20
"""Characters: fewer stand anywhere by accident."""
ROW_NAMED = 0.9
"""The share of the words of a row's label from which a sentence names that row."""
ROW_NOT_NAMED = 0.5
"""… and below which it does not name it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is said around a figure: its clause, and the sentence with that clause in it."""

    near: str
    """What stands beside the figure: up to the next ones and to the next ``and``."""
    clause: str
    sentence: str
    times: tuple[Time, ...]
    owners: frozenset[str]
    """Names, known or not, that stand where whose figure it is stands."""


def scope_of(
    figure: Figure, prose: str, span: tuple[int, int], others: Sequence[Figure] = (), question: str = ""
) -> Scope:
    """The words that say what ``figure`` is, of the sentence ``prose[span]`` with the figures ``others``.

    ``question`` gives times and names where the sentence itself gives none.
    """
    start, end = span
    sentence = prose[start:end]
    cuts = [0, *(match.start() for match in _CLAUSE.finditer(sentence)), len(sentence)]
    offset = figure.start - start
    first = max(cut for cut in cuts if cut <= offset)
    last = min(cut for cut in cuts if cut > offset)
    clause = sentence[first:last]
    near = _near(figure, sentence, offset, (first, last), others)
    named = times_in(sentence)
    if not _RESPECTIVELY.search(sentence):
        within = [mention for mention in named if first <= mention.start < last]
        following = min(
            (other.start - start for other in others if other.start > figure.start), default=len(sentence)
        )
        named = within or [mention for mention in named if mention.start < max(first, following)]
    times = tuple(mention.time for mention in named)
    times = times or tuple(mention.time for mention in times_in(question))
    owners = owners_in(near) or owners_in(clause) or owners_in(sentence) or owners_in(question)
    return Scope(near, clause, sentence, times, owners)


def scope_in_table(place: Place) -> Scope:
    """What a table of the prose says of a figure in it: the label of its row, and the times that its column is of."""
    return Scope(place.label, place.label, f"{place.label} {place.head}", place.times, owners_in(place.label))


def _near(
    figure: Figure, sentence: str, offset: int, clause: tuple[int, int], others: Sequence[Figure]
) -> str:
    """The words before a figure, else those behind it, that no other figure and no ``and`` parts from it."""
    shift = figure.start - offset
    first = max([clause[0], *(o.end - shift for o in others if o.end <= figure.start)])
    last = min([clause[1], *(o.start - shift for o in others if o.start >= figure.end)])
    before = _AND.split(sentence[first:offset])[-1]
    after = _AND.split(sentence[offset + len(figure.text) : last])[0]
    return before if topic_stems(before) else after


class Agreement:
    """The numbers of the evidence against what is said around figures."""

    def __init__(self, evidence: Sequence[Evidence], operands: Sequence[Operand]) -> None:
        self._by_id = {item.id: item for item in evidence}
        self._quotes = [_plain(item.quote) for item in evidence if isinstance(item, PassageEvidence)]
        self._subjects = Subjects(evidence)
        self._operands = operands

    def is_word_for_word(self, figure: Figure, sentence: str, start: int) -> bool:
        """Whether the sentence, or the quotation in it that holds the figure, stands in the evidence as it is."""
        spans = [m.span() for m in _QUOTED.finditer(sentence) if m.start() <= figure.start - start < m.end()]
        said = [sentence[first + 1 : last - 1] for first, last in spans] or [sentence]
        plain = [_plain(text) for text in said]
        return any(len(text) >= LEAST_QUOTED and text in quote for text in plain for quote in self._quotes)

    def objection(self, scope: Scope, operand: Operand) -> str:
        """Why ``operand`` is not what the words around the figure speak of, in words; empty where nothing says so."""
        item = self._by_id.get(operand.evidence_id)
        if item is None:
            return ""
        rules = (self._of_another, self._of_another_time, self._of_another_measure, self._of_another_row)
        return next(filter(None, (rule(scope, operand, item) for rule in rules)), "")

    def _of_another(self, scope: Scope, operand: Operand, item: Evidence) -> str:
        """An objection where the sentence names one subject and the number is of another one."""
        named = self._first(self._subjects.named_in, scope)
        held = self._held_by(operand, item)
        if named and held:
            return "" if named & held else f"{operand.text} is of {_listed(held)}"
        if isinstance(item, ReceiptEvidence) or not scope.owners:
            return ""
        told = f"{item.title} {item.company} {item.section} {item.publisher} {item.quote}"
        if any(occurs_in(name, told) for name in scope.owners):
            return ""
        whose = {item.company} if item.company else owners_in(operand.place.label)
        return f"{operand.text} is of {_listed(whose)}" if whose else ""

    @staticmethod
    def _first(read: Callable[[str], frozenset[str]], scope: Scope) -> frozenset[str]:
        """What is read beside the figure, else in its clause, else in its sentence."""
        return next(filter(None, map(read, (scope.near, scope.clause, scope.sentence))), frozenset())

    def _held_by(self, operand: Operand, item: Evidence) -> frozenset[str]:
        if isinstance(item, ReceiptEvidence):
            return receipt_row_subjects(item, operand.row, operand.column)
        place = operand.place
        within = self._subjects.named_in(place.clause) or self._subjects.named_in(place.label)
        own = frozenset({item.company.casefold()}) if item.company else frozenset()
        return within | own

    def _of_another_time(self, scope: Scope, operand: Operand, item: Evidence) -> str:
        """An objection where the sentence names a time and the number is of another one."""
        if not scope.times:
            return ""
        if isinstance(item, ReceiptEvidence):
            spans = _spans_of(item, operand)
            if not spans or any(_overlaps(time, span) for time in scope.times for span in spans):
                return ""
            return f"{operand.text} is of {spans[0][0]} to {spans[0][1]}"
        held = operand.place.times or _times_of_report(item)
        if any_agrees(scope.times, _with_quarter(held, item)):
            return ""
        return f"{operand.text} is of {', '.join(dict.fromkeys(map(_told, held)))}"

    def _of_another_measure(self, scope: Scope, operand: Operand, item: Evidence) -> str:
        """An objection where the sentence names one measure and the label of the number another one."""
        if isinstance(item, ReceiptEvidence):
            said = measures_in(scope.sentence)
            told = " ".join(f"{column['name']} {column['description']}" for column in item.columns)
            text = f"{item.title} {item.metric} {' '.join(map(str, item.params.values()))} {told}"
            held = measures_in(text.replace("_", " "))
        else:
            said, held = self._first(measures_in, scope), measures_in(operand.place.label)
        return f"{operand.text} is {_listed(held)}" if said and held and not said & held else ""

    def _of_another_row(self, scope: Scope, operand: Operand, _item: Evidence) -> str:
        """An objection where the sentence names one row of a table and the number is of another one."""
        if not operand.place.in_table or not operand.place.words:
            return ""
        beside = [o for o in self._operands if o.place.in_table and o.evidence_id == operand.evidence_id]
        words = topic_stems(scope.near) or topic_stems(scope.clause)
        fitting = Fitting(Claim(words=words), beside)
        if fitting.precision(operand) > ROW_NOT_NAMED:
            return ""
        rivals = [o for o in beside if o.place.words and fitting.precision(o) >= ROW_NAMED]
        return f"{rivals[0].place.label} is {rivals[0].text}" if rivals else ""


def _plain(text: str) -> str:
    return " ".join(_MARKERS.sub("", text).strip(' \n-*•.“”"').split()).casefold()


def _listed(names: frozenset[str] | set[str]) -> str:
    return " and ".join(sorted(names))


def _told(time: Time) -> str:
    part = f"Q{time.quarter} " if time.quarter else f"{date(2000, time.month, 1):%B} " if time.month else ""
    return f"{part}{time.year}"


def _times_of_report(item: PassageEvidence) -> tuple[Time, ...]:
    """The years that a report is about: that of its period and the one that it compares with."""
    if not item.period_end:
        return ()
    year = date.fromisoformat(item.period_end).year
    return Time(year), Time(year - 1), Time(year + 1)


def _with_quarter(held: Sequence[Time], item: PassageEvidence) -> list[Time]:
    """``held`` with the fiscal quarter of a report's title, for the columns that end when its period does."""
    if not item.period_end:
        return list(held)
    end = date.fromisoformat(item.period_end)
    labels = [mention.time for mention in times_in(item.title) if mention.time.quarter]
    found = []
    for time in held:
        if labels and time.months in (0, 3) and time.month and abs(time.month - end.month) in (0, 1, 11):
            label = labels[0]
            time = time._replace(quarter=label.quarter, year=label.year - (end.year - time.year))
        found.append(time)
    return found


def _spans_of(item: ReceiptEvidence, operand: Operand) -> list[tuple[date, date]]:
    """The days that a number of a receipt may be of: its window, and the dates in its row."""
    spans = []
    if item.window:
        spans.append((date.fromisoformat(item.window["start"]), date.fromisoformat(item.window["end"])))
    rows = [item.rows[operand.row]] if 0 <= operand.row < len(item.rows) else list(item.rows)
    for row in rows:
        for column in item.columns:
            cell = row.get(column["name"])
            if column["unit"] == "date" and isinstance(cell, str):
                day = date.fromisoformat(cell[:10])
                spans.append((day, day))
    for note in item.notes:
        spans += [_span(mention.time) for mention in times_in(note)]
    return spans


def _span(time: Time) -> tuple[date, date]:
    """The first and the last day of a time."""
    if time.quarter:
        first = date(time.year, 3 * time.quarter - 2, 1)
        months = 3
    elif time.month:
        first, months = date(time.year, time.month, 1), 1
    else:
        first, months = date(time.year, 1, 1), 12
    last_month = first.month + months - 1
    return first, (date(first.year, last_month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _overlaps(time: Time, span: tuple[date, date]) -> bool:
    first, last = _span(time)
    return first <= span[1] and span[0] <= last
