"""The benchmark of durability, in short: an ingest that is killed, and processes at once."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT / "copilot" / "demo" / "articles"


def run(*options: object) -> dict[str, dict[str, object]]:
    """The figures of a short run with vectors that need no model."""
    command = [sys.executable, "-m", "benchmarks.durability", "--model", "hash", *map(str, options)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_killed_ingest_of_real_files_loses_nothing_and_has_nothing_twice(tmp_path):
    for number in range(15):
        for path in ARTICLES.glob("*.md"):
            text = path.read_text("utf-8").replace('title: "', f'title: "{number}: ')
            (tmp_path / f"{number}-{path.name}").write_text(text, "utf-8")
    found = run("--folder", tmp_path, "--kills", 4, "--latest-kill-s", 6)["kills"]
    assert found["kills"] == 4
    assert found["documents"] == 15 * len(list(ARTICLES.glob("*.md")))
    assert (found["documents_lost"], found["passages_lost"], found["twice"]) == (0, 0, 0)
    assert found["found_by_check"] == []


@pytest.mark.parametrize("options", [[], ["--through-chroma"]], ids=["in memory", "through Chroma"])
def test_readers_find_what_writers_add_and_nothing_is_lost(options):
    found = run("--minutes", 0.25, "--pause-s", 0.1, "--readers", 2, *options)["together"]
    assert found["errors"] == []
    assert found["written"] > 2
    assert found["found_by_readers"] > 0
    assert (found["documents_lost"], found["passages_lost"], found["found_by_check"]) == (0, 0, [])


def test_kills_need_files(tmp_path):
    command = [sys.executable, "-m", "benchmarks.durability", "--kills", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "--folder" in done.stderr
