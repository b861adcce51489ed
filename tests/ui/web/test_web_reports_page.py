"""The reports page: a topic, its plan with changes, the report, what was stopped."""

import pytest
from streamlit.testing.v1 import AppTest

from copilot.research.plan import Plan, Section, Step
from copilot.settings import Settings
from copilot.workspace import Workspace
from market.periods import parse_as_of
from ui.web.desk import WorkspaceDesk

AS_OF = parse_as_of("2026-01-23")
STEPS = (
    Step("One", "What do <b>sources</b> say about $5 rates?", "documents"),
    Step("Two", "What is the risk?", "documents", Section.RISKS),
    Step("Three", "And then?", "documents", Section.RISKS),
)


def script(desk):
    from ui.web.reports_page import show_reports

    show_reports(desk)


@pytest.fixture
def desk(tmp_path):
    with Workspace(Settings(home=tmp_path / "home", embedding_model="hash")) as workspace:
        yield WorkspaceDesk(workspace)


@pytest.fixture
def study(desk):
    return desk.workspace.studies.create(Plan("rates <script>", STEPS, AS_OF))


def open_page(desk, **address):
    at = AppTest.from_function(script, kwargs={"desk": desk}, default_timeout=90)
    at.query_params.update(address)
    at.run()
    assert not at.exception
    return at


def shown(at):
    return "\n".join(element.proto.body for element in at.get("html"))


def questions(desk, study):
    return [(step.section, step.question) for step in desk.workspace.studies.get(study.id).plan.steps]


def test_topic_of_which_nothing_is_held_is_told(desk):
    at = open_page(desk)
    at.text_input(key="report-topic").set_value("small caps")
    at.button[0].click().run()
    at.session_state["report-planning"].wait(60) if "report-planning" in at.session_state else None
    at.run()
    assert "There is no plan" in shown(at)
    assert "tieout ingest" in shown(at)


def test_plan_is_changed_moved_shortened_and_extended(desk, study):
    at = open_page(desk, report=study.id)
    assert at.text_input(key=f"question-{STEPS[0].id}").value == STEPS[0].question
    at.text_input(key=f"question-{STEPS[0].id}").set_value("What do they say?").run()
    at.selectbox(key=f"kind-{STEPS[0].id}").set_value("data").run()
    at.button(key=f"up-{STEPS[2].id}").click().run()
    at.button(key=f"up-{STEPS[2].id}").click().run()
    at.button(key=f"remove-{STEPS[1].id}").click().run()
    at.text_input(key="plan-added").set_value("Is that all?")
    next(button for button in at.button if button.label == "Add the question").click().run()
    assert questions(desk, study) == [
        ("analysis", "What do they say?"),
        ("analysis", "And then?"),
        ("analysis", "Is that all?"),
    ]
    assert desk.workspace.studies.get(study.id).plan.steps[0].kind == "data"
    at.button(key="plan-reject").click().run()
    assert desk.workspace.studies.all() == []


def test_accepted_plan_becomes_a_report_that_can_be_taken_away(desk, study):
    at = open_page(desk, report=study.id)
    at.button(key="plan-accept").click().run()
    assert desk.reports.work_on(study.id).wait(60)
    at.run()
    page = shown(at)
    assert "Not answered" in page
    assert "<script>" not in page
    assert [button.proto.label for button in at.get("download_button")] == ["Markdown", "HTML", "PDF", "Word"]
    listed = open_page(desk)
    assert any("finished" in button.label for button in listed.button)
    listed.button(key=f"delete-{study.id}").click().run()
    assert desk.workspace.studies.all() == []


def test_stopped_report_offers_to_go_on(desk, study):
    desk.workspace.studies.accept(study.id)
    at = open_page(desk, report=study.id)
    assert "0 of 3 steps are answered" in shown(at)
    assert at.button(key="plan-accept").label == "Go on"


def test_report_that_is_gone_is_told(desk):
    assert "There is no report" in shown(open_page(desk, report="r-none"))
