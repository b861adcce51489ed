"""Several processes on one library, and processes that are killed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from library_documents import make_document, numbered_text

PROGRAM = Path(__file__).with_name("library_process.py")
ROOT = Path(__file__).parents[2]


def start(library, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(PROGRAM), str(library.folder), name, str(count)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}
    )


def test_two_processes_add_and_index_at_once_while_a_third_reads(library):
    library.add(*make_document("Copper 0 rose."))
    library.index_pending()
    with start(library, "Gold", 700) as one, start(library, "Silver", 700) as two:
        while one.poll() is None or two.poll() is None:
            assert library.search("copper", limit=1)[0].passage.text == "Copper 0 rose."
            time.sleep(0.05)
    assert (one.returncode, two.returncode) == (0, 0)
    report = library.check()
    assert report.ok
    assert report.passages == 1401
    for name in ("Gold", "Silver"):
        assert library.search(numbered_text(name, 699), limit=1)[0].passage.text == numbered_text(name, 699)


@pytest.mark.parametrize("delay_s", [0.0, 0.3, 1.0])
def test_killed_indexing_is_resumed_without_loss_or_doubles(library, delay_s):
    with start(library, "Gold", 1100) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "added\n"
        time.sleep(delay_s)
        process.kill()
    library.index_pending()
    report = library.check()
    assert report.ok
    assert (report.passages, report.pending) == (1100, 0)
    assert library.search(numbered_text("Gold", 1099), limit=1)[0].passage.text == numbered_text("Gold", 1099)
