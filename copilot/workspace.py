"""A workspace: all that lives under one home folder, opened when it is first needed."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING

from copilot.settings import Settings, load_settings
from copilot.stores import ready_home

if TYPE_CHECKING:
    from copilot.analyst.examples import ExampleMemory
    from copilot.checkpoints import Checkpoints
    from copilot.conversations import Conversations
    from copilot.feedback import Feedback
    from copilot.receipt_book import ReceiptBook
    from copilot.research.studies import Studies
    from market.instruments import InstrumentBook
    from market.metrics import Metric
    from market.tables import MarketTables
    from vectorstore.embeddings import Embedder
    from vectorstore.library import Library
    from vectorstore.reranking import Reranker


class Workspace:
    """The library, the market tables, the metrics and the conversations of one home.

    The home is made where it is missing; nothing in it is opened or imported before its first use, so that a
    command pays for what it needs. Raises :class:`~copilot.errors.SettingsError` for a home that cannot be used.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or load_settings()[0]
        ready_home(self.settings.home)

    @cached_property
    def embedder(self) -> Embedder:
        """What turns text into vectors."""
        from vectorstore.embeddings import open_embedder

        return open_embedder(self.settings.embedding_model)

    @cached_property
    def library(self) -> Library:
        """The documents and their indexes."""
        from vectorstore.library import Library

        folder = self.settings.home / "library"
        return Library(
            folder, embedder=self.embedder, chroma_url=self.settings.chroma_url, reranker=self._reranker()
        )

    @cached_property
    def tables(self) -> MarketTables:
        """The market tables."""
        from market.tables import MarketTables

        stated = [name.strip() for name in self.settings.source_order.split(",")]
        place = self.settings.tables or self.settings.home / "market"
        return MarketTables(place, source_order=[name for name in stated if name])

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        """The metrics that are shipped, and those in the home's folder ``metrics``."""
        from market.metrics import load_metrics

        return load_metrics(self.settings.home / "metrics")

    @cached_property
    def example_memory(self) -> ExampleMemory:
        """The metrics' examples as the embedded analyst compares questions with them."""
        from copilot.analyst.examples import ExampleMemory

        return ExampleMemory(self.settings.home, self.embedder.embed_passages, self.embedder.name)

    @property
    def instruments(self) -> InstrumentBook:
        """The names of the instruments, as the table stands now."""
        return self.tables.book()

    @cached_property
    def conversations(self) -> Conversations:
        """The conversations and their answers."""
        from copilot.conversations import Conversations

        return Conversations(self.settings.home / "conversations.db")

    @cached_property
    def feedback(self) -> Feedback:
        """What readers thought of answers."""
        from copilot.feedback import Feedback

        return Feedback(self.settings.home / "feedback.db")

    @cached_property
    def studies(self) -> Studies:
        """The reports, finished and on their way."""
        from copilot.research.studies import Studies

        return Studies(self.settings.home / "reports.db")

    @cached_property
    def receipts(self) -> ReceiptBook:
        """The receipts that were made."""
        from copilot.receipt_book import ReceiptBook

        return ReceiptBook(self.settings.home / "receipts.db")

    @cached_property
    def checkpointer(self) -> Checkpoints:
        """Where LangGraph keeps what was said in each conversation."""
        from copilot.checkpoints import Checkpoints

        return Checkpoints(self.settings.home / "checkpoints.db")

    def _reranker(self) -> Reranker | None:
        """The cross-encoder of the settings, if they name one."""
        from vectorstore.reranking import CrossEncoderReranker

        name = self.settings.rerank_model
        return CrossEncoderReranker(name) if name else None

    def limited_to(self, document_ids: Collection[str]) -> Workspace:
        """The same workspace with these documents alone in its library, and nothing to compute from tables.

        What is asked of it is answered from them or not at all. It is not closed: this one is.
        """
        view = copy(self)
        view.__dict__["library"] = self.library.limited_to(document_ids)
        view.__dict__["metrics"] = {}
        return view

    def delete_conversation(self, conversation_id: str) -> None:
        """Removes a conversation: its answers and what the model remembers of it."""
        self.conversations.delete(conversation_id)
        self.checkpointer.delete_thread(conversation_id)

    def close(self) -> None:
        """Releases the library's files, where it was opened."""
        if "library" in self.__dict__:
            self.library.close()
        if "checkpointer" in self.__dict__:
            self.checkpointer.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
