"""The benchmark of conversations, in short: every fault, and nothing that must not be."""

import random
from datetime import UTC, datetime

import pandas as pd
import pytest

from benchmarks.conversations import MUST_BE_NONE, Trial, unsound
from benchmarks.endpoint import Reply
from benchmarks.faulty import FAULTS
from copilot.settings import Settings
from copilot.workspace import Workspace
from ingest.chunk import chunk
from vectorstore.documents import Document


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    with Workspace(Settings(home=folder, embedding_model="hash")) as workspace:
        text = "Small caps rose 8.2 % as lower rates cut the cost of their debt."
        document = Document("Small caps", text, datetime(2026, 1, 14, tzinfo=UTC), "Wire", source="test")
        workspace.library.add(document, chunk(document))
        workspace.library.index_pending()
        closes = {"^RUT": (2000.0, 2200.0), "^IXIC": (20000.0, 20200.0)}
        rows = [
            {"symbol": symbol, "date": day, "close": close, "source": "test"}
            for symbol, both in closes.items()
            for day, close in zip(("2025-12-31", "2026-01-15"), both, strict=True)
        ]
        workspace.tables.upsert("prices", pd.DataFrame(rows))
    return folder


def test_random_conversations_end_and_reload_as_they_were_shown(home):
    trial = Trial(home, seed=11)
    found = trial.run(5)
    assert {what: found.counts[what] for what in MUST_BE_NONE} == dict.fromkeys(MUST_BE_NONE, 0), (
        found.examples
    )
    assert found.counts["conversations"] == 5
    assert sum(found.ends.values()) == found.counts["questions"] >= 5
    assert trial.model.faults


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_a_reply(name):
    sound = Reply(pieces=("Up 10 %.",))
    assert FAULTS[name](random.Random(1), sound) != sound


def call(*ids):
    return {"role": "assistant", "tool_calls": [{"id": each} for each in ids]}


def result(of):
    return {"role": "tool", "tool_call_id": of}


@pytest.mark.parametrize(
    ("messages", "complaint"),
    [
        ([call("a", "b"), result("a"), result("b"), {"role": "user"}], ""),
        ([call("a"), {"role": "user"}], "has no result before the next user"),
        ([call("a")], "has no result"),
        ([result("a")], "belongs to no call"),
        ([call("a", "a"), result("a")], "same id"),
    ],
)
def test_requests_that_no_endpoint_takes_are_found(messages, complaint):
    assert complaint in unsound(messages)
    assert bool(unsound(messages)) == bool(complaint)
