"""The agent: one path from a question to a cited and checked answer, whichever model writes it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from copilot.answer import Answer
from copilot.citations import CitationStream, number_citations
from copilot.errors import AsOfMismatch, EmptyQuestion, ModelFailed
from copilot.events import Event, Finished, Retracted, Step, Token
from copilot.evidence import Ledger, consulted, from_json
from copilot.quotes import narrow_quotes
from copilot.refusal import Attempt, refusal_sentence, shortened
from copilot.support.judging import assess
from copilot.tieout import check
from copilot.usage import sum_up
from prompts import load_prompt

if TYPE_CHECKING:
    from langchain.agents.middleware.types import InputAgentState
    from langchain_core.messages import BaseMessage, ToolMessage
    from langchain_core.runnables import RunnableConfig
    from langgraph.graph.state import CompiledStateGraph

    from copilot.course import Course
    from copilot.workspace import Workspace

    Graph = CompiledStateGraph[Any, Any, Any, Any]


STEPS_PER_CALL = 6
"""Of the graph: the model, its middleware, the tools."""

TOOL_CALLS_PER_STEP = 10
"""On the average of an answer: a screen of ten sectors makes as many, a model that floods us makes hundreds."""

__all__ = ["Copilot", "Event", "Finished", "Retracted", "Step", "Token", "build_graph"]


class Copilot:
    """Answers questions over one workspace."""

    def __init__(self, workspace: Workspace, *, pause: Callable[[float], object] | None = None) -> None:
        self.workspace = workspace
        self._pause = pause
        """Waits before a model is asked again; tests pass one that does not."""

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
        workspace = self._scoped(conversation_id)
        turn = _Turn(question, as_of or datetime.now(UTC), self._course())
        try:
            yield from turn.run(workspace, conversation_id)
        except ModelFailed as failure:
            if not turn.draft:
                raise
            turn.prose = turn.draft  # the mending failed, the answer stands: its figures are marked
            turn.course.note(f"{failure.model} could not mend its answer: {failure.reason}.")
        answer = turn.answer(workspace, as_of, elapsed_ms=round(1000 * (time.perf_counter() - started)))
        self.workspace.conversations.add_answer(answer, conversation_id)
        yield Finished(answer)

    def _course(self) -> Course:
        from copilot.budget import Budget, Watch
        from copilot.course import Course

        settings = self.workspace.settings
        budget = Budget(settings, pause=self._pause)
        return Course(budget, Watch(budget), settings.model)

    def _scoped(self, conversation_id: str | None) -> Workspace:
        """The workspace, limited to the conversation's documents where it has any."""
        held = self.workspace.conversations.get(conversation_id).documents if conversation_id else ()
        return self.workspace.limited_to(held) if held else self.workspace

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
    course: Course
    ledger: Ledger = field(default_factory=Ledger)
    attempts: list[Attempt] = field(default_factory=list)
    looked_at: set[str] = field(default_factory=set)
    """The ids of the evidence that this turn's tools gave."""
    prose: str = ""
    refusal: str = ""
    """The model's own sentence where it declines to answer."""
    draft: str = ""
    """The latest prose that the model gave as its answer, kept while it mends it."""

    def run(self, workspace: Workspace, conversation_id: str | None) -> Iterator[Event]:
        """Runs the agent's graph and turns what it emits into events. Raises ``ModelFailed``."""
        from langgraph.errors import GraphRecursionError

        from copilot.memory import ready_thread, recall

        settings = workspace.settings
        graph = build_graph(workspace, self.as_of, self.course, remembers=conversation_id is not None)
        config: RunnableConfig = {
            "configurable": {"thread_id": conversation_id},
            "recursion_limit": STEPS_PER_CALL * (settings.max_steps + 1),
            "callbacks": [self.course.watch],
        }
        if conversation_id:
            ready_thread(graph, config, workspace.conversations, conversation_id)
            self.ledger.add(recall(graph, config))
        try:
            yield from self._follow(graph, config)
        except GraphRecursionError:
            raise self.course.budget.reached(self.course.writer) from None

    def _follow(self, graph: Graph, config: RunnableConfig) -> Iterator[Event]:
        draft = _Draft(self.ledger)
        given: InputAgentState = {"messages": [{"role": "user", "content": self.question}]}
        modes: list[Literal["messages", "updates", "custom"]] = ["messages", "updates", "custom"]
        for mode, data in cast("Iterator[tuple[str, Any]]", graph.stream(given, config, stream_mode=modes)):
            try:
                yield from self._events_of(mode, data, draft)
            except GeneratorExit:  # nobody reads on: the reply is let go, for the graph's end waits for it
                self.course.budget.stop.set_result(None)
                raise
        yield from draft.close()

    def _events_of(self, mode: str, data: Any, draft: _Draft) -> Iterator[Event]:  # noqa: ANN401 - as wide as LangGraph's
        if mode == "messages":
            yield from draft.write(_prose_of(data))
        elif mode == "custom":  # what happened inside a step: a model is asked again
            yield from draft.retract() if isinstance(data, Retracted) else [data]
        else:
            for message in _messages_of(data):
                yield from self._take(message)
                if message.type == "human" or getattr(message, "tool_calls", None):
                    yield from draft.retract()
                elif message.type == "ai" and not draft.begun:  # a model that does not stream
                    yield from draft.write(message.text)

    def _take(self, message: BaseMessage) -> Iterator[Step]:
        """Takes up a finished message: the evidence of a tool, the calls or the prose of the model."""
        if message.type == "tool":
            self._take_tool_result(message)  # type: ignore[arg-type]
            if message.status == "error":  # type: ignore[attr-defined]
                yield Step(
                    f"{(message.name or 'a tool').replace('_', ' ')} failed: {shortened(message.text)}"
                )
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
        self.looked_at.update(item.id for item in found)
        for attempt in self.attempts:
            if attempt.call_id == message.tool_call_id:
                attempt.found = len(found)
                attempt.error = message.text if message.status == "error" else ""

    def answer(self, workspace: Workspace, as_of: datetime | None, *, elapsed_ms: int) -> Answer:
        """The finished answer: citations numbered, figures checked; a refusal where nothing is cited."""
        numbered = number_citations(self.prose, self.ledger)
        refused = not numbered.cited
        prose = numbered.prose
        if refused:
            said = self.refusal or refusal_sentence(self.attempts, as_of, limited=workspace.library.limited)
            prose = number_citations(said, Ledger()).prose  # inert: it names what tools and models said
        cited = narrow_quotes(prose, numbered.cited)
        figures = () if refused else tuple(check(prose, cited, self.question))
        sentences, unjudged = ((), "") if refused else assess(prose, numbered.cited, figures, workspace)
        return Answer(
            id=f"a-{uuid.uuid4().hex[:12]}",
            question=self.question,
            as_of=as_of.isoformat() if as_of else None,
            prose=prose,
            refused=refused,
            citations=cited,
            figures=figures,
            model=self.course.writer,
            elapsed_ms=elapsed_ms,
            usage=sum_up(self.course.budget.calls, workspace.settings.prices),
            notes=(*self._notes(numbered.removed), *([unjudged] if unjudged else [])),
            sentences=sentences,
            consulted=consulted((item for item in self.ledger if item.id in self.looked_at), numbered.cited),
        )

    def _notes(self, removed: tuple[str, ...]) -> tuple[str, ...]:
        gone = dict.fromkeys(removed)
        if not gone:
            return tuple(self.course.notes)
        one = len(gone) == 1
        counted = (
            "1 citation of evidence that no tool gave was"
            if one
            else f"{len(gone)} citations of evidence that no tool gave were"
        )
        return (*self.course.notes, f"{counted} removed: {', '.join(gone)}.")


