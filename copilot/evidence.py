"""Evidence: what an answer may cite. A passage of a document, or the receipt of a computation."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
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
    page: int | None = None
    """The page on which the quote begins, counted from 1; ``None`` where the document has no pages."""
    page_breaks: tuple[int, ...] = ()
    """Where further pages begin within the quote, as places in the document's text."""
    company: str = ""
    """Whose report it is; empty for news."""
    form: str = ""
    """The form of a filing, such as ``10-Q``."""
    period_end: str | None = None
    """The last day of the period that it reports on, in ISO form."""
    section: str = ""
    """The headings above, and the head of a table that the quote continues. They tell what the words mean."""
    kind: Literal["passage"] = "passage"

    @classmethod
    def of(cls, document: Document, passage: Passage) -> PassageEvidence:
        """The evidence that ``passage`` of ``document`` is."""
        end_of_period = document.period_end
        cited = cls(
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
            page=document.page_at(passage.start),
            page_breaks=tuple(place for place in document.pages if passage.start < place < passage.end),
            company=document.company,
            form=document.form,
            period_end=end_of_period.isoformat() if end_of_period else None,
        )
        return replace(cited, section=passage.context.removeprefix(full_title(cited)).removeprefix(" > "))


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

    def receipt(self) -> Receipt:
        """The receipt itself. Raises ``BadReceipt`` where it was changed after it was made."""
        window = [self.window["start"], self.window["end"]] if self.window else None
        fields = {name: value for name, value in asdict(self).items() if name != "kind"}
        return Receipt.from_json({**fields, "window": window})

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
    """The evidence that :func:`to_json` wrote, also where it lacks the fields that came later."""
    fields = {key: value for key, value in data.items() if key != "n"}
    if fields["kind"] == "passage":
        return PassageEvidence(**{**fields, "page_breaks": tuple(fields.get("page_breaks", ()))})
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


@dataclass(frozen=True, slots=True)
class Consulted:
    """A document or a computation that was looked at for an answer which does not cite it."""

    id: str
    """Of the passage or the receipt."""
    title: str
    detail: str
    """Publisher and day of a document, parameters of a computation."""
    document_id: str = ""
    """Empty for a computation."""


def consulted(looked_at: Iterable[Evidence], cited: Iterable[Evidence]) -> tuple[Consulted, ...]:
    """What of ``looked_at`` is not cited: each document and each computation once, in order."""
    cited = list(cited)
    used = {item.document_id if isinstance(item, PassageEvidence) else item.id for item in cited}
    found: dict[str, Consulted] = {}
    for item in looked_at:
        if isinstance(item, PassageEvidence):
            detail = ", ".join(part for part in (item.publisher, published_on(item)) if part)
            key, entry = item.document_id, Consulted(item.id, full_title(item), detail, item.document_id)
        else:
            detail = ", ".join(str(value) for value in item.params.values() if value not in ("", None))
            key, entry = item.id, Consulted(item.id, item.title, detail)
        if key not in used:
            found.setdefault(key, entry)
    return tuple(found.values())


def narrowed(evidence: PassageEvidence, start: int, end: int) -> PassageEvidence:
    """The same passage with its quote, and the pages it stands on, narrowed to ``[start, end)`` of the document."""
    breaks = evidence.page_breaks
    return replace(
        evidence,
        quote=evidence.quote[start - evidence.start : end - evidence.start],
        start=start,
        end=end,
        page=None if evidence.page is None else evidence.page + bisect_right(breaks, start),
        page_breaks=tuple(place for place in breaks if start < place < end),
    )


def describe_source(evidence: PassageEvidence) -> str:
    """Where a passage is from: publisher, title with what it lacks of company, form and period, day, pages."""
    publisher = evidence.publisher if evidence.publisher != evidence.company else ""
    parts = (publisher, full_title(evidence), published_on(evidence), pages_of(evidence))
    return ", ".join(part for part in parts if part)


def full_title(evidence: PassageEvidence) -> str:
    """The title, with what it does not say itself of company, form and period."""
    period_end = date.fromisoformat(evidence.period_end) if evidence.period_end else None
    known = (
        evidence.company,
        evidence.form,
        f"{period_end:%B} {period_end.day}, {period_end.year}" if period_end else "",
    )
    lacking = ", ".join(part for part in known if part.casefold() not in evidence.title.casefold())
    return f"{evidence.title} ({lacking})" if lacking else evidence.title


def pages_of(evidence: PassageEvidence) -> str:
    """The pages on which the quote stands, as a citation names them: ``p. 4``, ``pp. 4-5``; empty without pages."""
    if evidence.page is None:
        return ""
    last = evidence.page + len(evidence.page_breaks)
    return f"p. {evidence.page}" if last == evidence.page else f"pp. {evidence.page}-{last}"


def published_on(evidence: PassageEvidence) -> str:
    """The day of publication in New York, or ``undated``."""
    return publication_day(datetime.fromisoformat(evidence.published_at), dated=evidence.dated)


def publication_day(published_at: datetime, *, dated: bool) -> str:
    """The day in New York on which a document came out, as a date is shown everywhere; or ``undated``.

    A source that gives only a day is stored as the end of that day in New York, which in UTC is the next day.
    """
    return new_york_day(published_at).isoformat() if dated else "undated"
