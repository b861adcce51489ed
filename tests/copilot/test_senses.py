"""What a question measures, by its words; typos and shorthand; words about something else."""

import pytest

from copilot.analyst.ends import asks_for_last
from copilot.analyst.senses import SOFT, fits_senses, measures_joined, senses_said
from copilot.analyst.spelling import mend_question
from copilot.analyst.vocabulary import foreign_words, words_of
from market.instruments import InstrumentBook
from market.metrics import load_metrics

METRICS = load_metrics()
VOCABULARY = words_of(example for metric in METRICS.values() for example in metric.examples)


@pytest.mark.parametrize(
    ("asked", "senses"),
    [
        ("How rough was the ride in it?", set()),
        ("How choppy was it last year?", {"volatility"}),
        ("How far did it slide from its peak?", {"drawdown"}),
        ("Does it look overbought?", {"rsi"}),
        ("Do it and it move in opposite directions?", {"correlation"}),
        ("How high was it on Monday?", set()),
        ("Which day did it fall the most?", {"worst day"}),
        ("How does it usually do in May?", {"season"}),
        ("trading volume of it", {"not held"}),
    ],
)
def test_what_is_measured_is_told_by_the_words(asked, senses):
    assert senses <= senses_said(asked) - SOFT
    assert senses or not {"high", "drawdown"} & senses_said(asked)


def test_a_particular_metric_waits_for_its_words():
    assert not fits_senses(METRICS["max_drawdown"], senses_said("What level was it at when 2021 ended?"))
    assert not fits_senses(METRICS["sortino_ratio"], senses_said("best Sharpe ratio in 2023"))
    assert not any(fits_senses(metric, frozenset({"not held"})) for metric in METRICS.values())


def test_two_measures_of_one_question_are_both_asked_for():
    assert set(measures_joined("Return and max drawdown of it in 2022")) == {"move", "drawdown"}
    assert set(measures_joined("its Sharpe and Sortino ratios")) == {"sharpe", "downside"}
    assert measures_joined("the volatility of it and it") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("maximun drawdown of russell2000", "maximum drawdown of russell 2000"),
        ("energy 1y", "energy past 1 years"),
        ("the 10y", "the 10y"),
        ("which secotr was best", "which sector was best"),
        ("nasdaq mtd", "nasdaq this month"),
        ("50dma of gold", "50-day moving average of gold"),
        ("the house said nothing", "the house said nothing"),
    ],
)
def test_typos_and_shorthand_are_written_out(typed, meant):
    assert mend_question(typed, InstrumentBook.reference()) == meant


@pytest.mark.parametrize(
    "asked",
    [
        "purple volatility sandwich of the moon",
        "How tall is the Eiffel tower in percent of it?",
        "it or plutonium",
    ],
)
def test_words_about_something_else_are_foreign(asked):
    assert foreign_words(asked, VOCABULARY)


def test_a_chatty_question_is_not_foreign():
    assert not foreign_words(
        "hi, could you please tell me how bumpy the ride was in it last year?", VOCABULARY
    )


@pytest.mark.parametrize(
    ("question", "metric", "last"),
    [
        ("Which sector was the weakest?", "ranking", True),
        ("Which sector had the worst drawdown?", "max_drawdown", False),
        ("the calmest sector", "volatility", True),
        ("Which sector did best?", "ranking", False),
    ],
)
def test_the_end_of_a_ranking_that_is_asked_for(question, metric, last):
    assert asks_for_last(question, METRICS[metric]) is last
