import io
import json

import pytest

from market.receipts import Column
from ui.terminal import Screen, printable, to_json_text
from ui.values import write_cell, write_value


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


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (9.5438, "%", "9.54%"),
        (-0.004, "%", "-0.004%"),
        (0.0, "%", "0.00%"),
        (8.553, "pp", "8.55 pp"),
        (25, "bp", "25.00 bp"),
        (395, "USD", "395.00 USD"),
        (3_400_000_000, "USD", "3,400,000,000 USD"),
        (2718.77, "", "2,718.77"),
        (21, "count", "21"),
        (1.5, "x", "1.50x"),
        (None, "%", "-"),
    ],
)
def test_values_are_written_with_their_unit(value, unit, written):
    assert write_value(value, unit) == written


@pytest.mark.parametrize(
    ("unit", "cell", "written"),
    [
        ("text", "Buy", "Buy"),
        ("date", "2026-01-22", "2026-01-22"),
        ("{currency}", 395.0, "395.00 EUR"),
        ("%", None, "-"),
    ],
)
def test_cells_take_their_unit_from_the_column_or_the_row(unit, cell, written):
    assert write_cell(Column("cell", unit, ""), {"cell": cell, "currency": "EUR"}) == written


def test_a_line_of_a_table_stays_one_line_where_the_output_is_no_terminal():
    out = io.StringIO()
    Screen(out, io.StringIO()).table(["title", "id"], [["word " * 60, "d-1"]])
    assert len(out.getvalue().splitlines()) == 2


def test_indented_text_keeps_its_indent_on_every_line():
    out = io.StringIO()
    Screen(out, io.StringIO()).line("one\ntwo", indent=1)
    assert [line.rstrip() for line in out.getvalue().splitlines()] == ["    one", "    two"]
