"""The agent: one path from a question to a cited and checked answer, whichever model writes it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from copilot.answer import Answer
from copilot.citations import CitationStream, number_citations
from copilot.errors import AsOfMismatch, EmptyQuestion, ModelFailed
from copilot.evidence import Ledger, from_json
from copilot.quotes import narrow_quotes
from copilot.refusal import Attempt, refusal_sentence
from copilot.tieout import check
from prompts import load_prompt

if TYPE_CHECKING:
    from langchain.agents.middleware.types import InputAgentState
    from langchain_core.messages import BaseMessage, ToolMessage
    from langchain_core.runnables import RunnableConfig
    from langgraph.graph.state import CompiledStateGraph

    from copilot.workspace import Workspace

    Graph = CompiledStateGraph[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """Something the agent does: ``text`` says it in a few words."""

    text: str


@dataclass(frozen=True, slots=True)
class Token:
    """The next piece of the prose, its citations already numbered."""

    text: str


@dataclass(frozen=True, slots=True)
class Retracted:
    """What was streamed so far was not the answer: the model goes on working."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of the stream: the answer, checked and stored."""

    answer: Answer


STEPS_PER_CALL = 5  # of the graph: the model, its middleware, the tools

Event = Step | Token | Retracted | Finished


class Copilot:
    """Answers questions over one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def ask(
        self, question: str, *, as_of: datetime | None = None, conversation_id: str | None = None
    ) -> Answer:
        """The answer to ``question``. See :meth:`stream`."""
        for event in self.stream(question, as_of=as_of, conversation_id=conversation_id):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("a stream ends with Finished or raises")

    def stream(
        self, question: str, *, as_of: datetime | None = None, conversation_id: str | None = None
    ) -> Iterator[Event]:
        """What happens while ``question`` is answered; the last event is :class:`Finished`.

        ``as_of`` bounds all that is seen; ``None`` means now. In a conversation its own as-of holds.
        Raises :class:`~copilot.errors.CopilotError` where no answer could be made.
        """
        started = time.perf_counter()
        question = question.strip()
        if not question:
            raise EmptyQuestion("The question is empty. Ask for instance: How did small caps do this year?")
        as_of = self._as_of(as_of, conversation_id)
        turn = _Turn(question, as_of or datetime.now(UTC))
        try:
            yield from turn.run(self.workspace, conversation_id)
        except ModelFailed:
            if not turn.draft:
                raise
            turn.prose = turn.draft  # the mending failed, the answer stands: its figures are marked
        answer = turn.answer(self.workspace, as_of, elapsed_ms=round(1000 * (time.perf_counter() - started)))
        self.workspace.conversations.add_answer(answer, conversation_id)
        yield Finished(answer)

    def _as_of(self, as_of: datetime | None, conversation_id: str | None) -> datetime | None:
        if conversation_id is None:
            return as_of
        conversation = self.workspace.conversations.get(conversation_id)
        if as_of is not None and as_of != conversation.as_of:
            raise AsOfMismatch(conversation.as_of, as_of)
        return conversation.as_of


@dataclass(slots=True)
class _Turn:
    """One question on its way to an answer."""

    question: str
    as_of: datetime
    ledger: Ledger = field(default_factory=Ledger)
    attempts: list[Attempt] = field(default_factory=list)
    prose: str = ""
    refusal: str = ""
    """The model's own sentence where it declines to answer."""
    draft: str = ""
    """The latest prose that the model gave as its answer, kept while it mends it."""

    def run(self, workspace: Workspace, conversation_id: str | None) -> Iterator[Event]:
        """Runs the agent's graph and turns what it emits into events. Raises ``ModelFailed``."""
        from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
        from langgraph.errors import GraphRecursionError

        settings = workspace.settings
        graph = build_graph(workspace, self.as_of, remembers=conversation_id is not None)
        config: RunnableConfig = {
            "configurable": {"thread_id": conversation_id},
            "recursion_limit": STEPS_PER_CALL * (settings.max_steps + 1),
        }
        if conversation_id:
            drop_unfinished_turn(graph, config)
            self._recall(graph, config)
        try:
            yield from self._follow(graph, config)
        except (ModelCallLimitExceededError, GraphRecursionError) as error:
            raise ModelFailed(settings.model, error) from error

    def _follow(self, graph: Graph, config: RunnableConfig) -> Iterator[Event]:
        stream = CitationStream(self.ledger)
        streamed = False
        given: InputAgentState = {"messages": [{"role": "user", "content": self.question}]}
        modes: list[Literal["messages", "updates"]] = ["messages", "updates"]
        for mode, data in cast("Iterator[tuple[str, Any]]", graph.stream(given, config, stream_mode=modes)):
            if mode == "messages":
                text = _prose_of(data)
                if text and (shown := stream.feed(text)):
                    streamed = True
                    yield Token(shown)
                continue
            for message in _messages_of(data):
                yield from self._take(message)
                if streamed and (message.type == "human" or getattr(message, "tool_calls", None)):
                    stream, streamed = CitationStream(self.ledger), False
                    yield Retracted()
        if rest := stream.close():
            yield Token(rest)

    def _take(self, message: BaseMessage) -> Iterator[Step]:
        """Takes up a finished message: the evidence of a tool, the calls or the prose of the model."""
        if message.type == "tool":
            self._take_tool_result(message)  # type: ignore[arg-type]
        elif message.type == "ai":
            calls = message.tool_calls  # type: ignore[attr-defined]
            self.prose = "" if calls else message.text
            self.draft = self.prose or self.draft
            self.refusal = str(message.additional_kwargs.get("refusal") or "")
            for call in calls:
                self.attempts.append(Attempt(call["id"] or "", call["name"], dict(call["args"])))
                yield Step(self.attempts[-1].describe())

    def _take_tool_result(self, message: ToolMessage) -> None:
        found = [from_json(item) for item in message.artifact or []]
        self.ledger.add(found)
        for attempt in self.attempts:
            if attempt.call_id == message.tool_call_id:
                attempt.found = len(found)
                attempt.error = message.text if message.status == "error" else ""

    def _recall(self, graph: Graph, config: RunnableConfig) -> None:
        """Takes up the evidence of the conversation's earlier turns: a follow-up may cite it again."""
        for message in graph.get_state(config).values.get("messages", []):
            if message.type == "tool":
                self.ledger.add(from_json(item) for item in message.artifact or [])

    def answer(self, workspace: Workspace, as_of: datetime | None, *, elapsed_ms: int) -> Answer:
        """The finished answer: citations numbered, figures checked; a refusal where nothing is cited."""
        numbered = number_citations(self.prose, self.ledger)
        refused = not numbered.cited
        prose = numbered.prose
        if refused:
            prose = self.refusal or refusal_sentence(self.attempts, as_of)
        cited = narrow_quotes(prose, numbered.cited)
        return Answer(
            id=f"a-{uuid.uuid4().hex[:12]}",
            question=self.question,
            as_of=as_of.isoformat() if as_of else None,
            prose=prose,
            refused=refused,
            citations=cited,
            figures=() if refused else tuple(check(prose, cited)),
            model=workspace.settings.model,
            elapsed_ms=elapsed_ms,
        )


