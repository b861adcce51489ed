"""``tieout ingest``, ``search``, ``documents`` and ``check``: the documents."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.failures import FAILED
from ui.options import AsJson, AsOf, Kind, Publisher, read_pairs, read_published
from ui.session import session_of

if TYPE_CHECKING:
    from copilot.domain import Library

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
    """Add documents: Markdown, text, HTML, PDF, CSV.

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
    latest: Annotated[
        bool, typer.Option("--latest", help="Only the most recently published document that matches.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find passages by meaning and by words, best first."""
    session = session_of(context)
    with session.workspace() as workspace:
        from copilot.reading_room import ReadingRoom

        room = ReadingRoom(workspace.library, as_of)
        hits = room.search(query, kind=kind, publisher=publisher, latest=latest, limit=limit)
        nothing = "" if hits else _why_nothing(workspace.library, kind, publisher)
    if as_json:
        from ui.payloads import hit_payload

        session.screen.json([hit_payload(hit) for hit in hits])
        return
    from ui.rendering import render_hits

    render_hits(session.screen, hits)
    if nothing:
        session.screen.line(nothing)


def documents(context: typer.Context, *, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """List the documents, the newest first."""
    session = session_of(context)
    with session.workspace() as workspace:
        held = workspace.library.documents(as_of)
    if as_json:
        from ui.payloads import summary_payload

        session.screen.json([summary_payload(document) for document in held])
        return
    from ui.rendering import render_documents

    render_documents(session.screen, held)


def check(context: typer.Context) -> None:
    """Compare the catalog with the indexes and mend them."""
    session = session_of(context)
    with session.workspace() as workspace:
        report = workspace.library.check()
    from ui.rendering import render_check

    render_check(session.screen, report)


def _why_nothing(library: Library, kind: str, publisher: str) -> str:
    """Why a search gave nothing, and what would help."""
    for given, held, name in (
        (kind, library.kinds(), "kind"),
        (publisher, library.publishers(), "publisher"),
    ):
        if given and given not in held:
            listed = f"there are: {', '.join(held)}" if held else "the library is empty"
            return f"No document has the {name} {given!r}; {listed}."
    if not library.documents():
        return "The library is empty. Add documents with tieout ingest, or the demo's with tieout demo."
    return "No passage found."
