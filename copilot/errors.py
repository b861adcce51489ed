"""What can go wrong in the copilot.

CopilotError
└── BadAnswer    an answer's JSON is not what the schema says
"""

from __future__ import annotations


class CopilotError(Exception):
    """The root: the message says what happened, to what, and the mend."""


class BadAnswer(CopilotError):
    """A stored or sent answer that does not follow ``copilot/answer.schema.json``."""
