"""Plans a summary: of one document, of a set, of what came out in some days, or on a topic of any of these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from copilot.errors import NothingToReport
from copilot.evidence import publication_day
from copilot.research.ground import is_on_topic
from copilot.research.plan import Plan, Section, Step
from copilot.settings import EMBEDDED_MODEL
from market.clock import new_york_day, start_of_day
from market.periods import parse_as_of
from vectorstore.errors import UnknownDocument

if TYPE_CHECKING:
    from copilot.workspace import Workspace
    from vectorstore.summaries import DocumentSummary

DOCUMENTS_READ = 12
"""Of more, the best on the topic or the newest are read, and the others are counted."""
PASSAGES_FOUND = 80
SENTENCES_OF = ((1, 8), (3, 5), (DOCUMENTS_READ, 3))
"""Up to so many documents, so many sentences of each."""
SYMBOLS_NAMED = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to summarise: documents by id, or those of some days; all of it, or what it says on a topic."""

    documents: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    topic: str = ""


def plan_summary(wanted: Wanted, workspace: Workspace, as_of: datetime | None) -> Plan:
    """The plan of a summary: one step for each document. Raises ``NothingToReport``, ``UnknownDocument``."""
    found = _documents(wanted, workspace, as_of)
    if not found:
        raise NothingToReport(
            f"The library holds no document {_described(wanted)} as of "
            f"{new_york_day(as_of or datetime.now(UTC))}. `tieout documents` lists what there is."
        )
    read = found[:DOCUMENTS_READ]
    most = next(count for documents, count in SENTENCES_OF if len(read) <= documents)
    left = len(found) - len(read)
    counts = Counter(symbol for item in read for symbol in item.profile.symbols)
    return Plan(
        topic=wanted.topic or _named(wanted, read),
        title=_title(wanted, found),
        steps=tuple(_step(item, wanted.topic, most) for item in read),
        as_of=as_of,
        kind="summary",
        documents=tuple(item.id for item in found),
        symbols=tuple(symbol for symbol, _ in counts.most_common(SYMBOLS_NAMED)),
        proposed_by=EMBEDDED_MODEL,
        notes=(f"{left} further documents are not summarised: narrow the days or name a topic.",)
        if left
        else (),
    )


def _documents(wanted: Wanted, workspace: Workspace, as_of: datetime | None) -> list[DocumentSummary]:
    library = workspace.library
    since = start_of_day(new_york_day(parse_as_of(wanted.since))) if wanted.since else None
    until = parse_as_of(wanted.until) if wanted.until else None
    held = library.documents(as_of, document_ids=wanted.documents, published_from=since, published_to=until)
    if missing := set(wanted.documents) - {item.id for item in held}:
        raise UnknownDocument(
            f"There is no document {sorted(missing)[0]} as of then. `tieout documents` lists them."
        )
    if not wanted.documents:
        ids = {item.id for item in held}
        held = [item for item in held if item.near_copy_of not in ids]
    if not wanted.topic:
        return held
    hits = library.search(
        wanted.topic,
        as_of=as_of,
        limit=PASSAGES_FOUND,
        document_ids=wanted.documents,
        published_from=since,
        published_to=until,
    )
    best = dict.fromkeys(hit.document.id for hit in hits if is_on_topic(hit))
    by_id = {item.id: item for item in held}
    return [by_id[one] for one in best if one in by_id]


def _step(item: DocumentSummary, topic: str, most: int) -> Step:
    said = f"say on {topic}" if topic else "say"
    who = item.publisher or item.company or "the author"
    day = publication_day(item.published_at, dated=item.dated)
    return Step(
        title=f"{item.title} ({', '.join(part for part in (item.publisher, day) if part)})",
        question=f"What does {who} {said} in “{item.title}”?",
        kind="documents",
        section=Section.SUMMARY,
        documents=(item.id,),
        most=most,
    )


def _title(wanted: Wanted, found: Sequence[DocumentSummary]) -> str:
    on = f" on {wanted.topic}" if wanted.topic else ""
    if len(found) == 1:
        return f"{found[0].title}{on}: a summary"
    return f"What {len(found)} documents say{on}{_days(wanted)}"


def _named(wanted: Wanted, read: Sequence[DocumentSummary]) -> str:
    return read[0].title if len(read) == 1 else f"{len(read)} documents{_days(wanted)}"


def _days(wanted: Wanted) -> str:
    if wanted.since and wanted.until and wanted.since != wanted.until:
        return f", {wanted.since} to {wanted.until}"
    if wanted.since and wanted.until:
        return f", {wanted.since}"
    return f", since {wanted.since}" if wanted.since else f", until {wanted.until}" if wanted.until else ""


def _described(wanted: Wanted) -> str:
    days = f" published {_days(wanted).removeprefix(', ')}" if wanted.since or wanted.until else ""
    return f"{f'on {wanted.topic!r} ' if wanted.topic else ''}{days.strip()}".strip() or "at all"
