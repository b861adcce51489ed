"""``tieout check``, ``rebuild`` and ``remove``: the upkeep of the library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.failures import FAILED
from ui.options import AsJson, Company, Form, Kind, Publisher, Since, Symbol, Until
from ui.session import session_of

if TYPE_CHECKING:
    from copilot.domain import DocumentSummary, Library, Limits

Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Documents.", show_default=False)]


def check(
    context: typer.Context,
    symbols: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SYMBOL]...", help="With --tables: only these.", show_default=False),
    ] = None,
    *,
    tables: Annotated[
        bool, typer.Option("--tables", help="List what looks odd in the market tables instead.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check the library and mend it.

    Compares the catalog with itself, with Chroma and with the lexical index. Ends with status 1 where something was
    found, mended or not. With --tables it lists the rows of the market tables that look odd, and mends nothing: they
    may be true. Correct such a row by loading it again, or its instrument's exchange or currency.
    """
    if symbols and not tables:
        raise typer.BadParameter("SYMBOL is for --tables")
    if tables:
        _list_flags(context, symbols or [], as_json=as_json)
        return
    session = session_of(context)
    with session.workspace() as workspace:
        report = workspace.library.check()
    if as_json:
        from ui.payloads import check_payload

        session.screen.json(check_payload(report))
    else:
        from ui.rendering import render_check

        render_check(session.screen, report)
    if not report.ok:
        raise typer.Exit(FAILED)


def _list_flags(context: typer.Context, symbols: list[str], *, as_json: bool) -> None:
    session = session_of(context)
    with session.workspace() as workspace:
        from ingest.table_checks import find_flags

        chosen = [workspace.instruments.resolve(symbol).symbol for symbol in symbols]
        flags = find_flags(workspace.tables, chosen or None)
    if as_json:
        from dataclasses import asdict

        session.screen.json([asdict(flag) for flag in flags])
        return
    from ui.table_rendering import render_flags

    render_flags(session.screen, flags)
    if not flags:
        session.screen.line("nothing looks odd in the market tables")


def rebuild(context: typer.Context) -> None:
    """Write Chroma and the lexical index anew from the catalog.

    Nothing is embedded again, and searches go on meanwhile. A rebuild that is stopped leaves the library as it was.
    """
    session = session_of(context)
    with session.workspace() as workspace, session.screen.progress() as progress:
        written = workspace.library.rebuild(lambda done, total: progress("rebuilding", done, total))
    session.screen.line(f"{written:,} passages were written anew")


def remove(
    context: typer.Context,
    ids: Ids = None,
    *,
    source: Annotated[
        str, typer.Option("--source", metavar="PATH", help="What was read from this file or address.")
    ] = "",
    publisher: Publisher = "",
    kind: Kind = "",
    company: Company = "",
    form: Form = "",
    symbol: Symbol = "",
    since: Since = None,
    until: Until = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove documents for good, from the catalog and both indexes.

    Either those with the given ids, with their earlier versions; or all versions of all that match every option that
    is given. Lists them first, and asks.
    """
    session = session_of(context)
    with session.workspace() as workspace:
        from copilot.reading_room import ReadingRoom

        limits = ReadingRoom.of(workspace).limits(
            kind=kind,
            publisher=publisher,
            company=company,
            form=form,
            symbol=symbol,
            since=since or "",
            until=until or "",
        )
        limited = any(limits.values())
        if bool(ids) + bool(source) + limited != 1:
            raise typer.BadParameter("say what is to go: ids, or a --source, or other options")
        doomed = _doomed(workspace.library, ids or [], source, limits)
        _show_doomed(context, doomed)
        if dry_run or not doomed:
            return
        if not yes:
            typer.confirm("Remove them?", abort=True, err=True)
        if source:
            removed = sum(workspace.library.remove_source(name) for name in _names_of(source))
        else:
            removed = workspace.library.remove_matching(document_ids=[document.id for document in doomed])
    session.screen.line(f"{removed:,} removed")


def _doomed(library: Library, ids: list[str], source: str, limits: Limits) -> list[DocumentSummary]:
    """What is asked to be removed; each document once."""
    if ids:
        found = [document for id_ in ids for document in library.with_earlier_versions(id_)]
    elif source:
        found = [document for name in _names_of(source) for document in library.of_source(name)]
    else:
        found = library.every_version(**limits)
    return list({document.id: document for document in found}.values())


def _names_of(source: str) -> list[str]:
    """A source as it was given, and as ingest names a file."""
    from ingest.sources.files import source_of

    return list(dict.fromkeys([source, source_of(Path(source))]))


def _show_doomed(context: typer.Context, doomed: list[DocumentSummary]) -> None:
    from ui.rendering import render_documents

    screen = session_of(context).screen
    if not doomed:
        screen.line("No document matches.")
        return
    render_documents(screen, doomed)
    passages = sum(document.passages for document in doomed)
    screen.line(f"{len(doomed):,} to be removed, with {passages:,} passages")
