"""What is written about the command line holds: commands that are named exist, and all that exist are named."""

import re
from pathlib import Path

import pytest

from ui.cli import COMMANDS

ROOT = Path(__file__).parents[2]
PACKAGES = ("copilot", "ingest", "market", "prompts", "ui", "vectorstore")
NAMES = {command.__name__ for command in COMMANDS}
QUOTED = re.compile(r"`tieout ([a-z]\w*)")
CALLED = re.compile(r"^\$ tieout ([a-z]\w*)|`tieout ([a-z]\w*)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
MANUALS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
SOURCES = [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]


@pytest.mark.parametrize("path", MANUALS + SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_command_that_is_named_exists(path):
    named = set(QUOTED.findall(path.read_text(encoding="utf-8")))
    assert named <= NAMES


def test_readme_names_every_command():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {one or other for one, other in CALLED.findall(text)} == NAMES
    assert "@@" not in text


@pytest.mark.parametrize("path", MANUALS, ids=lambda path: path.name)
def test_file_that_is_linked_exists(path):
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
