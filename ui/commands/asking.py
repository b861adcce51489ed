"""``tieout ask``: a question in, a cited and checked answer out."""

from __future__ import annotations

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
) -> None:
    """Ask a market question.

    The answer cites its sources, and every figure is checked. A question that nothing in the library or
    the tables supports is refused in one sentence; that is an answer too ("refused" in the JSON), and the
    exit status is 0.
    """
    session = session_of(context)
    with session.workspace() as workspace:
        from ui.rendering import render_answer
        from ui.streaming import wait, watch

        conversation, is_new = _conversation(workspace.conversations, as_of, follow_up=follow_up)
        copilot = session.open_copilot(workspace)
        events = copilot.stream(question, as_of=as_of, conversation_id=conversation.id)
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


def _conversation(
    conversations: Conversations, as_of: datetime | None, *, follow_up: bool
) -> tuple[Conversation, bool]:
    """The conversation to ask in, and whether it was made for this question."""
    held = conversations.all() if follow_up else []
    return (held[0], False) if held else (conversations.create(as_of), True)
