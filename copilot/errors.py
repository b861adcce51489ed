"""What can go wrong in the copilot.

CopilotError
├── BadAnswer            an answer's JSON is not what the schema says
├── SettingsError        a setting has a value that cannot be used
├── BrokenStore          a file of conversations or receipts cannot be read or written
├── EmptyQuestion        nothing was asked
├── UnknownConversation  no conversation has this id
├── UnknownAnswer        no stored answer has this id
├── AsOfMismatch         a question as of another moment than its conversation's
├── BadPlan              a research plan that cannot be used
├── NothingToReport      neither library nor tables hold anything on a topic
├── UnknownReport        no report has this id
├── ReportBusy           a report is being written by another process
└── ModelFailed          the model gave no answer
    └── LimitReached     steps, tokens or seconds of one answer were used up
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path


class CopilotError(Exception):
    """The root: the message says what happened, to what, and the mend."""


class BadAnswer(CopilotError):
    """A stored or sent answer that does not follow ``copilot/answer.schema.json``."""


class SettingsError(CopilotError):
    """A setting that cannot be used; the message names it, where it was set and the mend."""


class BrokenStore(CopilotError):
    """A SQLite file of conversations or receipts that cannot be read or written."""

    def __init__(self, path: Path, error: sqlite3.Error) -> None:
        in_use = isinstance(error, sqlite3.OperationalError)
        mend = (
            "Another process may be using it, or the disk may be full: try again."
            if in_use
            else "Put a copy back, or move the file away: what it held is then gone, the library is untouched."
        )
        super().__init__(f"{path} cannot be used: {error}. {mend}")


class EmptyQuestion(CopilotError):
    """Nothing was asked."""


class UnknownConversation(CopilotError):
    """No conversation has this id."""


class UnknownAnswer(CopilotError):
    """No stored answer has this id."""


class AsOfMismatch(CopilotError):
    """A question as of another moment than the conversation it is asked in."""

    def __init__(self, conversation: datetime | None, asked: datetime) -> None:
        held = conversation.isoformat() if conversation else "the moment of each question"
        super().__init__(
            f"The conversation is held as of {held}, the question is as of {asked.isoformat()}. "
            "Another as-of starts a branch of it: the date on the page, --continue --as-of on the command line."
        )


class BadPlan(CopilotError):
    """A research plan, or a step of one, that cannot be used."""


class NothingToReport(CopilotError):
    """Neither the library nor the tables hold anything on the topic of a report or a summary."""


class UnknownReport(CopilotError):
    """No report has this id."""


class ReportBusy(CopilotError):
    """The steps of a report are being run by another process."""


class ModelFailed(CopilotError):
    """The model gave no answer: its endpoint failed, or it went round in circles."""

    def __init__(self, model: str, error: Exception | str) -> None:
        self.model = model
        self.reason = str(error).rstrip(".")
        super().__init__(
            f"The model {model} gave no answer: {self.reason}. "
            "Try again, or set another model (`tieout config` shows it)."
        )


class LimitReached(ModelFailed):
    """The steps, tokens or seconds that one answer may take were used up before it was written."""

    def __init__(self, model: str, limit: str, setting: str) -> None:
        super().__init__(model, f"the limit of {limit} was reached (the setting {setting})")
