"""A desk that plays a script: for tests of the page, and for working on its looks without a library."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from copilot.agent import Event, Finished, Step, Token
from copilot.answer import Answer
from copilot.conversations import Conversations
from copilot.domain import UnknownDocument
from copilot.feedback import Feedback
from copilot.holdings import Holdings
from ui.web.report_runs import ReportRuns
from ui.web.runs import Runs
from ui.web.work import Bench

if TYPE_CHECKING:
    from copilot.domain import Document, Receipt, Recheck
    from copilot.quoteboard import Quote
    from copilot.related import Related
    from copilot.workspace import Workspace
    from ingest.report import IngestReport


class ScriptError(Exception):
    """The script holds nothing for this."""


NOTHING_HELD = Holdings(0, 0, (), 0, 0, None, 0, 0, 0, 0, ())


@dataclass
class ScriptedDesk:
    """Answers each question of ``script`` with what stands there: an answer, or the error to raise."""

    conversations: Conversations
    script: Mapping[str, Answer | Exception]
    documents: Mapping[str, Document] = field(default_factory=dict)
    rechecks: Mapping[str, Recheck] = field(default_factory=dict)
    stock: Holdings = NOTHING_HELD
    model: str = "scripted"
    uploads: Bench[IngestReport] = field(default_factory=Bench)
    runs: Runs = field(init=False)

    def __post_init__(self) -> None:
        self.runs = Runs(self._stream)

    @property
    def workspace(self) -> Workspace:
        """There is none: only the chat can be scripted."""
        raise ScriptError("a scripted desk has no workspace")

    @property
    def reports(self) -> ReportRuns:
        """There are none: a report needs a workspace."""
        raise ScriptError("a scripted desk has no reports")

    def delete_conversation(self, conversation_id: str) -> None:
        """Removes a conversation and its run."""
        self.runs.forget(conversation_id)
        self.conversations.delete(conversation_id)

    def document(self, document_id: str) -> Document:
        """The scripted document with that id. Raises ``UnknownDocument``."""
        if document_id not in self.documents:
            raise UnknownDocument(f"There is no document {document_id!r}: it was removed. Ingest it again.")
        return self.documents[document_id]

    def recheck(self, receipt: Receipt) -> Recheck:
        """The scripted recheck of the receipt."""
        return self.rechecks[receipt.id]

    def holdings(self, as_of: datetime | None) -> Holdings:
        """The scripted holdings, whatever the as-of."""
        del as_of
        return self.stock

    @property
    def feedback(self) -> Feedback:
        """Beside the conversations."""
        return Feedback(self.conversations.path.with_name("feedback.db"))

    def surroundings(self, answer: Answer) -> tuple[Related, list[str]] | None:
        """None."""
        del answer
        return None

    def quotes(self, symbols: Sequence[str], as_of: datetime | None, periods: Sequence[str]) -> list[Quote]:
        """None."""
        del symbols, as_of, periods
        return []

    def _stream(self, question: str, conversation_id: str) -> Iterator[Event]:
        told = self.script[question]
        yield Step(f"searching the documents for “{question}”")
        if isinstance(told, Exception):
            raise told
        conversation = self.conversations.get(conversation_id)
        for word in told.prose.split(" "):
            yield Token(f"{word} ")
        as_of = conversation.as_of.isoformat() if conversation.as_of else None
        answer = replace(told, id=f"a-{uuid.uuid4().hex[:12]}", question=question, as_of=as_of)
        self.conversations.add_answer(answer, conversation_id)
        yield Finished(answer)
