"""Figures of a report against the documents of the library: which passage states them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from copilot.audit.claims import Claim
from copilot.audit.report import Sentence, Source
from copilot.evidence import PassageEvidence, narrowed
from copilot.tieout.operands import Operand, operands_of
from copilot.tieout.segments import Segments
from market.clock import new_york_day

if TYPE_CHECKING:
    from copilot.audit.subjects import SubjectFinder
    from copilot.workspace import Workspace
    from vectorstore.search import Hit

PASSAGES = 8
"""Passages looked at for each sentence."""
SHARED_WORDS = 2
"""A figure without unit or of one digit stands in many texts; so many content words must be shared with it."""
SAME_PERIOD = timedelta(days=45)
"""A fiscal quarter may end that far from the calendar's."""
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}")
_COMMON = frozenset(
    "the and for with from that this was were has have had its their than but not are been which while into over "
    "more most also year quarter percent million billion compared against during after before about said will would "
    "new first last prior same three six nine months ended ending period points per cent versus company companies "
    "market markets".split()
)


@dataclass(frozen=True, slots=True)
class Place:
    """A passage that states a figure."""

    evidence: PassageEvidence
    """Narrowed to the sentence or row that states it."""
    operand: Operand


class Passages:
    """Searches the library for what a sentence says, and finds its figures in what was found."""

    def __init__(self, workspace: Workspace, as_of: datetime, finder: SubjectFinder) -> None:
        self._finder = finder
        self._library = workspace.library
        self._as_of = as_of
        self._is_empty = not self._library.documents(as_of=as_of)
        self._found: dict[tuple[str, str], list[PassageEvidence]] = {}
        self._operands: dict[str, list[tuple[Operand, PassageEvidence]]] = {}

    @property
    def is_empty(self) -> bool:
        """Whether the library holds no document as of then."""
        return self._is_empty

    def near(
        self, sentence: Sentence, company: str = "", day: datetime | None = None
    ) -> list[PassageEvidence]:
        """The passages nearest to the sentence, of one company's reports or of one day's documents where given."""
        if self._is_empty:
            return []
        key = (sentence.text, f"{company}|{day}")
        if key not in self._found:
            query = re.sub(r"\[[^\]]{1,20}\]", " ", sentence.text)
            hits: list[Hit] = self._library.search(
                query,
                as_of=self._as_of,
                limit=PASSAGES,
                companies=[company] if company else (),
                published_from=day - timedelta(days=1) if day else None,
                published_to=day + timedelta(days=1) if day else None,
            )
            self._found[key] = [PassageEvidence.of(hit.document, hit.passage) for hit in hits]
        return self._found[key]

    def stating(self, claim: Claim, passages: Sequence[PassageEvidence]) -> Place | None:
        """The first of ``passages`` that states the claim's figure of the same thing."""
        from copilot.tieout.operands import matches

        for passage in passages:
            for operand, place in self._numbers(passage):
                if matches(claim.figure, operand) and self._agrees(claim, place, passage):
                    return Place(place, operand)
        return None

    def _agrees(self, claim: Claim, piece: PassageEvidence, passage: PassageEvidence) -> bool:
        """Whether the piece speaks of what the claim is about: its subject, its time, words of its sentence."""
        if not _may_know(claim, passage):
            return False
        shared = content_words(claim.sentence.text) & content_words(f"{piece.quote} {passage.section}")
        subject = claim.subject
        if subject is None or not (subject.instrument or subject.company):
            return len(shared) >= (1 if claim.figure.unit and claim.figure.digits > 1 else SHARED_WORDS)
        named = [other for other in self._finder.find(piece.quote) if other.instrument or other.company]
        if named and all(other.key != subject.key for other in named):
            return False
        if not named:
            told = " ".join(
                (passage.section, passage.title, passage.company, passage.quote[: piece.end - passage.start])
            )
            if all(other.key != subject.key for other in self._finder.find(told)):
                return False
        return claim.figure.digits > 1 or len(shared) >= SHARED_WORDS

    def _numbers(self, passage: PassageEvidence) -> list[tuple[Operand, PassageEvidence]]:
        """The numbers of a passage, each with the sentence or row that holds it."""
        if passage.id not in self._operands:
            found = []
            for segment in Segments(passage.quote).sentences:
                piece = narrowed(passage, passage.start + segment.start, passage.start + segment.end)
                if any(character.isdigit() for character in piece.quote) or len(piece.quote) > 20:
                    found += [(operand, piece) for operand in _operands_in(passage, piece)]
            self._operands[passage.id] = found
        return self._operands[passage.id]


def _operands_in(passage: PassageEvidence, piece: PassageEvidence) -> list[Operand]:
    """The operands of a piece; the scale of its table is stated in the passage above it."""
    from dataclasses import replace

    above = passage.quote[: piece.start - passage.start]
    scale = re.findall(r"\b(?:in|\$)\s?(?:thousands|millions|billions)\b[^\n]{0,20}", above, re.IGNORECASE)
    section = f"{piece.section} {scale[-1]}" if scale else piece.section
    return operands_of(replace(piece, section=section))


def _may_know(claim: Claim, passage: PassageEvidence) -> bool:
    """Whether the passage can state it at all: it came out no earlier than the day, and reports on the period."""
    time = claim.time
    if time is None or time.end is None or claim.stance != "actual":
        return True
    if time.kind == "session":
        return new_york_day(datetime.fromisoformat(passage.published_at)) >= time.end
    fiscal = "fiscal" in claim.sentence.text.lower()
    if passage.period_end and not time.to_date and claim.time_stated and not fiscal:
        return abs(date.fromisoformat(passage.period_end) - time.end) <= SAME_PERIOD
    return True


def content_words(text: str) -> set[str]:
    """The beginnings of the words of ``text`` that tell something."""
    return {word.casefold()[:6] for word in _WORD.findall(text)} - {word[:6] for word in _COMMON}


def documents_of(
    source: Source, publisher: str, passages: Sequence[PassageEvidence]
) -> list[PassageEvidence]:
    """Those of ``passages`` that are of the source: by its address, or its publisher and words of its title."""
    squeezed = _squeezed(publisher)
    return [
        passage
        for passage in passages
        if (passage.url and passage.url in source.text)
        or (len(squeezed) > 2 and _squeezed(passage.publisher) == squeezed)
        or (len(passage.title) > 12 and _squeezed(passage.title) in _squeezed(source.text))
    ]


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())
