"""Documents as lists show them: without their text, with their versions and near-copies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from json import dumps

from vectorstore.database import Database
from vectorstore.documents import Profile
from vectorstore.rows import day_of, integer, profile_of
from vectorstore.versions import FOREVER

SUMMARY_COLUMNS = (
    "d.id, d.title, d.publisher, d.kind, d.published_at, d.dated, d.url, d.source, d.passages,"
    " d.company, d.form, d.period_end, d.symbols, d.topics, d.tone, d.language"
)


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document without its text; ``passages`` is their number."""

    id: str
    title: str
    publisher: str
    kind: str
    published_at: datetime
    dated: bool
    url: str
    source: str
    passages: int
    company: str
    form: str
    period_end: date | None
    profile: Profile
    version: int = 1
    """Counts what its source has said, from 1."""
    previous_version: str = ""
    """The id of the version before it; empty where it is the first, or that one was removed."""
    next_version: str = ""
    near_copy_of: str = ""
    """The id of the first-published document, among those that can be seen, of which it is a near-copy."""


def summaries(
    database: Database, where: str, values: Sequence[object], *, as_of: int | None
) -> list[DocumentSummary]:
    """The documents ``d`` that meet a condition, the newest first; near-copies as seen at ``as_of`` (or now)."""
    rows = database.rows(
        f"SELECT {SUMMARY_COLUMNS} FROM documents d WHERE {where} ORDER BY d.published_us DESC, d.id",  # noqa: S608
        values,
    )
    ids = [str(row[0]) for row in rows]
    lineages, firsts = _lineages(database, ids), _first_copies(database, ids, as_of)
    return [_summary(row, lineages.get(str(row[0]), (1, "", "")), firsts) for row in rows]


def _lineages(database: Database, ids: Collection[str]) -> dict[str, tuple[int, str, str]]:
    """Document id to its latest number as a version, and the ids of the versions before and after it."""
    rows = database.rows(
        "SELECT document_id, number, previous, next FROM (SELECT document_id, number,"
        " lag(document_id, 1, '') OVER chain AS previous, lead(document_id, 1, '') OVER chain AS next"
        " FROM versions WHERE source IN (SELECT source FROM versions"
        " WHERE document_id IN (SELECT value FROM json_each(?1)))"
        " WINDOW chain AS (PARTITION BY source ORDER BY number))"
        " WHERE document_id IN (SELECT value FROM json_each(?1)) ORDER BY number",
        (dumps(list(ids)),),
    )
    return {str(held): (integer(number), str(previous), str(after)) for held, number, previous, after in rows}


def _first_copies(database: Database, ids: Collection[str], as_of: int | None) -> dict[str, str]:
    """Document id to the id of the first-published document of its group, for groups that can be seen."""
    moment = FOREVER - 1 if as_of is None else as_of
    rows = database.rows(
        "SELECT c.document_id, (SELECT o.id FROM copies g JOIN documents o ON o.id = g.document_id"
        " WHERE g.group_id = c.group_id AND o.known_us <= ?2 AND o.superseded_us > ?2"
        " ORDER BY o.published_us, o.id LIMIT 1)"
        " FROM copies c WHERE c.document_id IN (SELECT value FROM json_each(?1))"
        " AND c.group_id IN (SELECT group_id FROM copies WHERE copy_of <> '')",
        (dumps(list(ids)), moment),
    )
    return {str(held): str(first) for held, first in rows if first is not None and first != held}


def _summary(row: Sequence[object], lineage: tuple[int, str, str], firsts: dict[str, str]) -> DocumentSummary:
    document_id, title, publisher, kind, published_at, dated, url, source, passages = row[:9]
    company, form, period_end = row[9:12]
    version, previous, following = lineage
    return DocumentSummary(
        id=str(document_id),
        title=str(title),
        publisher=str(publisher),
        kind=str(kind),
        published_at=datetime.fromisoformat(str(published_at)),
        dated=bool(dated),
        url=str(url),
        source=str(source),
        passages=integer(passages),
        company=str(company),
        form=str(form),
        period_end=day_of(period_end),
        profile=profile_of(row[12:]),
        version=version,
        previous_version=previous,
        next_version=following,
        near_copy_of=firsts.get(str(document_id), ""),
    )
