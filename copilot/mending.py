"""One chance to mend: a model whose figures do not tie out is told which, once, before its answer stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, hook_config
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langgraph.runtime import Runtime
from typing_extensions import override

from copilot.citations import number_citations
from copilot.events import Step
from copilot.evidence import Ledger, from_json
from copilot.quotes import narrow_quotes
from copilot.refusal import shortened
from copilot.tieout import UNTIED, CheckedFigure, check
from prompts import load_prompt

MEND_REQUEST = "tie-out"
"""The name that the request carries among the messages of a conversation; nobody asked it."""


class MendOnce(AgentMiddleware[AgentState[Any], Any]):
    """Sends an answer with unsupported figures back to the model, at most once for each question."""

    @override
    @hook_config(can_jump_to=["model"])
    def after_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        """The request to mend, where one is due."""
        messages = state["messages"]
        last = messages[-1]
        if not isinstance(last, AIMessage) or last.tool_calls or was_asked_to_mend(messages):
            return None
        unsupported = unsupported_figures(last.text, messages)
        if not unsupported:
            return None
        listed = "\n".join(f"- {_described(figure)}" for figure in unsupported)
        named = ", ".join(figure.text for figure in unsupported)
        runtime.stream_writer(Step(f"asking once to mend what does not tie out: {shortened(named)}"))
        request = HumanMessage(load_prompt("mend", figures=listed), name=MEND_REQUEST)
        return {"messages": [request], "jump_to": "model"}


def was_asked_to_mend(messages: Sequence[BaseMessage]) -> bool:
    """Whether the question that is being answered was sent back already."""
    latest = next((message for message in reversed(messages) if isinstance(message, HumanMessage)), None)
    return latest is not None and latest.name == MEND_REQUEST


def is_question(message: BaseMessage) -> bool:
    """Whether a person asked it: a request to mend is none."""
    return isinstance(message, HumanMessage) and message.name != MEND_REQUEST


def _described(figure: CheckedFigure) -> str:
    given = f": {figure.step}" if figure.step else ""
    return f"{figure.text} ({figure.verdict}{given})"


def unsupported_figures(prose: str, messages: Sequence[BaseMessage]) -> list[CheckedFigure]:
    """The figures of ``prose`` that the evidence among ``messages`` does not support, where it cites any.

    They are checked as those of the finished answer are.
    """
    ledger = Ledger()
    for message in messages:
        if isinstance(message, ToolMessage):
            ledger.add(from_json(item) for item in message.artifact or [])
    numbered = number_citations(prose, ledger)
    if not numbered.cited:
        return []
    cited = narrow_quotes(numbered.prose, numbered.cited)
    asked = [message.text for message in messages if is_question(message)]
    return [f for f in check(numbered.prose, cited, asked[-1] if asked else "") if f.verdict in UNTIED]
