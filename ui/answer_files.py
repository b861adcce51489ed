"""An answer as a file to share: Markdown that reads by itself, with its sources below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from copilot.conversations import UnreadableAnswer
from copilot.evidence import PassageEvidence, describe_source
from copilot.tieout import UNTIED

if TYPE_CHECKING:
    from copilot.answer import Answer

_SPACE = re.compile(r"\s+")


def answer_markdown(answer: Answer) -> str:
    """Question, prose, how its figures tie out, and the sources with the words or the SQL they rest on."""
    lines = [f"# {_line(answer.question)}", ""]
    if answer.as_of:
        lines += [f"As of {answer.as_of}.", ""]
    lines += [answer.prose.strip(), ""]
    if answer.figures:
        untied = sum(1 for figure in answer.figures if figure.verdict in UNTIED)
        lines += [f"{len(answer.figures) - untied} of {len(answer.figures)} figures tie out.", ""]
        lines += [
            f"- {figure.text}: {figure.verdict}{f' ({figure.step})' if figure.step else ''}"
            for figure in answer.figures
        ]
        lines.append("")
    if answer.citations:
        lines += ["## Sources", ""]
    for number, item in enumerate(answer.citations, start=1):
        if isinstance(item, PassageEvidence):
            lines += [
                f"[{number}] {_line(describe_source(item))} (`{item.id}`)",
                "",
                f"> {_line(item.quote)}",
                "",
            ]
            continue
        given = ", ".join(f"{name}={value}" for name, value in item.params.items())
        lines += [
            f"[{number}] {_line(item.title)}: {_line(given)} (`{item.id}`, `tieout recheck {item.id}`)",
            "",
        ]
        lines += ["```sql", item.sql.replace("```", "` ` `"), "```", ""]
    lines.append(f"Answered by {answer.model}, answer `{answer.id}`.")
    return "\n".join(lines) + "\n"


def conversation_markdown(title: str, answers: Sequence[Answer | UnreadableAnswer]) -> str:
    """All answers of a conversation, one below the other; of one that cannot be read, that it is there."""
    parts = [
        f"Answer `{answer.id}` cannot be read: {answer.reason}"
        if isinstance(answer, UnreadableAnswer)
        else answer_markdown(answer).replace("\n## ", "\n### ").replace("# ", "## ", 1)
        for answer in answers
    ]
    return "\n\n".join([f"# {_line(title)}", *parts])


def _line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
