"""What the tests of the faces share: a copilot that follows a script, an answer, a way to run commands."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from typer.testing import CliRunner, Result

from copilot.agent import Event, Finished
from copilot.answer import Answer
from copilot.evidence import PassageEvidence, ReceiptEvidence
from copilot.settings import Settings
from copilot.tieout import CheckedFigure
from copilot.workspace import Workspace
from market.receipts import Column, Receipt
from ui.cli import app
from ui.session import Asker, Session

AS_OF = datetime(2026, 1, 23, 4, 59, 59, tzinfo=UTC)

PASSAGE = PassageEvidence(
    id="p-3f2a9c1b04de",
    document_id="d-0a1b2c3d4e5f",
    title="Small caps lead",
    publisher="Example Wire",
    url="https://example.com/small-caps",
    published_at="2026-01-23T04:59:59+00:00",
    dated=True,
    doc_kind="article",
    quote="Small caps rose 8.2% [since December].",
    start=0,
    end=38,
)

RECEIPT = Receipt(
    metric="price_return",
    title="Price return of ^RUT, YTD",
    metric_hash="0" * 64,
    params={"symbol": "^RUT", "period": "YTD"},
    as_of=AS_OF,
    window=(date(2025, 12, 31), date(2026, 1, 22)),
    value=9.5438,
    unit="%",
    columns=(
        Column("symbol", "text", "Who"),
        Column("return_pct", "%", "Return"),
        Column("end_close", "", "Last close"),
    ),
    rows=tuple(
        {"symbol": symbol, "return_pct": 9.5438 - number, "end_close": 2718.77}
        for number, symbol in enumerate(["^RUT", "A", "B", "C", "D", "E", "F"])
    ),
    tables={"prices": 1},
    sources=("public daily closes",),
    sql="SELECT 1",
    notes=("dividends are not included",),
)


def figure(text: str, verdict: str, step: str = "") -> CheckedFigure:
    return CheckedFigure(text, 1.0, "%", verdict, (), 0, len(text), step)


def make_answer(**changes) -> Answer:
    fields = {
        "id": "a-000000000001",
        "question": "How did small caps do?",
        "as_of": AS_OF.isoformat(),
        "prose": "The Russell 2000 is up 9.54% this year [1], and one report says 8.2% [2].",
        "refused": False,
        "citations": (ReceiptEvidence.of(RECEIPT), PASSAGE),
        "figures": (figure("9.54%", "computed"), figure("8.2%", "quoted")),
        "model": "scripted",
        "elapsed_ms": 12,
    }
    return Answer(**(fields | changes))


@dataclass
class ScriptedCopilot:
    """Plays ``events``; one that is an exception is raised. Keeps what it was asked."""

    events: Sequence[Event | BaseException]
    asked: list[dict] = field(default_factory=list)

    def stream(self, question, *, as_of=None, conversation_id=None) -> Iterator[Event]:
        self.asked.append({"question": question, "as_of": as_of, "conversation_id": conversation_id})
        for event in self.events:
            if isinstance(event, BaseException):
                raise event
            yield event


def answering(answer: Answer, *events: Event) -> ScriptedCopilot:
    return ScriptedCopilot([*events, Finished(answer)])


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def hash_workspace(home: Path) -> Workspace:
    """A workspace whose vectors need no model."""
    return Workspace(Settings(home=home, embedding_model="hash"))


def run(
    home: Path, *args: object, copilot: Asker | None = None, open_workspace=None, env=None, stdin=None
) -> Result:
    """The result of ``tieout --home HOME ARGS`` with a scripted copilot and vectors that need no model."""
    session = Session(open_workspace=open_workspace or (lambda settings: hash_workspace(settings.home)))
    if copilot is not None:
        session.open_copilot = lambda _workspace: copilot
    words = ["--home", str(home), *map(str, args)]
    return CliRunner(env=env).invoke(app, words, input=stdin, obj=session, catch_exceptions=False)
