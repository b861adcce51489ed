"""Support: whether the evidence that a sentence of an answer cites says what the sentence says."""

from copilot.support.checking import UNSOUND, CheckedSentence, Support, check_support

__all__ = ["UNSOUND", "CheckedSentence", "Support", "check_support"]
