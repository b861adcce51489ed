"""What happens while a question is answered, as the faces watch it."""

from __future__ import annotations

from dataclasses import dataclass

from copilot.answer import Answer


@dataclass(frozen=True, slots=True)
class Step:
    """Something the agent does: ``text`` says it in a few words."""

    text: str


@dataclass(frozen=True, slots=True)
class Token:
    """The next piece of the prose, its citations already numbered."""

    text: str


@dataclass(frozen=True, slots=True)
class Retracted:
    """What was streamed so far was not the answer: the model goes on working."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of the stream: the answer, checked and stored."""

    answer: Answer


Event = Step | Token | Retracted | Finished
