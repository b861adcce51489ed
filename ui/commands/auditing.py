"""``tieout audit``: what does not add up in a report that somebody else wrote."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.failures import FAILED
from ui.options import AsJson, AsOf
from ui.session import session_of

if TYPE_CHECKING:
    from copilot.audit import AuditResult
    from copilot.domain import Document, InstrumentBook
    from ui.terminal import Screen

STANDARD_INPUT = Path("-")

Layout = Literal["text", "json", "html", "md"]


def audit(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="Text, Markdown, HTML, PDF or DOCX; - is standard input.", show_default=False
        ),
    ],
    *,
    as_of: AsOf = None,
    layout: Annotated[
        Layout,
        typer.Option("--format", help="How the result is written; html and md mark the report's text."),
    ] = "text",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it to this file.", show_default=False)
    ] = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="End with status 1 where the report contradicts itself or the data."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check a report that somebody else wrote.

    Every figure is looked up in the tables and the library as of the report's own date (or --as-of), and what the
    report says of its own figures is computed again. Findings do not change the exit status, unless --strict.
    """
    session = session_of(context)
    with session.workspace() as workspace:
        from copilot.audit import audit as audit_report

        document = read_report(file, workspace.tables.book(as_of))
        result = audit_report(document, workspace, as_of)
    _write(session.screen, result, "json" if as_json else layout, out)
    if strict and result.contradictions:
        raise typer.Exit(FAILED)


def read_report(file: Path, book: InstrumentBook) -> Document:
    """The document in ``file``, read in a process of its own. Raises ``UnreadableDocument``."""
    if file != STANDARD_INPUT:
        return _read(file, book)
    with TemporaryDirectory() as folder:
        held = Path(folder) / "standard input.txt"
        held.write_bytes(sys.stdin.buffer.read())
        return _read(held, book)


def _read(file: Path, book: InstrumentBook) -> Document:
    from ingest.drafts import DocumentOptions
    from ingest.errors import UnreadableDocument
    from ingest.items import CutDocument, Refused
    from ingest.messages import Setup
    from ingest.readers import Readers

    with Readers(Setup(DocumentOptions(), book), most=1) as readers:
        for reading in readers.read_all([file]):
            for item in reading:
                if isinstance(item, CutDocument):
                    return item.document
                if isinstance(item, Refused):
                    raise UnreadableDocument(item.refusal.source, item.refusal.reason, item.refusal.mend)
    raise UnreadableDocument(str(file), "it is no report", "Give a file of text: Markdown, HTML, PDF, DOCX.")


def _write(screen: Screen, result: AuditResult, layout: Layout, out: Path | None) -> None:
    if out is None and layout == "text":
        from ui.audit_rendering import render_audit

        render_audit(screen, result)
    elif out is None and layout == "json":
        screen.json(result.to_json())
    else:
        text = _written(result, layout)
        if out is None:
            screen.out_stream.write(text)
        else:
            out.write_text(text, encoding="utf-8")


def _written(result: AuditResult, layout: Layout) -> str:
    from ui.audit_pages import audit_html, audit_markdown
    from ui.audit_rendering import render_audit
    from ui.terminal import Screen, to_json_text

    if layout == "json":
        return f"{to_json_text(result.to_json())}\n"
    if layout == "text":
        from io import StringIO

        held = StringIO()
        render_audit(Screen(held), result)
        return held.getvalue()
    return audit_html(result) if layout == "html" else audit_markdown(result)
