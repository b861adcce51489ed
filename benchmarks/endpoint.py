"""An endpoint that speaks OpenAI's chat completions on loopback, by script, and misbehaves where it is told to.

Streams are really chunked: each event is a chunk of its own, sent when it is written.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Literal

Json = dict[str, object]
Ending = Literal["whole", "clean", "torn", "garbage", "error event", "unstreamed"]
"""How a stream ends: with its finish and [DONE]; without them; in the midst of a chunk; with a line that is no JSON;
with an error as its last event. ``unstreamed``: one body of JSON in its place."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a tool. ``arguments`` is sent as it stands where it is text."""

    name: str | None
    arguments: Json | str = field(default_factory=dict)
    id: str | None = "call_1"


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: prose in pieces, calls of tools, or an HTTP status to fail with."""

    pieces: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: str = '{"error": {"message": "scripted failure"}}'
    """Of a failure."""
    ending: Ending = "whole"
    finish: str = ""
    """Why it ended; by itself ``tool_calls`` or ``stop``."""
    wait_s: float = 0.0
    """Before the first byte."""
    piece_s: float = 0.0
    """Before each piece."""
    signs_of_life_s: float = 0.0
    """For how long comments are sent in place of words, as proxies do to keep a connection open."""
    usage: tuple[int, int] | None = (100, 10)
    """Tokens in and out, as counted; ``None`` where the endpoint does not count."""


class Endpoint:
    """Runs while it is entered. ``reply`` is asked with the body of each request; ``requests`` keeps them."""

    def __init__(self, reply: Callable[[Json], Reply]) -> None:
        self.reply = reply
        self.requests: list[Json] = []
        self.closing = threading.Event()
        handler = type("Handler", (_Handler,), {"endpoint": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._server.server_port}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Endpoint:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each small chunk waits for the last one to be acknowledged
    endpoint: Endpoint

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Quiet."""

    def handle(self) -> None:
        """Serves a connection until either side ends it."""
        with suppress(ConnectionError):  # the client had enough
            super().handle()

    def do_POST(self) -> None:
        """Answers one request."""
        body: Json = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.endpoint.requests.append(body)
        reply = self.endpoint.reply(body)
        try:
            self._answer(reply, streaming=bool(body.get("stream")))
        except OSError:
            self.close_connection = True  # the client had enough

    def _answer(self, reply: Reply, *, streaming: bool) -> None:
        if reply.wait_s:
            self.endpoint.closing.wait(reply.wait_s)
        if reply.status != 200:
            self._send(reply.status, reply.body, reply.headers)
        elif not streaming or reply.ending == "unstreamed":
            self._send(200, json.dumps(_whole(reply)))
        else:
            self._stream(reply)

    def _send(self, status: int, text: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        data = text.encode()
        self.send_response(status)
        for name, value in (
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(data))),
            *headers,
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, reply: Reply) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        until = time.monotonic() + reply.signs_of_life_s
        while time.monotonic() < until and not self.endpoint.closing.wait(0.05):
            self._chunk(": keep-alive\n\n")
        for event in _events(reply):
            if reply.piece_s:
                time.sleep(reply.piece_s)
            self._chunk(event)
        if reply.ending == "torn":
            self.wfile.write(b"40\r\ndata: {")
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        self._chunk("")

    def _chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


def _events(reply: Reply) -> Iterator[str]:
    yield _delta({"role": "assistant", "content": ""})
    for piece in reply.pieces:
        yield _delta({"content": piece})
    for index, call in enumerate(reply.calls):
        function = {"name": call.name, "arguments": ""}
        yield _delta(
            {"tool_calls": [{"index": index, "id": call.id, "type": "function", "function": function}]}
        )
        text = _arguments(call)
        for start in range(0, len(text), 7):
            part = {"index": index, "function": {"arguments": text[start : start + 7]}}
            yield _delta({"tool_calls": [part]})
    if reply.ending == "garbage":
        yield "data: {this is no JSON\n\n"
    if reply.ending == "error event":
        yield 'data: {"error": {"message": "the server is overloaded", "code": 503}}\n\n'
    if reply.ending != "whole":
        return
    yield _event({"index": 0, "delta": {}, "finish_reason": _finish(reply)})
    if reply.usage:
        yield f"data: {json.dumps({**_head('chat.completion.chunk'), 'choices': [], 'usage': _usage(reply)})}\n\n"
    yield "data: [DONE]\n\n"


def _whole(reply: Reply) -> Json:
    message: Json = {"role": "assistant", "content": "".join(reply.pieces)}
    if reply.calls:
        message["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": _arguments(call)},
            }
            for call in reply.calls
        ]
    choice = {"index": 0, "message": message, "finish_reason": _finish(reply)}
    return {**_head("chat.completion"), "choices": [choice], "usage": _usage(reply)}


def _arguments(call: Call) -> str:
    return call.arguments if isinstance(call.arguments, str) else json.dumps(call.arguments)


def _finish(reply: Reply) -> str:
    return reply.finish or ("tool_calls" if reply.calls else "stop")


def _usage(reply: Reply) -> Json | None:
    if reply.usage is None:
        return None
    tokens_in, tokens_out = reply.usage
    return {
        "prompt_tokens": tokens_in,
        "completion_tokens": tokens_out,
        "total_tokens": tokens_in + tokens_out,
    }


def _head(kind: str) -> Json:
    return {"id": "c1", "object": kind, "created": 0, "model": "scripted"}


def _delta(delta: Json) -> str:
    return _event({"index": 0, "delta": delta, "finish_reason": None})


def _event(choice: Json) -> str:
    return f"data: {json.dumps({**_head('chat.completion.chunk'), 'choices': [choice]})}\n\n"
