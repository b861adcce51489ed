"""``tieout report``, ``tieout summary``, ``tieout reports``: cited reports of a plan that a person may change."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.options import AsJson, AsOf, Since, Until
from ui.session import Session, session_of

if TYPE_CHECKING:
    from copilot.research.plan import Plan
    from copilot.research.report import Report
    from copilot.research.studies import Entry, Study
    from copilot.workspace import Workspace

Layout = Literal["md", "html", "pdf", "docx", "json"]
IN_BYTES = ("pdf", "docx")

Form = Annotated[
    Layout | None,
    typer.Option(
        "--format",
        help="How it is written; by default as the name of the file ends, or Markdown.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write it to this file.", show_default=False)
]


def report(
    context: typer.Context,
    topic: Annotated[
        str | None,
        typer.Argument(
            metavar="TOPIC", help="A market, a company, a theme, in plain words.", show_default=False
        ),
    ] = None,
    *,
    as_of: AsOf = None,
    plan_only: Annotated[
        bool, typer.Option("--plan-only", help="Propose the plan, keep it, and stop.")
    ] = False,
    accept: Annotated[bool, typer.Option("--accept", help="Run the plan as it is proposed.")] = False,
    plan_file: Annotated[
        Path | None,
        typer.Option(
            "--plan", metavar="FILE", help="Run this plan, as --plan-only --out wrote it and you changed it."
        ),
    ] = None,
    resume: Annotated[
        str,
        typer.Option("--resume", metavar="ID", help="Go on with a report that was stopped or only planned."),
    ] = "",
    form: Form = None,
    out: Out = None,
) -> None:
    """Research a topic and write a cited report.

    A plan of questions is proposed first: accept it, change it, or reject it. Each answer is kept as it is given, so
    a report that was stopped goes on with --resume. Every figure is checked; what does not tie out is marked.
    """
    if sum(map(bool, (topic, plan_file, resume))) != 1:
        raise typer.BadParameter("name a TOPIC, or a plan with --plan FILE, or a report with --resume ID")
    _check_file(form, out)
    session = session_of(context)
    with session.workspace() as workspace:
        study = _study(session, workspace, topic or "", as_of, plan_file, resume)
        if plan_only:
            _show_plan(session, study, out)
            return
        if not (accept or plan_file or resume):
            agreed = _agree(session, workspace, study)
            if agreed is None:
                return
            study = agreed
        _deliver(session, _written(session, workspace, study), form, out)


def summary(
    context: typer.Context,
    documents: Annotated[
        list[str] | None,
        typer.Argument(metavar="[DOCUMENT_ID]...", help="The documents; leave out for all of some days."),
    ] = None,
    *,
    since: Since = None,
    until: Until = None,
    topic: Annotated[str, typer.Option("--topic", metavar="TOPIC", help="Only what is said on this.")] = "",
    as_of: AsOf = None,
    form: Form = None,
    out: Out = None,
) -> None:
    """Summarise documents, with citations.

    One document, a set of them, what came out in some days, or what they say on a topic.
    """
    if not (documents or since or until or topic):
        raise typer.BadParameter("name documents, or the days with --since and --until, or a --topic")
    _check_file(form, out)
    session = session_of(context)
    with session.workspace() as workspace:
        from copilot.research.summarising import Wanted, plan_summary

        wanted = Wanted(tuple(documents or ()), since or "", until or "", topic)
        study = workspace.studies.create(plan_summary(wanted, workspace, as_of))
        _deliver(session, _written(session, workspace, study), form, out)


def reports(
    context: typer.Context,
    *,
    delete: Annotated[str, typer.Option("--delete", metavar="ID", help="Remove this report.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the reports and summaries, finished and on their way."""
    session = session_of(context)
    with session.workspace() as workspace:
        if delete:
            workspace.studies.delete(delete)
            session.screen.line(f"deleted: {delete}")
            return
        held = workspace.studies.all()
    if as_json:
        session.screen.json([_listed(study) for study in held])
        return
    if not held:
        session.screen.line("No reports. Write one with tieout report TOPIC.")
        return
    rows = [list(_listed(study).values()) for study in held]
    session.screen.table(["id", "state", "steps", "as of", "title"], [list(map(str, row)) for row in rows])


def _listed(study: Entry) -> dict[str, str]:
    from copilot.domain import NEW_YORK

    moment = study.plan.as_of or study.begun_at
    return {
        "id": study.id,
        "state": study.state,
        "steps": f"{study.done} of {len(study.plan.steps)}",
        "as_of": f"{moment.astimezone(NEW_YORK):%Y-%m-%d}" if moment else "",
        "title": study.title,
    }


