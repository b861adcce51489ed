import subprocess
import sys
from pathlib import Path

import pytest
from scripted_faces import Terminal, run

from ui.cli import COMMANDS
from ui.demo import DEMO_AS_OF, DEMO_QUESTION
from ui.terminal import Screen

HEAVY = (
    "chromadb", "deltalake", "duckdb", "httpx", "langchain", "langchain_core", "langgraph", "mcp", "numpy", "openai",
    "pandas", "pydantic", "rich", "sentence_transformers", "sqlglot", "streamlit", "tantivy", "torch", "transformers",
)  # fmt: skip


def test_importing_the_command_line_imports_nothing_heavy():
    script = f"import sys, ui.cli; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_help_names_every_command_in_one_whole_line(tmp_path):
    lines = [line.split() for line in run(tmp_path, "--help").stdout.splitlines()]
    for command in COMMANDS:
        (line,) = [line for line in lines if line and line[0] == command.__name__]
        assert line[-1].endswith("."), line
        assert not line[-1].endswith("..."), line


@pytest.mark.parametrize("command", [command.__name__ for command in COMMANDS])
def test_every_command_has_help(tmp_path, command):
    result = run(tmp_path, command, "--help")
    assert result.exit_code == 0
    assert "--help" in result.stdout


def test_version_is_shown(tmp_path):
    assert run(tmp_path, "--version").stdout.startswith("tieout 0.")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["serach"], "Did you mean 'search'?"),
        (["ask"], "Missing argument 'QUESTION'"),
        (["ask", "x", "--json=y"], ""),
    ],
)
def test_wrong_use_is_named_with_status_2(tmp_path, words, expected):
    result = run(tmp_path, *words)
    assert result.exit_code == 2
    assert expected in result.stderr


def test_config_shows_values_and_origins_and_never_a_key(tmp_path):
    result = run(
        tmp_path, "config", env={"TIEOUT_API_KEY": "sk-verysecret", "TIEOUT_MODEL": "openai:gpt-5-mini"}
    )
    lines = {line.split()[0]: line for line in result.stdout.splitlines()}
    assert "command line" in lines["home"]
    assert str(tmp_path) in lines["home"]
    assert "openai:gpt-5-mini" in lines["model"]
    assert "TIEOUT_MODEL" in lines["model"]
    assert "default" in lines["timeout_s"]
    assert "verysecret" not in result.output
    assert "TIEOUT_API_KEY" in lines["api_key"]


def test_bad_setting_ends_as_one_message(tmp_path):
    (tmp_path / "tieout.toml").write_text("colour = 1\n")
    result = run(tmp_path, "config")
    assert result.exit_code == 1
    assert "colour" in result.stderr


def test_home_that_is_no_folder_ends_as_one_message(tmp_path):
    (tmp_path / "home").write_text("a file")
    result = run(tmp_path / "home", "documents")
    assert result.exit_code == 1
    assert "it is no folder" in result.stderr


def test_demo_fills_the_home_and_again_finds_it_filled(tmp_path):
    first = run(tmp_path, "demo")
    assert first.exit_code == 0, first.output
    assert "documents: 17 added" in first.stdout
    assert "prices: 630 rows added" in first.stdout
    again = run(tmp_path, "demo")
    assert "documents: 0 added, 17 unchanged, 0 replaced" in again.stdout
    assert "prices: 0 rows added, 0 corrected, 630 unchanged" in again.stdout


def test_demo_suggests_the_question_that_make_demo_asks(tmp_path):
    makefile = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8")
    assert f"DEMO_QUESTION ?= {DEMO_QUESTION}\n" in makefile
    assert f"DEMO_AS_OF ?= {DEMO_AS_OF}\n" in makefile


def test_progress_is_seen_on_a_terminal_and_never_on_standard_output():
    out, err = Terminal(), Terminal()
    with Screen(out, err).progress() as progress:
        progress("reading", 0, 2)
        progress("reading", 2, 2)
    assert out.getvalue() == ""
    assert "reading" in err.getvalue()


def test_closed_pipe_ends_quietly(tmp_path):
    command = [sys.executable, "-m", "ui.cli", "--home", str(tmp_path), "config"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    running.stdout.close()
    assert running.stderr.read() == b""
    running.stderr.close()
    running.wait(timeout=60)
