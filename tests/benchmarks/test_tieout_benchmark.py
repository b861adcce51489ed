"""What the tie-out benchmark counts as a wrong number."""

import pytest

from benchmarks.tieout import is_right, numbers_of, prose_of
from copilot.evidence import PassageEvidence


def answer(gold, scale="", *, said=0.0, said_scale=""):
    return {
        "answer": gold,
        "scale": scale,
        "pred_answer": said,
        "pred_scale": said_scale,
        "answer_type": "span",
    }


def context(text):
    return PassageEvidence(
        id="p-aaaaaaaaaaaa", document_id="d-aaaaaaaaaaaa", title="", publisher="", url="",
        published_at="2020-01-01T00:00:00+00:00", dated=True, doc_kind="report", quote=text, start=0, end=len(text),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "scale", "gold", "gold_scale", "right"),
    [
        (-12.600000000000001, "million", -12.6, "million", True),
        (12.6, "million", -12.6, "million", False),
        (1496.5, "million", ["$1,496.5"], "million", True),
        (1496.5, "thousand", ["$1,496.5"], "million", False),
        (1496.5, "", ["$1,496.5"], "million", False),
        (29346, "thousand", ["$29.3 million"], "", True),
        (29446, "thousand", ["$29.3 million"], "", False),
        (190.8591, "percent", ["191%"], "", True),
        (0.1834, "percent", 18.34, "percent", False),
        (95.4955, "percent", 0.95, "", True),
        (43, "thousand", ["(43)", "(118)"], "thousand", True),
        (1171, "thousand", ["exiting certain redundant facilities."], "", False),
        (3.45, "cents", ["3.45 cents per Ordinary share"], "", True),
    ],
)
def test_value_sign_and_scale_must_agree_at_the_coarser_precision(value, scale, gold, gold_scale, right):
    prose = prose_of(value, scale, 2)
    assert is_right(prose, answer(gold, gold_scale, said=value, said_scale=scale)) is right


def test_a_scale_that_the_gold_leaves_out_counts_where_the_context_states_it():
    asked = answer(["7,427"], said=7427, said_scale="thousand")
    prose = prose_of(7427, "thousand", 1)
    assert not is_right(prose, asked)
    assert not is_right(prose, asked, [context("Sales of 7,427.")])
    assert is_right(prose, asked, [context("(in thousands) Sales of 7,427.")])


def test_a_number_is_written_as_an_answer_writes_it():
    assert prose_of(40.333333333333336, "million", 2) == "40.33 million [1][2]."
    assert prose_of(0.05160662, "", 1) == "0.05161 [1]."
    assert prose_of(1000, "percent", 1) == "1,000 % [1]."


def test_years_and_words_are_no_numbers():
    assert numbers_of(answer("", said=2019, said_scale="year")) == []
    assert numbers_of(answer("", said=["Fixed Price", 5, 6.5])) == [5, 6.5]
