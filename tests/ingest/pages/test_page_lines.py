import pytest
from placed import LETTER, SIZE, words

from ingest.pages.lines import Cell, lines_of
from ingest.pages.words import Word


def line(text):
    return lines_of(words(text))[0]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Net sales    $   82,959    81,434", ["Net sales", "$82,959", "81,434"]),
        ("Loss    $ (1,207)  $    —", ["Loss", "$(1,207)", "$—"]),
        ("Margin    4  %    (6.1)  %", ["Margin", "4%", "(6.1)%"]),
        ("iPhone (1)    40,665    39,570 (a)", ["iPhone (1)", "40,665", "39,570 (a)"]),
        ("Other    N/A    24 bps", ["Other", "N/A", "24bps"]),
        ("(1)    Includes deferred value", ["(1) Includes deferred value"]),
        ("Sales rose 8.2 % to $82,959 million", ["Sales rose 8.2% to $82,959 million"]),
    ],
)
def test_wide_gaps_part_cells_and_signs_keep_to_their_figures(text, cells):
    assert [cell.text for cell in line(text).cells()] == cells


def test_a_stretched_line_is_not_parted():
    stretched = [Word(i * 40.0, i * 40.0 + 30, 0, SIZE, 400, False, f"word{i}") for i in range(10)]
    assert len(lines_of(stretched)[0].cells()) == 1


@pytest.mark.parametrize(
    ("text", "is_figure"),
    [
        ("(721)", True),
        ("$—", True),
        ("1.2x", True),
        ("4%", True),
        ("2021)", False),
        ("2021", False),
        ("June", False),
    ],
)
def test_a_figure_is_known_from_a_year_and_from_the_end_of_a_remark(text, is_figure):
    assert Cell(0, 1, text).is_figure == is_figure


def test_raised_digits_are_marks_and_not_figures():
    def raised(text, left):
        return Word(left, left + 3, -0.3 * SIZE, 0.6 * SIZE, 400, False, text)

    marked = [*words("Revenue 82,959"), raised("1", 7 * LETTER - 2), raised("2", 14 * LETTER)]
    assert lines_of(marked)[0].text == "Revenue¹ 82,959 ²"
