"""Changes to a plan in a few words, as a person types them at the terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.research.plan import Section, Step, asked_for

HELP = (
    "Enter accepts · remove 3 5 · edit 2 NEW QUESTION · add QUESTION · move 4 1 · no rejects"
)  # fmt: skip
_COMMAND = re.compile(r"(remove|edit|add|move)\s+(.+)", re.IGNORECASE)


def change_steps(steps: Sequence[Step], said: str) -> list[Step]:
    """``steps`` after one command. Raises ``ValueError`` with the mend where it is none, or names no step."""
    match = _COMMAND.fullmatch(said.strip())
    if not match:
        raise ValueError(f"{said!r} is no command. {HELP}")
    verb, rest = match[1].lower(), match[2]
    changed = list(steps)
    if verb == "add":
        return [*changed, asked_for(rest, changed[-1].section if changed else Section.ANALYSIS)]
    if verb == "edit":
        number, _, question = rest.partition(" ")
        place = _place(number, steps)
        changed[place] = changed[place].reworded(question)
        return changed
    places = [_place(number, steps) for number in rest.replace(",", " ").split()]
    if verb == "remove":
        return [step for place, step in enumerate(changed) if place not in places]
    if len(places) != 2:
        raise ValueError("move takes two numbers: from where, to where")
    changed.insert(places[1], changed.pop(places[0]))
    return changed


def _place(number: str, steps: Sequence[Step]) -> int:
    if not number.isdecimal() or not 1 <= int(number) <= len(steps):
        raise ValueError(f"there is no step {number!r}: they are numbered from 1 to {len(steps)}")
    return int(number) - 1
