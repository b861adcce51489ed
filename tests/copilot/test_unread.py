"""Words and times that were not understood are told, and no default is computed in their place."""

from datetime import UTC, date, datetime

import pytest

from copilot.analyst.asking_back import which_is_meant
from copilot.analyst.dates_in_short import mend_dates
from copilot.analyst.forecasts import asks_for_forecast
from copilot.analyst.reading import read_question
from copilot.analyst.scope import read_document_ask
from copilot.analyst.senses import senses_said
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
        ("return of gold, jvxly 2024", ["jvxly"]),
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


def read_last(*questions):
    before = None
    for question in questions:
        *_, before = read_question(question, BOOK, as_of=datetime(2025, 3, 3, 21, tzinfo=UTC), before=before)
    return before


def test_another_time_and_another_name_lean_on_the_question_before():
    later = read_last("unemployment rate in june 2022?", "and two years later?")
    assert (later.periods, [item.symbol for item in later.instruments]) == (("in june 2024",), ["UNRATE"])
    other = read_last("S&P 500 vs the nasdaq in 2024", "now take the russell 2000 instead of the nasdaq")
    assert [item.symbol for item in other.instruments] == ["^GSPC", "^RUT"]
    assert read_last("S&P 500 on 3 May 2024", "and what did QQQ do that day").periods == ("on 3 May 2024",)


def test_a_level_to_be_reached_is_a_forecast_and_a_bank_that_is_not_held_is_a_stranger():
    assert asks_for_forecast("gold at 5000 by christmas, yes or no?")
    assert not asks_for_forecast("was gold at 2000 by christmas")
    (part,) = read_question(
        "bank of japan policy rate march 2024", BOOK, as_of=datetime(2025, 3, 3, tzinfo=UTC)
    )
    ask = read_document_ask(part, ["minutes"], ["Federal Reserve"], date(2025, 3, 3))
    assert (ask.publisher, ask.stranger) == ("", "Bank of Japan")


@pytest.mark.parametrize("question", ["so how much were they down", "the 20-day moving average?", "rsi?"])
def test_a_question_without_a_name_is_asked_back(question):
    assert "Which instrument" in which_is_meant(read_last(question), BOOK, [])


def test_how_big_a_move_was_asks_for_no_line_of_a_report():
    assert "reported" not in senses_said("how big was the it pop on 11 july 2024")
    assert "reported" in senses_said("how big is it by revenue")
