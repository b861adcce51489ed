"""``tieout metric``, ``metrics`` and ``recheck``: what is computed from the market tables."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.failures import FAILED
from ui.options import AsJson, AsOf, read_pairs
from ui.session import session_of


def metric(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The metric; tieout metrics lists them.", show_default=False)
    ],
    arguments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PARAMETER=VALUE", help="For instance symbol=^RUT period=YTD.", show_default=False
        ),
    ] = None,
    *,
    as_of: AsOf = None,
    show_sql: Annotated[
        bool, typer.Option("--sql", help="Show the statement too: it runs as it stands in DuckDB.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compute a metric and show its receipt."""
    given = read_pairs(arguments or [], "symbol=^RUT")
    session = session_of(context)
    with session.workspace() as workspace:
        from copilot.computing import compute

        receipt = compute(workspace, name, given, as_of)
    if as_json:
        from ui.payloads import receipt_payload

        session.screen.json(receipt_payload(receipt))
        return
    from copilot.evidence import ReceiptEvidence
    from ui.rendering import render_receipt

    session.screen.line(receipt.title, "bold")
    render_receipt(session.screen, ReceiptEvidence.of(receipt))
    if show_sql:
        session.screen.line()
        session.screen.verbatim(receipt.sql)


def metrics(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="One metric, in full.", show_default=False)
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the metrics and the questions they answer."""
    session = session_of(context)
    with session.workspace() as workspace:
        from copilot.computing import named_metric

        chosen = [named_metric(workspace, name)] if name else list(workspace.metrics.values())
    if as_json:
        from ui.payloads import metric_payload

        session.screen.json([metric_payload(each) for each in chosen])
        return
    from ui.rendering import render_metric, render_metrics

    if name:
        render_metric(session.screen, chosen[0])
    else:
        render_metrics(session.screen, chosen)


def recheck(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="Of a receipt (m-), an answer (a-) or a conversation (c-).", show_default=False
        ),
    ],
    *,
    latest: Annotated[
        bool, typer.Option("--latest", help="Name what differs in the newest tables, value by value.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compute a receipt, or all that an answer cites, again.

    At the table versions that it pinned, and over the tables as they are now. The exit status is 1 where the
    pinned versions do not give the same again; newer data may differ.
    """
    session = session_of(context)
    with session.workspace() as workspace:
        from copilot.computing import compute_again

        found = compute_again(workspace, what)
    if as_json:
        from ui.payloads import recheck_payload

        session.screen.json([recheck_payload(each) for each in found])
    else:
        from ui.rendering import render_recheck

        for number, each in enumerate(found):
            if number:
                session.screen.line()
            render_recheck(session.screen, each, latest=latest)
    if not all(each.same for each in found):
        raise typer.Exit(FAILED)
