import io
import json

import pytest

from ui.terminal import Screen, printable, to_json_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain [1] $5 [bold]x[/bold] 日本", "plain [1] $5 [bold]x[/bold] 日本"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("windows\r\nline", "windows\nline"),
        ("over\rwritten", "over\\rwritten"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("\x9b2J\x7f", "\\x9b2J\\x7f"),
        ("abc\u202etxt.exe", "abc\\u202etxt.exe"),
        ("half \ud800", "half \\ud800"),
    ],
)
def test_what_could_steer_a_terminal_is_written_out(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize("text", ["\x1b[2J", "\x9b2J\x7f", "\u202e", "\ud800", "a\nb\u2028“c” 日本 \\x1b"])
def test_json_parses_to_the_same_text_and_holds_nothing_that_steers(text):
    written = to_json_text({"text": text})
    assert json.loads(written) == {"text": text}
    assert printable(written) == written


def test_a_line_of_a_table_stays_one_line_where_the_output_is_no_terminal():
    out = io.StringIO()
    Screen(out, io.StringIO()).table(["title", "id"], [["word " * 60, "d-1"]])
    assert len(out.getvalue().splitlines()) == 2


def test_indented_text_keeps_its_indent_on_every_line():
    out = io.StringIO()
    Screen(out, io.StringIO()).line("one\ntwo", indent=1)
    assert [line.rstrip() for line in out.getvalue().splitlines()] == ["    one", "    two"]
