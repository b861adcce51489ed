"""``tieout report``, ``tieout summary``, ``tieout reports`` over a small home."""

import json
from datetime import UTC, datetime

import pytest
from scripted_faces import ScriptedCopilot, make_answer, run

from copilot.agent import Finished, Step
from copilot.errors import BadPlan
from copilot.research.plan import Plan
from copilot.research.plan import Step as PlanStep
from ui.plan_dialogue import change_steps

STEPS = (
    PlanStep("Moves", "How did small caps do?", "data"),
    PlanStep("Why", "Why did they rise?", "analysis"),
)
ANSWER = make_answer(figures=())


def answering_all():
    return ScriptedCopilot([Step("searching"), Finished(ANSWER)])


@pytest.fixture
def plan_file(tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(Plan("small caps", STEPS, datetime(2026, 1, 23, tzinfo=UTC)).to_json()))
    return path


def test_plan_of_a_file_becomes_a_report_in_a_file(tmp_path, plan_file):
    out = tmp_path / "report.html"
    result = run(tmp_path, "report", "--plan", str(plan_file), "--out", str(out), copilot=answering_all())
    assert result.exit_code == 0, result.stderr
    assert "Integrated analysis" in out.read_text()
    listed = run(tmp_path, "reports", "--json", copilot=answering_all())
    [told] = json.loads(listed.stdout)
    assert (told["state"], told["steps"], told["title"]) == ("finished", "2 of 2", "small caps")
    again = run(tmp_path, "report", "--resume", told["id"], "--format", "json", copilot=ScriptedCopilot([]))
    assert json.loads(again.stdout)["topic"] == "small caps"
    assert run(tmp_path, "reports", "--delete", told["id"], copilot=answering_all()).exit_code == 0
    assert "No reports" in run(tmp_path, "reports", copilot=answering_all()).stdout


def test_run_that_fails_says_how_to_go_on(tmp_path, plan_file):
    class Failing:
        def stream(self, question, **options):
            raise BadPlan("the model is gone")
            yield

    result = run(tmp_path, "report", "--plan", str(plan_file), copilot=Failing())
    assert result.exit_code == 1
    assert "tieout report --resume r-" in result.stderr
    assert "the model is gone" in result.stderr


def test_topic_of_which_nothing_is_held_is_refused_and_nobody_to_ask_keeps_the_plan(tmp_path):
    result = run(tmp_path, "report", "small caps", "--accept", copilot=answering_all())
    assert result.exit_code == 1
    assert "hold anything on 'small caps'" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report",), "name a TOPIC"),
        (("report", "x", "--resume", "r-1"), "name a TOPIC"),
        (("report", "x", "--format", "pdf"), "--out report.pdf"),
        (("summary",), "name documents, or the days"),
    ],
)
def test_usage_is_told_before_any_work(tmp_path, arguments, said):
    result = run(tmp_path, *arguments, copilot=ScriptedCopilot([]))
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("│", " ").split())


def test_steps_change_by_typed_words():
    steps = [PlanStep("", question) for question in ("a", "b", "c")]

    def questions(said):
        return [step.question for step in change_steps(steps, said)]

    assert questions("remove 1, 3") == ["b"]
    assert questions("edit 2 what then?") == ["a", "what then?", "c"]
    assert questions("add and now?") == ["a", "b", "c", "and now?"]
    assert change_steps([PlanStep("Old", "a")], "edit 1 What then?")[0].title == "What then"
    assert questions("move 3 1") == ["c", "a", "b"]
    for wrong in ("remove 9", "fly 1", "move 1", "edit x y"):
        with pytest.raises(ValueError, match=r"step|command|numbers"):
            change_steps(steps, wrong)
