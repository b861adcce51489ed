"""Several processes on one library, and processes that are killed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from library_documents import make_document, numbered_text
from library_process import CONSTANT

PROGRAM = Path(__file__).with_name("library_process.py")
ROOT = Path(__file__).parents[2]


def start(library, role: str, count: int, chroma_url: str = "") -> subprocess.Popen[str]:
    command = [sys.executable, str(PROGRAM), str(library.folder), role, str(count), chroma_url]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}
    )


def wait_for(process: subprocess.Popen[str], word: str) -> None:
    """Return when the process has said the word."""
    assert process.stdout is not None
    assert any(line == f"{word}\n" for line in process.stdout), f"{word} was never said"


def test_two_processes_add_and_index_at_once_while_a_third_reads(library):
    library.add(*make_document(CONSTANT))
    library.index_pending()
    with start(library, "Gold", 700) as one, start(library, "Silver", 700) as two:
        while one.poll() is None or two.poll() is None:
            assert library.search("copper", limit=1)[0].passage.text == CONSTANT
            time.sleep(0.05)
    assert (one.returncode, two.returncode) == (0, 0)
    report = library.check()
    assert report.ok
    assert report.passages == 1401
    for name in ("Gold", "Silver"):
        assert library.search(numbered_text(name, 699), limit=1)[0].passage.text == numbered_text(name, 699)


@pytest.mark.parametrize("where", ["embedded", "server"])
def test_processes_write_replace_remove_rebuild_check_and_read_at_once(request, where, open_library_at):
    url = request.getfixturevalue("chroma_server") if where == "server" else ""
    library = open_library_at(url)
    library.add(*make_document(CONSTANT))
    library.index_pending()
    roles = {
        "write Gold": 100,
        "write Silver": 100,
        "replace Oil": 20,
        "remove Zinc": 3,
        "rebuild": 5,
        "check": 5,
    }
    processes = {role: start(library, role, count, url) for role, count in {**roles, "read": 150}.items()}
    for process in processes.values():
        process.communicate()
    assert {role: process.returncode for role, process in processes.items()} == dict.fromkeys(processes, 0)
    report = library.check()
    assert report.ok
    assert (report.passages, report.superseded, report.pending) == (202, 19, 0)
    for text in (
        numbered_text("write Gold", 99),
        numbered_text("write Silver", 7),
        numbered_text("replace Oil", 19),
    ):
        assert library.search(text, limit=1)[0].passage.text == text


@pytest.mark.parametrize("delay_s", [0.0, 0.3, 1.0])
def test_killed_indexing_is_resumed_without_loss_or_doubles(library, delay_s):
    with start(library, "Gold", 1100) as process:
        wait_for(process, "added")
        time.sleep(delay_s)
        process.kill()
    library.index_pending()
    report = library.check()
    assert report.ok
    assert (report.passages, report.pending) == (1100, 0)
    assert library.search(numbered_text("Gold", 1099), limit=1)[0].passage.text == numbered_text("Gold", 1099)


@pytest.mark.parametrize("role", ["replace Oil", "remove Zinc", "write Gold"])
@pytest.mark.parametrize("delay_s", [0.2, 0.5, 0.9])
def test_whatever_is_killed_leaves_a_library_in_which_nothing_is_to_be_mended(library, role, delay_s):
    library.add(*make_document(CONSTANT))
    library.index_pending()
    with start(library, role, 1000) as process:
        wait_for(process, "started")
        time.sleep(delay_s)
        process.kill()
    library.index_pending()
    report = library.check()
    assert report.ok, report
    held = library.documents()
    assert report.passages == len(held)
    assert library.search(CONSTANT, limit=1)[0].passage.text == CONSTANT
