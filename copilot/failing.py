"""Failures of a model, whoever's client raised them, under one name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from typing_extensions import override

from copilot.errors import CopilotError, ModelFailed
from market.errors import MarketError
from vectorstore.errors import LibraryError


class NameModelFailures(AgentMiddleware[AgentState[Any], Any]):
    """Turns what a call of the model raises into :class:`~copilot.errors.ModelFailed`.

    Each provider's client has errors of its own, and any provider may be set.
    """

    def __init__(self, model: str) -> None:
        super().__init__()
        self._model = model

    @override
    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """The reply of ``handler``, or ``ModelFailed``; our own errors pass."""
        try:
            return handler(request)
        except (CopilotError, LibraryError, MarketError):
            raise
        except Exception as error:
            raise ModelFailed(self._model, error) from error
