from __future__ import annotations

import pytest

from ingest.topics import MOST_TOPICS, topic_names, topics_of


def test_the_list_is_fixed_and_short():
    assert len(topic_names()) == 25
    assert all(name == name.strip() and "," not in name for name in topic_names())


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("The board raised the quarterly dividend.", ("dividends and buybacks",)),
        ("Stocks closed sharply higher.", ("market moves",)),
        ("Stocks are kept in the cellar next door.", ()),
        ("Oil slipped below $60.", ("energy",)),
        ("Oil the hinges and paint the gate.", ()),
        ("An important meeting about nothing in particular.", ()),
        ("", ()),
    ],
)
def test_phrases_decide(text, topics):
    assert topics_of("", text) == topics


def test_the_main_topic_comes_first():
    text = "Net income rose 4% and operating margin widened. The company also raised its dividend."
    assert topics_of("", text)[0] == "earnings"


def test_a_phrase_of_the_title_weighs_more_than_one_of_the_text():
    text = "Crude rose. Copper rose. "
    assert topics_of("Copper shortage looms", text)[0] == "commodities"
    assert topics_of("Crude shortage looms", text)[0] == "energy"


def test_a_long_text_needs_more_than_one_phrase():
    filler = "The committee met in the long room and read the papers of the year before. " * 60
    assert topics_of("", filler + "A dividend was mentioned.") == ()
    assert topics_of(
        "", filler + "The quarterly dividend rose; a share buyback and a special dividend followed."
    ) == ("dividends and buybacks",)


def test_at_most_four_are_given():
    text = (
        "Net income rose. Inflation rose. Payrolls rose. Bitcoin rose. The FDA approved a drug trial. "
        "The merger closed. Housing starts fell. Tariffs rose. Crude fell. Copper fell."
    )
    assert len(topics_of("", text)) == MOST_TOPICS
