"""A research plan: the questions that a report is made of, proposed by code or by a model, edited by a person."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, get_args

from copilot.errors import BadPlan

StepKind = Literal["data", "documents", "analysis"]

STEP_KINDS: dict[StepKind, str] = {
    "data": "figures computed from the tables",
    "documents": "what the documents say",
    "analysis": "both: what happened, and why",
}
"""The kinds of steps, with what each rests on."""

PlanKind = Literal["report", "summary"]

MAX_STEPS = 40
"""More questions are several reports, and take minutes."""

SENTENCES = 10
"""Quoted in an answer on documents, at most."""

QUESTION_CHARS, TITLE_CHARS, TOPIC_CHARS = 600, 160, 300


class Section(StrEnum):
    """The sections of a report that steps write, in the order in which they are read."""

    SUMMARY = "summary"
    ANALYSIS = "analysis"
    INSIGHTS = "insights"
    OPPORTUNITIES = "opportunities"
    RISKS = "risks"
    INFORMATION = "information"


SECTION_TITLES: dict[Section, str] = {
    Section.SUMMARY: "Summary",
    Section.ANALYSIS: "Integrated analysis",
    Section.INSIGHTS: "Key insights",
    Section.OPPORTUNITIES: "Opportunities",
    Section.RISKS: "Risks",
    Section.INFORMATION: "Key information",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a plan, and where its answer goes."""

    title: str
    """The heading of its answer; empty where it has none."""
    question: str
    kind: StepKind = "analysis"
    section: Section = Section.ANALYSIS
    documents: tuple[str, ...] = ()
    """The ids of the documents to read; empty for the whole library."""
    most: int = SENTENCES
    """Sentences that are quoted where no language model writes."""
    id: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", _one_line(self.title)[:TITLE_CHARS])
        object.__setattr__(self, "question", _one_line(self.question)[:QUESTION_CHARS])
        object.__setattr__(self, "id", self.id or f"s-{uuid.uuid4().hex[:8]}")
        if not self.question:
            raise BadPlan("A step has no question. Write one, or remove the step.")

    def reworded(self, question: str) -> Step:
        """The step with another question, under a heading that says so. Raises :class:`BadPlan` for a blank one."""
        asked = _one_line(question)
        return self if asked == self.question else replace(self, question=asked, title=asked.rstrip("?"))


def asked_for(question: str, section: Section) -> Step:
    """The step that a person adds. Raises :class:`BadPlan` for a blank question."""
    return Step(_one_line(question).rstrip("?"), question, section=section)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a report will answer. ``as_of`` bounds all of it; ``None`` means the moment at which it is written."""

    topic: str
    steps: tuple[Step, ...]
    as_of: datetime | None = None
    kind: PlanKind = "report"
    title: str = ""
    documents: tuple[str, ...] = ()
    """The documents that the report is about, best first: its tone, its topics and its related reading."""
    symbols: tuple[str, ...] = ()
    """The instruments that it is about, the most important first."""
    proposed_by: str = ""
    notes: tuple[str, ...] = ()
    """What a reader should know of how the plan came about."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "topic", _one_line(self.topic)[:TOPIC_CHARS])
        if not self.topic:
            raise BadPlan("The topic is empty. Name what the report is to be on, such as small-cap rotation.")
        if len(self.steps) > MAX_STEPS:
            raise BadPlan(
                f"The plan has {len(self.steps)} steps; {MAX_STEPS} are the most. Remove some of them."
            )

    def with_steps(self, steps: Sequence[Step]) -> Plan:
        """The plan with other steps. Raises :class:`BadPlan` where there is none."""
        if not steps:
            raise BadPlan("The plan has no step. Add a question that the report should answer.")
        return replace(self, steps=tuple(steps))

    def to_json(self) -> dict[str, Any]:
        """The plan as plain JSON."""
        data = asdict(self)
        data["as_of"] = self.as_of.isoformat() if self.as_of else None
        data["steps"] = [
            {**asdict(step), "section": str(step.section), "documents": list(step.documents)}
            for step in self.steps
        ]
        for name in ("documents", "symbols", "notes"):
            data[name] = list(data[name])
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Plan:
        """The plan that :meth:`to_json` wrote, also with its steps edited by hand. Raises :class:`BadPlan`."""
        try:
            fields = dict(data)
            fields["as_of"] = datetime.fromisoformat(fields["as_of"]) if fields.get("as_of") else None
            fields["steps"] = tuple(step_from(item) for item in fields["steps"])
            for name in ("documents", "symbols", "notes"):
                fields[name] = tuple(str(item) for item in fields.get(name, ()))
            return cls(**fields)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise BadPlan(
                f"This is no plan: {error}. It must be JSON as `tieout report TOPIC --plan-only --out FILE` writes it."
            ) from error


def step_from(item: Mapping[str, Any]) -> Step:
    """The step that a person or a model wrote as a mapping. Raises ``BadPlan``, ``KeyError``, ``ValueError``."""
    kind = str(item.get("kind") or "analysis").strip().lower()
    if kind not in get_args(StepKind):
        raise BadPlan(f"A step is of the kind {kind!r}; the kinds are {', '.join(STEP_KINDS)}.")
    section = str(item.get("section") or Section.ANALYSIS).strip().lower()
    if section not in list(Section):
        raise BadPlan(f"A step stands in the section {section!r}; the sections are {', '.join(Section)}.")
    return Step(
        title=str(item.get("title") or ""),
        question=str(item["question"] or ""),
        kind=kind,  # type: ignore[arg-type] # looked up above
        section=Section(section),
        documents=tuple(str(one) for one in item.get("documents") or ()),
        most=max(1, int(item.get("most") or SENTENCES)),
        id=str(item.get("id") or ""),
    )


def listed(names: Iterable[str]) -> str:
    """``a, b and c``."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _one_line(text: str) -> str:
    return " ".join(text.split())
