"""A report: sections of cited prose with checked figures, references, charts, quotes, and its JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from copilot import evidence
from copilot.errors import BadAnswer
from copilot.evidence import Evidence, PassageEvidence, ReceiptEvidence
from copilot.research.plan import Section
from copilot.research.prose import Prose
from copilot.tieout import UNTIED, VERDICTS, CheckedFigure, Verdict


@dataclass(frozen=True, slots=True)
class Part:
    """Prose under a heading of its own, within a section."""

    section: Section
    title: str
    prose: Prose


@dataclass(frozen=True, slots=True)
class Reference:
    """What ``[number]`` of the prose stands for: passages of one document, or one receipt."""

    number: int
    evidence: tuple[Evidence, ...]

    @property
    def first(self) -> Evidence:
        """The evidence that names it."""
        return self.evidence[0]


@dataclass(frozen=True, slots=True)
class ReportChart:
    """A chart of the rows of a receipt, which is reference ``number``."""

    receipt: ReceiptEvidence
    caption: str
    number: int


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """The last close of an instrument that the report is about, and its change in percent."""

    symbol: str
    name: str
    close: float
    currency: str
    date: str
    change_pct: float
    returns: dict[str, float]


@dataclass(frozen=True, slots=True)
class FurtherReading:
    """A document of the library on the topic that the report does not cite."""

    document_id: str
    title: str
    publisher: str
    published: str
    url: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was written. ``docs/reports.md`` describes it."""

    title: str
    topic: str
    kind: str
    as_of: str
    """The moment past which nothing was seen, in ISO form."""
    written_at: str
    model: str
    topics: tuple[str, ...]
    tone: str
    market: str
    parts: tuple[Part, ...]
    references: tuple[Reference, ...]
    charts: tuple[ReportChart, ...]
    instruments: tuple[QuoteLine, ...]
    reading: tuple[FurtherReading, ...]
    unanswered: tuple[str, ...]
    """The questions that library and tables could not answer."""
    notes: tuple[str, ...]

    @property
    def figures(self) -> list[CheckedFigure]:
        """Every figure of the prose, in order."""
        return [figure for part in self.parts for figure in part.prose.figures]

    @property
    def untied(self) -> list[tuple[Part, CheckedFigure]]:
        """The figures that do not tie out, each with where it stands."""
        return [(part, f) for part in self.parts for f in part.prose.figures if f.verdict in UNTIED]

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many figures have which verdict, for verdicts that occur."""
        found = Counter(figure.verdict for figure in self.figures)
        return {verdict: found[verdict] for verdict in VERDICTS if found[verdict]}

    @property
    def sources(self) -> int:
        """How many documents it cites."""
        return sum(isinstance(item.first, PassageEvidence) for item in self.references)

    @property
    def computations(self) -> int:
        """How many computations it cites."""
        return len(self.references) - self.sources

    def parts_of(self, section: Section) -> Sequence[Part]:
        """What a section holds."""
        return [part for part in self.parts if part.section is section]

    def numbers(self) -> dict[str, int]:
        """Evidence id to the number of its reference."""
        return {item.id: reference.number for reference in self.references for item in reference.evidence}

    def to_json(self) -> dict[str, Any]:
        """The report as plain JSON."""
        data = asdict(self)
        data["parts"] = [
            {
                "section": str(part.section),
                "title": part.title,
                "text": part.prose.text,
                "figures": [asdict(figure) for figure in part.prose.figures],
            }
            for part in self.parts
        ]
        data["references"] = [
            {"number": item.number, "evidence": [evidence.to_json(one) for one in item.evidence]}
            for item in self.references
        ]
        data["verification"] = {**self.counts, "sources": self.sources, "computations": self.computations}
        plain: dict[str, Any] = json.loads(json.dumps(data))
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Report:
        """The report that :meth:`to_json` wrote. Raises :class:`BadAnswer` for anything else."""
        try:
            fields = {name: value for name, value in data.items() if name != "verification"}
            fields["parts"] = tuple(
                Part(
                    Section(item["section"]),
                    item["title"],
                    Prose(item["text"], tuple(_figures(item["figures"]))),
                )
                for item in fields["parts"]
            )
            fields["references"] = tuple(
                Reference(item["number"], tuple(evidence.from_json(one) for one in item["evidence"]))
                for item in fields["references"]
            )
            fields["charts"] = tuple(
                ReportChart(_receipt(item["receipt"]), item["caption"], item["number"])
                for item in fields["charts"]
            )
            fields["instruments"] = tuple(QuoteLine(**item) for item in fields["instruments"])
            fields["reading"] = tuple(FurtherReading(**item) for item in fields["reading"])
            for name in ("topics", "unanswered", "notes"):
                fields[name] = tuple(fields[name])
            return cls(**fields)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise BadAnswer(f"This JSON is no report: {error!r}. `Report.to_json` writes one.") from error


def _figures(items: Sequence[dict[str, Any]]) -> Iterator[CheckedFigure]:
    for item in items:
        yield CheckedFigure(**{**item, "evidence": tuple(item["evidence"])})


def _receipt(data: dict[str, Any]) -> ReceiptEvidence:
    item = evidence.from_json(data)
    if not isinstance(item, ReceiptEvidence):
        raise ValueError("a chart is of a receipt")
    return item
