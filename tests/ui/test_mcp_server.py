import asyncio
import json
import socket

import pytest
import uvicorn
from mcp import Client, MCPError
from mcp_types import CallToolResult
from scripted_faces import ScriptedCopilot, answering, hash_workspace, make_answer

from copilot.errors import ModelFailed
from copilot.reading_room import READ_CHARS
from copilot.workspace import Workspace
from ingest.jobs import DocumentOptions, ingest_paths
from ui.mcp_server import build_server

LONG = "Small companies lead the market because rates fall. "


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A workspace with two documents and three closes."""
    folder = tmp_path_factory.mktemp("sources")
    header = "---\ntitle: {}\npublisher: Example Wire\npublished: {}\nkind: {}\n---\n"
    (folder / "early.md").write_text(header.format("Early", "2026-01-22", "article") + LONG * 400)
    (folder / "late.md").write_text(header.format("Late", "2026-01-30", "note") + "Crude prices fell.")
    (folder / "prices.csv").write_text(
        "symbol,date,close,source\n^RUT,2025-12-31,2481.91,closes\n^RUT,2026-01-22,2718.77,closes\n"
    )
    with hash_workspace(tmp_path_factory.mktemp("home")) as opened:
        report = ingest_paths(opened.library, opened.tables, [folder], DocumentOptions())
        assert report.ok, report
        yield opened


def call(workspace: Workspace, tool: str, copilot=None, **arguments: object) -> CallToolResult:
    """The result of one tool call through the official client, in memory."""

    async def through_client():
        async with Client(build_server(workspace, copilot or ScriptedCopilot([]))) as client:
            return await client.call_tool(tool, arguments)

    return asyncio.run(through_client())


def given(result):
    """What a tool gave; a list comes under the key ``result``."""
    assert not result.is_error, result.content
    return result.structured_content


def test_tools_are_named_and_described(workspace):
    async def listed():
        async with Client(build_server(workspace, ScriptedCopilot([]))) as client:
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in asyncio.run(listed())}
    assert set(tools) == {
        "ask",
        "search_documents",
        "read_document",
        "list_documents",
        "list_metrics",
        "compute_metric",
        "recheck",
        "audit_report",
    }
    assert all(tool.description for tool in tools.values())
    assert tools["ask"].input_schema["required"] == ["question"]


def test_ask_gives_the_json_of_the_answer(workspace):
    copilot = answering(make_answer())
    assert given(call(workspace, "ask", copilot, question="?", as_of="2026-01-22")) == make_answer().to_json()
    assert copilot.asked[0]["as_of"].isoformat() == "2026-01-23T04:59:59.999999+00:00"


def test_search_gives_passages_as_evidence_up_to_the_as_of(workspace):
    found = given(call(workspace, "search_documents", query="small companies crude", as_of="2026-01-22"))
    assert {hit["title"] for hit in found["result"]} == {"Early"}
    assert found["result"][0]["kind"] == "passage"
    assert found["result"][0]["id"].startswith("p-")


def test_documents_are_listed_by_kind_newest_first(workspace):
    everything = given(call(workspace, "list_documents"))["result"]
    assert [document["title"] for document in everything] == ["Late", "Early"]
    notes = given(call(workspace, "list_documents", kind="note"))["result"]
    assert [document["published_on"] for document in notes] == ["2026-01-30"]


def test_long_document_is_read_in_parts_that_join_to_its_text(workspace):
    (summary,) = given(call(workspace, "list_documents", kind="article"))["result"]
    text, offset = "", 0
    while offset is not None:
        part = given(call(workspace, "read_document", document_id=summary["id"], offset=offset))
        assert len(part["text"]) <= READ_CHARS
        text, offset = text + part["text"], part["next_offset"]
    assert text == workspace.library.document(summary["id"]).text
    assert len(text) == part["total_chars"] > READ_CHARS


def test_metric_is_computed_to_a_receipt(workspace):
    arguments = {"symbol": "small caps", "period": "YTD"}
    receipt = given(
        call(workspace, "compute_metric", name="price_return", arguments=arguments, as_of="2026-01-22")
    )
    assert receipt["value"] == pytest.approx(100 * (2718.77 / 2481.91 - 1), rel=1e-12)
    assert receipt["window"] == {"start": "2025-12-31", "end": "2026-01-22"}
    assert receipt["sql"].startswith("WITH")


def test_receipt_is_computed_again_by_its_id(workspace):
    receipt = given(call(workspace, "compute_metric", name="last_close", arguments={"symbol": "^RUT"}))
    (found,) = given(call(workspace, "recheck", receipt_id=receipt["id"]))["result"]
    assert (found["receipt"], found["same"], found["runs"][0]["outcome"]) == (receipt["id"], True, "same")


def test_metrics_are_listed_with_their_parameters(workspace):
    listed = {metric["name"]: metric for metric in given(call(workspace, "list_metrics"))["result"]}
    assert [parameter["name"] for parameter in listed["price_return"]["parameters"]] == ["symbol", "period"]


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("compute_metric", {"name": "price_retrun", "arguments": {}}, "did you mean price_return"),
        ("compute_metric", {"name": "price_return", "arguments": {}}, "symbol"),
        ("compute_metric", {"name": "price_return", "arguments": {"symbol": "^IXIC"}}, "^IXIC"),
        ("search_documents", {"query": "x", "as_of": "yesterday"}, "'yesterday' is neither a day"),
        ("search_documents", {"query": "x", "limit": 0}, "limit"),
        ("search_documents", {"query": " "}, "query"),
        ("read_document", {"document_id": "d-000000000000"}, "d-000000000000"),
        ("recheck", {"receipt_id": "m-000000000000"}, "no receipt 'm-000000000000'"),
        ("ask", {}, "question"),
    ],
)
def test_what_cannot_be_done_is_a_tool_error_with_its_message(workspace, tool, arguments, message):
    result = call(workspace, tool, **arguments)
    assert result.is_error
    assert message in result.content[0].text


def read(workspace, address):
    """The text of a resource through the official client, or why there is none."""

    async def through_client():
        async with Client(build_server(workspace, ScriptedCopilot([]))) as client:
            try:
                return (await client.read_resource(address)).contents[0].text
            except MCPError as error:
                return str(error)

    return asyncio.run(through_client())


def test_documents_and_receipts_are_resources(workspace):
    (late,) = given(call(workspace, "list_documents", kind="note"))["result"]
    assert "Crude prices fell." in read(workspace, f"tieout://documents/{late['id']}")
    receipt = given(call(workspace, "compute_metric", name="last_close", arguments={"symbol": "^RUT"}))
    assert json.loads(read(workspace, f"tieout://receipts/{receipt['id']}")) == receipt


def test_resource_from_after_its_as_of_or_unknown_is_not_found(workspace):
    (late,) = given(call(workspace, "list_documents", kind="note"))["result"]
    assert "came out after" in read(workspace, f"tieout://documents/{late['id']}?as_of=2026-01-22")
    assert "no receipt" in read(workspace, "tieout://receipts/m-000000000000")


def test_report_is_audited(workspace):
    text = "Revenue rose from $100 million to $120 million, an increase of 35 %."
    found = given(call(workspace, "audit_report", text=text))
    assert "arithmetic" in [finding["kind"] for finding in found["findings"]]


def test_clients_on_this_machine_are_served_over_http(workspace):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    app = build_server(workspace, answering(make_answer())).streamable_http_app()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))

    async def through_http():
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.02)
        async with Client(f"http://127.0.0.1:{port}/mcp") as client:
            result = await client.call_tool("ask", {"question": "?"})
        server.should_exit = True
        await serving
        return result

    assert given(asyncio.run(through_http())) == make_answer().to_json()


def test_document_from_after_the_as_of_is_not_read(workspace):
    (late,) = given(call(workspace, "list_documents", kind="note"))["result"]
    result = call(workspace, "read_document", document_id=late["id"], as_of="2026-01-22")
    assert result.is_error
    assert "came out after" in result.content[0].text
    assert "Crude" not in result.content[0].text


def test_model_that_fails_is_a_tool_error_with_its_message(workspace):
    failing = ScriptedCopilot([ModelFailed("openai:gpt-5-mini", TimeoutError("no reply"))])
    result = call(workspace, "ask", failing, question="?")
    assert result.is_error
    assert "gpt-5-mini" in result.content[0].text
