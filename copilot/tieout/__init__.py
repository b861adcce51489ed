"""The check: each figure of an answer gets its verdict, with the evidence that it ties out to."""

from copilot.tieout.checking import UNTIED, VERDICTS, CheckedFigure, Verdict, check

__all__ = ["UNTIED", "VERDICTS", "CheckedFigure", "Verdict", "check"]
