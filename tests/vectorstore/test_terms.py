"""What analysts ask for, in the words of reports."""

import tomllib
from importlib.resources import files

import pytest

from vectorstore.terms import written_for


@pytest.mark.parametrize(
    ("query", "phrase"),
    [
        ("What was the capex?", "purchases of property, plant and equipment"),
        ("R&D as a share of sales", "research and development"),
        ("the Quick-Ratio of the group", "total current liabilities"),
        ("How much stock was bought back?", "repurchases of common stock"),
    ],
)
def test_reports_words_are_found_for_analysts_words(query, phrase):
    assert phrase in written_for(query)


@pytest.mark.parametrize("query", ["How many stores were opened?", "", "cap ex post", "net"])
def test_other_words_bring_nothing(query):
    assert written_for(query) == []


def test_the_longest_term_counts():
    assert written_for("fixed asset turnover") != written_for("asset turnover")


def test_no_term_is_asked_for_in_two_rows():
    table = tomllib.loads(files("vectorstore").joinpath("terms.toml").read_text(encoding="utf-8"))
    asked = [term for row in table["term"] for term in row["asked"]]
    assert len(asked) == len(set(asked))
    assert all(row["written"] for row in table["term"])
