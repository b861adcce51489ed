"""Says what changed from one document of a series to the next."""

from __future__ import annotations

from collections.abc import Sequence

from copilot.analyst.changes import MOST_PASSAGES, changes_between, describe_changes
from copilot.analyst.scope import Scope, day_of
from copilot.evidence import PassageEvidence
from copilot.inert import as_name


def is_comparable(scope: Scope) -> bool:
    """Whether the scope is two short texts, whose sentences can be set side by side."""
    return len(scope.documents) == 2 and all(item.passages <= MOST_PASSAGES for item in scope.documents)


def describe_scope_changes(scope: Scope, passages: Sequence[PassageEvidence]) -> list[str]:
    """One sentence that names both texts, then their changes side by side; empty where nothing was read."""
    earlier, later = sorted(scope.documents, key=day_of)
    texts = [
        sorted((item for item in passages if item.document_id == document.id), key=lambda item: item.start)
        for document in (earlier, later)
    ]
    if not all(texts):
        return []
    changes = changes_between(texts[0], texts[1])
    heads = (f"{as_name(earlier.kind)} of {day_of(earlier)}", f"{as_name(later.kind)} of {day_of(later)}")
    cited = f"[{texts[0][0].id}] [{texts[1][0].id}]"
    if not changes:
        return [f"The {heads[1]} repeats the {heads[0]} sentence by sentence {cited}."]
    lead = f"From the {heads[0]} to the {heads[1]} of {as_name(later.publisher)} these sentences changed {cited}:"
    return [lead, *describe_changes(changes, heads)]
