"""The audit of a report that somebody else wrote."""

from copilot.audit.auditing import audit
from copilot.audit.result import (
    KINDS,
    SEVERITIES,
    STATUSES,
    TIED,
    AuditedFigure,
    AuditResult,
    Finding,
    Reference,
    Span,
)

__all__ = [
    "KINDS",
    "SEVERITIES",
    "STATUSES",
    "TIED",
    "AuditResult",
    "AuditedFigure",
    "Finding",
    "Reference",
    "Span",
    "audit",
]
