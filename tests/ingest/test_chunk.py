from datetime import UTC, date, datetime

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


PROSE = "The committee held rates and said that it saw no reason to move them before the data came in. "


def document(text, title="A title", **fields):
    return Document(title, text, datetime(2026, 1, 22, tzinfo=UTC), "Publisher", "source", **fields)


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
    prose = (PROSE * 2).strip()
    text = f"# Outlook\n{prose}\n## Rates\n{prose}\n## Growth\n{prose}"
    passages = chunk(document(text))
    assert [passage.text for passage in passages] == [
        f"# Outlook\n{prose}",
        f"## Rates\n{prose}",
        f"## Growth\n{prose}",
    ]
    assert [passage.context for passage in passages] == [
        "A title > Outlook",
        "A title > Outlook > Rates",
        "A title > Outlook > Growth",
    ]


def test_a_section_of_a_few_words_stays_with_the_next():
    text = f"# Outlook\nFirst words.\n## Rates\n{PROSE * 2}"
    assert [passage.context for passage in chunk(document(text))] == ["A title > Outlook > Rates"]


def test_title_lines_and_items_of_a_filing_are_headings():
    text = (
        "PART I\nItem 2. Management’s Discussion\nSegment Operating Performance\n"
        f"The Company manages its business primarily on a geographic basis, in five segments. {PROSE}\n"
        "iPhone\niPhone net sales increased due primarily to higher net sales of new models in the year. "
        f"{PROSE}"
    )
    contexts = [passage.context.split(" > ")[1:] for passage in chunk(document(text))]
    assert contexts == [
        ["Item 2. Management’s Discussion", "Segment Operating Performance"],
        ["Item 2. Management’s Discussion", "iPhone"],
    ]


@pytest.mark.parametrize(
    ("headings", "context"),
    [
        (
            ["### Item 1. Statements", "### Note 2 – Revenue", "### Services"],
            ["Item 1. Statements", "Note 2 – Revenue", "Services"],
        ),
        (["## Note 12: Contingencies", "# Discussion"], ["Discussion"]),
        (["### Note 1 – Policies", "### Estimates", "### Note 2 – Revenue"], ["Note 2 – Revenue"]),
        (
            ["### Item 1. Statements", "BALANCE SHEETS\n(In millions)"],
            ["Item 1. Statements", "BALANCE SHEETS"],
        ),
    ],
)
def test_a_heading_ends_what_stands_no_higher_or_is_set_smaller(headings, context):
    text = "\n\n".join(f"{heading}\n\n{PROSE * 2}" for heading in headings)
    assert chunk(document(text))[-1].context == " > ".join(["A title", *context])


def test_the_context_says_what_the_title_lacks_of_company_form_and_period():
    fields = {"company": "Apple Inc.", "form": "10-Q", "period_end": date(2022, 6, 25)}
    (plain,) = chunk(document(PROSE, "Third quarter", **fields))
    assert plain.context == "Third quarter (Apple Inc., 10-Q, June 25, 2022)"
    (told,) = chunk(document(PROSE, "Apple Inc. Form 10-Q, quarter ended June 25, 2022", **fields))
    assert told.context == "Apple Inc. Form 10-Q, quarter ended June 25, 2022"


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


TABLE = """## STATEMENTS OF OPERATIONS

(In millions, except per share amounts)

| | Three Months Ended | | Nine Months Ended |
| | June 25, 2022 | June 26, 2021 | June 25, 2022 | June 26, 2021 |
"""


def statement(groups=8, rows=6):
    lines = [
        line
        for group in range(groups)
        for line in (
            f"| Group {group}: |",
            *(f"| Line {group}{n} | $1,{n}00 | 2,{n}00 | (3,{n}00) | — |" for n in range(rows)),
        )
    ]
    return TABLE + "\n".join(lines)


def test_later_pieces_of_a_table_repeat_its_head_in_the_context_only():
    first, second, *_ = chunk(document(statement()))
    assert first.context == "A title > STATEMENTS OF OPERATIONS"
    assert first.text.startswith("## STATEMENTS OF OPERATIONS\n\n(In millions")
    head = (
        "In millions | Three Months Ended | Nine Months Ended | June 25, 2022 | June 26, 2021 | June 25, 2022"
    )
    assert second.context.startswith(f"A title > STATEMENTS OF OPERATIONS > {head}")
    assert second.text.startswith("| ")
    assert "Three Months" not in second.text


def test_a_piece_that_begins_within_a_group_names_it_and_none_ends_with_a_name():
    passages = chunk(document(statement(groups=3, rows=20)))
    within = [passage for passage in passages[1:] if not passage.text.startswith("| Group")]
    assert within
    for passage in within:
        number = passage.text.removeprefix("| Line ")[0]
        assert passage.context.endswith(f"Group {number}:")
    assert not any(passage.text.endswith(": |") for passage in passages)


def test_a_table_of_words_has_no_head():
    rows = "\n".join(
        f"| Officer {n} | Vice President of Region {n} and of all that belongs to it |" for n in range(40)
    )
    assert {passage.context for passage in chunk(document(rows))} == {"A title"}


def test_passages_end_with_their_page():
    pages = [PROSE * 3, PROSE * 2 + "Only a", "few words more. " + PROSE * 3]
    text = "\n".join(page.strip() for page in pages)
    starts = (0, text.index("\n") + 1, text.rindex("\n") + 1)
    passages = chunk(document(text, pages=starts))
    assert [passage.start for passage in passages] == [0, starts[1], text.index(PROSE.strip(), starts[2])]
    assert passages[1].text.endswith("Only a\nfew words more.")


def test_a_line_at_the_foot_of_a_page_does_not_stand_alone():
    text = f"{PROSE * 2}\nA last line."
    assert len(chunk(document(text, pages=(0, text.rindex("\n") + 1)))) == 1


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
