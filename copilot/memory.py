"""What a model remembers of a conversation: the thread of messages that LangGraph keeps for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, RemoveMessage

from copilot.carrying import carried_turns
from copilot.conversations import Conversations
from copilot.evidence import Evidence, from_json

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.graph.state import CompiledStateGraph

    Graph = CompiledStateGraph[Any, Any, Any, Any]


def ready_thread(
    graph: Graph, config: RunnableConfig, conversations: Conversations, conversation_id: str
) -> None:
    """Makes the thread ready for a question: a branch gets what is carried into it, what broke off is removed."""
    messages = graph.get_state(config).values.get("messages", [])
    if not messages:
        carried = [
            message
            for turn in carried_turns(conversations, conversation_id)
            for message in (HumanMessage(turn.question), AIMessage(turn.answer))
        ]
        if carried:
            graph.update_state(config, {"messages": carried}, as_node="model")
    elif unfinished := unfinished_turn(messages):
        removed = [RemoveMessage(id=str(message.id)) for message in unfinished]
        graph.update_state(config, {"messages": removed}, as_node="model")


def unfinished_turn(messages: list[BaseMessage]) -> list[BaseMessage]:
    """What a turn that broke off left behind: no model takes a tool call without its result."""
    ends = [
        number
        for number, message in enumerate(messages, start=1)
        if isinstance(message, AIMessage) and not message.tool_calls
    ]
    return messages[ends[-1] if ends else 0 :]


def recall(graph: Graph, config: RunnableConfig) -> Iterator[Evidence]:
    """The evidence of the conversation's earlier turns: a follow-up may cite it again."""
    for message in graph.get_state(config).values.get("messages", []):
        if message.type == "tool":
            yield from (from_json(item) for item in message.artifact or [])
