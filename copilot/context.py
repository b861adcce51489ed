"""What of a conversation a model is sent: all of it where it fits into the window, else its older parts shortened.

The conversation itself keeps every message and all evidence; only what is sent is shortened, by code and the same
way each time. (LangChain's ``SummarizationMiddleware`` has a model rewrite the conversation: that costs a call which
may fail, figures pass through its prose, and the evidence behind the ids is gone.) Ids of evidence are kept as long
as their turn is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.utils import count_tokens_approximately

from copilot.budget import CHARS_PER_TOKEN
from copilot.evidence import EVIDENCE_ID, PassageEvidence, describe_source, from_json
from copilot.mending import is_question
from prompts import load_prompt

QUOTE_CHARS = 160
"""Of a passage that is shortened: enough to tell what it is about."""

ANSWER_CHARS = 300
"""Of an earlier answer that is shortened: its first sentences, which say what came of it."""

SHORTEST_RESULT_CHARS = 400
"""What is left of a result of the question at hand, however many there are."""

Turn = list[AnyMessage]
Message = TypeVar("Message", bound=BaseMessage)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Messages that fit, and whether any had to be shortened."""

    messages: list[AnyMessage]
    shortened: bool


def count_tokens(messages: Iterable[AnyMessage]) -> int:
    """The tokens of ``messages``, about."""
    return count_tokens_approximately(list(messages), chars_per_token=CHARS_PER_TOKEN)


def fit(messages: Sequence[AnyMessage], room_tokens: int) -> Fitted:
    """``messages`` in at most ``room_tokens``, the oldest shortened first and the question at hand last.

    Where even that does not fit, what is left is given: the endpoint has the last word.
    """
    turns = _turns(messages)
    sizes = [count_tokens(turn) for turn in turns]
    if sum(sizes) <= room_tokens:
        return Fitted(list(messages), shortened=False)
    for edit in (digest_results, drop_calls, shorten_answer):
        for number, turn in enumerate(turns[:-1]):
            turns[number] = edit(turn)
            sizes[number] = count_tokens(turns[number])
            if sum(sizes) <= room_tokens:
                return Fitted(_joined(turns), shortened=True)
    left_out = 0
    while sum(sizes[left_out:-1]) and sum(sizes[left_out:]) > room_tokens:
        left_out += 1
    note = [HumanMessage(load_prompt("left_out", count=str(left_out)))] if left_out else []
    current = _cut_results(turns[-1], room_tokens - sum(sizes[left_out:-1]))
    return Fitted([*note, *_joined([*turns[left_out:-1], current])], shortened=True)


def digest_results(turn: Turn) -> Turn:
    """The turn with each result of a tool replaced by a list of the evidence that it gave."""
    return [_digest(message) if isinstance(message, ToolMessage) else message for message in turn]


def drop_calls(turn: Turn) -> Turn:
    """The turn's question and answer alone, without what lies between."""
    answers = [message for message in turn if isinstance(message, AIMessage) and not message.tool_calls]
    return [*(message for message in turn if is_question(message)), *answers[-1:]]


def shorten_answer(turn: Turn) -> Turn:
    """The turn with the beginning of its answer, and the ids of all that the answer cites."""
    return [_with_text(message, _beginning(message.text)) for message in turn]


def _beginning(text: str) -> str:
    if len(text) <= ANSWER_CHARS:
        return text
    begun = text[:ANSWER_CHARS].rsplit(" ", 1)[0]
    lost = [one for one in dict.fromkeys(EVIDENCE_ID.findall(text)) if one not in begun]
    return f"{begun} … {' '.join(f'[{one}]' for one in lost)}".rstrip()


def _cut_results(turn: Turn, room_tokens: int) -> Turn:
    """The turn at hand with its longest results cut, so that it fits: all to the same length."""
    results = [len(message.text) for message in turn if isinstance(message, ToolMessage)]
    excess = (count_tokens(turn) - room_tokens) * CHARS_PER_TOKEN
    if excess <= 0 or not results:
        return turn
    allowed = max(SHORTEST_RESULT_CHARS, _level(results, sum(results) - excess))
    return [
        _with_text(message, load_prompt("cut_result", text=message.text[:allowed]))
        if isinstance(message, ToolMessage) and len(message.text) > allowed
        else message
        for message in turn
    ]


def _level(lengths: Sequence[int], room: float) -> int:
    """The length to which the longest of ``lengths`` are cut for all to fit into ``room``."""
    left = max(room, 0.0)
    for number, length in enumerate(sorted(lengths)):
        share = left / (len(lengths) - number)
        if length > share:
            return int(share)
        left -= length
    return max(lengths)


def _digest(message: ToolMessage) -> ToolMessage:
    found = [from_json(item) for item in message.artifact or []]
    lines = [
        f"[{item.id}] {describe_source(item)}: {' '.join(item.quote.split())[:QUOTE_CHARS]}"
        if isinstance(item, PassageEvidence)
        else f"[{item.id}] {item.title}: {item.value} {item.unit}"
        for item in found
    ]
    digest = load_prompt("shortened_result", evidence="\n".join(lines) or message.text[:QUOTE_CHARS])
    return message if len(digest) >= len(message.text) else _with_text(message, digest)


def _with_text(message: Message, text: str) -> Message:
    return message if text == message.text else message.model_copy(update={"content": text})


def _turns(messages: Sequence[AnyMessage]) -> list[Turn]:
    """The messages of each question in a list of their own."""
    turns: list[Turn] = [[]]
    for message in messages:
        if is_question(message) and turns[-1]:
            turns.append([])
        turns[-1].append(message)
    return turns


def _joined(turns: Iterable[Turn]) -> list[AnyMessage]:
    return [message for turn in turns for message in turn]
