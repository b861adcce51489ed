"""Words and times that were not understood are told, and no default is computed in their place."""

from datetime import UTC, datetime

import pytest

from copilot.analyst.dates_in_short import mend_dates
from copilot.analyst.reading import read_question
from copilot.analyst.spelling import is_known_word
from copilot.analyst.unread import refers_to_a_time, unread_words
from copilot.analyst.vocabulary import words_of
from market.instruments import InstrumentBook
from market.metrics import load_metrics

BOOK = InstrumentBook.reference()
VOCABULARY = words_of(example for metric in load_metrics().values() for example in metric.examples)


def unread(question):
    parts = read_question(question, BOOK, as_of=datetime(2025, 3, 3, 21, tzinfo=UTC))
    return [word for part in parts for word in unread_words(part, VOCABULARY)]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("QQQ frobnication 2024", ["frobnication"]),
        ("how wobbly did gold go in 2024", ["wobbly"]),
        ("QQQ 2024", []),
        ("QQQ vola 2024", []),
        ("the spread of QQQ and SPY in 2024, pp", []),
        ("how badly did QQQ fall in 2024", []),
    ],
)
def test_a_word_that_may_be_the_measure_is_unread(question, words):
    assert unread(question) == words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gold in septmber 2023", "gold in September 2023"),
        ("gold on agust 3, 2023", "gold on August 3, 2023"),
        ("the match 2023", "the match 2023"),
        ("calendar 2023 and calendar years", "2023 and calendar years"),
        ("dec 22 qtr", "December 2022 quarter"),
        ("nov 2 22", "nov 2 2022"),
        ("from jan 10 to mar 15", "from jan 10 to mar 15"),
        ("may 10 20 sessions later", "may 10 20 sessions later"),
    ],
)
def test_times_in_short_and_misspelt_months_are_written_out(typed, meant):
    assert mend_dates(typed, is_known_word) == meant


def test_that_day_is_a_time_told_elsewhere():
    assert refers_to_a_time("what did it do that day")
    assert not refers_to_a_time("what did it do on that basis")
