from __future__ import annotations

import pytest

from ingest.language import language_of

FRENCH = "La banque centrale a maintenu ses taux directeurs et prévoit un ralentissement de l'inflation."
ENGLISH = "The central bank left its key rate unchanged and said that inflation remains somewhat elevated."


@pytest.mark.parametrize(
    "text", ["", "  ", "Q3 2025", "AAPL MSFT", "12,345 6.7% (89)", "https://example.com/a-b-c.html"]
)
def test_what_is_no_language_is_none(text):
    assert language_of(text) == ""


def test_a_long_text_is_judged_from_several_places():
    assert language_of(FRENCH * 400 + ENGLISH * 5) == "fr"


def test_a_table_with_english_words_is_english():
    rows = "Net sales 81,797 82,959 Cost of sales 45,384 47,074 Gross margin for the quarter 36,413 35,885 "
    assert (
        language_of("The following table shows results that were reported with the filing. " + rows * 5)
        == "en"
    )


def test_capitals_do_not_change_the_language():
    assert language_of(FRENCH.upper()) == "fr"
