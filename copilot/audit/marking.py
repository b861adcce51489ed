"""Where in a report's text its figures and findings stand: pieces that cover the text, each with its mark."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from copilot.audit.result import TIED, AuditResult, Kind

Grade = Literal["", "tied", "unchecked", "note", "warning", "contradiction"]

_WHOLE: frozenset[Kind] = frozenset({"uncited", "two_dates", "no_session", "other_session", "table_value"})
"""Findings that are about each of their places; of the others the first is marked, the rest is what it rests on."""
_RANK: dict[Grade, int] = {"": 0, "unchecked": 1, "tied": 2, "note": 3, "warning": 4, "contradiction": 5}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the report's text with its gravest mark."""

    text: str
    grade: Grade
    findings: tuple[int, ...]
    """The numbers, from 1, of the findings that end with this piece."""
    tied: bool
    """Whether it is a figure that ties out, whatever else is found."""
    tip: str
    """What is said of the figure that stands here."""


def pieces_of(result: AuditResult) -> list[Piece]:
    """The report's text in order, cut where a mark begins or ends; joined they are the text."""
    marks: list[tuple[int, int, Grade, int, str]] = []
    for figure in result.figures:
        grade: Grade = (
            "tied" if figure.status in TIED else "unchecked" if figure.status == "unchecked" else ""
        )
        marks.append((figure.start, figure.end, grade, 0, f"{figure.status}: {figure.reason}"))
    for number, found in enumerate(result.findings, start=1):
        spans = found.spans if found.kind in _WHOLE else found.spans[:1]
        marks += [(span.start, span.end, found.severity, number, found.reason) for span in spans]
    cuts = sorted({0, len(result.text), *(m[0] for m in marks), *(m[1] for m in marks)})
    begin: dict[int, list[tuple[int, int, Grade, int, str]]] = {}
    for mark in marks:
        begin.setdefault(mark[0], []).append(mark)
    pieces: list[Piece] = []
    live: list[tuple[int, int, Grade, int, str]] = []
    for start, end in pairwise(cuts):
        live = [mark for mark in live if mark[1] > start] + [m for m in begin.get(start, []) if m[1] > start]
        gravest = max(live, key=lambda mark: _RANK[mark[2]], default=None)
        ending = tuple(dict.fromkeys(mark[3] for mark in live if mark[3] and mark[1] == end))
        tip = "; ".join(dict.fromkeys(mark[4] for mark in live))
        pieces.append(
            Piece(
                result.text[start:end],
                gravest[2] if gravest else "",
                ending,
                any(mark[2] == "tied" for mark in live),
                tip,
            )
        )
    return pieces