def _study(
    session: Session,
    workspace: Workspace,
    topic: str,
    as_of: datetime | None,
    plan_file: Path | None,
    resume: str,
) -> Study:
    """The study to work on: one of before, one of a plan in a file, or a new one."""
    if resume:
        return workspace.studies.get(resume)
    if plan_file:
        return workspace.studies.create(read_plan(plan_file))
    from copilot.research.drafting import draft_plan

    with session.screen.err.status("planning"):
        return workspace.studies.create(draft_plan(topic, workspace, as_of))


def read_plan(path: Path) -> Plan:
    """The plan in a file. Raises ``BadPlan``."""
    from copilot.errors import BadPlan
    from copilot.research.plan import Plan

    try:
        return Plan.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadPlan(
            f"{path} holds no plan: {error}. Write one with `tieout report TOPIC --plan-only --out FILE`."
        ) from error


def _show_plan(session: Session, study: Study, out: Path | None) -> None:
    from ui.terminal import to_json_text

    if out is not None:
        out.write_text(to_json_text(study.plan.to_json()) + "\n", encoding="utf-8")
        session.screen.line(f"plan: {out}")
        session.screen.line(f"run it, changed or not: tieout report --plan {out}")
        return
    _list_steps(session, study)
    session.screen.line(f"run it: tieout report --resume {study.id}")


def _list_steps(session: Session, study: Study) -> None:
    from copilot.research.plan import SECTION_TITLES

    screen = session.screen
    screen.line(f"{study.title}: {len(study.plan.steps)} steps", "bold")
    section = None
    for number, step in enumerate(study.plan.steps, start=1):
        if step.section is not section:
            section = step.section
            screen.line(SECTION_TITLES[section], "dim")
        screen.line(f"{number:>2}. [{step.kind}] {step.question}", indent=1)
    for note in study.plan.notes:
        screen.line(note, "dim")


def _agree(session: Session, workspace: Workspace, study: Study) -> Study | None:
    """The study once a person has accepted its plan; ``None`` where it is rejected, or nobody is there to ask."""
    from copilot.errors import BadPlan
    from ui.plan_dialogue import HELP, change_steps

    _list_steps(session, study)
    if not sys.stdin.isatty():
        session.screen.line(f"accept it: tieout report --resume {study.id}, or say --accept at once")
        return None
    session.screen.line(HELP, "dim")
    while True:
        try:
            said = input("plan> ").strip()
        except EOFError:
            said = "no"
        if said.lower() in ("", "y", "yes", "accept"):
            return study
        if said.lower() in ("n", "no", "q", "quit", "reject"):
            workspace.studies.delete(study.id)
            session.screen.line("rejected: nothing was run")
            return None
        try:
            changed = study.plan.with_steps(change_steps(study.plan.steps, said))
        except (ValueError, BadPlan) as error:
            session.screen.line(str(error))
            continue
        study = workspace.studies.change_plan(study.id, changed)
        _list_steps(session, study)


def _written(session: Session, workspace: Workspace, study: Study) -> Report:
    """The report of a study. Stopped on the way, it says how to go on."""
    from copilot.research.writing import write

    if study.report is not None:
        return study.report
    try:
        with session.screen.err.status("starting") as status:
            return write(
                study.id,
                workspace,
                session.open_copilot(workspace),
                lambda label, done, total: status.update(_progress(label, done, total)),
            )
    except BaseException:
        session.screen.complain(
            f"stopped; what is done is kept. Go on with: tieout report --resume {study.id}"
        )
        raise


def _progress(label: str, done: int, total: int) -> str:
    from ui.terminal import printable

    return printable(f"{done} of {total}: {label}".replace("[", "("))


def _deliver(session: Session, report: Report, form: Layout | None, out: Path | None) -> None:
    from ui.report_pages.files import write_report
    from ui.report_pages.layout import summary_line
    from ui.terminal import to_json_text

    chosen = form or _by_name(out)
    as_json = chosen == "json"
    content = f"{to_json_text(report.to_json())}\n".encode() if as_json else write_report(report, chosen)  # type: ignore[arg-type]
    if out is None:
        session.screen.out_stream.write(content.decode())
    else:
        out.write_bytes(content)
        session.screen.line(f"{report.title}: {out}")
        session.screen.line(summary_line(report), "dim")


def _check_file(form: Layout | None, out: Path | None) -> None:
    """Raises ``typer.BadParameter`` before any work is done for a file that has no name."""
    if form in IN_BYTES and out is None:
        raise typer.BadParameter(f"a {form.upper()} needs a file: add --out report.{form}")


def _by_name(out: Path | None) -> Layout:
    endings: dict[str, Layout] = {
        ".html": "html",
        ".htm": "html",
        ".pdf": "pdf",
        ".docx": "docx",
        ".json": "json",
    }
    return endings.get(out.suffix.lower(), "md") if out else "md"
