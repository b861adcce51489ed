"""What is carried into a branch: a conversation that goes on from another's turns as of another moment.

Nothing that the new as-of hides may come in through the history. So evidence is never carried: it is found and
computed anew, as of the branch's moment. Questions always are: a person asked them, and follow-ups lean on them. An
answer is carried where it was given as of the same moment or an earlier one, with its date before it and without its
citations; else only that there was one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from copilot.answer import Answer
from copilot.conversations import Conversations, StoredAnswer
from prompts import load_prompt

_CITATION = re.compile(r"\s*\[\d{1,3}\](?!\()")


@dataclass(frozen=True, slots=True)
class CarriedTurn:
    """A question of an earlier conversation, and what of its answer may be known."""

    question: str
    answer: str


def carried_turns(conversations: Conversations, conversation_id: str) -> list[CarriedTurn]:
    """The turns that a branch begins with, oldest first; empty for a conversation that is none."""
    as_of = conversations.get(conversation_id).as_of or datetime.now(UTC)
    return [
        CarriedTurn(stored.answer.question, _known(stored, stored.answer, as_of))
        for stored in conversations.inherited(conversation_id)
        if isinstance(stored.answer, Answer)
    ]


def _known(stored: StoredAnswer, answer: Answer, as_of: datetime) -> str:
    """What may be known of ``answer`` as of a moment. Asked as of now, it was as of the moment it was given."""
    seen_until = datetime.fromisoformat(answer.as_of) if answer.as_of else stored.given_at
    if seen_until > as_of:
        return load_prompt("uncarried_answer")
    prose = _CITATION.sub("", answer.prose)
    return load_prompt("carried_answer", as_of=f"{seen_until:%Y-%m-%d %H:%M} UTC", prose=prose)
