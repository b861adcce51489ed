"""``tieout ingest``, ``search`` and ``documents``: filling the library, and looking into it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.failures import FAILED
from ui.options import (
    AsJson,
    AsOf,
    Company,
    Form,
    Kind,
    Publisher,
    Since,
    Symbol,
    Until,
    read_pairs,
    read_published,
)
from ui.session import session_of

if TYPE_CHECKING:
    from copilot.limits import Asked
    from copilot.reading_room import ReadingRoom

Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders.", show_default=False)]


def ingest(
    context: typer.Context,
    paths: Paths,
    *,
    publisher: Annotated[str, typer.Option(metavar="NAME", help="Who published them.")] = "",
    kind: Annotated[
        str, typer.Option(metavar="KIND", help="What they are: article, filing, report, note …")
    ] = "",
    title: Annotated[str, typer.Option(metavar="TEXT", help="The title, for a single document.")] = "",
    published: Annotated[
        datetime | None,
        typer.Option(parser=read_published, metavar="DATE", help="When they came out.", show_default=False),
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help="For a table of documents: which column is the title, text …",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add documents: PDF, HTML, Word, Markdown, text, CSV.

    Market tables among them are loaded too. A publisher, kind or title given here replaces what the files say
    of themselves (front matter, metadata); --published dates only those that give no date.
    """
    from ingest.jobs import DocumentOptions, ingest_paths

    columns = read_pairs(mapping or [], "title=headline")
    options = DocumentOptions(
        publisher=publisher, kind=kind, title=title, published_at=published, mapping=columns
    )
    session = session_of(context)
    with session.workspace() as workspace, session.screen.progress() as progress:
        report = ingest_paths(workspace.library, workspace.tables, paths, options, progress)
    from ui.rendering import show_report

    show_report(session.screen, report, as_json=as_json)
    if not report.ok:
        raise typer.Exit(FAILED)


def search(
    context: typer.Context,
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help="What to look for, in plain words.", show_default=False)
    ],
    *,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option(min=1, max=100, metavar="N", help="How many passages at most.")] = 8,
    kind: Kind = "",
    publisher: Publisher = "",
    company: Company = "",
    form: Form = "",
    symbol: Symbol = "",
    since: Since = None,
    until: Until = None,
    latest: Annotated[
        bool, typer.Option("--latest", help="Only the most recently published document that matches.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find passages by meaning and by words, best first."""
    session = session_of(context)
    with session.workspace() as workspace:
        from copilot.reading_room import ReadingRoom

        room = ReadingRoom.of(workspace, as_of)
        asked: Asked = {
            "kind": kind,
            "publisher": publisher,
            "company": company,
            "form": form,
            "symbol": symbol,
            "since": since or "",
            "until": until or "",
        }
        hits = room.search(query, latest=latest, limit=limit, **asked)
        nothing = "" if hits else _why_nothing(room, asked)
    if as_json:
        from ui.payloads import hit_payload

        session.screen.json([hit_payload(hit) for hit in hits])
        return
    from ui.rendering import render_hits

    render_hits(session.screen, hits)
    if nothing:
        session.screen.line(nothing)


def documents(
    context: typer.Context,
    *,
    as_of: AsOf = None,
    kind: Kind = "",
    publisher: Publisher = "",
    company: Company = "",
    form: Form = "",
    symbol: Symbol = "",
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
) -> None:
    """List the documents, the newest first."""
    session = session_of(context)
    with session.workspace() as workspace:
        from copilot.reading_room import ReadingRoom

        held = ReadingRoom.of(workspace, as_of).documents(
            kind=kind,
            publisher=publisher,
            company=company,
            form=form,
            symbol=symbol,
            since=since or "",
            until=until or "",
        )
        filled = bool(held) or bool(workspace.library.documents())
    if as_json:
        from ui.payloads import summary_payload

        session.screen.json([summary_payload(document) for document in held])
        return
    from ui.rendering import render_documents

    if filled and not held:
        session.screen.line("No document matches.")
        return
    render_documents(session.screen, held)


def _why_nothing(room: ReadingRoom, asked: Asked) -> str:
    """Why a search gave nothing, and what would help."""
    if not room.library.documents():
        return "The library is empty. Add documents with tieout ingest, or the demo's with tieout demo."
    return room.explain_nothing(**asked) or "No passage found."
