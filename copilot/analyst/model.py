"""The embedded analyst: a chat model made of rules and embeddings. No key, no network, no language model.

It reads the question, calls tools like any model, then writes: figures from receipts in plain sentences, and
sentences taken from passages word for word, each with the id of its evidence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import ToolCall
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import ConfigDict
from typing_extensions import override

from copilot.analyst.asking_back import which_is_meant
from copilot.analyst.composing import LATER, compose_answer, unread_sentence
from copilot.analyst.documents import DocumentDesk
from copilot.analyst.forecasts import asks_for_forecast
from copilot.analyst.masking import mask_example
from copilot.analyst.matching import (
    DOCUMENT_QUESTIONS,
    MetricMatcher,
    asks_for_closes,
    asks_for_words,
    asks_what_is_written,
    asks_what_somebody_said,
    measures_instruments,
    measures_move,
    names_no_close,
    only_in_tables,
    says_nothing,
)
from copilot.analyst.quoting import PartFindings, Writing, reasons_query
from copilot.analyst.reading import Part, read_question
from copilot.analyst.unreleased import missing_value
from copilot.evidence import PassageEvidence, ReceiptEvidence, from_json
from copilot.mending import MEND_REQUEST
from copilot.tools import SEARCH_TOOL
from market.clock import new_york_day

if TYPE_CHECKING:
    from copilot.workspace import Workspace

QUESTIONS_REMEMBERED = 4  # what a follow-up leans on is seldom further back
EXAMPLES_READ_AT = datetime(2026, 1, 22, 21, tzinfo=UTC)
"""Examples are read as of one moment: which of their words are periods is the same on every day."""
NO_FORECAST = (
    "Tieout makes no forecasts; ask what has been reported so far, or what the sources say about the outlook."
)
NO_INTRADAY = (
    "Tieout holds daily closes, and neither volumes nor prices within a session; ask for a close or a return."
)
NAME_IT = "name an instrument, a measure and a time, for instance “volatility of the S&P 500 in 2025”"
NOT_UNDERSTOOD = f"I did not understand what to compute; {NAME_IT}."
NO_ADVICE = "Tieout gives no investment advice; ask what an instrument did, or what the sources say about it."
_PIECE = re.compile(r"\S+\s*|\s+")


class Desk:
    """What the analyst has before it: the names, the metrics and the kinds of documents of one workspace."""

    def __init__(self, workspace: Workspace, as_of: datetime) -> None:
        self.workspace = workspace
        self.as_of = as_of

    @cached_property
    def matcher(self) -> MetricMatcher:
        """Compares questions to the metrics' examples."""
        memory, metrics = self.workspace.example_memory, self.workspace.metrics
        examples = [example for metric in metrics.values() for example in metric.examples]
        memory.prepare([*DOCUMENT_QUESTIONS, *examples], self._masked, self.workspace.instruments)
        return memory.once(lambda: MetricMatcher(metrics, memory.embed, memory.mask))

    @cached_property
    def documents(self) -> DocumentDesk:
        """What the analyst knows of the library's documents."""
        return DocumentDesk(self.workspace.library, self.as_of)

    def read(self, question: str, before: Part | None = None) -> list[Part]:
        """The parts of ``question``; ``before`` is the last part of the question before it."""
        return read_question(
            question,
            self.workspace.instruments,
            as_of=self.as_of,
            sessions=self.workspace.tables.sessions(self.as_of),
            kinds=self.documents.kinds,
            before=before,
        )

    def _masked(self, text: str) -> str:
        if text in DOCUMENT_QUESTIONS:  # they are written with placeholders
            return text
        return mask_example(text, self.workspace.instruments, as_of=EXAMPLES_READ_AT)


