"""The desk: what the page needs of the system, as a contract, and the one over a workspace."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from copilot.domain import NEW_YORK, end_of_day
from copilot.holdings import Holdings, take_stock
from ui.web.report_runs import ReportRuns
from ui.web.runs import Runs
from ui.web.work import Bench

if TYPE_CHECKING:
    from copilot.agent import Event
    from copilot.answer import Answer
    from copilot.conversations import Conversations
    from copilot.domain import Document, Receipt, Recheck
    from copilot.feedback import Feedback
    from copilot.quoteboard import Quote
    from copilot.related import Related
    from copilot.workspace import Workspace
    from ingest.report import IngestReport

HOLDINGS_AGE_S = 30.0
"""Counting reads every document's summary: often enough to see an ingest go on, not at every click."""

SURROUNDINGS_KEPT = 200
QUOTES_KEPT = 64
"""Boards of quotes that are kept: some as-of dates of some groups."""


class Desk(Protocol):
    """What the page needs. Every method raises only errors whose message is written for a reader."""

    @property
    def model(self) -> str:
        """The name of the model that answers."""
        ...

    @property
    def conversations(self) -> Conversations:
        """The stored conversations."""
        ...

    @property
    def runs(self) -> Runs:
        """The questions that are being answered."""
        ...

    @property
    def workspace(self) -> Workspace:
        """All that lives under the home: what the pages beside the chat show and change."""
        ...

    @property
    def uploads(self) -> Bench[IngestReport]:
        """The files that are being added."""
        ...

    def delete_conversation(self, conversation_id: str) -> None:
        """Removes a conversation and all that is remembered of it."""
        ...

    def document(self, document_id: str) -> Document:
        """The document with that id."""
        ...

    def recheck(self, receipt: Receipt) -> Recheck:
        """The receipt computed again."""
        ...

    def holdings(self, as_of: datetime | None) -> Holdings:
        """What there is to answer from."""
        ...

    def quotes(self, symbols: Sequence[str], as_of: datetime | None, periods: Sequence[str]) -> list[Quote]:
        """Last closes with their changes."""
        ...

    @property
    def feedback(self) -> Feedback:
        """What readers thought of answers."""
        ...

    def surroundings(self, answer: Answer) -> tuple[Related, list[str]] | None:
        """What is related to ``answer``, and questions to ask after it."""
        ...

    @property
    def reports(self) -> ReportRuns:
        """The reports that are being planned and written."""
        ...


class WorkspaceDesk:
    """The desk over ``workspace``, shared by every session of the server."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.runs = Runs(self._stream)
        self.uploads: Bench[IngestReport] = Bench()
        self.reports = ReportRuns(workspace)
        self._stock: dict[datetime | None, tuple[float, Holdings]] = {}
        self._counting = threading.Lock()
        self._quoted: dict[tuple[object, ...], list[Quote]] = {}
        self._quoting = threading.Lock()
        self._surroundings: dict[str, tuple[Related, list[str]]] = {}

    @property
    def model(self) -> str:
        """The name of the model that answers."""
        return self.workspace.settings.model

    @property
    def conversations(self) -> Conversations:
        """The stored conversations."""
        return self.workspace.conversations

    def delete_conversation(self, conversation_id: str) -> None:
        """Removes a conversation: its run, its answers and what the model remembers of it."""
        self.runs.forget(conversation_id)
        self.workspace.delete_conversation(conversation_id)

    def document(self, document_id: str) -> Document:
        """The document with that id. Raises ``UnknownDocument``."""
        return self.workspace.library.document(document_id)

    def recheck(self, receipt: Receipt) -> Recheck:
        """The receipt computed again, at its pinned table versions and over what the tables hold now."""
        from copilot.computing import recheck_receipt

        return recheck_receipt(self.workspace, receipt)

    def holdings(self, as_of: datetime | None) -> Holdings:
        """What there is to answer from, at most half a minute old. Raises ``LibraryError`` or ``MarketError``."""
        with self._counting:
            counted_at, held = self._stock.get(as_of, (0.0, None))
            if held is None or time.monotonic() - counted_at > HOLDINGS_AGE_S:
                held = take_stock(self.workspace, as_of)
                self._stock = {as_of: (time.monotonic(), held)}
            return held

    def quotes(self, symbols: Sequence[str], as_of: datetime | None, periods: Sequence[str]) -> list[Quote]:
        """Last closes with their changes, computed once for each version of the tables and each day."""
        from copilot.quoteboard import quotes

        moment = as_of or end_of_day(datetime.now(NEW_YORK).date())
        key = (
            tuple(symbols),
            moment,
            tuple(periods),
            tuple(sorted(self.workspace.tables.versions().items())),
        )
        with self._quoting:
            if key not in self._quoted:
                if len(self._quoted) >= QUOTES_KEPT:
                    self._quoted.clear()
                self._quoted[key] = quotes(self.workspace, symbols, as_of, periods)
            return self._quoted[key]

    @property
    def feedback(self) -> Feedback:
        """What readers thought of answers."""
        return self.workspace.feedback

    def surroundings(self, answer: Answer) -> tuple[Related, list[str]] | None:
        """What is related to ``answer``, and questions to ask after it; worked out once for each."""
        from copilot.related import follow_ups, related_to

        if answer.id not in self._surroundings:
            as_of = datetime.fromisoformat(answer.as_of) if answer.as_of else None
            related = related_to(self.workspace, answer.citations, answer.question, as_of)
            if len(self._surroundings) >= SURROUNDINGS_KEPT:
                self._surroundings.clear()
            self._surroundings[answer.id] = (related, follow_ups(self.workspace, answer, as_of))
        return self._surroundings[answer.id]

    def _stream(self, question: str, conversation_id: str) -> Iterator[Event]:
        from copilot.agent import Copilot  # LangChain takes 2 s: not before the first question

        return Copilot(self.workspace).stream(question, conversation_id=conversation_id)
