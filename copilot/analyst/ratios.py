"""Margins that no report states: worked out from two figures of one column, both cited, the step told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from copilot.analyst.report_questions import ReportQuestion, find_figures
from copilot.analyst.report_words import name_of_row, told
from copilot.evidence import PassageEvidence
from copilot.inert import as_name
from copilot.reports.evidence import evidence_id
from copilot.reports.lines import line_of
from copilot.reports.lookup import Found
from vectorstore.analysis import words_of

if TYPE_CHECKING:
    from vectorstore.library import Library

WHOLE = "revenue"


@dataclass(frozen=True, slots=True)
class Margin:
    """A line of a report and the revenue that it is a share of, from one document for one period."""

    part: Found
    whole: Found

    @property
    def percent(self) -> Decimal:
        """The share in percent."""
        return 100 * _amount(self.part) / _amount(self.whole)


def margin_questions(question: ReportQuestion) -> tuple[ReportQuestion, ReportQuestion] | None:
    """The questions for the line and for the revenue; ``None`` where no margin is asked for."""
    if not question.line.part:
        return None
    narrowing = " ".join(
        word for word in question.words.split() if question.line.narrowing.intersection(words_of(word))
    )
    part, whole = (f"{narrowing} {name}".strip() for name in (question.line.part, WHOLE))
    return (
        replace(question, words=part, line=line_of(part)),
        replace(question, words=whole, line=line_of(whole)),
    )


def find_margins(question: ReportQuestion, library: Library, as_of: datetime) -> list[Margin]:
    """The margins that ``question`` asks for, of which reports give both figures in one column."""
    asked = margin_questions(question)
    if asked is None:
        return []
    parts, wholes = (find_figures(one, library, as_of) for one in asked)
    return [
        Margin(part.found, whole.found)
        for part, whole in zip(parts, wholes, strict=True)
        if part.found and whole.found and _fit(part.found, whole.found)
    ]


def margin_calls(question: ReportQuestion) -> list[tuple[str, dict[str, Any]]]:
    """The tool calls that bring both figures."""
    return [call for one in margin_questions(question) or () for call in one.calls()]


def describe_margins(
    question: ReportQuestion, margins: Sequence[Margin], passages: Sequence[PassageEvidence]
) -> list[str]:
    """A sentence for each margin: both figures, then the share and how it comes about."""
    asked = margin_questions(question)
    if asked is None:
        return []
    lines = []
    for item in margins:
        if not all(evidence_id(found, passages) for found in (item.part, item.whole)):
            continue
        cited = "".join(
            dict.fromkeys(f"[{evidence_id(found, passages)}]" for found in (item.part, item.whole))
        )
        lines.append(
            f"{as_name(item.part.company)} reported {name_of_row(item.part, asked[0])} of "
            f"{told(item.part, passages)}, a margin of {item.percent:.1f}% {cited} on "
            f"{name_of_row(item.whole, asked[1])} of {told(item.whole, passages)}."
        )
    return lines


def _fit(part: Found, whole: Found) -> bool:
    same = part.document_id == whole.document_id and part.span == whole.span
    return same and part.row.scale == whole.row.scale and _amount(whole) > 0


def _amount(found: Found) -> Decimal:
    digits = "".join(sign for sign in found.written if sign.isdigit() or sign == ".")
    value = Decimal(digits or 0)
    return -value if "(" in found.written or found.written.startswith(("-", "–", "—")) else value
