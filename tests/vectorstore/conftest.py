"""Libraries, documents and a Chroma server for the tests of the library."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from vectorstore.embeddings import HashEmbedder
from vectorstore.library import Library
from vectorstore.snapshot import IN_MEMORY


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory) -> Iterator[str]:
    """The address of a Chroma server on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    program = Path(sys.executable).with_name("chroma")
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        url = f"http://127.0.0.1:{port}"
        try:
            wait_for(f"{url}/api/v2/heartbeat")
            yield url
        finally:
            server.terminate()


def wait_for(address: str, timeout_s: float = 30.0) -> None:
    """Return once the address answers."""
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            with urlopen(address, timeout=1):
                return
        except (URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


NEVER_EXACT = 0  # an ``in_memory`` with which every search goes through Chroma


@pytest.fixture(params=["embedded", "server", "exact"])
def open_library(request, tmp_path) -> Iterator[Callable[[], Library]]:
    """Opens the same library again and again, on each road to the nearest vectors; closes all at the end."""
    url = request.getfixturevalue("chroma_server") if request.param == "server" else ""
    limit = IN_MEMORY if request.param == "exact" else NEVER_EXACT
    opened: list[Library] = []

    def opener() -> Library:
        library = Library(tmp_path / "library", embedder=HashEmbedder(), chroma_url=url, in_memory=limit)
        opened.append(library)
        return library

    yield opener
    for library in opened:
        library.close()


@pytest.fixture
def library(tmp_path) -> Iterator[Library]:
    """An empty library that searches by Chroma in its folder."""
    with Library(tmp_path / "library", embedder=HashEmbedder(), in_memory=NEVER_EXACT) as opened:
        yield opened


@pytest.fixture
def open_library_at(tmp_path) -> Iterator[Callable[[str], Library]]:
    """Opens a library that searches by Chroma, on the server at an address or in its folder."""
    opened: list[Library] = []

    def opener(chroma_url: str) -> Library:
        opened.append(
            Library(
                tmp_path / "library", embedder=HashEmbedder(), chroma_url=chroma_url, in_memory=NEVER_EXACT
            )
        )
        return opened[-1]

    yield opener
    for library in opened:
        library.close()
