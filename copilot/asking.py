"""Asking a language model: again after a fault, another model where it fails, within the limits of one answer."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.errors import GraphBubbleUp
from langgraph.runtime import Runtime
from typing_extensions import override

from copilot.budget import Overdue, ReplyEnded, reckon_tokens, run_within
from copilot.context import count_tokens, fit
from copilot.course import Course
from copilot.errors import CopilotError, LimitReached, ModelFailed
from copilot.events import Event, Retracted, Step
from copilot.faults import Fault, fault_in, fault_of, was_cut
from copilot.mending import MEND_REQUEST, is_question
from copilot.models import OpenedModel
from copilot.secrecy import hide_secrets, secrets_of
from market.errors import MarketError
from prompts import load_prompt
from vectorstore.errors import LibraryError

FIRST_WAIT_S = 0.5
"""Before asking again; doubled each time. OpenAI's own client waits as long."""

LONGEST_WAIT_S = 20.0
JITTER = 0.25
"""The share by which a wait is shortened at random, so that many do not come back at once."""

REPLY_TOKENS = 4_000
"""Of the window, kept free for the reply: a long answer with its citations has 1,000. At most an eighth of it."""

ARGUMENT_CHARS = 200

_OWN_ERRORS = (CopilotError, LibraryError, MarketError, GraphBubbleUp)

Request = ModelRequest[Any]
Handler = Callable[[Request], ModelResponse[Any]]