class _Draft:
    """The prose that is being shown, until it turns out to be none of the answer."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._stream = CitationStream(ledger)
        self._shown = False
        self.begun = False
        """Some of it was written since the last retraction."""

    def write(self, text: str) -> Iterator[Token]:
        self.begun = self.begun or bool(text)
        if shown := self._stream.feed(text):
            self._shown = True
            yield Token(shown)

    def retract(self) -> Iterator[Retracted]:
        if self._shown:
            yield Retracted()
        self._stream, self._shown, self.begun = CitationStream(self._ledger), False, False

    def close(self) -> Iterator[Token]:
        if rest := self._stream.close():
            yield Token(rest)


def build_graph(
    workspace: Workspace,
    as_of: datetime,
    course: Course,
    *,
    remembers: bool,
) -> Graph:
    """The LangChain agent over ``workspace``, which sees nothing later than ``as_of``."""
    from langchain.agents import create_agent
    from langchain.agents.middleware import AgentMiddleware, ToolCallLimitMiddleware

    from copilot.asking import AskAgain
    from copilot.guarding import GuardTools
    from copilot.mending import MendOnce
    from copilot.models import open_models
    from copilot.tools import build_tools

    models = open_models(workspace, as_of)
    middleware: list[AgentMiddleware[Any, Any, Any]] = [
        MendOnce(),
        AskAgain(models, course),
        ToolCallLimitMiddleware(run_limit=TOOL_CALLS_PER_STEP * workspace.settings.max_steps),
        GuardTools(course.budget),
    ]
    return create_agent(
        models[0].chat,
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
