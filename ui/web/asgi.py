"""The web application that ``tieout serve`` starts: Streamlit's, with a layer of our own in front of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SCRIPT = Path(__file__).with_name("app.py")
_PROBE = re.compile(r"/[a-z-]+/_stcore/(?:health|host-config)")
"""What a browser asks first of a page other than the first one: whether the application is served below it. With
``null`` it goes on to look at the root, as after a 404, which it would complain of in its console."""

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"no-referrer"),
)
"""No other site may frame the page, and none is told what was read here."""


class Front:
    """Answers what browsers ask below a page, and sets headers that keep other sites out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _PROBE.fullmatch(scope["path"]):
            await JSONResponse(None)(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *HEADERS]}
            await send(message)

        await self._app(scope, receive, with_headers)


app = st.App(SCRIPT, middleware=[Middleware(Front)])
