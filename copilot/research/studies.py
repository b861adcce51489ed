"""Studies: plans with the answers to their steps and the report made of them, kept in SQLite.

Each answer is stored when it is given. Who runs the steps of a study holds a lock file, which the operating system
takes away from a process that is killed.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from copilot.answer import Answer
from copilot.errors import BadAnswer, ReportBusy, UnknownReport
from copilot.research.plan import Plan, Step
from copilot.research.report import Report
from copilot.stores import failures_named

BUSY_TIMEOUT_S = 10.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS studies (
    id TEXT PRIMARY KEY, plan TEXT NOT NULL, accepted INTEGER NOT NULL, report TEXT,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, begun_at TEXT
);
CREATE TABLE IF NOT EXISTS answers (
    study_id TEXT NOT NULL REFERENCES studies(id) ON DELETE CASCADE,
    step_id TEXT NOT NULL, question TEXT NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (study_id, step_id)
);
"""

State = Literal["planned", "unfinished", "finished"]


@dataclass(frozen=True, slots=True)
class Study:
    """One report on its way: its plan, the answers so far, the report once it is written."""

    id: str
    plan: Plan
    accepted: bool
    answers: dict[str, tuple[str, Answer]]
    """Step id to the question that was asked and its answer."""
    report: Report | None
    created_at: datetime
    updated_at: datetime
    begun_at: datetime | None
    """When its first step began: the moment past which nothing is seen, where the plan states none."""

    def answer_to(self, step: Step) -> Answer | None:
        """The answer to a step as it is worded now; ``None`` where it has none."""
        question, answer = self.answers.get(step.id, ("", None))
        return answer if question == _key(step) else None

    @property
    def done(self) -> int:
        """How many steps are answered."""
        return sum(self.answer_to(step) is not None for step in self.plan.steps)

    @property
    def state(self) -> State:
        """Waiting for a person's word, accepted and not finished, or finished."""
        return _state(accepted=self.accepted, finished=self.report is not None)

    @property
    def title(self) -> str:
        """What lists call it."""
        return self.plan.title or self.plan.topic


@dataclass(frozen=True, slots=True)
class Entry:
    """A study as lists show it, without its answers."""

    id: str
    plan: Plan
    state: State
    done: int
    begun_at: datetime | None

    @property
    def title(self) -> str:
        """What lists call it."""
        return self.plan.title or self.plan.topic


