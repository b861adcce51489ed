"""The claims of a report: each figure with whom it is about, what it measures, when, and in which role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from copilot.audit.measures import Stance, measure_of, stance_of
from copilot.audit.report import Report, Sentence
from copilot.audit.subjects import Subject, SubjectFinder, subject_of
from copilot.audit.times import LEVEL_AFTER_MOVE, Time, Times
from copilot.figures import Figure
from copilot.figures.units import is_currency

Role = Literal["level", "move", "gap", "ratio"]
"""A gap is the difference of two things; a move the change of one."""

_CLAUSE_END = re.compile(
    r"[;:|]|,\s(?:while|whereas|but|and\s(?=(?:the\s|its\s)?[A-Z]))|\b(?:while|whereas)\b|\s[—–]\s",
    re.IGNORECASE,
)
_GAP = re.compile(
    r"\b(?:out-?perform\w*|under-?perform\w*|lead(?:s|ing)?(?=\s(?:over|on|of|against))|ahead\sof|behind|trail\w*|lag\w*|"
    r"gap|spread|differen\w+|margin(?=\sover)|excess\sreturn|beat(?:s|en|ing)?|better\sthan|worse\sthan|advantage)\b",
    re.IGNORECASE,
)
_GAP_REACH = 70
_BY = re.compile(
    r"\b(?:by|gained|lost|added|shed|up|down)\s(?:(?:about|nearly|almost|some|around|over)\s)?\Z", re.I
)
_CHANGE_AFTER = re.compile(
    r"\A\s(?:(?!or\b|to\b|from\b|and\b|in\b|for\b|with\b|after\b)[\w-]+\s){0,2}(?:increases?|decreases?|improvements?|reductions?|declines?|growth|"
    r"changes?|benefits?|impacts?|rise|drop|fall|gain|loss\sin)\b",
    re.IGNORECASE,
)
_CHANGE_BEFORE = re.compile(
    r"\b(?:increas\w*|decreas\w*|declin\w*|reduc\w*|improv\w*|impact\w*|offset|driven|contribut\w*|benefit\w*|change[ds]?|rise|drop|"
    r"fall|gr[eo]w\w*|rose|fell)(?:\s[\w-]+){0,6}\s(?:by|of)\s(?:[a-z]+\s){0,2}\Z|\b(?:increased|decreased|declined|rose|fell|grew|improved)\s\Z",
    re.IGNORECASE,
)
"""A change of an amount, told in money: "an increase of $4 million", "offset by $2 million"."""
_CLOSING = re.compile(r"\b(?:clos(?:e[sd]?|ing)|settl(?:ed|ing)|finish(?:ed|ing)|ended)\b", re.IGNORECASE)
_DETAIL = re.compile(
    r"\b(?:adjusted|non-?GAAP|GAAP|organic|constant[\s-]currency|diluted|basic|pro\sforma|core|headline|total|full-year|"
    r"annual|quarterly|segment|cloud|services?|products?|data\scent(?:er|re)|advertising|subscription|hardware|software|"
    r"gaming|retail|online|stores?|comparable|same-store|domestic|international|U\.?S\.?|China|Europe\w*|median|mean|trimmed|12-month|"
    r"real|nominal|monthly|weekly|minimum|maximum|high(?:est)?|low(?:est)?|record|average|opening|intraday)\b",
    re.IGNORECASE,
)
_DETAIL_REACH = 60
NEAR_NAME_REACH = 40
_LISTED = re.compile(r"\s?,\s|,?\sand\s|,?\sversus\s")
DAY_COLUMN = re.compile(
    r"\A(?:%\s?)?(?:day|1\s?-?d(?:ay)?|daily|session|move|chg|change|on\sthe\sday|today)(?:[\s,(].*)?\Z", re.I
)
"""The head of a column of moves of one session."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure of the report as a statement about something."""

    figure: Figure
    sentence: Sentence
    subject: Subject | None
    """The instrument or company it is about, else the nearest name."""
    near_name: str
    """The name of any kind that stands nearest before it: a segment, a firm."""
    measure: str
    time: Time | None
    time_stated: bool
    """The sentence itself says when; else the time is that of the sentence before, in the same paragraph."""
    stance: Stance
    role: Role
    details: frozenset[str]
    """Words that tell apart what has the same name: adjusted, core, cloud."""
    subjects: tuple[Subject, ...]
    """All that the sentence names."""

    @property
    def sign(self) -> int:
        """-1 or +1 as the words say; 0 where they do not."""
        if self.figure.text.startswith("+"):
            return 1
        return -1 if self.figure.value < 0 else self.figure.direction

    @property
    def interval(self) -> tuple[float, float]:
        """The least and the greatest signed value that would be written like this."""
        low, high = self.figure.low, self.figure.high
        return (-high, -low) if self.figure.value > 0 and self.figure.direction < 0 else (low, high)


