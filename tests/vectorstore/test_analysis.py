"""Words, pairs, units: how passages and queries are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.analysis import pairs_of, query_words, topic_words, units_of, words_of, years_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Decided, deciding, decides", ["decid", "decid", "decid"]),
        ("$1,452.4 million", ["1452.4", "million"]),
        ("1,234,567", ["1234567"]),
        ("Société Générale", ["societ", "general"]),
        ("10-K", ["10", "k"]),
        ("x" * 41, []),
        ("", []),
    ],
)
def test_words_are_stems_and_whole_figures(text, words):
    assert words_of(text) == words


def test_a_query_loses_the_words_that_only_ask():
    assert query_words("What is the percentage change in the Net Sales?") == ["net", "sale"]


def test_a_query_of_such_words_alone_keeps_them():
    assert query_words("What was it?") == ["what", "was", "it"]


def test_pairs_pass_over_the_usual_words():
    assert pairs_of(["cost", "of", "sale", "rose"]) == ["cost_sale", "sale_rose"]


def test_units_are_rows_and_sentences():
    text = "Net sales | 10 | 12\nCost of sales | 4 | 5\nSales rose. Costs rose too."
    assert [unit[0] for unit in units_of(text)] == ["net", "cost", "sale", "cost"]


def test_years_and_topics_are_told_apart():
    words = words_of("the revenue of 2019 and 2018 was 1,450")
    assert years_of(words) == {"2019", "2018"}
    assert topic_words(words) == {"revenu"}


@given(st.text())
def test_any_text_has_words(text):
    assert all(word and not word.isspace() for word in words_of(text))
