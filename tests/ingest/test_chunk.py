from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunk import MODEL_TOKENS, SPECIAL_TOKENS, chunk
from ingest.cleaning import clean_text
from ingest.tokens import TokenRuler
from vectorstore.documents import Document

WORDS = st.sampled_from(
    "The index rose 8.2% to 2,684.13, Inc. U.S. (10)% $ 82,959 | antidisestablishmentarianism 中文字符 naïve "
    "İstanbul — “so” . ! a x-y_z ### Item 2. Note 4 – • - 1.".split(" ")
)
TEXTS = st.lists(
    st.one_of(WORDS, st.text(max_size=12), st.sampled_from(["\n", "\n\n", "\n# Heading\n"])), max_size=400
)


def document(text, title="A title"):
    return Document(title, text, datetime(2026, 1, 22, tzinfo=UTC), "Publisher", "source")


def tokens(text):
    return TokenRuler(text).count(0, len(text)) + SPECIAL_TOKENS


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.text(max_size=300))
def test_passages_are_spans_in_order_that_cover_all_and_fit_the_model(parts, title):
    held = document(clean_text(" ".join(parts)), clean_text(title))
    end = 0
    for passage in chunk(held):
        assert passage.text == held.text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        assert held.text[end : passage.start].strip() == ""
        assert tokens(passage.embedded_text) <= MODEL_TOKENS
        end = passage.end
    assert held.text[end:].strip() == ""


@pytest.mark.parametrize("unit", ["word ", "a,b ", "中", "x" * 150 + " "])
def test_a_sentence_that_does_not_fit_is_cut_between_words(unit):
    held = document((unit * 3000).strip())
    passages = chunk(held)
    assert all(tokens(passage.embedded_text) <= MODEL_TOKENS for passage in passages)
    assert "".join("".join(p.text.split()) for p in passages) == "".join(held.text.split())


def test_headings_open_passages_and_are_their_context():
    text = "# Outlook\nFirst words here.\n## Rates\nThe committee held rates.\n## Growth\nGrowth slowed."
    passages = chunk(document(text))
    assert [passage.text for passage in passages] == [
        "# Outlook\nFirst words here.",
        "## Rates\nThe committee held rates.",
        "## Growth\nGrowth slowed.",
    ]
    assert [passage.context for passage in passages] == [
        "A title > Outlook",
        "A title > Outlook > Rates",
        "A title > Outlook > Growth",
    ]


def test_title_lines_and_items_of_a_filing_are_headings():
    text = (
        "Item 2. Management’s Discussion\nSegment Operating Performance\n"
        "The Company manages its business primarily on a geographic basis, in five segments.\n"
        "iPhone\niPhone net sales increased due primarily to higher net sales of new models in the year."
    )
    contexts = [passage.context.split(" > ")[1:] for passage in chunk(document(text))]
    assert contexts == [
        ["Item 2. Management’s Discussion", "Segment Operating Performance"],
        ["Item 2. Management’s Discussion", "iPhone"],
    ]


def test_labels_of_a_table_and_wrapped_lines_are_not_headings():
    text = (
        "The following table shows net sales for the three- and nine-month periods ended June 25 in\n"
        "Greater China\nThree Months Ended\nJune 25,\n2022\nAmericas $ 37,472 $ 35,870 4 %\nEurope 19,287 18,943 2 %"
    )
    assert [passage.context for passage in chunk(document(text))] == ["A title"]


def test_rows_of_a_table_stay_whole():
    rows = [f"Segment {n} $ {n},472 $ {n},870 {n} %" for n in range(10, 99)]
    passages = chunk(document("\n".join(rows)))
    assert len(passages) > 1
    assert [line for passage in passages for line in passage.text.split("\n")] == rows


def test_passages_of_one_section_are_about_equally_full():
    text = " ".join(f"Sentence number {n} says that the index rose on the day." for n in range(20))
    sizes = [tokens(passage.text) for passage in chunk(document(text))]
    assert len(sizes) == 2
    assert max(sizes) < 1.5 * min(sizes)


def test_a_long_title_leaves_room_for_the_words():
    held = document("A sentence of words. " * 100, title="very long title " * 30)
    passages = chunk(held)
    assert all(tokens(passage.embedded_text) <= MODEL_TOKENS for passage in passages)
    assert all(tokens(passage.context) <= 60 for passage in passages)


def test_an_empty_text_has_no_passages():
    assert chunk(document("")) == []
