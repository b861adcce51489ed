"""What can be wrong with a model's reply, whoever's client raised it, and whether asking again may help.

A fault is an exception of the client (:func:`fault_of`) or a reply that is none (:func:`fault_in`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from langchain_core.exceptions import ContextOverflowError, ModelError
from langchain_core.messages import AIMessage

Mend = Literal["", "shorten", "uncounted", "unstreamed", "nudge"]
"""What to change before asking again: send less, do not ask for token counts or for a stream, say that the reply was
empty."""

REASON_CHARS = 300
"""Of what an endpoint says of its failure: a page of HTML says no more than its first lines."""

RETRIED_STATUS = frozenset({408, 409, 425, 429})
"""HTTP statuses below 500 that say "not now"; the others below 500 say "not so"."""

TOO_LONG = re.compile(
    r"context (?:length|window|size)|(?:prompt|input) is too long|too many tokens", re.IGNORECASE
)
"""How endpoints say that a conversation does not fit, where they have no code for it."""

NO_STREAM = re.compile(r"\bstream(?:ing)?\b", re.IGNORECASE)
"""In a refusal: OpenAI says "must be verified to stream this model", others "streaming is not supported"."""

NOTHING_STREAMED = "No generation"
"""How LangChain begins to say that a stream held nothing: the endpoint sent its whole reply instead."""

FINISHES = ("finish_reason", "stop_reason", "done_reason", "status")
"""Where providers say why a reply ended."""

OUT_OF_TOKENS = frozenset({"length", "max_tokens", "incomplete"})
WITHHELD = frozenset({"content_filter", "refusal", "SAFETY"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a reply: ``reason`` says it in a few words."""

    reason: str
    again: bool = True
    """Whether the same model may do better when asked again."""
    wait_s: float | None = None
    """What the endpoint asks to wait, where it says so."""
    mend: Mend = ""
    usable: bool = False
    """The reply holds prose that can stand, with a note, where nothing better comes."""


def fault_of(error: Exception) -> Fault:
    """What ``error`` of a model's client means."""
    status = _status_of(error)
    reason = _described(error)
    code = str(getattr(error, "code", "") or "")
    too_long = isinstance(error, ContextOverflowError) or "context_length" in code
    if too_long or (status in (400, 413) and TOO_LONG.search(str(error))):
        return Fault("it does not fit into the model's window", mend="shorten")
    if status is not None and status < 500 and "stream_options" in reason:
        return Fault("the endpoint does not count tokens", mend="uncounted")
    if (status is not None and status < 500 and NO_STREAM.search(reason)) or NOTHING_STREAMED in reason:
        return Fault("the endpoint does not stream", mend="unstreamed")
    if "insufficient_quota" in (code, str(error)):
        return Fault(reason, again=False)
    if isinstance(error, ModelError):
        return Fault(reason, again=error.is_retryable, wait_s=_asked_wait_s(error))
    if status is not None:
        again = status in RETRIED_STATUS or status >= 500
        return Fault(reason, again=again, wait_s=_asked_wait_s(error))
    return Fault(reason)


def fault_in(reply: AIMessage) -> Fault | None:
    """What is wrong with ``reply``, or ``None``. Calls of tools are not looked into: the tools refuse them."""
    prose, calls = bool(reply.text.strip()), bool(reply.tool_calls or reply.invalid_tool_calls)
    usable = prose and not calls
    if _broke_off(reply):
        return Fault("the reply broke off", usable=usable)
    ends = {str(reply.response_metadata.get(name, "")) for name in FINISHES}
    if ends & OUT_OF_TOKENS and not usable:
        return Fault(
            "the reply was cut at the length that the endpoint allows", mend="" if prose else "nudge"
        )
    if prose or calls or reply.additional_kwargs.get("refusal"):
        return None
    if ends & WITHHELD:
        return Fault("the endpoint withheld the reply", again=False)
    return Fault("the reply was empty", mend="nudge")


def was_cut(reply: AIMessage) -> bool:
    """Whether the endpoint ended ``reply`` for its length."""
    return any(str(reply.response_metadata.get(name, "")) in OUT_OF_TOKENS for name in FINISHES)


def _broke_off(reply: AIMessage) -> bool:
    """Whether the stream ended without saying why: OpenAI's protocol always says it, the others are trusted."""
    told = reply.response_metadata
    return told.get("model_provider") == "openai" and not any(told.get(name) for name in FINISHES)


def _status_of(error: Exception) -> int | None:
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    return status if isinstance(status, int) else None


def _described(error: Exception) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    return words if len(words) <= REASON_CHARS else f"{words[: REASON_CHARS - 1]}…"


def _asked_wait_s(error: Exception) -> float | None:
    """What the header Retry-After asks for: seconds, or a date. ``None`` where there is none that can be read."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    if headers is None:
        return None
    for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers.get(name, "")) * unit_s)
        except ValueError:
            continue
    try:
        then = parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    now = datetime.now(UTC)
    return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds())
