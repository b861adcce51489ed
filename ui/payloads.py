"""What commands with ``--json`` and the MCP tools give: plain JSON objects, the same from both."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from copilot.evidence import PassageEvidence, ReceiptEvidence, publication_day, to_json
from copilot.recheck_words import verdict_of

if TYPE_CHECKING:
    from copilot.domain import CheckReport, DocumentSummary, Hit, Metric, Receipt, Recheck
    from copilot.reading_room import Reading
    from ingest.report import IngestReport

Payload = dict[str, object]


def hit_payload(hit: Hit) -> Payload:
    """A passage that was found, as evidence, with its scores and the symbols that its document mentions."""
    found = to_json(PassageEvidence.of(hit.document, hit.passage))
    scores = {"score": hit.score, "similarity": hit.similarity, "lexical": hit.lexical}
    return {
        **found,
        "symbols": list(hit.document.profile.symbols),
        **{name: round(float(value), 4) for name, value in scores.items()},
    }


def summary_payload(document: DocumentSummary) -> Payload:
    """A document of the library, without its text. ``published_on`` is the day in New York."""
    fields = asdict(document)
    profile = fields.pop("profile")
    return {
        **fields,
        "published_at": document.published_at.isoformat(),
        "published_on": publication_day(document.published_at, dated=document.dated),
        "period_end": _day(document.period_end),
        **profile,
    }


def check_payload(report: CheckReport) -> Payload:
    """What a check of the library found and mended."""
    return {"ok": report.ok, **asdict(report)}


def reading_payload(reading: Reading) -> Payload:
    """A part of a document with what is known of it; ``next_offset`` is null where the text ends."""
    document = reading.document
    return {
        "id": document.id,
        "title": document.title,
        "publisher": document.publisher,
        "kind": document.kind,
        "url": document.url,
        "published_at": document.published_at.isoformat(),
        "published_on": publication_day(document.published_at, dated=document.dated),
        "dated": document.dated,
        "text": reading.text,
        "total_chars": len(document.text),
        "next_offset": reading.next_offset,
        "passages": [{"id": item.id, "start": item.start, "end": item.end} for item in reading.passages],
    }


def metric_payload(metric: Metric) -> Payload:
    """A metric: what it gives, its parameters, and questions that it answers."""
    return {
        "name": metric.name,
        "title": metric.title,
        "summary": metric.summary,
        "unit": metric.unit,
        "parameters": [asdict(parameter) for parameter in metric.parameters],
        "columns": [asdict(column) for column in metric.columns],
        "examples": list(metric.examples),
        "formula_source": metric.formula_source,
    }


def receipt_payload(receipt: Receipt) -> Payload:
    """A receipt in the form in which answers cite it."""
    return to_json(ReceiptEvidence.of(receipt))


def recheck_payload(found: Recheck) -> Payload:
    """A receipt computed again: for each run ``same``, ``differs`` or ``failed``, with every difference."""
    return {
        "receipt": found.receipt.id,
        "metric": found.receipt.metric,
        "same": found.same,
        "verdict": verdict_of(found),
        "metric_file": found.metric,
        "runs": [{**asdict(comparison), "outcome": comparison.outcome} for comparison in found.comparisons],
    }


def report_payload(report: IngestReport) -> Payload:
    """What a run of ingest did."""
    return {**asdict(report), "ok": report.ok}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
