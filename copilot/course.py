"""How the writing of one answer went: what was used, who wrote, what a reader should know."""

from __future__ import annotations

from dataclasses import dataclass, field

from copilot.budget import Budget, Watch


@dataclass(slots=True)
class Course:
    """How the writing of one answer went: what was used, who wrote, what a reader should know."""

    budget: Budget
    watch: Watch
    writer: str
    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Notes ``text`` for the reader, once."""
        if text not in self.notes:
            self.notes.append(text)
