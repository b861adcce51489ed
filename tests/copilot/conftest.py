"""An OpenAI-compatible server on loopback that answers by script, and a small workspace to ask about."""

import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest

from copilot.settings import Settings
from copilot.workspace import Workspace
from ingest.chunk import chunk
from vectorstore.documents import Document


@dataclass
class Scripted:
    """One reply: the text in pieces, or a tool call; or an HTTP status to fail with."""

    pieces: list[str] = field(default_factory=list)
    tool: str = ""
    arguments: dict = field(default_factory=dict)
    status: int = 200


class ScriptedOpenAI:
    """Speaks the chat completions protocol, streaming and not. ``reply`` is asked with the messages of each request."""

    def __init__(self, reply):
        self.reply = reply
        self.requests = []
        handler = type("Handler", (_Handler,), {"script": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.base_url = f"http://127.0.0.1:{self._server.server_port}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    script: ScriptedOpenAI

    def log_message(self, *_):
        """Quiet."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.script.requests.append(body)
        reply = self.script.reply(body["messages"])
        if reply.status != 200:
            return self._send(
                reply.status, json.dumps({"error": {"message": "scripted failure"}}), "application/json"
            )
        if body.get("stream"):
            return self._send(200, "".join(_stream(reply)), "text/event-stream")
        return self._send(200, json.dumps(_whole(reply)), "application/json")

    def _send(self, status, text, kind):
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _stream(reply):
    deltas = [{"role": "assistant", "content": ""}]
    if reply.tool:
        text = json.dumps(reply.arguments)
        call = {
            "index": 0,
            "id": "call_1",
            "type": "function",
            "function": {"name": reply.tool, "arguments": ""},
        }
        deltas.append({"tool_calls": [call]})
        pieces = [text[start : start + 7] for start in range(0, len(text), 7)]
        deltas += [{"tool_calls": [{"index": 0, "function": {"arguments": piece}}]} for piece in pieces]
    deltas += [{"content": piece} for piece in reply.pieces]
    for delta in deltas:
        yield _event({"index": 0, "delta": delta, "finish_reason": None})
    yield _event({"index": 0, "delta": {}, "finish_reason": "tool_calls" if reply.tool else "stop"})
    yield "data: [DONE]\n\n"


def _event(choice):
    chunk = {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
        "choices": [choice],
    }
    return f"data: {json.dumps(chunk)}\n\n"


def _whole(reply):
    message = {"role": "assistant", "content": "".join(reply.pieces)}
    if reply.tool:
        function = {"name": reply.tool, "arguments": json.dumps(reply.arguments)}
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": function}]
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if reply.tool else "stop"}
    return {"id": "c1", "object": "chat.completion", "created": 0, "model": "scripted", "choices": [choice]}


@pytest.fixture
def openai_server():
    """Starts scripted servers: ``openai_server(reply)`` gives one that runs until the test ends."""
    running = []

    def start(reply):
        running.append(ScriptedOpenAI(reply).__enter__())
        return running[-1]

    yield start
    for server in running:
        server.__exit__()


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
    settings = Settings(home=tmp_path / "home", embedding_model="hash")
    with Workspace(settings) as opened:
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
    """The class of scripted replies."""
    return Scripted
