"""A chat page served over the demo, and a browser that reports whatever leaves this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from copilot.settings import Settings
from copilot.workspace import Workspace

CHROMIUM = Path("/usr/bin/chromium")
START_S = 120.0
SERVE = "import sys; from copilot.settings import load_settings; from ui.web.server import serve; "
SERVE += "serve(load_settings()[0], int(sys.argv[1]))"


@dataclass
class Watched:
    """A page with what it asked the network for beyond this machine, and what its console complained of."""

    page: object
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def running_server(home, log):
    """The address of the page served over ``home`` in a process of its own."""
    port = free_port()
    environment = {**os.environ, "TIEOUT_HOME": str(home)}
    with log.open("ab") as output:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(port)],
            env=environment,
            cwd=log.parent,
            stdout=output,
            stderr=output,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        await_health(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=60)


def await_health(address, server, log):
    end = time.monotonic() + START_S
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the page was not served:\n{log.read_text()}")


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory):
    """A home with the demo, as `tieout demo` fills it."""
    from ui.demo import fill_with_demo

    home = tmp_path_factory.mktemp("home")
    with Workspace(Settings(home=home)) as workspace:
        assert fill_with_demo(workspace).ok
    return home


@pytest.fixture(scope="session")
def server_log(tmp_path_factory):
    return tmp_path_factory.mktemp("log") / "server.log"


@pytest.fixture(scope="session")
def address(demo_home, server_log):
    with running_server(demo_home, server_log) as found:
        yield found


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install -e .[e2e]"
    )
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing: apt-get install -y chromium")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def watched(browser):
    """A fresh page; at the end nothing may have left this machine, and the console is silent."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    seen = Watched(context.new_page())
    seen.page.on("request", lambda request: note_foreign(seen, request.url))
    seen.page.on("console", lambda message: note_complaint(seen, message))
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    yield seen
    context.close()
    assert seen.foreign == []
    assert seen.complaints == []


def note_foreign(seen, url):
    if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
        seen.foreign.append(url)


def note_complaint(seen, message):
    if message.type == "error":
        seen.complaints.append(message.text)