class EmbeddedAnalyst(BaseChatModel):
    """The model ``embedded``. The same question over the same workspace gives the same answer."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    desk: Desk

    @classmethod
    def over(cls, workspace: Workspace, as_of: datetime) -> EmbeddedAnalyst:
        """The analyst of ``workspace`` as of a moment."""
        return cls(desk=Desk(workspace, as_of))

    @property
    def _llm_type(self) -> str:
        return "embedded-analyst"

    @override
    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:
        """Itself: it knows the tools by name."""
        return self

    @override
    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._reply(messages))])

    @override
    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for message in _in_chunks(self._reply(messages)):
            chunk = ChatGenerationChunk(message=message)
            if run_manager:
                run_manager.on_llm_new_token(message.text, chunk=chunk)
            yield chunk

    def _reply(self, messages: Sequence[BaseMessage]) -> AIMessage:
        asked = [position for position, message in enumerate(messages) if _is_question(message)]
        parts = self._read([messages[position].text for position in asked[-QUESTIONS_REMEMBERED:]])
        results = [message for message in messages[asked[-1] + 1 :] if isinstance(message, ToolMessage)]
        if results:
            prose, missing = self._write(parts, results)
            return AIMessage(prose) if prose else _declining(missing or self._why_nothing_found(parts))
        if all(part.advice for part in parts):
            return _declining(NO_ADVICE)
        year = new_york_day(self.desk.as_of).year
        if all(
            part.advice or (asks_for_forecast(part.text, year) and not _is_unread(part)) for part in parts
        ):
            return _declining(NO_FORECAST)
        if len(parts) == 1 and (back := self._ask_back(parts[0])):
            return _declining(back)
        calls = [
            call
            for number, part in enumerate(parts)
            if not says_nothing(part, parts)
            for call in self._plan(number, part)
        ]
        if calls:
            return AIMessage("", tool_calls=calls)
        return _declining(self._why_not(parts))

    def _ask_back(self, part: Part) -> str:
        if self.desk.documents.is_of_a_bank(part):
            return ""
        return which_is_meant(part, self.desk.workspace.instruments, self.desk.documents.companies)

    def _why_nothing_found(self, parts: Sequence[Part]) -> str:
        return why_not(parts) or self.desk.documents.why_not(parts)

    def _why_not(self, parts: Sequence[Part]) -> str:
        """Why nothing was looked up, where that can be said."""
        if said := self._why_nothing_found(parts):
            return said
        if any(names_no_close(part) for part in parts):
            return NO_INTRADAY
        words = [word for part in parts for word in self._unread_words(part)]
        if words:
            return f"I did not understand “{words[0]}”; {NAME_IT}."
        return NOT_UNDERSTOOD if all(asks_for_closes(part) for part in parts) else ""

    def _read(self, questions: Sequence[str]) -> list[Part]:
        """The parts of the last of ``questions``, those before it read for what it leaves out."""
        parts: list[Part] = []
        for question in questions:
            parts = self.desk.read(question, parts[-1] if parts else None)
        return parts

    def _plan(self, number: int, part: Part) -> list[ToolCall]:
        """The tool calls for one part. The number of the part stands in each call's id."""
        calls: list[tuple[str, dict[str, Any]]] = [
            ("resolve_instrument", {"name": mention.text}) for mention in part.ambiguous
        ]
        metric_calls = self.desk.matcher.calls_for(part)
        documents = self.desk.documents.calls(part)
        if only_in_tables(part):
            pass
        elif asks_what_somebody_said(part) and not part.why:
            metric_calls = []
        elif part.held and metric_calls:
            documents = []
        elif self.desk.documents.report_calls(part):
            metric_calls = [call for call in metric_calls if "fundamentals" in call.metric.tables]
        elif self.desk.documents.names_documents(part) and not (
            measures_instruments(metric_calls) and not asks_what_is_written(part)
        ):
            metric_calls = []
        calls += [(call.metric.name, dict(call.arguments)) for call in metric_calls]
        if not self._is_for_tables(part, computed=bool(metric_calls)):
            calls += documents
        if part.why or any(measures_move(call.metric) for call in metric_calls):
            calls.append((SEARCH_TOOL, {"query": reasons_query(part)}))
        return [
            ToolCall(name=name, args=arguments, id=f"part{number}-call{position}")
            for position, (name, arguments) in enumerate(calls)
        ]

    def _is_for_tables(self, part: Part, *, computed: bool) -> bool:
        """Whether documents cannot answer a part: it asks for a statistic of closes, or of a time that is not read."""
        if part.why or part.ambiguous:
            return False
        if self._unread_words(part):
            return True
        if computed and not asks_what_is_written(part) and asks_for_closes(part):
            return True
        if self.desk.documents.names_documents(part):
            return False
        documents = self.desk.documents
        if not (part.instruments or part.groups) or documents.report_calls(part):
            return False
        is_unread = bool(part.refused_time) and not computed and not documents.scope(part).documents
        return only_in_tables(part) or asks_for_closes(part) or names_no_close(part) or is_unread

    def _unread_words(self, part: Part) -> list[str]:
        """What was not understood of a part that is about closes in a time, of which no document is asked."""
        of_closes = bool(part.instruments) and all(item.kind != "stock" for item in part.instruments)
        if not of_closes or not part.periods or part.kind or part.named_terms or asks_for_words(part.text):
            return []
        return [] if self.desk.documents.is_of_a_bank(part) else self.desk.matcher.unread_words(part)

    def _missing(self, receipt: ReceiptEvidence) -> str:
        return missing_value(receipt, self.desk.as_of, self.desk.workspace.tables.sessions(self.desk.as_of))

    def _write(self, parts: Sequence[Part], results: Sequence[ToolMessage]) -> tuple[str, str]:
        """The prose, and what is missing of what was asked for."""
        findings: list[PartFindings] = []
        missing: list[str] = []
        for number, part in enumerate(parts):
            if says_nothing(part, parts):
                continue
            own = [message for message in results if message.tool_call_id.startswith(f"part{number}-")]
            evidence = [from_json(item) for message in own for item in message.artifact or []]
            passages = {item.id: item for item in evidence if isinstance(item, PassageEvidence)}
            receipts = [item for item in evidence if isinstance(item, ReceiptEvidence)]
            unknown = {item.id: self._missing(item) for item in receipts} if part.periods else {}
            missing += [said for said in unknown.values() if said]
            receipts = [item for item in receipts if not unknown.get(item.id)]
            if any(unknown.values()) and not receipts:
                continue
            findings.append(
                PartFindings(
                    part=part,
                    receipts=receipts,
                    passages=list(passages.values()),
                    errors=[message.text for message in own if message.status == "error"],
                )
            )
        workspace = self.desk.workspace
        writing = Writing(
            workspace.metrics,
            workspace.instruments,
            workspace.embedder.embed_passages,
            self.desk.as_of,
            self.desk.documents,
        )
        return compose_answer(findings, writing), " ".join(missing)


