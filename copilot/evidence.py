"""Evidence: what an answer may cite. A passage of a document, or the receipt of a computation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from market.clock import new_york_day
from market.receipts import Cell, Column, Receipt
from vectorstore.documents import Document, Passage

EVIDENCE_ID = re.compile(r"[pm]-[0-9a-f]{8,16}")


@dataclass(frozen=True, slots=True)
class PassageEvidence:
    """A passage with what a citation says of its document. ``quote`` is ``text[start:end]`` of the document."""

    id: str
    document_id: str
    title: str
    publisher: str
    url: str
    published_at: str
    dated: bool
    doc_kind: str
    quote: str
    start: int
    end: int
    kind: Literal["passage"] = "passage"

    @classmethod
    def of(cls, document: Document, passage: Passage) -> PassageEvidence:
        """The evidence that ``passage`` of ``document`` is."""
        return cls(
            id=passage.id,
            document_id=document.id,
            title=document.title,
            publisher=document.publisher,
            url=document.url,
            published_at=document.published_at.isoformat(),
            dated=document.dated,
            doc_kind=document.kind,
            quote=passage.text,
            start=passage.start,
            end=passage.end,
        )


@dataclass(frozen=True, slots=True)
class ReceiptEvidence:
    """A receipt, in the form in which it is cited, stored and sent."""

    id: str
    metric: str
    title: str
    metric_hash: str
    params: dict[str, Cell]
    as_of: str
    window: dict[str, str] | None
    value: float | None
    unit: str
    columns: tuple[dict[str, str], ...]
    rows: tuple[dict[str, Cell], ...]
    tables: dict[str, int]
    sources: tuple[str, ...]
    sql: str
    notes: tuple[str, ...]
    hash: str
    kind: Literal["receipt"] = "receipt"

    @classmethod
    def of(cls, receipt: Receipt) -> ReceiptEvidence:
        """The evidence that ``receipt`` is."""
        window = None
        if receipt.window:
            window = {"start": receipt.window[0].isoformat(), "end": receipt.window[1].isoformat()}
        return cls(
            id=receipt.id,
            metric=receipt.metric,
            title=receipt.title,
            metric_hash=receipt.metric_hash,
            params=dict(receipt.params),
            as_of=receipt.as_of.isoformat(),
            window=window,
            value=receipt.value,
            unit=receipt.unit,
            columns=tuple(asdict(column) for column in receipt.columns),
            rows=receipt.rows,
            tables=dict(receipt.tables),
            sources=receipt.sources,
            sql=receipt.sql,
            notes=receipt.notes,
            hash=receipt.hash,
        )

    def column(self, name: str) -> Column:
        """The column called ``name``. Raises ``KeyError`` for one that the result does not have."""
        for column in self.columns:
            if column["name"] == name:
                return Column(**column)
        raise KeyError(name)


Evidence = PassageEvidence | ReceiptEvidence


def to_json(evidence: Evidence) -> dict[str, Any]:
    """``evidence`` as plain JSON, the way a tool message carries it and an answer stores it."""
    return asdict(evidence)


def from_json(data: dict[str, Any]) -> Evidence:
    """The evidence that :func:`to_json` wrote."""
    fields = {key: value for key, value in data.items() if key != "n"}
    if fields["kind"] == "passage":
        return PassageEvidence(**fields)
    for name in ("columns", "rows", "sources", "notes"):
        fields[name] = tuple(fields[name])
    return ReceiptEvidence(**fields)


@dataclass(slots=True)
class Ledger:
    """All evidence gathered for one answer, by id, in the order in which it was found."""

    _items: dict[str, Evidence] = field(default_factory=dict)

    def add(self, evidence: Iterable[Evidence]) -> None:
        """Takes up ``evidence``; what is there already keeps its place."""
        for item in evidence:
            self._items.setdefault(item.id, item)

    def get(self, evidence_id: str) -> Evidence | None:
        """The evidence with that id, or ``None`` where the ledger has none."""
        return self._items.get(evidence_id)

    def __iter__(self) -> Iterator[Evidence]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, evidence_id: object) -> bool:
        return evidence_id in self._items


def narrowed(evidence: PassageEvidence, start: int, end: int) -> PassageEvidence:
    """The same passage with its quote narrowed to ``[start, end)`` of the document."""
    quote = evidence.quote[start - evidence.start : end - evidence.start]
    return replace(evidence, quote=quote, start=start, end=end)


def published_on(evidence: PassageEvidence) -> str:
    """The day of publication in New York, or ``undated``."""
    return publication_day(datetime.fromisoformat(evidence.published_at), dated=evidence.dated)


def publication_day(published_at: datetime, *, dated: bool) -> str:
    """The day in New York on which a document came out, as a date is shown everywhere; or ``undated``.

    A source that gives only a day is stored as the end of that day in New York, which in UTC is the next day.
    """
    return new_york_day(published_at).isoformat() if dated else "undated"
