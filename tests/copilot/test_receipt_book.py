import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from copilot.errors import BrokenStore
from copilot.receipt_book import ReceiptBook
from copilot.tools import build_tools
from market.errors import BadReceipt, UnknownReceipt
from market.receipts import Column, Receipt

RECEIPT = Receipt(
    metric="own",
    title="Own",
    metric_hash="0" * 64,
    params={"symbol": "^RUT"},
    as_of=datetime(2026, 1, 22, tzinfo=UTC),
    window=None,
    value=0.1,
    unit="%",
    columns=(Column("value", "%", "what"),),
    rows=({"value": 0.1},),
    tables={"prices": 1},
    sources=("exchange",),
    sql="SELECT 0.1 AS value",
)


def test_receipt_comes_back_as_it_was(tmp_path):
    book = ReceiptBook(tmp_path / "receipts.db")
    book.keep(RECEIPT)
    assert ReceiptBook(book.path).get(RECEIPT.id) == RECEIPT


def test_the_same_computation_is_kept_once_as_it_first_came_out(tmp_path):
    book = ReceiptBook(tmp_path / "receipts.db")
    other = replace(RECEIPT, rows=({"value": 0.2},))
    assert other.id == RECEIPT.id
    book.keep(RECEIPT)
    book.keep(other)
    assert book.get(RECEIPT.id) == RECEIPT


def test_unknown_id_says_where_ids_are_found(tmp_path):
    with pytest.raises(UnknownReceipt, match="ids are shown with each result"):
        ReceiptBook(tmp_path / "receipts.db").get("m-1")


def test_damaged_file_is_named(tmp_path):
    (tmp_path / "receipts.db").write_bytes(b"no database" * 500)
    with pytest.raises(BrokenStore, match=r"receipts\.db cannot be used"):
        ReceiptBook(tmp_path / "receipts.db")


def test_receipt_that_was_changed_in_the_file_is_refused(tmp_path):
    import sqlite3
    from contextlib import closing

    book = ReceiptBook(tmp_path / "receipts.db")
    book.keep(RECEIPT)
    with closing(sqlite3.connect(book.path)) as db, db:
        db.execute("UPDATE receipts SET json = replace(json, '\"value\": 0.1}', '\"value\": 0.9}')")
    with pytest.raises(BadReceipt, match="was changed after it was made"):
        book.get(RECEIPT.id)


WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
sys.path.insert(0, {root!r})
from test_receipt_book import RECEIPT
from copilot.receipt_book import ReceiptBook
for number in range(40):
    ReceiptBook(Path({path!r})).keep(replace(RECEIPT, params={{"symbol": f"{{number % 30}}"}}))
"""


def test_several_processes_write_at_once(tmp_path):
    from pathlib import Path

    path = tmp_path / "receipts.db"
    code = WRITER.format(root=str(Path(__file__).parent), path=str(path))
    writers = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [writer.wait(120) for writer in writers] == [0, 0, 0]
    book = ReceiptBook(path)
    for number in range(30):
        changed = replace(RECEIPT, params={"symbol": f"{number}"})
        assert book.get(changed.id) == changed


def test_what_the_agent_computes_is_kept(workspace):
    tools = {tool.name: tool for tool in build_tools(workspace, datetime(2026, 1, 23, tzinfo=UTC))}
    call = {"type": "tool_call", "name": "last_close", "id": "1", "args": {"symbol": "^RUT"}}
    (evidence,) = tools["last_close"].invoke(call).artifact
    assert workspace.receipts.get(evidence["id"]).rows[0]["close"] == 2200.0
