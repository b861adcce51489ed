"""The refusal: one sentence that says what was looked for and what would help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from market.clock import new_york_day
from vectorstore.sentences import sentence_spans

QUERY_CHARS = 120


@dataclass(slots=True)
class Attempt:
    """One tool call of a turn, and what came of it."""

    call_id: str
    name: str
    arguments: dict[str, object] = field(default_factory=dict)
    found: int = 0
    error: str = ""

    def describe(self) -> str:
        """The call in a few words, as a step that a person watches."""
        query = str(self.arguments.get("query", ""))
        if query:
            return f"searching the documents for “{shortened(query)}”"
        given = ", ".join(str(value) for value in self.arguments.values() if value not in ("", None))
        name = self.name.replace("_", " ")
        return f"{name}: {given}" if given else name


def refusal_sentence(attempts: Sequence[Attempt], as_of: datetime | None, *, limited: bool = False) -> str:
    """Why there is no answer, in one sentence, from what was tried; ``limited`` to documents that a reader chose."""
    if limited:
        return "The documents that this conversation is limited to do not answer this; ask it without that limit."
    view = f" as of {new_york_day(as_of)}" if as_of else ""
    opening = f"I found nothing in the library or the market tables{view} that answers this"
    errors = list(dict.fromkeys(_first_sentence(attempt.error) for attempt in attempts if attempt.error))
    if errors:
        return f"{opening}: {'; '.join(errors)}."
    steps = list(dict.fromkeys(attempt.describe() for attempt in attempts))
    tried = f" ({'; '.join(steps)})" if steps else ""
    return (
        f"{opening}{tried}; documents added with `tieout ingest` or tables added with `tieout load` "
        "that cover it would help."
    )


def _first_sentence(text: str) -> str:
    words = " ".join(text.split())
    start, end = next(sentence_spans(words, 0, len(words)), (0, 0))
    return words[start:end].rstrip(".!?")


def shortened(text: str) -> str:
    """The beginning of ``text``, as a line of steps has room for it."""
    return text if len(text) <= QUERY_CHARS else f"{text[: QUERY_CHARS - 1]}…"