class Studies:
    """The studies of one home. Safe for several threads and processes: each call opens its own connection.

    Every method raises :class:`~copilot.errors.BrokenStore` where the file is damaged or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._connect() as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(_SCHEMA)

    def create(self, plan: Plan) -> Study:
        """A new study with a plan that waits to be accepted."""
        study_id, now = f"r-{uuid.uuid4().hex[:12]}", datetime.now(UTC).isoformat()
        with self._connect() as db:
            db.execute(
                "INSERT INTO studies (id, plan, accepted, created_at, updated_at) VALUES (?, ?, 0, ?, ?)",
                (study_id, json.dumps(plan.to_json()), now, now),
            )
        return self.get(study_id)

    def all(self) -> list[Entry]:
        """Every study, the newest first."""
        with self._connect() as db:
            rows = db.execute(
                "SELECT id, plan, accepted, begun_at, report IS NOT NULL AS finished FROM studies "
                "ORDER BY created_at DESC, rowid DESC"
            ).fetchall()
            given = db.execute("SELECT study_id, step_id, question FROM answers").fetchall()
        answered = {(one["study_id"], one["step_id"], one["question"]) for one in given}
        return [_entry(row, answered) for row in rows]

    def get(self, study_id: str) -> Study:
        """The study with that id. Raises :class:`~copilot.errors.UnknownReport`."""
        with self._connect() as db:
            row = db.execute("SELECT * FROM studies WHERE id = ?", (study_id,)).fetchone()
            given = db.execute("SELECT * FROM answers WHERE study_id = ?", (study_id,)).fetchall()
        if row is None:
            raise UnknownReport(f"There is no report {study_id!r}. `tieout reports` lists them.")
        answers = ((one["step_id"], one["question"], _answer(one["json"])) for one in given)
        return Study(
            id=row["id"],
            plan=Plan.from_json(json.loads(row["plan"])),
            accepted=bool(row["accepted"]),
            answers={step_id: (question, answer) for step_id, question, answer in answers if answer},
            report=Report.from_json(json.loads(row["report"])) if row["report"] else None,
            created_at=datetime.fromisoformat(row["created_at"]),
            updated_at=datetime.fromisoformat(row["updated_at"]),
            begun_at=datetime.fromisoformat(row["begun_at"]) if row["begun_at"] else None,
        )

    def change_plan(self, study_id: str, plan: Plan) -> Study:
        """Gives the study another plan. Answers to steps that are worded as before are kept, its report is not."""
        return self._update(study_id, "plan = ?, report = NULL", json.dumps(plan.to_json()))

    def accept(self, study_id: str) -> Study:
        """The plan is to be run as it stands."""
        now = datetime.now(UTC).isoformat()
        return self._update(study_id, "accepted = 1, begun_at = coalesce(begun_at, ?)", now)

    def keep_answer(self, study_id: str, step: Step, answer: Answer) -> None:
        """Stores the answer to a step."""
        with self._connect() as db:
            db.execute(
                "INSERT OR REPLACE INTO answers (study_id, step_id, question, json) VALUES (?, ?, ?, ?)",
                (study_id, step.id, _key(step), json.dumps(answer.to_json())),
            )

    def finish(self, study_id: str, report: Report) -> Study:
        """Stores the report."""
        return self._update(study_id, "report = ?", json.dumps(report.to_json()))

    def delete(self, study_id: str) -> None:
        """Removes the study with all that belongs to it. Raises ``UnknownReport``, and ``ReportBusy`` while it runs."""
        self.get(study_id)
        with self.working(study_id), self._connect() as db:
            db.execute("DELETE FROM studies WHERE id = ?", (study_id,))
        self._lock_of(study_id).unlink(missing_ok=True)

    @contextmanager
    def working(self, study_id: str) -> Iterator[None]:
        """Holds the study for as long as its block runs. Raises :class:`~copilot.errors.ReportBusy`."""
        import portalocker

        lock = portalocker.Lock(
            self._lock_of(study_id), timeout=0, flags=portalocker.LOCK_EX | portalocker.LOCK_NB
        )
        try:
            lock.acquire()
        except portalocker.exceptions.LockException as error:
            raise ReportBusy(
                f"The report {study_id} is being written by another process. Wait for it, or stop that one."
            ) from error
        try:
            yield
        finally:
            lock.release()

    def _lock_of(self, study_id: str) -> Path:
        folder = self.path.with_suffix(".locks")
        folder.mkdir(exist_ok=True)
        return folder / f"{study_id}.lock"

    def _update(self, study_id: str, change: str, *values: str) -> Study:
        self.get(study_id)
        with self._connect() as db:
            db.execute(
                f"UPDATE studies SET {change}, updated_at = ? WHERE id = ?",  # noqa: S608 - written above
                (*values, datetime.now(UTC).isoformat(), study_id),
            )
        return self.get(study_id)

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        with failures_named(self.path), closing(sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_S)) as db:
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA foreign_keys = ON")
            with db:
                yield db


def _state(*, accepted: bool, finished: bool) -> State:
    if finished:
        return "finished"
    return "unfinished" if accepted else "planned"


def _entry(row: sqlite3.Row, answered: set[tuple[str, str, str]]) -> Entry:
    plan = Plan.from_json(json.loads(row["plan"]))
    return Entry(
        id=row["id"],
        plan=plan,
        state=_state(accepted=bool(row["accepted"]), finished=bool(row["finished"])),
        done=sum((row["id"], step.id, _key(step)) in answered for step in plan.steps),
        begun_at=datetime.fromisoformat(row["begun_at"]) if row["begun_at"] else None,
    )


def _key(step: Step) -> str:
    """What an answer answers: the question, of what kind, over which documents."""
    return json.dumps([step.question, step.kind, list(step.documents)])


def _answer(text: str) -> Answer | None:
    """A stored answer; ``None`` for one of a version that cannot be read any more: its step is run again."""
    try:
        return Answer.from_json(json.loads(text))
    except (BadAnswer, ValueError, TypeError):
        return None
