"""Prose with figures is taken apart and put together without losing a place or a verdict."""

from copilot.research.prose import Prose, joined, without_empty_headings
from copilot.tieout import CheckedFigure


def prose(text, *figures):
    found = []
    at = 0
    for figure in figures:
        start = text.index(figure, at)
        at = start + len(figure)
        found.append(CheckedFigure(figure, 1.0, "%", "computed", ("m-1",), start, at))
    return Prose(text, tuple(found))


def words_of(prose):
    return [prose.text[figure.start : figure.end] for figure in prose.figures]


def test_blocks_are_paragraphs_tables_and_items_with_their_figures():
    whole = prose(
        "Up 5 % [1].\n\n- one 6 % [2]\n- two\n  goes on 7 % [1]\n\n| a |\n|---|\n| 8 % |",
        "5 %",
        "6 %",
        "7 %",
        "8 %",
    )
    blocks = whole.blocks()
    assert [block.text for block in blocks] == [
        "Up 5 % [1].", "- one 6 % [2]", "- two\n  goes on 7 % [1]", "| a |\n|---|\n| 8 % |",
    ]  # fmt: skip
    assert [words_of(block) for block in blocks] == [["5 %"], ["6 %"], ["7 %"], ["8 %"]]
    assert joined(blocks) == whole


def test_renumbering_moves_figures_and_merges_marks_of_one_source():
    told = prose("A 1 % [1][2] and 2 % [3], 3 % [1] .", "1 %", "2 %", "3 %").renumbered(
        {1: 10, 2: 10, 3: 117}
    )
    assert told.text == "A 1 % [10] and 2 % [117], 3 % [10] ."
    assert words_of(told) == ["1 %", "2 %", "3 %"]
    assert told.cites == (10, 117)


def test_mark_without_a_reference_is_left_out():
    assert prose("So 1 % [4] it is.", "1 %").renumbered({}).text == "So 1 % it is."


def test_same_words_are_known_whatever_they_cite():
    assert Prose("- Wire:  “Rates fell.” [1]").bare == Prose("Wire: “Rates fell.” [27]").bare


def test_line_that_announces_nothing_is_left_out():
    blocks = [Prose("What the sources say:"), Prose("Up."), Prose("As a list:"), Prose("- one")]
    assert [block.text for block in without_empty_headings(blocks)] == ["Up.", "As a list:", "- one"]
