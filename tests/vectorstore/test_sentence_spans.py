import pytest

from vectorstore.sentences import sentence_spans


def sentences(text):
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))]


@pytest.mark.parametrize(
    "parts",
    [
        ["The index rose 1.5%.", "Volume was 2.3 bn."],
        ["Apple Inc. reported $5.2 billion.", "Shares fell."],
        ["The U.S. economy grew.", "“Solid,” he said.", "(It did.)"],
        ["J. Powell spoke at 2 p.m. Eastern on Jan. 28.", "Rates held."],
        ["Is it over?", "No!", "It is not…", "2026 will tell."],
        ["Rates vs. Growth is item No. 5 of the list.", "Next."],
        ["The gain was 8.2% [0][1].", "It led."],
        ["Small caps led [1]. [2]"],
        ["He left. and came back"],
        ["1. Outlook for the year", ],
        ["no stop at all"],
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_ends_them(parts):
    assert sentences(" ".join(parts)) == parts


def test_line_breaks_inside_a_sentence_do_not_end_it():
    text = "Net sales increased during the\nthird quarter. Margins\nfell."
    assert sentences(text) == ["Net sales increased during the\nthird quarter.", "Margins\nfell."]
