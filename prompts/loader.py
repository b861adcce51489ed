"""Reads a prompt and fills in its variables. A missing or an unknown variable is an error, never a hole."""

from __future__ import annotations

import re
from importlib.resources import files

VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class PromptError(Exception):
    """A prompt that does not exist, or variables that do not fit it. Seen by developers."""


def load_prompt(name: str, /, **variables: str) -> str:
    """The text of ``prompts/<name>.md`` with each ``{{variable}}`` replaced.

    Raises :class:`PromptError` for an unknown prompt, a variable that is missing, or one that the prompt does not use.
    """
    path = files("prompts") / f"{name}.md"
    if not path.is_file():
        raise PromptError(f"there is no prompt {name!r}: expected the file prompts/{name}.md")
    text = path.read_text(encoding="utf-8")
    wanted = set(VARIABLE.findall(text))
    if missing := sorted(wanted - variables.keys()):
        raise PromptError(f"prompt {name!r} needs the variable {missing[0]!r}, which was not given")
    if unknown := sorted(variables.keys() - wanted):
        raise PromptError(f"prompt {name!r} has no variable {unknown[0]!r}")
    return VARIABLE.sub(lambda match: variables[match[1]], text)
