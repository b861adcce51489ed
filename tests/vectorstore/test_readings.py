"""What the ranking reads of a passage, and how it is kept."""

from hypothesis import given
from hypothesis import strategies as st

from vectorstore.readings import Reading

TEXT = "Net sales | 10 | 12\nCost of sales in 2023 | 4 | 5\nSales rose. Costs rose too."


def test_reading_holds_the_topics_of_rows_sentences_and_headings_and_the_years():
    reading = Reading.of(TEXT, "Title of 2020 > Income statement > In millions")
    assert reading.units == (
        {"net", "sale"},
        {"cost", "sale"},
        {"sale", "rose"},
        {"cost", "rose", "too"},
        {"incom", "statement"},
        {"million"},
    )
    assert reading.years == {"2023"}


def test_units_that_share_no_word_are_left_out():
    written = Reading.of(TEXT, "").written()
    assert Reading.parsed(written, about=frozenset({"net"})).units == ({"net", "sale"},)


@given(st.text(alphabet="abc 12019.|\n>é", max_size=80), st.text(alphabet="abc >2019", max_size=40))
def test_what_is_kept_is_what_was_read(text, context):
    reading = Reading.of(text, context)
    assert Reading.parsed(reading.written()) == reading
