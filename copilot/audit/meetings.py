"""Figures that a report gives for a day, against the documents of that very day: a decision, a release."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import product
from typing import TYPE_CHECKING

from copilot.audit.check import Check
from copilot.audit.claims import Claim
from copilot.audit.intervals import meet, size
from copilot.audit.passages import content_words
from copilot.evidence import PassageEvidence, describe_source, narrowed
from copilot.figures import find_figures
from copilot.tieout.segments import Segments
from market.clock import new_york_day

if TYPE_CHECKING:
    from vectorstore.library import Library
    from vectorstore.summaries import DocumentSummary

ALIKE_WORDS = 4
"""Content words that a sentence of a decision shares with the sentence that tells of it."""


_RANGE = re.compile(r"[0-9](?:\s?(?:%|per\s?cent))?\s?(?:to|[-–])\s?[0-9]", re.IGNORECASE)


_SECOND_END = re.compile(r"[0-9]\s?(?:to|[-–])\s?\Z", re.IGNORECASE)


class MeetingCheck:
    """Checks the move of a level that documents state: from the one before, of its publisher and kind, to the day's."""

    def __init__(self, library: Library, as_of: datetime) -> None:
        self._library = library
        self._as_of = as_of
        self._dated = [item for item in library.documents(as_of=as_of) if item.dated]

    def of_day(self, day: date) -> list[DocumentSummary]:
        """The documents that came out on ``day``."""
        return [item for item in self._dated if new_york_day(item.published_at) == day]

    def check(self, claim: Claim, day: date, about: str) -> Check | None:
        """Whether a move, or an end of a range, fits what the documents of the day and the ones before them state.

        ``about`` are the words of the paragraph: a sentence may go on from the one before.
        """
        if claim.figure.unit == "%" and claim.role == "level":
            return self._end_of_range(claim, day, about)
        before = claim.sentence.text[: claim.figure.start - claim.sentence.start]
        moves = claim.figure.unit in ("bp", "pp") and claim.role == "move" and not _SECOND_END.search(before)
        return self._move(claim, day, about) if moves else None

    def _end_of_range(self, claim: Claim, day: date, about: str) -> Check | None:
        if not _RANGE.search(_around(claim)):
            return None
        for document in self.of_day(day):
            levels = self._levels(document, about)
            if not levels:
                continue
            place = levels[0][1]
            if any(meet(size(claim), (value, value)) for value, _ in levels):
                return Check("quoted", f"{describe_source(place)} states it", (place,))
            told = " ".join(place.quote.split())
            return Check(
                "contradicted", f"{describe_source(place)} says: “{told}”", (place,), "library_value"
            )
        return None

    def _move(self, claim: Claim, day: date, about: str) -> Check | None:
        told: list[tuple[float, PassageEvidence, PassageEvidence]] = []
        for document in self.of_day(day):
            before = self._before(document)
            now, then = self._levels(document, about)[:1], self._levels(before, about)[:1] if before else None
            if not now or not then:
                continue
            for (a, place), (b, earlier) in product(now, then):
                factor = 100.0 if claim.figure.unit == "bp" else 1.0
                told.append(((a - b) * factor, place, earlier))
        low, high = size(claim)
        for move, place, earlier in told:
            if meet((low, high), (abs(move), abs(move))) and (
                not claim.sign or (move > 0) == (claim.sign > 0)
            ):
                text = f"{describe_source(place)} against {describe_source(earlier)}: {move:+g} {claim.figure.unit}"
                return Check("quoted", text, (place, earlier))
        if not told:
            return None
        moves = sorted({round(move, 4) for move, *_ in told}, key=abs)
        place, earlier = told[0][1:]
        sources = f"{describe_source(earlier)} and {describe_source(place)}"
        reason = f"{sources} give a move of {moves[0]:+g} {claim.figure.unit}"
        return Check("contradicted", reason, (place, earlier), "library_value")

    def _before(self, document: DocumentSummary) -> DocumentSummary | None:
        earlier = [
            item
            for item in self._dated
            if item.publisher == document.publisher
            and item.kind == document.kind
            and item.published_at < document.published_at
        ]
        return max(earlier, key=lambda item: item.published_at, default=None)

    def _levels(self, document: DocumentSummary, about: str) -> list[tuple[float, PassageEvidence]]:
        """The percentages of the sentence of ``document`` that is most like ``about`` and gives a range."""
        wanted = content_words(about)
        best: tuple[int, list[tuple[float, PassageEvidence]]] = (ALIKE_WORDS - 1, [])
        full = self._library.document(document.id)
        for passage in self._library.passages_of(document.id):
            evidence = PassageEvidence.of(full, passage)
            for segment in Segments(evidence.quote).sentences:
                words = evidence.quote[segment.start : segment.end]
                levels = [
                    figure for figure in find_figures(words) if figure.unit == "%" and not figure.direction
                ]
                shared = len(wanted & content_words(words))
                if len(levels) > 1 and shared > best[0]:
                    piece = narrowed(evidence, evidence.start + segment.start, evidence.start + segment.end)
                    best = (shared, [(level.value, piece) for level in levels])
        return best[1]


def _around(claim: Claim) -> str:
    text, start = claim.sentence.text, claim.figure.start - claim.sentence.start
    return text[max(0, start - 12) : start + len(claim.figure.text) + 12]