def claims_of(
    report: Report, finder: SubjectFinder, as_of: datetime, today: date, sessions: Sequence[date]
) -> list[Claim]:
    """The claims of all figures, in order."""
    found: list[Claim] = []
    finder.learn(report.text)
    carried: Subject | None = None
    time_before: Time | None = None
    paragraph = -1
    for sentence in report.sentences:
        if sentence.paragraph != paragraph:
            carried, time_before, paragraph = None, None, sentence.paragraph
        if not sentence.figures and not sentence.is_prose:
            continue
        subjects = finder.find(sentence.text)
        times = Times(sentence.text, as_of, today, sessions)
        headers = headers_of(report, sentence)
        held = [
            _claim(figure, sentence, subjects, times, carried, time_before) for figure in sentence.figures
        ]
        if headers:
            held = [_in_table(claim, headers, as_of, today, sessions) for claim in held]
        found += _in_order(held)
        named = [subject for subject in subjects if subject.instrument or subject.company]
        carried = next(iter((*named, *subjects)), carried)
        time_before = times.found[-1][2] if times.found else time_before
    return found


def _in_order(held: Sequence[Claim]) -> list[Claim]:
    """The claims of a sentence; where it names n things and then lists n figures, each goes to its own.

    "The A has beaten the B, with returns of 9 % and 3 %".
    """
    found = list(held)
    for first in range(len(held)):
        run = [held[first]]
        for claim in held[first + 1 :]:
            between = claim.sentence.text[
                run[-1].figure.end - claim.sentence.start : claim.figure.start - claim.sentence.start
            ]
            if not _LISTED.fullmatch(between) or claim.figure.unit != run[-1].figure.unit:
                break
            run.append(claim)
        start = run[0].figure.start - run[0].sentence.start
        named = {s.key: s for s in run[0].subjects if s.end <= start and (s.instrument or s.company)}
        later = [s for s in run[0].subjects if s.start > start]
        if (
            len(run) > 1
            and len(run) == len(named)
            and not later
            and len({c.subject and c.subject.key for c in run}) == 1
        ):
            for place, subject in enumerate(named.values()):
                found[first + place] = replace(run[place], subject=subject)
            break
    return found


def headers_of(report: Report, sentence: Sentence) -> list[str]:
    """The cells of the head of the table that the sentence is a row of; empty where it is none."""
    if not sentence.text.lstrip().startswith("|"):
        return []
    rows = [
        row
        for row in report.paragraph(sentence)
        if row.text.lstrip().startswith("|") and row.start <= sentence.start
    ]
    return _cells(rows[0].text) if len(rows) > 1 else []


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def _in_table(
    claim: Claim, headers: Sequence[str], as_of: datetime, today: date, sessions: Sequence[date]
) -> Claim:
    """The claim with the measure and the time that its column's head says, and the row's first name as subject."""
    place = claim.figure.start - claim.sentence.start
    column = claim.sentence.text[:place].count("|") - 1
    header = headers[column] if 0 <= column < len(headers) else ""
    first = claim.subjects[0] if claim.subjects else claim.subject
    measure = measure_of(claim.figure, len(header) + 1, f"{header} {claim.figure.text}", (0, len(header) + 1))
    times = Times(header, as_of, today, sessions)
    time = (
        times.found[0][2] if times.found else Time("session", header) if DAY_COLUMN.search(header) else None
    )
    if measure == "close" and time is None:
        time = Time("session", header)
    level = claim.figure.unit != "%" or (
        measure and measure not in ("return", "close") and not measure.endswith("growth")
    )
    priced = (
        first is not None and first.instrument is not None and first.instrument.kind not in ("series", "rate")
    )
    role: Role = "level" if level or not (priced or measure.endswith("growth")) else "move"
    return replace(
        claim, subject=first, near_name="", measure=measure, time=time, time_stated=time is not None, stance="actual",
        role=role, details=frozenset({header.lower()}),
    )  # fmt: skip


