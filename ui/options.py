"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from ui.arguments import read_moment, split_pairs


def read_as_of(text: str) -> datetime:
    """The moment that ``--as-of`` states, in UTC. Raises ``typer.BadParameter`` where it is none."""
    try:
        return read_moment(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def read_known_at(text: str) -> str:
    """The moment that ``--known-at`` states, as ISO text in UTC; empty where there is none.

    Raises ``typer.BadParameter`` where it is none.
    """
    return read_as_of(text).isoformat() if text else ""


def read_published(text: str) -> datetime:
    """The moment that ``--published`` states, in UTC. Raises ``typer.BadParameter`` where it is none."""
    from ingest.published import parse_published

    try:
        return parse_published(text)
    except ValueError as error:
        raise typer.BadParameter(f"{error}; write for instance 2026-01-22") from error


def read_day(text: str) -> str:
    """The day as it was written. Raises ``typer.BadParameter`` where it is none."""
    read_as_of(text)
    return text


def read_pairs(pairs: list[str], form: str) -> dict[str, str]:
    """Pairs of name and value. Raises ``typer.BadParameter`` for one that is none."""
    try:
        return split_pairs(pairs, form)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        parser=read_as_of,
        metavar="DATE",
        help="See nothing later: a day (its end in New York) or an exact ISO moment. Default: now.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON and nothing else.")]
Kind = Annotated[str, typer.Option("--kind", metavar="KIND", help="Only documents of this kind.")]
Publisher = Annotated[
    str, typer.Option("--publisher", metavar="NAME", help="Only documents of this publisher.")
]
Company = Annotated[
    str,
    typer.Option(
        "--company",
        metavar="NAME",
        help="Only reports of this company: its name, a part of it, or its ticker.",
    ),
]
Form = Annotated[str, typer.Option("--form", metavar="FORM", help="Only filings of this form, such as 10-Q.")]
Symbol = Annotated[
    str, typer.Option("--symbol", metavar="SYMBOL", help="Only documents that mention this instrument.")
]
Since = Annotated[
    str | None,
    typer.Option("--since", parser=read_day, metavar="DATE", help="Only what came out on this day or later."),
]
Until = Annotated[
    str | None,
    typer.Option(
        "--until", parser=read_day, metavar="DATE", help="Only what came out on this day or before."
    ),
]
