from __future__ import annotations

import pytest

from ingest.wording import PARAGRAPH, stem_of, tokens_of, words_of


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("AT&T's T-Mobile", ["AT&T", "'s", "T", "-", "Mobile"]),
        ("McDonald’s and O'Reilly", ["McDonald", "’s", "and", "O'Reilly"]),
        ("$AAPL, ^RUT and BRK.B.", ["$AAPL", ",", "^RUT", "and", "BRK.B", "."]),
        ("$1,204,500.5 or 3.2%", ["$", "1,204,500.5", "or", "3.2", "%"]),
        ("Financial - Shares", ["Financial", "—", "Shares"]),
        ("one\n\n two\nthree", ["one", PARAGRAPH, "two", "three"]),
        ("", []),
    ],
)
def test_words_and_marks_stand_apart(text, tokens):
    assert tokens_of(text) == tokens


def test_hyphens_and_possessives_are_no_words():
    assert words_of(tokens_of("The Fed's rate-cut")) == ["the", "fed", "rate", "cut"]


@pytest.mark.parametrize(
    "forms",
    [
        "acquire acquires acquired acquiring",
        "cut cuts cutting",
        "supply supplies supplied",
        "loss losses",
        "yield yields",
    ],
)
def test_inflections_share_a_stem(forms):
    assert len({stem_of(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "pair", ["import important", "refiner refinance", "product production", "gas gap", "general generation"]
)
def test_other_words_do_not(pair):
    first, second = pair.split()
    assert stem_of(first) != stem_of(second)
