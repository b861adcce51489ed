"""The word that a question waits for, and the value that is not known yet."""

from types import SimpleNamespace

import pytest

from copilot.analyst.unreleased import missing_value
from copilot.analyst.yes_no import _OF_PEOPLE, yes_or_no
from market.periods import parse_as_of


@pytest.mark.parametrize(
    ("metric", "row", "question", "word"),
    [
        ("relative_return", {"spread_pp": 11.5}, "Did small caps beat the Nasdaq in 2022?", "Yes"),
        ("relative_return", {"spread_pp": 11.5}, "Did small caps lag the Nasdaq in 2022?", "No"),
        ("relative_return", {"spread_pp": 11.5}, "How much did small caps beat the Nasdaq by?", ""),
        ("rsi", {"rsi": 76.5}, "Is QQQ overbought?", "Yes"),
        ("rsi", {"rsi": 51.0}, "is tlt oversold", "No"),
        ("rsi", {"rsi": 51.0}, "Is TLT overbought or oversold?", ""),
        ("price_return", {"return_pct": -3.0}, "was gold up in May?", "No"),
        ("series_value", {"value": -1.08}, "was the curve inverted?", "Yes"),
    ],
)
def test_yes_or_no(metric, row, question, word):
    assert yes_or_no(SimpleNamespace(metric=metric, rows=[row]), question) == word


@pytest.mark.parametrize(
    ("period", "known", "is_missing"),
    [
        ("2025-09-30..2025-10-31", "2025-09-01", True),
        ("2025-09-30..2025-10-31", "2025-10-01", False),
        ("2025-10-14..2025-10-15", "2025-09-01", False),
        ("2024-12-31..2025-12-31", "2025-11-01", False),
    ],
)
def test_the_month_before_is_no_answer(period, known, is_missing):
    receipt = SimpleNamespace(
        params={"series": "CPIAUCSL", "period": period},
        rows=[{"name": "Consumer Price Index", "period": known}],
    )
    said = missing_value(receipt, parse_as_of("2026-01-23"), ())
    assert bool(said) == is_missing
    assert not is_missing or "October 2025" in said
    assert not is_missing or "September 2025" in said


@pytest.mark.parametrize(
    "question",
    [
        "Do the sources agree on how much the Russell 2000 is up this year?",
        "Did analysts say that small caps would gain?",
        "Are people selling as the index is down?",
    ],
)
def test_no_figure_says_what_people_think(question):
    assert _OF_PEOPLE.search(question)


def test_what_an_instrument_did_is_asked_of_no_people():
    for question in (
        "Is the Russell 2000 up this year?",
        "Did small caps beat the Nasdaq?",
        "And has gold fallen?",
    ):
        assert not _OF_PEOPLE.search(question)
