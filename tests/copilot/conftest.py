"""An OpenAI-compatible server on loopback that answers by script, and a small workspace to ask about."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pandas as pd
import pytest
from pydantic import SecretStr

from benchmarks.endpoint import Call, Endpoint, Reply
from copilot.agent import Copilot
from copilot.settings import Settings
from copilot.workspace import Workspace
from ingest.chunk import chunk
from vectorstore.documents import Document


@pytest.fixture
def openai_server():
    """Starts scripted endpoints: ``openai_server(reply)``, asked with the messages, gives one for the test."""
    running = []

    def start(reply):
        running.append(Endpoint(lambda body: reply(body["messages"])).__enter__())
        return running[-1]

    yield start
    for server in running:
        server.__exit__(None, None, None)


@pytest.fixture
def with_model(workspace):
    """``with_model(server)`` is a copilot over the workspace whose model stands behind ``server``.

    It never sleeps: what it would have waited stands in its ``waited``.
    """

    def make(server, **settings):
        changes = {"model": "openai:scripted", "base_url": server.base_url, "api_key": SecretStr("none")}
        workspace.settings = workspace.settings.model_copy(update={**changes, **settings})
        waited = []
        copilot = Copilot(workspace, pause=waited.append)
        copilot.waited = waited
        return copilot

    return make


ARTICLES = {
    "Small caps lead as rates fall": (
        "Example Wire",
        datetime(2026, 1, 21, 15, tzinfo=UTC),
        "The Russell 2000 led the market in January. Small caps rose because lower interest rates cut the cost of "
        "their floating-rate debt. The index gained 8.2% since the start of the year, Example Wire calculated.",
    ),
    "Energy shares climb": (
        "Example Wire",
        datetime(2026, 1, 22, 15, tzinfo=UTC),
        "Energy shares climbed after crude oil supplies tightened. Refiners raised their dividends by 4.5%.",
    ),
    "A later look": (
        "Example Wire",
        datetime(2026, 1, 30, 15, tzinfo=UTC),
        "Small caps gave back most of their lead over the Nasdaq by the end of January.",
    ),
}
CLOSES = {
    "^RUT": {"2025-12-31": 2000.0, "2026-01-21": 2150.0, "2026-01-22": 2200.0, "2026-01-30": 2010.0},
    "^IXIC": {"2025-12-31": 20000.0, "2026-01-21": 20300.0, "2026-01-22": 20200.0, "2026-01-30": 21000.0},
}


@pytest.fixture
def workspace(tmp_path):
    """A workspace with three articles and the closes of two indices, without an embedding model."""
    with filled_workspace(tmp_path / "home") as opened:
        yield opened


@pytest.fixture(scope="module")
def read_only_workspace(tmp_path_factory):
    """The same, shared by the tests of a module, which only ask it."""
    with filled_workspace(tmp_path_factory.mktemp("shared") / "home") as opened:
        yield opened


@contextmanager
def filled_workspace(home):
    with Workspace(Settings(home=home, embedding_model="hash")) as opened:
        for title, (publisher, published_at, text) in ARTICLES.items():
            document = Document(title, text, published_at, publisher, source=f"test/{title}", kind="article")
            opened.library.add(document, chunk(document))
        opened.library.index_pending()
        rows = [
            {"symbol": symbol, "date": day, "close": close, "source": "test closes"}
            for symbol, closes in CLOSES.items()
            for day, close in closes.items()
        ]
        opened.tables.upsert("prices", pd.DataFrame(rows))
        yield opened


@pytest.fixture
def scripted():
    """Makes replies: prose in pieces, one tool with its arguments, or whatever else a ``Reply`` has."""

    def make(pieces=(), tool="", arguments=None, **rest):
        calls = (Call(tool, arguments or {}),) if tool else ()
        return Reply(pieces=tuple(pieces), calls=calls, **rest)

    return make
