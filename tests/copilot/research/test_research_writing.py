"""Steps are answered, kept, cancelled, resumed; their answers become one report."""

import subprocess
import sys
from contextlib import suppress

import pytest

from copilot.agent import Copilot
from copilot.errors import ReportBusy, UnknownReport
from copilot.events import Finished
from copilot.events import Step as Doing
from copilot.research.digest import digest
from copilot.research.drafting import draft_insights
from copilot.research.plan import Plan, Section, Step
from copilot.research.proposing import propose
from copilot.research.report import Report
from copilot.research.running import Stopped
from copilot.research.studies import Studies
from copilot.research.summarising import Wanted, plan_summary
from copilot.research.writing import write
from market.periods import parse_as_of

AS_OF = parse_as_of("2026-01-23")
RETURN = Step("Returns", "How did the Russell 2000 do against the Nasdaq this year?", "data")
REASONS = Step("Reasons", "Why did small caps rise: what reasons do the sources give?", "documents")
RISKS = Step("Dangers", "What risks are there to the lead of small caps?", "documents", Section.RISKS)
ON_NOTHING = Step("Nothing", "What is the rent on the moon of Jupiter?", "analysis")


class Dying:
    """A copilot that answers like another one, and is cut off at its n-th question."""

    def __init__(self, workspace, at):
        self.copilot, self.left, self.asked = Copilot(workspace), at, []

    def stream(self, question, **options):
        self.asked.append(question)
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt
        yield from self.copilot.stream(question, **options)


def begin(workspace, *steps, **options):
    return workspace.studies.create(Plan("small caps", steps, AS_OF, **options))


@pytest.fixture(scope="module")
def report(read_only_workspace):
    plan = propose("small caps rose as rates fall", read_only_workspace, AS_OF)
    study = read_only_workspace.studies.create(plan.with_steps([*plan.steps, REASONS, ON_NOTHING]))
    return write(study.id, read_only_workspace, Copilot(read_only_workspace))


def test_report_holds_what_was_asked_with_every_figure_where_it_stands(report):
    assert report.figures
    for part in report.parts:
        for figure in part.prose.figures:
            assert part.prose.text[figure.start : figure.end] == figure.text
        assert set(part.prose.cites) <= {item.number for item in report.references}
    assert [item.number for item in report.references] == list(range(1, len(report.references) + 1))
    assert ON_NOTHING.question in report.unanswered
    assert report.instruments[0].symbol == "^RUT"


def test_nothing_is_said_twice_between_sections(report):
    quoted = [
        block.bare
        for part in report.parts
        if part.title
        for block in part.prose.blocks()
        if "“" in block.text
    ]
    assert len(quoted) == len(set(quoted))


def test_report_survives_json(report):
    assert Report.from_json(report.to_json()) == report


def test_stopped_run_goes_on_where_it_was(workspace):
    study = begin(workspace, RETURN, REASONS, Step("", "How did the Nasdaq do this year?", "data"))
    with suppress(KeyboardInterrupt):
        write(study.id, workspace, Dying(workspace, at=2))
    kept = Studies(workspace.studies.path).get(study.id)
    assert (kept.state, kept.done) == ("unfinished", 2)
    again = Dying(workspace, at=99)
    write(study.id, workspace, again)
    assert again.asked == ["How did the Nasdaq do this year?"]
    assert workspace.studies.get(study.id).state == "finished"


def test_reworded_question_is_asked_again_and_no_other(workspace):
    study = begin(workspace, RETURN, REASONS)
    write(study.id, workspace, Copilot(workspace))
    plan = study.plan
    changed = [
        Step(RETURN.title, "How did the Nasdaq do this year?", "data", id=plan.steps[0].id),
        plan.steps[1],
    ]
    workspace.studies.change_plan(study.id, plan.with_steps(changed))
    assert workspace.studies.get(study.id).state == "unfinished"
    again = Dying(workspace, at=99)
    write(study.id, workspace, again)
    assert again.asked == ["How did the Nasdaq do this year?"]


def test_cancelling_stops_within_a_step(workspace):
    study = begin(workspace, RETURN)
    seen = []

    class Slow:
        def stream(self, question, **options):
            for number in range(9):
                seen.append(number)
                yield Doing("searching")
            yield Finished(None)

    with pytest.raises(Stopped):
        write(study.id, workspace, Slow(), is_cancelled=lambda: len(seen) > 2)
    assert seen == [0, 1, 2]


def test_two_do_not_write_one_report_and_a_killed_one_holds_nothing(tmp_path):
    studies = Studies(tmp_path / "reports.db")
    study = studies.create(Plan("x", (RETURN,)))
    with studies.working(study.id), pytest.raises(ReportBusy, match=study.id):
        studies.delete(study.id)
    killed = (
        "import os, sys; from pathlib import Path; from copilot.research.studies import Studies\n"
        "with Studies(Path(sys.argv[1])).working(sys.argv[2]): os.kill(os.getpid(), 9)"
    )
    run = subprocess.run([sys.executable, "-c", killed, studies.path, study.id], check=False)
    assert run.returncode == -9
    studies.delete(study.id)
    with pytest.raises(UnknownReport, match="tieout reports"):
        studies.get(study.id)


def test_summary_of_one_document_quotes_it_alone(read_only_workspace):
    ids = {item.title: item.id for item in read_only_workspace.library.documents(AS_OF)}
    plan = plan_summary(Wanted((ids["Energy shares climb"],)), read_only_workspace, AS_OF)
    study = read_only_workspace.studies.create(plan)
    report = write(study.id, read_only_workspace, Copilot(read_only_workspace))
    assert "Energy shares climbed after crude oil supplies tightened." in report.parts[0].prose.text
    assert [item.first.document_id for item in report.references] == [ids["Energy shares climb"]]


def test_language_model_writes_insights_and_cites_only_what_there_is(
    workspace, with_model, openai_server, scripted
):
    answer = digest(REASONS, workspace, AS_OF)
    cited = answer.citations[0].id
    reply = f"Here they are:\n- Rates and small caps moved together [{cited}].\n- So said [p-000000000000].\n- No id."
    asked = []

    def answering(messages):
        asked.append(str(messages))
        return scripted([reply])

    with_model(openai_server(answering))
    told = draft_insights("small caps", [answer], workspace, AS_OF)
    assert told == [f"Rates and small caps moved together [{cited}]."]
    assert cited in asked[0]
