"""``tieout load`` and ``reconcile``: the market tables, filled from files and compared source by source."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.failures import FAILED
from ui.options import AsJson, AsOf, read_known_at
from ui.session import session_of

LAYOUTS = "layouts"
"""The folder of the user's layouts in the home."""

Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders.", show_default=False)]


def load(
    context: typer.Context,
    paths: Paths,
    *,
    symbol: Annotated[
        str, typer.Option(metavar="SYMBOL", help="For a file of prices that names no symbol.")
    ] = "",
    source: Annotated[str, typer.Option(metavar="NAME", help="Who gave the rows.")] = "",
    adjusted: Annotated[
        bool | None,
        typer.Option(
            "--adjusted/--unadjusted",
            help="Whether closes have dividends counted in. Default: told from the numbers.",
            show_default=False,
        ),
    ] = None,
    layout: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Which column is which: a built-in layout, or NAME.toml in the home's layouts.",
        ),
    ] = "",
    known_at: Annotated[
        str,
        typer.Option(
            parser=read_known_at,
            metavar="DATE",
            help="When the world could first know the rows that do not say so: a day (its end in New York) "
            "or an exact ISO moment.",
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Load market tables from CSV, Parquet and Excel.

    Prices, instruments, fundamentals, ratings and other series. A row that differs from one that is held is kept
    beside it and known from now on. Rows that look odd are loaded and flagged.
    """
    from ingest.tables import TableOptions, load_paths

    session = session_of(context)
    options = TableOptions(symbol=symbol, source=source, adjusted=adjusted, layout=layout, known_at=known_at)
    with session.workspace() as workspace, session.screen.progress() as progress:
        folder = workspace.settings.home / LAYOUTS
        report = load_paths(workspace.tables, paths, options, progress, layouts=folder)
    from ui.rendering import show_report

    show_report(session.screen, report, as_json=as_json)
    if not report.ok:
        raise typer.Exit(FAILED)


def reconcile(
    context: typer.Context,
    symbols: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SYMBOL]...", help="Instruments; all without any.", show_default=False),
    ] = None,
    *,
    tolerance_pct: Annotated[
        float | None,
        typer.Option(
            "--tolerance",
            metavar="PCT",
            help="Differences up to that many percent, or percentage points of a return, are passed over.",
            show_default="0.1",
        ),
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Show where two sources of one symbol differ.

    Levels and returns apart: closes adjusted for dividends differ from plain ones in levels, while returns agree.
    """
    session = session_of(context)
    with session.workspace() as workspace:
        from ingest.table_checks import DEFAULT_TOLERANCE_PCT, reconcile

        chosen = [workspace.instruments.resolve(symbol).symbol for symbol in symbols or []]
        tolerance = DEFAULT_TOLERANCE_PCT if tolerance_pct is None else tolerance_pct
        found = reconcile(workspace.tables, chosen or None, tolerance_pct=tolerance, as_of=as_of)
    from ui.table_rendering import render_reconciliation

    if as_json:
        from dataclasses import asdict

        session.screen.json(asdict(found))
    else:
        render_reconciliation(session.screen, found)