class AskAgain(AgentMiddleware[AgentState[Any], Any]):
    """Calls the first of ``models``; after its last try the next one, which stays for the rest of the answer.

    Raises :class:`~copilot.errors.ModelFailed` where none gave a reply, whoever's client failed.
    """

    def __init__(self, models: Sequence[OpenedModel], course: Course) -> None:
        super().__init__()
        self._models = list(models)
        self._course = course
        self._budget = course.budget
        self._settings = course.budget.settings
        self._secrets = secrets_of(self._settings)
        self._broken: dict[str, str] = {}
        """What was sent in place of the arguments of a call, by the call's id."""
        self._fixed_tokens = 0
        self._before: set[str | None] = set()
        """The messages that the models before this one left of the question at hand."""

    @override
    def wrap_model_call(self, request: Request, handler: Handler) -> ModelResponse[Any]:
        """The reply of the first model that gives one."""
        self._budget.steps += 1
        say: Callable[[Event], None] = request.runtime.stream_writer
        while True:
            model = self._models[0]
            self._course.writer = model.name
            try:
                return self._ask(model, request.override(model=model.chat), handler, say)
            except LimitReached:
                raise
            except ModelFailed as failure:
                if not self._models[1:]:
                    raise
                self._models.pop(0)
                self._before = {message.id for message in _since_question(request.messages)}
                self._course.note(
                    f"{model.name} gave no answer ({failure.reason}); {self._models[0].name} wrote it."
                )
                say(Step(f"{model.name} gave no answer ({failure.reason}): asking {self._models[0].name}"))

    @override
    def after_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        """Results for calls whose arguments could not be read: the model is told, and sends them again."""
        messages = state["messages"]
        reply = next(message for message in reversed(messages) if isinstance(message, AIMessage))
        since = messages[messages.index(reply) + 1 :]
        answered = {message.tool_call_id for message in since if isinstance(message, ToolMessage)}
        told = [
            ToolMessage(
                load_prompt("broken_call", arguments=self._broken[call["id"]]),
                tool_call_id=call["id"],
                name=call["name"],
                status="error",
            )
            for call in reply.tool_calls
            if call["id"] in self._broken and call["id"] not in answered
        ]
        return {"messages": told} if told else None

    def _ask(
        self, model: OpenedModel, request: Request, handler: Handler, say: Callable[[Event], None]
    ) -> ModelResponse[Any]:
        if model.by_rules:
            return self._ask_rules(model, request, handler)
        if self._budget.nearly_used():
            request = _with_words(request, load_prompt("last_words"), tool_choice=model.no_tools)
            reply = self._insist(model, request, handler, say)
            if _reply_of(reply).tool_calls:
                raise self._budget.reached(model.name)
            return reply
        return self._insist(model, request, handler, say)

    def _insist(
        self, model: OpenedModel, request: Request, handler: Handler, say: Callable[[Event], None]
    ) -> ModelResponse[Any]:
        """The reply of ``model``, asked until it is sound or the tries are used up."""
        window, tries = model.window_tokens, 0
        while True:
            sent, sent_tokens = self._fit(request, window)
            fault, response, error = self._try(model, sent, handler, sent_tokens)
            if fault is None:
                return response
            if not fault.again or tries >= self._settings.max_retries:
                return self._give_up(model, fault, response, error)
            tries += 1
            if self._course.watch.text:
                say(Retracted())
            self._wait(model, fault, tries, say)
            if fault.mend == "shorten":
                window = sent_tokens // 2
            request = _mended(request, fault)

    def _ask_rules(self, model: OpenedModel, request: Request, handler: Handler) -> ModelResponse[Any]:
        """The reply of the embedded analyst: it begins anew, and has no faults that another try mends."""
        self._course.watch.begin(model.name)
        own = [message for message in request.messages if message.id not in self._before]
        try:
            return handler(request.override(messages=own))
        except ReplyEnded as ended:
            raise ended.limit from None
        except _OWN_ERRORS:
            raise
        except Exception as error:
            raise ModelFailed(model.name, error) from error

    def _try(
        self, model: OpenedModel, request: Request, handler: Handler, sent_tokens: int
    ) -> tuple[Fault | None, ModelResponse[Any], Exception | None]:
        """One call: what is wrong with it, if anything; what came; and what was raised."""
        watch = self._course.watch
        watch.begin(model.name)
        reply: AIMessage | None = None
        try:
            response = run_within(self._budget.left_s, lambda: handler(request), self._budget.stop)
            reply = self._sound(_reply_of(response))
            response = ModelResponse(result=[reply])
            fault = fault_in(reply)
            if fault is None and was_cut(reply):
                self._course.note(f"{model.name} was cut off at the length that its endpoint allows.")
            return fault, response, None
        except ReplyEnded as ended:
            return None, self._cut_off(model, ended.limit), None
        except Overdue:
            return None, self._cut_off(model, self._budget.reached(model.name, "max_seconds")), None
        except _OWN_ERRORS:
            raise
        except Exception as error:  # noqa: BLE001 - each provider's client has errors of its own
            return fault_of(error), ModelResponse(result=[]), error
        finally:
            watch.count(reply, sent_tokens)

    def _cut_off(self, model: OpenedModel, limit: LimitReached) -> ModelResponse[Any]:
        """What was written when the limit was reached, with a note. Raises it where there is no prose."""
        if self._budget.stop.done():
            raise ModelFailed(model.name, "it was stopped") from None
        watch = self._course.watch
        if watch.calls_tools or not watch.text.strip():
            raise limit from None
        self._course.note(f"The answer was cut off: {limit.reason}.")
        return ModelResponse(result=[AIMessage(watch.text)])

    def _give_up(
        self, model: OpenedModel, fault: Fault, response: ModelResponse[Any], error: Exception | None
    ) -> ModelResponse[Any]:
        """The reply as it is, where it can stand with a note. Raises ``ModelFailed`` where it cannot."""
        if fault.usable:
            self._course.note(f"{model.name}: {fault.reason}; what came of it is shown.")
            return response
        shown = hide_secrets(fault.reason, self._secrets)
        # from None where the cause repeats a key: a traceback shows it
        cause = error if error and hide_secrets(str(error), self._secrets) == str(error) else None
        raise ModelFailed(model.name, shown) from cause

    def _wait(self, model: OpenedModel, fault: Fault, tries: int, say: Callable[[Event], None]) -> None:
        wait_s = 0.0
        if not fault.mend:
            backoff_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (tries - 1))
            wait_s = backoff_s * (1 - JITTER * random.random())  # noqa: S311 - no secret
        if fault.wait_s is not None:
            wait_s = fault.wait_s
        reason = hide_secrets(fault.reason, self._secrets)
        if wait_s >= self._budget.left_s:
            raise ModelFailed(model.name, f"{reason}, and it asks to wait {wait_s:,.0f} seconds")
        again = f"asking again in {wait_s:.1f} s" if wait_s else "asking again"
        say(Step(f"{model.name}: {reason}; {again}"))
        if wait_s:
            self._budget.rest(wait_s)

    def _fit(self, request: Request, window: int) -> tuple[Request, int]:
        """The request with its messages shortened to the window, and its tokens."""
        if not self._fixed_tokens:  # the system prompt and the tools are the same all along
            system = request.system_message.text if request.system_message else ""
            tools = json.dumps([convert_to_openai_tool(tool) for tool in request.tools])
            self._fixed_tokens = reckon_tokens(system + tools)
        room = window - self._fixed_tokens - min(REPLY_TOKENS, window // 8)
        fitted = fit(request.messages, max(0, room))
        if fitted.shortened:
            self._course.note("Parts of the conversation were shortened to fit into the model's window.")
            request = request.override(messages=list(fitted.messages))
        return request, count_tokens(fitted.messages) + self._fixed_tokens

    def _sound(self, reply: AIMessage) -> AIMessage:
        """The reply with an id for each call, and those whose arguments are no JSON among the calls, marked."""
        seen = set(self._broken)
        calls = [{**call, "id": _fresh_id(call["id"], seen)} for call in reply.tool_calls]
        for broken in reply.invalid_tool_calls:
            call_id = _fresh_id(broken["id"], seen)
            self._broken[call_id] = (broken["args"] or "none")[:ARGUMENT_CHARS]
            calls.append(
                {"name": broken["name"] or "unknown", "args": {}, "id": call_id, "type": "tool_call"}
            )
        return reply.model_copy(update={"tool_calls": calls, "invalid_tool_calls": []})


def _reply_of(response: ModelResponse[Any]) -> AIMessage:
    reply = response.result[0]
    assert isinstance(reply, AIMessage)
    return reply


def _since_question(messages: Sequence[AnyMessage]) -> Sequence[AnyMessage]:
    """What came after the last question."""
    asked = [number for number, message in enumerate(messages) if is_question(message)]
    return messages[asked[-1] + 1 :] if asked else messages


def _mended(request: Request, fault: Fault) -> Request:
    """The request as it is asked again after ``fault``."""
    if fault.mend == "uncounted":
        return request.override(model_settings={**request.model_settings, "stream_usage": False})
    if fault.mend == "unstreamed":
        return request.override(model=request.model.model_copy(update={"disable_streaming": True}))
    if fault.mend == "nudge":
        return _with_words(request, load_prompt("empty_reply"))
    return request


def _fresh_id(given: str | None, seen: set[str]) -> str:
    """``given``, or a new one where it is missing or taken: a result belongs to one call."""
    call_id = given if given and given not in seen else f"call_{uuid.uuid4().hex[:12]}"
    seen.add(call_id)
    return call_id


def _with_words(request: Request, words: str, tool_choice: object = None) -> Request:
    """The request with a word to the model behind its messages, which the conversation does not keep."""
    return request.override(
        messages=[*request.messages, HumanMessage(words, name=MEND_REQUEST)],
        tool_choice=tool_choice or request.tool_choice,
    )
