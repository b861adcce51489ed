"""``tieout config``, ``demo``, ``serve`` and ``mcp``: the home folder and the other faces."""

from __future__ import annotations

from contextlib import redirect_stdout
from typing import Annotated

import typer

from ui.failures import FAILED
from ui.session import session_of

DEFAULT_PORT = 8501
"""Streamlit's own."""

DEFAULT_MCP_PORT = 8502
LOOPBACK = "127.0.0.1"


def config(context: typer.Context) -> None:
    """Show the settings in force and where each comes from. Keys are never shown."""
    from copilot.settings import describe_settings

    session = session_of(context)
    rows = [
        (setting.name, setting.value, setting.origin, setting.description)
        for setting in describe_settings(*session.configuration)
    ]
    session.screen.table(["setting", "value", "from", "meaning"], rows)


def demo(context: typer.Context) -> None:
    """Fill the home with the demo.

    Seventeen articles and five market tables on January 2026. Again, it finds everything in place.
    """
    from ui.demo import DEMO_AS_OF, DEMO_QUESTION, fill_with_demo
    from ui.rendering import render_report

    session = session_of(context)
    with session.workspace() as workspace, session.screen.progress() as progress:
        report = fill_with_demo(workspace, progress)
    render_report(session.screen, report)
    if not report.ok:
        raise typer.Exit(FAILED)
    session.screen.line(f"home: {session.settings.home}", "dim")
    session.screen.line(f'try: tieout ask "{DEMO_QUESTION}" --as-of {DEMO_AS_OF}', "dim")


def serve(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(min=1, max=65535, metavar="PORT", help="Where to listen.")
    ] = DEFAULT_PORT,
) -> None:
    """Open the chat in a web page."""
    from ui.web.server import serve as serve_page

    serve_page(session_of(context).settings, port)


def mcp(
    context: typer.Context,
    *,
    http: Annotated[
        bool, typer.Option("--http", help="Listen on this machine, at http://127.0.0.1:PORT/mcp.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=1, max=65535, metavar="PORT", help="Where to listen with --http.")
    ] = DEFAULT_MCP_PORT,
) -> None:
    """Serve an MCP client.

    Over standard input and output, or over HTTP for clients on this machine.
    """
    from ui.mcp_server import build_server

    session = session_of(context)
    with session.workspace() as workspace:
        server = build_server(workspace, session.open_copilot(workspace))
        if http:
            server.run("streamable-http", host=LOOPBACK, port=port)
            return
        with redirect_stdout(session.screen.out_stream):  # the client reads the protocol there
            server.run()
