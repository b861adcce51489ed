"""``tieout ask``: a question in, a cited and checked answer out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from ui.options import AsJson, AsOf
from ui.session import session_of

if TYPE_CHECKING:
    from copilot.conversations import Conversation, Conversations


def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="In plain words.", show_default=False)],
    *,
    as_of: AsOf = None,
    as_json: AsJson = False,
    follow_up: Annotated[
        bool,
        typer.Option(
            "--continue", help="Go on with the conversation that was used last, here or in the chat."
        ),
    ] = False,
    conversation_id: Annotated[
        str,
        typer.Option(
            "--conversation",
            metavar="ID",
            help="Go on with this conversation: its id stands in the chat's address.",
            show_default=False,
        ),
    ] = "",
    documents: Annotated[
        list[str] | None,
        typer.Option(
            "--document",
            metavar="ID",
            help="Answer from this document alone; several may be named. tieout documents lists their ids.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Ask a market question.

    The answer cites its sources, and every figure is checked. A question that nothing in the library or
    the tables supports is refused in one sentence; that is an answer too ("refused" in the JSON), and the
    exit status is 0.

    A conversation keeps its as-of. Going on with another --as-of starts a branch: it knows the questions
    before it, and of the answers only what was given as of the same day or an earlier one.
    """
    session = session_of(context)
    with session.workspace() as workspace:
        from ui.rendering import render_answer
        from ui.streaming import wait, watch

        earlier = _earlier(workspace.conversations, conversation_id, follow_up=follow_up)
        if documents:
            if earlier:
                raise typer.BadParameter("--document begins a conversation of its own; leave --continue off")
            for document_id in documents:
                workspace.library.document(document_id)
        conversation = _conversation(workspace.conversations, earlier, as_of, documents or [])
        is_new = conversation is not earlier
        copilot = session.open_copilot(workspace)
        events = copilot.stream(question, as_of=conversation.as_of, conversation_id=conversation.id)
        try:
            answer = (wait if as_json else watch)(session.screen, events)
        except BaseException:
            if is_new:  # nothing was said in it
                workspace.delete_conversation(conversation.id)
            raise
    if as_json:
        session.screen.json(answer.to_json())
    else:
        render_answer(session.screen, answer)


def _earlier(conversations: Conversations, conversation_id: str, *, follow_up: bool) -> Conversation | None:
    """The conversation to go on with, or ``None``. Raises ``UnknownConversation``."""
    if conversation_id:
        return conversations.get(conversation_id)
    held = conversations.all() if follow_up else []
    return held[0] if held else None


def _conversation(
    conversations: Conversations,
    earlier: Conversation | None,
    as_of: datetime | None,
    documents: Sequence[str],
) -> Conversation:
    """The conversation to ask in: ``earlier``, a branch of it where another as-of is stated, or a new one."""
    if earlier is None:
        return conversations.create(as_of, documents=documents)
    if as_of is None or as_of == earlier.as_of:
        return earlier
    return conversations.branch(earlier.id, as_of)
