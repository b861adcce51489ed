"""A plan and the key insights by a language model: asked for once, and left to code where they do not hold."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from copilot.errors import BadPlan
from copilot.evidence import EVIDENCE_ID
from copilot.inert import as_data
from copilot.research.plan import Plan, Step, step_from
from copilot.research.proposing import propose
from copilot.research.prose import CITATION
from copilot.secrecy import hide_secrets, secrets_of
from copilot.settings import EMBEDDED_MODEL
from copilot.tools import describe_document
from prompts import load_prompt

if TYPE_CHECKING:
    from copilot.answer import Answer
    from copilot.workspace import Workspace

DOCUMENTS_TOLD = 20
REPORT_CHARS = 24_000
"""Of the sections that a model is given for the insights: about 6,000 tokens."""
FEWEST_STEPS, MOST_STEPS = 2, 24
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)


def draft_plan(topic: str, workspace: Workspace, as_of: datetime | None) -> Plan:
    """A plan by the model of the settings; the embedded planner's where there is none or its plan cannot be used.

    Raises ``NothingToReport`` where library and tables hold nothing on the topic.
    """
    plan = propose(topic, workspace, as_of)
    settings = workspace.settings
    if settings.model == EMBEDDED_MODEL:
        return plan
    try:
        title, steps = _read_plan(_ask_model(workspace, as_of, _plan_prompt(plan, workspace, as_of)))
    except Exception as error:  # noqa: BLE001 - any client's failure: the plan of the code stands
        said = hide_secrets(str(error), secrets_of(settings))
        return replace(
            plan, notes=(*plan.notes, f"{settings.model} proposed no plan that can be used: {said}")
        )
    return replace(plan, title=title, steps=tuple(steps), proposed_by=settings.model)


def draft_insights(
    topic: str, answers: Sequence[Answer], workspace: Workspace, as_of: datetime | None
) -> list[str]:
    """Insights by the model of the settings, with evidence ids in brackets; empty where it gives none."""
    told = "\n\n".join(f"{as_data(answer.question)}\n{_with_ids(answer)}" for answer in answers)
    prompt = load_prompt("insights", topic=as_data(topic), report=told[:REPORT_CHARS])
    try:
        reply = _ask_model(workspace, as_of, prompt)
    except Exception:  # noqa: BLE001 - any client's failure: the insights of the code stand
        return []
    lines = [line.strip().lstrip("-*• ").strip() for line in reply.splitlines()]
    known = {item.id for answer in answers for item in answer.citations}
    return [line for line in lines if not known.isdisjoint(EVIDENCE_ID.findall(line))]


def _plan_prompt(plan: Plan, workspace: Workspace, as_of: datetime | None) -> str:
    held = {item.id: item for item in workspace.library.documents(as_of)}
    documents = [describe_document(held[one]) for one in plan.documents[:DOCUMENTS_TOLD] if one in held]
    names = {item.symbol: item.name for item in workspace.instruments.instruments}
    instruments = [as_data(f"{symbol}: {names.get(symbol, symbol)}") for symbol in plan.symbols]
    steps = [
        {"title": s.title, "question": s.question, "kind": s.kind, "section": s.section} for s in plan.steps
    ]
    return load_prompt(
        "plan",
        topic=as_data(plan.topic),
        as_of=f"{as_of or datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        holdings="\n".join([*documents, *instruments]),
        metrics="\n".join(f"{metric.name}: {metric.summary}" for metric in workspace.metrics.values()),
        proposal=as_data(json.dumps(steps, ensure_ascii=False, indent=1)),
    )


def _ask_model(workspace: Workspace, as_of: datetime | None, prompt: str) -> str:
    from copilot.models import open_models

    return open_models(workspace, as_of or datetime.now(UTC))[0].chat.invoke(prompt).text


def _read_plan(reply: str) -> tuple[str, list[Step]]:
    """The title and the steps of a model's reply. Raises ``ValueError`` or ``BadPlan`` where it is no plan."""
    found = _OBJECT.search(reply)
    if not found:
        raise ValueError("its reply holds no JSON object")
    data: dict[str, Any] = json.loads(found[0])
    given = data.get("steps")
    if not isinstance(given, list):
        raise BadPlan("it has no list of steps")
    steps = [step_from({**item, "documents": (), "id": ""}) for item in given if isinstance(item, dict)]
    distinct = list({step.question: step for step in steps}.values())[:MOST_STEPS]
    if len(distinct) < FEWEST_STEPS:
        raise BadPlan(f"it has {len(distinct)} steps, where {FEWEST_STEPS} are the fewest")
    return str(data.get("title") or "")[:120], distinct


def _with_ids(answer: Answer) -> str:
    """The prose of an answer, inert, with the ids of its evidence in place of their numbers."""
    cited = answer.citations
    return CITATION.sub(
        lambda match: f"[{cited[int(match[1]) - 1].id}]" if 1 <= int(match[1]) <= len(cited) else "",
        as_data(answer.prose),
    )
