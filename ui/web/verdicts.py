"""The verdicts on figures, as the page shows them: a mark that differs in shape, not in colour alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from copilot.support import UNSOUND, CheckedSentence, Support
from copilot.tieout import UNTIED, CheckedFigure, Verdict


@dataclass(frozen=True, slots=True)
class Mark:
    """How one verdict is shown: its sign and what it means."""

    sign: str
    meaning: str


MARKS: Mapping[Verdict, Mark] = {
    "computed": Mark("✓", "equals a value of a computation that is cited"),
    "quoted": Mark("❝", "stands in a passage that is cited"),
    "derived": Mark("∑", "one arithmetic step from figures that are cited"),
    "conflicting": Mark("⚠", "cited evidence gives another value for the same thing"),
    "unsupported": Mark("✗", "nothing that is cited gives this figure"),
}
"""In the order from the strongest to none; the legend keeps it."""

SUPPORT_MEANINGS: Mapping[Support, str] = {
    "supported": "what it cites says so",
    "weak": "much of it is not in what it cites",
    "unsupported": "what it cites does not say so",
    "uncited": "it cites nothing that says so",
}
"""Of the verdicts on sentences. One that is supported carries no mark."""


def doubts(sentences: Sequence[CheckedSentence]) -> str:
    """How many of ``sentences`` are not supported, as HTML for the legend; empty where all are."""
    counts = Counter(sentence.verdict for sentence in sentences)
    return "".join(
        f'<span class="verdict doubted" title="{SUPPORT_MEANINGS[verdict]}"><span class="doubt {verdict}">?</span>'
        f"{counts[verdict]} {'sentence' if counts[verdict] == 1 else 'sentences'} {verdict}</span>"
        for verdict in UNSOUND
        if counts[verdict]
    )


def summarise(figures: Sequence[CheckedFigure]) -> str:
    """One sentence on how many of ``figures`` tie out; empty where there are none."""
    if not figures:
        return ""
    untied = sum(figure.verdict in UNTIED for figure in figures)
    total = len(figures)
    if untied:
        return f"{untied} of {total} {'figure does' if total == 1 else 'figures do'} not tie out"
    return "The one figure ties out" if total == 1 else f"All {total} figures tie out"


def legend(figures: Sequence[CheckedFigure]) -> str:
    """The verdicts that occur in ``figures``, as HTML: mark, name, how often, and the meaning as the hover title."""
    counts = Counter(figure.verdict for figure in figures)
    return "".join(
        f'<span class="verdict {name}" title="{mark.meaning}"><span class="mark">{mark.sign}</span>'
        f"{counts[name]} {name}</span>"
        for name, mark in MARKS.items()
        if counts[name]
    )
