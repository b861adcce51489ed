"""What one answer may take - steps, tokens, seconds - and what it has taken so far."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, GenerationChunk
from typing_extensions import override

from copilot.errors import LimitReached
from copilot.settings import Settings
from copilot.usage import Call

NEARLY = 0.8
"""The share of a limit after which a model is asked to write its answer with what it has: a reply takes the rest."""

CHARS_PER_TOKEN = 3.0
"""Characters of a token, where nobody counts. With a WordPiece tokenizer news have 3.4 to 4.3, the schemas of the
tools 3.0 and tables of numbers 2.0: rather too many tokens are reckoned than too few."""

Result = TypeVar("Result")


def reckon_tokens(text: str) -> int:
    """The tokens of ``text``, about."""
    return round(len(text) / CHARS_PER_TOKEN)


@dataclass(slots=True)
class Budget:
    """The limits of one answer, and what was used of them."""

    settings: Settings
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], object] | None = None
    """Waits that many seconds before a model is asked again; a test passes one that does not."""
    steps: int = 0
    """How often the agent turned to a model; asking again after a fault is the same step."""
    calls: list[Call] = field(default_factory=list)
    stop: Future[None] = field(default_factory=Future)
    """Done once nobody waits for the answer any more."""
    _started: float = 0.0

    def __post_init__(self) -> None:
        self._started = self.clock()

    @property
    def tokens(self) -> int:
        """Tokens used so far, in and out."""
        return sum(call.input_tokens + call.output_tokens for call in self.calls)

    def rest(self, seconds: float) -> None:
        """Waits, and no longer than somebody waits for the answer."""
        if self.pause:
            self.pause(seconds)
        else:
            wait([self.stop], timeout=seconds)

    @property
    def left_s(self) -> float:
        """Seconds that are left."""
        return self.settings.max_seconds - (self.clock() - self._started)

    def check(self, model: str, *, reply_tokens: int = 0) -> None:
        """Raises :class:`LimitReached` where a limit is used up; ``reply_tokens`` are of the reply under way."""
        if self.steps > self.settings.max_steps:
            raise self.reached(model, "max_steps")
        if self.tokens + reply_tokens >= self.settings.max_tokens:
            raise self.reached(model, "max_tokens")
        if self.left_s <= 0:
            raise self.reached(model, "max_seconds")

    def nearly_used(self) -> str:
        """The setting of a limit that leaves room for one more reply only; empty where there is none."""
        if self.steps >= self.settings.max_steps:
            return "max_steps"
        if self.tokens >= NEARLY * self.settings.max_tokens:
            return "max_tokens"
        if self.left_s <= (1 - NEARLY) * self.settings.max_seconds:
            return "max_seconds"
        return ""

    def reached(self, model: str, setting: str = "") -> LimitReached:
        """The error of a limit that was reached; without ``setting`` that of the one which is nearly used up."""
        setting = setting or self.nearly_used() or "max_steps"
        allowed = getattr(self.settings, setting)
        unit = {"max_steps": "call", "max_tokens": "token", "max_seconds": "second"}[setting]
        return LimitReached(model, f"{allowed:,g} {unit}{'' if allowed == 1 else 's'}", setting)


def run_within(seconds: float, work: Callable[[], Result], stop: Future[None]) -> Result:
    """What ``work`` gives; raises what it raises, and :class:`Overdue` after ``seconds`` or once ``stop`` is done.

    It runs in a thread of its own, which is left behind then: an endpoint that sends nothing but signs of life
    holds any client for ever, and no client can be made to let go from outside.
    """
    context = copy_context()
    ended: Future[Result] = Future()

    def run() -> None:
        try:
            ended.set_result(context.run(work))
        except BaseException as error:  # noqa: BLE001 - raised again by result()
            ended.set_exception(error)

    threading.Thread(target=run, daemon=True, name="a model's reply").start()
    either: tuple[Future[Any], ...] = (ended, stop)
    wait(either, timeout=max(0.0, seconds), return_when=FIRST_COMPLETED)
    if not ended.done():
        raise Overdue
    return ended.result()


class Overdue(Exception):
    """Work that takes longer than it may."""


class ReplyEnded(BaseException):  # no Exception: LangChain would write a warning on the terminal
    """Ends a reply within the callback that reads it. Caught where the model is called."""

    def __init__(self, limit: LimitReached) -> None:
        super().__init__(str(limit))
        self.limit = limit


class Watch(BaseCallbackHandler):
    """Reads a reply as it streams, and ends it where a limit is used up. One for each answer."""

    raise_error = True
    run_inline = True

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._model = ""
        self.text = ""
        """The prose of the reply so far."""
        self.calls_tools = False

    def begin(self, model: str) -> None:
        """A reply of ``model`` begins. Raises :class:`LimitReached`."""
        self._model, self.text, self.calls_tools = model, "", False
        self._budget.check(model)

    @override
    def on_chat_model_start(
        self, serialized: dict[str, Any], messages: list[list[BaseMessage]], *, run_id: UUID, **kwargs: Any
    ) -> None:
        """Nothing: the default raises."""

    @override
    def on_llm_new_token(
        self,
        token: str | list[str | dict[str, Any]],
        *,
        chunk: GenerationChunk | ChatGenerationChunk | None = None,
        run_id: UUID,
        **kwargs: Any,
    ) -> None:
        """Takes up the next piece. Raises :class:`ReplyEnded` where a limit is used up."""
        message = getattr(chunk, "message", None)
        if isinstance(message, AIMessageChunk):
            self.text += message.text
            self.calls_tools = self.calls_tools or bool(message.tool_call_chunks)
        if self._budget.stop.done():
            raise ReplyEnded(self._budget.reached(self._model))
        try:
            self._budget.check(self._model, reply_tokens=reckon_tokens(self.text))
        except LimitReached as limit:
            raise ReplyEnded(limit) from None

    def count(self, reply: AIMessage | None, sent_tokens: int) -> None:
        """Enters the reply that ended; without ``reply`` it failed, and what streamed of it counts."""
        used = reply.usage_metadata if reply else None
        if used:
            call = Call(self._model, used["input_tokens"], used["output_tokens"], estimated=False)
        elif reply or self.text:
            words = reply.text if reply else self.text
            asked = " ".join(str(each["args"]) for each in reply.tool_calls) if reply else ""
            call = Call(self._model, sent_tokens, reckon_tokens(words + asked), estimated=True)
        else:
            call = Call(self._model, 0, 0, estimated=False)
        self._budget.calls.append(call)
