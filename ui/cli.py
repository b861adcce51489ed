"""The command line: ``tieout``. What a command needs is imported when it runs, so that help is instant."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from ui.commands import asking, auditing, home, library, market, reporting, tables, upkeep
from ui.failures import FAILED, domain_errors
from ui.session import Session
from ui.terminal import Screen

INTERRUPTED = 130

QUIET = {
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",  # else it warns after a fork
    "TRANSFORMERS_VERBOSITY": "error",
}
"""What keeps libraries from chatting; each can be set otherwise in the environment."""


class Commands(TyperGroup):
    """The commands. An error that is written for the person who asked ends as its message and status 1."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except domain_errors() as error:
            Screen().complain(str(error))
            raise typer.Exit(FAILED) from error


app = typer.Typer(
    cls=Commands,
    help="A market research copilot whose every figure ties out to a passage or a computation.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # rich takes 0.2 s to import, and brackets in help texts are no markup
    pretty_exceptions_enable=False,  # they show local variables, which may hold keys
)

COMMANDS: tuple[Callable[..., None], ...] = (
    home.demo,
    asking.ask,
    library.search,
    market.metric,
    market.metrics,
    market.recheck,
    auditing.audit,
    reporting.report,
    reporting.summary,
    reporting.reports,
    library.documents,
    library.ingest,
    tables.load,
    tables.reconcile,
    home.serve,
    home.mcp,
    upkeep.check,
    upkeep.rebuild,
    upkeep.remove,
    home.config,
)

for command in COMMANDS:
    app.command()(command)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it with the flag
    if wanted:
        from importlib.metadata import version

        typer.echo(f"tieout {version('tieout')}")
        raise typer.Exit


@app.callback()
def start(
    context: typer.Context,
    *,
    home_folder: Annotated[
        Path | None,
        typer.Option(
            "--home",
            metavar="PATH",
            help="The folder with all data. Default: TIEOUT_HOME, or the user's.",
            show_default=False,
        ),
    ] = None,
    version: Annotated[  # noqa: ARG001 - its callback has answered
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Makes the session of this run; one that is given (by a test) is kept."""
    session = context.obj if isinstance(context.obj, Session) else Session()
    session.home = home_folder or session.home
    context.obj = session


def main() -> None:
    """Runs the command line. Interrupted it ends with status 130, and a closed pipe ends it quietly."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    finally:
        _flush()


def _flush() -> None:
    """Writes what is buffered; where nobody reads any more, forgets it instead of complaining at exit."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
