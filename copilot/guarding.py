"""Guards around the tools: a call that was made is not made again and again, a tool that breaks ends no answer."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState
from langchain.agents.middleware.types import ToolCallRequest
from langchain_core.messages import ToolMessage
from langgraph.errors import GraphBubbleUp
from langgraph.types import Command
from typing_extensions import override

from copilot.budget import Budget
from prompts import load_prompt

SAME_CALLS = 2
"""In how many steps of one answer the same call is made. Once more than needed: a result may have been shortened."""

_log = logging.getLogger(__name__)


class GuardTools(AgentMiddleware[AgentState[Any], Any]):
    """One for each answer."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget
        self._made: dict[str, set[int]] = {}
        """The steps in which each call was made."""

    @override
    def wrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]],
    ) -> ToolMessage | Command[Any]:
        """The tool's result, or why there is none."""
        call = request.tool_call
        key = f"{call['name']} {json.dumps(call['args'], sort_keys=True, default=str)}"
        steps = self._made.setdefault(key, set())
        steps.add(self._budget.steps)
        if len(steps) > SAME_CALLS:
            return self._refusal(request, load_prompt("repeated_call", name=call["name"]))
        try:
            return handler(request)
        except GraphBubbleUp:
            raise
        except Exception as error:  # noqa: BLE001 - the answer outlives a tool that breaks: the model is told
            _log.exception("The tool %s failed", call["name"])
            kind = type(error).__name__
            return self._refusal(request, load_prompt("failed_tool", name=call["name"], kind=kind))

    def _refusal(self, request: ToolCallRequest, text: str) -> ToolMessage:
        call = request.tool_call
        return ToolMessage(text, tool_call_id=call["id"], name=call["name"], status="error")