def build_graph(workspace: Workspace, as_of: datetime, *, remembers: bool) -> Graph:
    """The LangChain agent over ``workspace``, which sees nothing later than ``as_of``."""
    from langchain.agents import create_agent
    from langchain.agents.middleware import AgentMiddleware, ModelCallLimitMiddleware

    from copilot.failing import NameModelFailures
    from copilot.mending import MendOnce
    from copilot.models import open_model
    from copilot.tools import build_tools

    settings = workspace.settings
    middleware: list[AgentMiddleware[Any, Any, Any]] = [
        MendOnce(),
        NameModelFailures(settings.model),
        ModelCallLimitMiddleware(run_limit=settings.max_steps, exit_behavior="error"),
    ]
    return create_agent(
        open_model(workspace, as_of),
        build_tools(workspace, as_of),
        system_prompt=load_prompt("analyst", as_of=f"{as_of:%Y-%m-%d %H:%M} UTC"),
        middleware=middleware,
        checkpointer=workspace.checkpointer if remembers else None,
    )


def _prose_of(data: tuple[BaseMessage, dict[str, Any]]) -> str:
    """The piece of prose that the model just wrote; empty for all else that the graph emits."""
    from langchain_core.messages import AIMessageChunk

    message, origin = data
    is_piece = isinstance(message, AIMessageChunk) and origin.get("langgraph_node") == "model"
    return message.text if is_piece else ""


def _messages_of(update: dict[str, Any]) -> Iterator[BaseMessage]:
    for change in update.values():
        yield from (change or {}).get("messages", [])


def drop_unfinished_turn(graph: Graph, config: RunnableConfig) -> None:
    """Removes what a turn that broke off left in a conversation: no model takes a tool call without its result."""
    from langchain_core.messages import RemoveMessage

    messages = graph.get_state(config).values.get("messages", [])
    ends = [
        n for n, message in enumerate(messages, start=1) if message.type == "ai" and not message.tool_calls
    ]
    unfinished = messages[ends[-1] if ends else 0 :]
    if unfinished:
        removed = [RemoveMessage(id=message.id) for message in unfinished]
        graph.update_state(config, {"messages": removed})
