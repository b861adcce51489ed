"""Plans: proposed for any topic, edited, written as JSON, read again."""

import json

import pytest

from copilot.errors import BadPlan, NothingToReport
from copilot.research.drafting import draft_plan
from copilot.research.plan import MAX_STEPS, Plan, Section, Step
from copilot.research.proposing import propose
from copilot.research.summarising import Wanted, plan_summary
from market.periods import parse_as_of
from vectorstore.errors import UnknownDocument

AS_OF = parse_as_of("2026-01-23")


def questions(plan):
    return [step.question for step in plan.steps]


@pytest.mark.parametrize(
    ("topic", "asked", "not_asked"),
    [
        ("small caps rose as rates fall", "How did Russell 2000 do against Nasdaq Composite", "energy"),
        ("the Nasdaq", "Nasdaq Composite against", "Sectors"),
        ("energy shares and crude oil supplies", "What do the sources say about energy shares", "precedent"),
    ],
)
def test_topic_becomes_questions_that_can_be_answered(read_only_workspace, topic, asked, not_asked):
    plan = propose(topic, read_only_workspace, AS_OF)
    told = "\n".join([*questions(plan), *(step.title for step in plan.steps)])
    assert asked in told
    assert not_asked not in told or not_asked in topic
    assert plan.steps == tuple(sorted(plan.steps, key=lambda step: list(Section).index(step.section)))


def test_topic_of_which_nothing_is_held_is_refused(read_only_workspace):
    with pytest.raises(NothingToReport, match="tieout ingest"):
        propose("qzx vww", read_only_workspace, AS_OF)


def test_nothing_published_later_is_planned_with(read_only_workspace):
    later = {item.id for item in read_only_workspace.library.documents() if item.title == "A later look"}
    assert later.isdisjoint(propose("small caps lead over the Nasdaq", read_only_workspace, AS_OF).documents)


def test_plan_survives_json_and_edits():
    plan = Plan("x", (Step("t", " a\nb "), Step("", "c", "data", Section.RISKS)), AS_OF, documents=("d-1",))
    assert plan.steps[0].question == "a b"
    assert Plan.from_json(json.loads(json.dumps(plan.to_json()))) == plan
    data = plan.to_json()
    data["steps"] = [{"question": "only this?"}]
    assert questions(Plan.from_json(data)) == ["only this?"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"steps": [{"question": " "}]}, "has no question"),
        ({"steps": [{"question": "a", "kind": "magic"}]}, "kinds are data"),
        ({"steps": [{"question": "a", "section": "x"}]}, "sections are"),
        ({"steps": [{"question": "a"}] * (MAX_STEPS + 1)}, "are the most"),
        ({"topic": ""}, "topic is empty"),
        ({"steps": "no list"}, "This is no plan"),
    ],
)
def test_plan_that_cannot_be_used_says_why(change, said):
    with pytest.raises(BadPlan, match=said):
        Plan.from_json({**Plan("x", (Step("t", "a"),)).to_json(), **change})


def test_language_model_plans_and_falls_back_to_the_code(workspace, with_model, openai_server, scripted):
    good = {
        "title": "Small caps",
        "steps": [{"title": "A", "question": "Why?"}, {"question": "How much?", "kind": "data"}],
    }
    replies = [
        "```json\n" + json.dumps(good) + "\n```",
        "I cannot plan.",
        '{"steps": [{"question": "one?"}]}',
    ]
    server = openai_server(lambda _: scripted([replies.pop(0)]))
    with_model(server)
    plan = draft_plan("small caps", workspace, AS_OF)
    assert (plan.title, questions(plan), plan.proposed_by) == (
        "Small caps",
        ["Why?", "How much?"],
        "openai:scripted",
    )
    for _ in range(2):
        plan = draft_plan("small caps", workspace, AS_OF)
        assert "proposed no plan that can be used" in plan.notes[0]
        assert any("small caps" in question for question in questions(plan))


def test_summary_has_one_step_for_each_document(read_only_workspace):
    plan = plan_summary(Wanted(since="2026-01-22", until="2026-01-22"), read_only_workspace, AS_OF)
    assert [step.title for step in plan.steps] == ["Energy shares climb (Example Wire, 2026-01-22)"]
    assert (
        plan_summary(Wanted(topic="crude oil supplies"), read_only_workspace, AS_OF).documents
        == plan.documents
    )
    with pytest.raises(NothingToReport, match="published 2020-01-01"):
        plan_summary(Wanted(since="2020-01-01", until="2020-01-01"), read_only_workspace, AS_OF)
    with pytest.raises(UnknownDocument, match="d-none"):
        plan_summary(Wanted(("d-none",)), read_only_workspace, AS_OF)