def why_not(parts: Sequence[Part]) -> str:
    """Why nothing was computed, where it is the words for the time; empty where there is nothing to say."""
    unread = [
        part
        for part in parts
        if (part.refused_time or part.unread_time) and (part.instruments or part.groups)
    ]
    if not unread:
        return ""
    said = unread_sentence(unread[0])
    return f"{said}." if LATER.search(said) else f"{said}; write it for instance as 2025-12-31..2026-01-22."


def _is_unread(part: Part) -> bool:
    """Whether a time after the as-of is asked for as if it were known: then that is the reason to tell."""
    return bool(part.refused_time and (part.instruments or part.groups))


def _declining(sentence: str) -> AIMessage:
    """No answer, with the reason where OpenAI's messages carry it."""
    return AIMessage("", additional_kwargs={"refusal": sentence} if sentence else {})


def _is_question(message: BaseMessage) -> bool:
    return isinstance(message, HumanMessage) and message.name != MEND_REQUEST


def _in_chunks(message: AIMessage) -> Iterator[AIMessageChunk]:
    if message.tool_calls:
        yield AIMessageChunk(
            content="",
            tool_call_chunks=[
                {
                    "name": call["name"],
                    "args": json.dumps(call["args"]),
                    "id": call["id"],
                    "index": position,
                    "type": "tool_call_chunk",
                }
                for position, call in enumerate(message.tool_calls)
            ],
        )
        return
    for piece in _PIECE.findall(message.text):
        yield AIMessageChunk(content=piece)
    yield AIMessageChunk(content="", additional_kwargs=message.additional_kwargs)
