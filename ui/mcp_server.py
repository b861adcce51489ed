"""The MCP server: the copilot's answers, the library and the metrics as tools of another assistant."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, ParamSpec, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from copilot.computing import compute, compute_again
from copilot.reading_room import PASSAGES_SHOWN, ReadingRoom
from ui.arguments import read_moment
from ui.failures import domain_errors
from ui.payloads import (
    Payload,
    hit_payload,
    metric_payload,
    reading_payload,
    receipt_payload,
    recheck_payload,
    summary_payload,
)

if TYPE_CHECKING:
    from copilot.limits import Asked
    from copilot.workspace import Workspace
    from ui.session import Asker

INSTRUCTIONS = (
    "Market research over a library of documents and versioned market tables. `ask` answers a question with "
    "citations and a verdict for every figure; the other tools give the passages and computations themselves. "
    "`as_of` (a day such as 2026-01-22, meaning its end in New York, or an ISO moment) hides everything later; "
    "empty means now."
)

READ_ONLY = ToolAnnotations(read_only_hint=True, open_world_hint=False)
"""All that a tool leaves behind is the receipts it made and the answers it gave."""

Given = ParamSpec("Given")
Result = TypeVar("Result")

AsOf = Annotated[str, Field(description="See nothing later: a day or an ISO moment; empty for now.")]
Kind = Annotated[str, Field(description="Only documents of this kind; empty for all.")]
Publisher = Annotated[str, Field(description="Only documents of this publisher; empty for all.")]
Company = Annotated[
    str, Field(description="Only reports of this company: its name or ticker; empty for all.")
]
Form = Annotated[str, Field(description="Only filings of this form, such as 10-Q; empty for all.")]
Symbol = Annotated[
    str,
    Field(
        description="Only documents that mention this instrument: a symbol or a name. A text on small caps or energy "
        "need not mention an index or a fund, so leave it empty unless only those are asked for."
    ),
]


def build_server(workspace: Workspace, copilot: Asker) -> MCPServer:
    """The server over ``workspace``; ``copilot`` answers its questions. ``run()`` serves standard input and output."""
    server = MCPServer("tieout", instructions=INSTRUCTIONS, version=version("tieout"), log_level="WARNING")
    tools = (
        *answer_tools(copilot),
        *document_tools(workspace),
        *metric_tools(workspace),
        *audit_tools(workspace),
    )
    for tool in tools:
        server.tool(annotations=READ_ONLY)(tool)
    add_resources(server, workspace)
    return server


def answer_tools(copilot: Asker) -> list[Callable[..., object]]:
    """``ask``."""

    @reporting
    def ask(
        question: Annotated[str, Field(description="A market question in plain words.")], as_of: AsOf = ""
    ) -> Payload:
        """A cited answer: prose with [n], the citations, and a verdict for every figure.

        Where nothing supports an answer, `refused` is true and the prose says what was looked for.
        """
        from copilot.agent import Finished

        for event in copilot.stream(question, as_of=_moment(as_of)):
            if isinstance(event, Finished):
                return event.answer.to_json()
        raise RuntimeError("the stream ended without an answer")

    return [ask]


def document_tools(workspace: Workspace) -> list[Callable[..., object]]:
    """``search_documents``, ``read_document`` and ``list_documents``."""

    def room(as_of: str) -> ReadingRoom:
        return ReadingRoom.of(workspace, _moment(as_of))

    @reporting
    def search_documents(
        query: Annotated[str, Field(description="What to look for, in plain words.")],
        as_of: AsOf = "",
        kind: Kind = "",
        publisher: Publisher = "",
        company: Company = "",
        form: Form = "",
        symbol: Symbol = "",
        since: Annotated[str, Field(description="Only documents of this day or later.")] = "",
        until: Annotated[str, Field(description="Only documents of this day or earlier.")] = "",
        document_id: Annotated[str, Field(description="Only this document.")] = "",
        latest: Annotated[bool, Field(description="Only the latest document that matches.")] = False,  # noqa: FBT002
        limit: Annotated[int, Field(ge=1, le=50, description="How many passages at most.")] = PASSAGES_SHOWN,
    ) -> list[Payload]:
        """Passages of the documents that match the query, best first, each with its source."""
        asked: Asked = {
            "kind": kind,
            "publisher": publisher,
            "company": company,
            "form": form,
            "symbol": symbol,
            "document_id": document_id,
            "since": since,
            "until": until,
        }
        reading = room(as_of)
        hits = reading.search(query, latest=latest, limit=limit, **asked)
        if not hits and (reason := reading.explain_nothing(**asked)):
            raise ToolError(reason)
        return [hit_payload(hit) for hit in hits]

    @reporting
    def read_document(
        document_id: Annotated[str, Field(description="The id, such as d-3f2a9c1b04de.")],
        as_of: AsOf = "",
        offset: Annotated[
            int, Field(ge=0, description="Where to read on: next_offset of the last call.")
        ] = 0,
    ) -> Payload:
        """The text of a document, up to 12,000 characters at once, with what is known of it."""
        return reading_payload(room(as_of).read(document_id, offset))

    @reporting
    def list_documents(
        as_of: AsOf = "",
        kind: Kind = "",
        publisher: Publisher = "",
        company: Company = "",
        form: Form = "",
        symbol: Symbol = "",
    ) -> list[Payload]:
        """The documents of the library, the newest first, with their symbols, topics, tone and near-copies."""
        asked: Asked = {
            "kind": kind,
            "publisher": publisher,
            "company": company,
            "form": form,
            "symbol": symbol,
        }
        reading = room(as_of)
        documents = reading.documents(**asked)
        if not documents and (reason := reading.explain_nothing(**asked)):
            raise ToolError(reason)
        return [summary_payload(document) for document in documents]

    return [search_documents, read_document, list_documents]


def metric_tools(workspace: Workspace) -> list[Callable[..., object]]:
    """``list_metrics``, ``compute_metric`` and ``recheck``."""

    @reporting
    def list_metrics() -> list[Payload]:
        """The metrics that compute_metric knows: parameters, units, and questions that they answer."""
        return [metric_payload(metric) for metric in workspace.metrics.values()]

    @reporting
    def compute_metric(
        name: Annotated[str, Field(description="The metric, as list_metrics names it.")],
        arguments: Annotated[
            dict[str, str], Field(description='Its parameters, such as {"symbol": "^RUT", "period": "YTD"}.')
        ],
        as_of: AsOf = "",
    ) -> Payload:
        """A receipt: value and unit, rows, window, sources, and the SQL that gives them again."""
        return receipt_payload(compute(workspace, name, arguments, _moment(as_of)))

    @reporting
    def recheck(
        receipt_id: Annotated[
            str,
            Field(description="A receipt's id (m-...); an answer's (a-...) stands for all that it cites."),
        ],
    ) -> list[Payload]:
        """Receipts computed again: at the table versions they pinned (`same`), and what newer data change."""
        return [recheck_payload(found) for found in compute_again(workspace, receipt_id)]

    return [list_metrics, compute_metric, recheck]


def audit_tools(workspace: Workspace) -> list[Callable[..., object]]:
    """``audit_report``."""

    @reporting
    def audit_report(
        text: Annotated[str, Field(min_length=1, description="The report's text, plain or Markdown.")],
        as_of: AsOf = "",
    ) -> Payload:
        """What does not add up in a report that somebody else wrote, and which of its figures tie out.

        Without `as_of` nothing later than the report's own date is looked at.
        """
        from copilot.audit import audit

        return audit(text, workspace, _moment(as_of)).to_json()

    return [audit_report]


def add_resources(server: MCPServer, workspace: Workspace) -> None:
    """Documents and receipts by id, as resources of ``server``: what a citation of an answer leads to."""

    @server.resource(
        "tieout://documents/{document_id}{?as_of}",
        mime_type="text/plain",
        description="The whole text of a document, as far as `as_of` lets it be seen.",
    )
    def document(document_id: str, as_of: str = "") -> str:
        return _found(lambda: ReadingRoom.of(workspace, _moment(as_of)).read(document_id).document.text)

    @server.resource(
        "tieout://receipts/{receipt_id}",
        mime_type="application/json",
        description="A computation: value, rows, sources, pinned table versions, and the SQL that gives it again.",
    )
    def receipt(receipt_id: str) -> str:
        return _found(
            lambda: json.dumps(receipt_payload(workspace.receipts.get(receipt_id)), ensure_ascii=False)
        )


def _found(read: Callable[[], str]) -> str:
    try:
        return read()
    except domain_errors() as error:
        raise ResourceNotFoundError(str(error)) from error


def reporting(tool: Callable[Given, Result]) -> Callable[Given, Result]:
    """``tool``, with errors that are written for whoever asked given to the client as tool errors."""

    @functools.wraps(tool)
    def reported(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return tool(*args, **kwargs)
        except domain_errors() as error:
            raise ToolError(str(error)) from error

    return reported


def _moment(as_of: str) -> datetime | None:
    if not as_of.strip():
        return None
    try:
        return read_moment(as_of)
    except ValueError as error:
        raise ToolError(str(error)) from error
