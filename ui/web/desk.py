"""The desk: what the page needs of the system, as a contract, and the one over a workspace."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from copilot.holdings import Holdings, take_stock
from ui.web.runs import Runs

if TYPE_CHECKING:
    from copilot.agent import Event
    from copilot.conversations import Conversations
    from copilot.domain import Document, Receipt, Recheck
    from copilot.workspace import Workspace

HOLDINGS_AGE_S = 30.0
"""Counting reads every document's summary: often enough to see an ingest go on, not at every click."""


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


class WorkspaceDesk:
    """The desk over ``workspace``, shared by every session of the server."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.runs = Runs(self._stream)
        self._stock: dict[datetime | None, tuple[float, Holdings]] = {}
        self._counting = threading.Lock()

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

    def _stream(self, question: str, conversation_id: str) -> Iterator[Event]:
        from copilot.agent import Copilot  # LangChain takes 2 s: not before the first question

        return Copilot(self.workspace).stream(question, conversation_id=conversation_id)
