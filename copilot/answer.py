"""An answer: prose whose citations and figures are checked, and its JSON, the same for every face."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any

from copilot import evidence
from copilot.errors import BadAnswer
from copilot.evidence import Consulted, Evidence
from copilot.support import CheckedSentence
from copilot.tieout import CheckedFigure
from copilot.usage import NOTHING_USED, Usage

SCHEMA_FILE = "answer.schema.json"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question was answered with. ``docs/answer.md`` describes the JSON field by field."""

    id: str
    """``a-`` and 12 hexadecimal digits."""
    question: str
    as_of: str | None
    """The moment past which nothing was seen, in ISO form; ``None`` where the question was asked as of now."""
    prose: str
    refused: bool
    """The library and the tables cannot support an answer; the prose says what was looked for."""
    citations: tuple[Evidence, ...]
    """``[n]`` of the prose is ``citations[n - 1]``."""
    figures: tuple[CheckedFigure, ...]
    model: str
    """Who wrote it: where the model that is set failed, its fallback."""
    elapsed_ms: int
    usage: Usage = NOTHING_USED
    notes: tuple[str, ...] = ()
    """What a reader should know of how it came about: a reply that broke off, a fallback, citations removed."""
    sentences: tuple[CheckedSentence, ...] = ()
    """The sentences of the prose that say something, each with how far its evidence supports it."""
    consulted: tuple[Consulted, ...] = ()
    """What was looked at and is not cited."""

    def to_json(self) -> dict[str, Any]:
        """The answer as plain JSON that follows ``answer.schema.json``."""
        citations = [{"n": n, **evidence.to_json(item)} for n, item in enumerate(self.citations, start=1)]
        figures = [{**asdict(figure), "evidence": list(figure.evidence)} for figure in self.figures]
        return {
            "id": self.id,
            "question": self.question,
            "as_of": self.as_of,
            "prose": self.prose,
            "refused": self.refused,
            "citations": json.loads(json.dumps(citations)),
            "figures": figures,
            "model": self.model,
            "elapsed_ms": self.elapsed_ms,
            "usage": asdict(self.usage),
            "notes": list(self.notes),
            "sentences": json.loads(json.dumps([asdict(sentence) for sentence in self.sentences])),
            "consulted": [asdict(item) for item in self.consulted],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Answer:
        """The answer that :meth:`to_json` wrote. Raises :class:`BadAnswer` for anything else."""
        try:
            fields = dict(data)
            ordered = sorted(fields["citations"], key=lambda citation: citation["n"])
            fields["citations"] = tuple(evidence.from_json(citation) for citation in ordered)
            fields["figures"] = tuple(
                CheckedFigure(**{**figure, "evidence": tuple(figure["evidence"])})
                for figure in fields["figures"]
            )
            fields["usage"] = Usage(**fields.get("usage", {}))
            fields["notes"] = tuple(fields.get("notes", ()))
            fields["sentences"] = tuple(
                CheckedSentence(
                    **{**item, "evidence": tuple(item["evidence"]), "reasons": tuple(item["reasons"])}
                )
                for item in fields.get("sentences", ())
            )
            fields["consulted"] = tuple(Consulted(**item) for item in fields.get("consulted", ()))
            return cls(**fields)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise BadAnswer(
                f"This JSON is no answer: {error!r}. It must follow {SCHEMA_FILE}, as `Answer.to_json` writes it."
            ) from error


def answer_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of :meth:`Answer.to_json`."""
    text = resources.files("copilot").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
