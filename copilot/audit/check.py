"""What a check of one claim says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot.audit.result import Kind, Status

if TYPE_CHECKING:
    from copilot.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of a check: the status, the reason, the evidence, and the kind of finding if it is one."""

    status: Status
    reason: str
    evidence: tuple[Evidence, ...] = ()
    kind: Kind | None = None
    others: tuple[tuple[int, int], ...] = ()
    """Other places of the report that it rests on."""
