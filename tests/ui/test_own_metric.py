"""Adding a metric takes one file in the home's folder ``metrics`` and no other change."""

import asyncio
import json

import pytest
from mcp import Client
from scripted_faces import ScriptedCopilot, hash_workspace, run

from copilot.tools import build_tools
from market.periods import parse_as_of
from ui.mcp_server import build_server

PRICES = "symbol,date,close,source\n^RUT,2025-12-31,2481.91,closes\n^RUT,2026-01-22,2718.77,closes\n"
OWN = """\
-- name: highest_close
-- title: Highest close
-- summary: The highest close of an instrument so far.
-- param: symbol (instrument): whose close
-- column: symbol [text]: the symbol
-- column: close [{currency}]: the highest close
-- column: currency [text]: its currency
-- value: close
-- sentence: The highest close of {symbol} was {close}.
-- example: What was the highest close of the Russell 2000 ever?
-- source: the maximum

SELECT symbol, max(level) AS close, max(currency) AS currency FROM closes WHERE symbol = $symbol GROUP BY symbol
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    (folder / "prices.csv").write_text(PRICES)
    home = folder / "home"
    assert run(home, "load", folder / "prices.csv").exit_code == 0
    (home / "metrics").mkdir()
    (home / "metrics" / "highest_close.sql").write_text(OWN)
    return home


def computed(home):
    return json.loads(run(home, "metric", "highest_close", "symbol=small caps", "--json").stdout)


def test_it_is_listed(home):
    assert "highest_close symbol=instrument" in run(home, "metrics").stdout
    assert "the highest close" in run(home, "metrics", "highest_close").stdout


def test_it_is_computed(home):
    assert computed(home)["value"] == 2718.77


def test_its_receipt_is_computed_again(home):
    result = run(home, "recheck", computed(home)["id"])
    assert result.exit_code == 0
    assert "Same: " in result.stdout


def test_its_receipt_is_computed_again_when_the_file_has_changed(home):
    receipt, file = computed(home), home / "metrics" / "highest_close.sql"
    file.write_text(OWN.replace("max(level)", "min(level)"))
    try:
        result = run(home, "recheck", receipt["id"])
    finally:
        file.write_text(OWN)
    assert result.exit_code == 0
    assert "the file of the metric has changed since" in " ".join(result.stdout.split())
    assert "close: 2,718.77 → 2,481.91" in result.stdout


def test_its_receipt_is_computed_again_when_the_file_is_gone(home):
    receipt, file = computed(home), home / "metrics" / "highest_close.sql"
    file.unlink()
    try:
        result = run(home, "recheck", receipt["id"])
    finally:
        file.write_text(OWN)
    assert result.exit_code == 0
    assert "the file of the metric is not there any more" in " ".join(result.stdout.split())


def test_the_agent_has_it_as_a_tool(home):
    with hash_workspace(home) as workspace:
        tools = {tool.name: tool for tool in build_tools(workspace, parse_as_of("2026-01-22"))}
        call = {"type": "tool_call", "name": "highest_close", "id": "1", "args": {"symbol": "^RUT"}}
        (evidence,) = tools["highest_close"].invoke(call).artifact
    assert evidence["value"] == 2718.77


def test_the_mcp_server_has_it(home):
    async def called(workspace):
        async with Client(build_server(workspace, ScriptedCopilot([]))) as client:
            listed = await client.call_tool("list_metrics", {})
            arguments = {"name": "highest_close", "arguments": {"symbol": "^RUT"}}
            return listed, await client.call_tool("compute_metric", arguments)

    with hash_workspace(home) as workspace:
        listed, receipt = asyncio.run(called(workspace))
    assert "highest_close" in {metric["name"] for metric in listed.structured_content["result"]}
    assert receipt.structured_content["value"] == 2718.77


def test_the_analyst_answers_its_question(home):
    from copilot.agent import Copilot, Finished

    with hash_workspace(home) as workspace:
        question = "What was the highest close of the Russell 2000 ever?"
        *_, last = Copilot(workspace).stream(question)
    assert isinstance(last, Finished)
    assert "2,718.77" in last.answer.prose
