"""Failures: what a person can mend ends as one message, not as a traceback."""

from __future__ import annotations

FAILED = 1
"""Exit status where something could not be done; usage errors are 2."""


def domain_errors() -> tuple[type[Exception], ...]:
    """The roots of the errors whose message is written for the person who asked."""
    from copilot.domain import LibraryError, MarketError
    from copilot.errors import CopilotError
    from ingest.errors import IngestError

    return (CopilotError, IngestError, MarketError, LibraryError)