def _claim(
    figure: Figure,
    sentence: Sentence,
    subjects: Sequence[Subject],
    times: Times,
    carried: Subject | None,
    time_before: Time | None,
) -> Claim:
    text, start = sentence.text, figure.start - sentence.start
    end = start + len(figure.text)
    bounds = clause_of(text, start)
    time = times.near(start, end, bounds)
    subject = subject_of(figure, start, text, subjects, carried)
    measure = measure_of(figure, start, text, bounds)
    if carried and carried.company and subject and _is_segment(subject) and is_currency(figure.unit):
        subject = carried
    if LEVEL_AFTER_MOVE.search(text[max(0, start - 10) : end]) and not figure.unit.startswith(
        ("%", "pp", "bp")
    ):
        measure = "close"
    role = _role(figure, start, text, measure, subject)
    time = _up_to_day(time, times)
    stated = time is not None and not time.weak
    if time is None and role == "move" and _closes_in(text, bounds, sentence):
        time, stated = Time("session", "close"), True
    if time is None and measure == "close":
        time, stated = Time("session", "close"), True
    before = [other for other in subjects if other.end <= start and other.start >= bounds[0]]
    return Claim(
        figure=figure,
        sentence=sentence,
        subject=subject,
        near_name=before[-1].key if before and start - before[-1].end <= NEAR_NAME_REACH else "",
        measure=measure,
        time=time or time_before,
        time_stated=stated,
        stance=stance_of(figure, start, text, bounds),
        role=role,
        details=_details(text, start, end, bounds),
        subjects=tuple(subjects),
    )


def _is_segment(subject: Subject) -> bool:
    """Whether a name may be a part of the company spoken of before: one word, and nothing that is known."""
    return subject.instrument is None and not subject.company and " " not in subject.name


def _up_to_day(time: Time | None, times: Times) -> Time | None:
    """A time to date ends on the day that the sentence names: "on 22 January it was up 9 % for the year"."""
    if time is None or not time.to_date:
        return time
    days = {other.end for *_, other in times.found if other.kind == "session" and other.end}
    if len(days) != 1 or not (day := days.pop()) or (time.start and day <= time.start):
        return time
    return replace(time, end=day, to_date=False)


def clause_of(text: str, start: int) -> tuple[int, int]:
    """Where the clause begins and ends that holds ``start``."""
    cuts = [0, *(match.end() for match in _CLAUSE_END.finditer(text)), len(text)]
    begin = max(cut for cut in cuts if cut <= start)
    return begin, min((cut for cut in cuts if cut > start), default=len(text))


def _closes_in(text: str, bounds: tuple[int, int], sentence: Sentence) -> bool:
    """Whether the clause tells of a close: its percentage is then the move of that session."""
    if not _CLOSING.search(text, *bounds):
        return False
    return any(
        bounds[0] <= figure.start - sentence.start < bounds[1]
        and (not figure.unit or is_currency(figure.unit))
        for figure in sentence.figures
    )


def _role(figure: Figure, start: int, text: str, measure: str, subject: Subject | None) -> Role:
    end = start + len(figure.text)
    around = text[max(0, start - _GAP_REACH) : min(len(text), end + 40)]
    if figure.unit == "x":
        return "ratio"
    if figure.unit in ("pp", "points", "%", "bp") and figure.signless and _GAP.search(around):
        return "gap"
    if figure.unit in ("pp", "bp"):
        return "move"
    if figure.unit == "points":
        return "move" if figure.direction or _BY.search(text[:start]) else "level"
    if figure.unit == "%":
        priced = (
            subject is not None
            and subject.instrument is not None
            and subject.instrument.kind not in ("series", "rate")
        )
        if measure.endswith("growth") or (priced and measure in ("", "return", "close")):
            return "move"
        return "move" if figure.direction and measure in ("", "return") else "level"
    if measure == "close":
        return "level"
    changes = _CHANGE_BEFORE.search(text[max(0, start - 90) : start]) or _CHANGE_AFTER.match(
        text[end : end + 40]
    )
    return "move" if changes or (figure.direction and _BY.search(text[:start])) else "level"


def _details(text: str, start: int, end: int, bounds: tuple[int, int]) -> frozenset[str]:
    window = text[max(bounds[0], start - _DETAIL_REACH) : min(bounds[1], end + _DETAIL_REACH // 2)]
    return frozenset(match.group().lower() for match in _DETAIL.finditer(window))
