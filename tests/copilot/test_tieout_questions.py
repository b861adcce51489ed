"""A figure that is the whole answer to a question is checked against what the evidence answers to that question."""

import pytest

from copilot.evidence import PassageEvidence
from copilot.tieout import check


def passage(quote, *, start=0, hex_digit="a", section="", document="d-0123456789ab"):
    return PassageEvidence(
        id=f"p-{hex_digit * 12}", document_id=document, title="", publisher="The Paper", url="",
        published_at="2020-01-22T21:00:00+00:00", dated=True, doc_kind="report", quote=quote, start=start,
        end=start + len(quote), section=section,
    )  # fmt: skip


TABLE = passage(
    """| (in thousands) | Years Ended June 30, | |
| | 2019 | 2018 | 2017 |
| Revenue | | | |
| Hardware | $41,200 | $38,600 | $40,100 |
| Services | 12,900 | 10,300 | 8,200 |
| Total revenue | $54,100 | $48,900 | $48,300 |
| Cost of hardware | (30,500) | (29,000) | (31,000) |
| Gross margin | 38.2% | 37.1% | 36.0% |
| Net income | 3,400 | (1,200) | 500 |

Rent paid was $1.2 million, $1.1 million and $0.9 million in 2019, 2018 and 2017, respectively."""
)

RIGHT = [
    ("What was total revenue in 2019?", "$54.1 million", "quoted"),
    ("How much did the company make with services in fiscal 2018?", "10,300 thousand", "quoted"),
    ("What was the change in services revenue from 2018 to 2019?", "$2.6 million", "derived"),
    ("What was the change in hardware revenue between 2017 and 2018?", "-1,500 thousand", "derived"),
    ("What is the percentage change in services from 2018 to 2019?", "25.24 %", "derived"),
    ("By how much did hardware revenue decrease from 2017 to 2018?", "1.5 million", "derived"),
    ("What was the average services revenue from 2017 to 2019?", "10,466.67 thousand", "derived"),
    ("What were hardware and services in 2019 altogether?", "54,100 thousand", "derived"),
    ("What percentage of total revenue came from services in 2019?", "23.84 %", "derived"),
    ("What is the ratio of hardware to services in 2019?", "3.19", "derived"),
    ("What was the change in net income between 2018 and 2019?", "4.6 million", "derived"),
    ("What was the compound annual growth of services from 2017 to 2019?", "25.43 %", "derived"),
    ("How much rent was paid in 2018?", "$1.1 million", "quoted"),
    ("What was the gross margin in 2018?", "37.1 %", "quoted"),
    ("In how many years, and how many is it, did services exceed $10 million?", "2", "derived"),
]


@pytest.mark.parametrize(("question", "answer", "verdict"), RIGHT)
def test_the_right_answer_ties_out(question, answer, verdict):
    assert [f.verdict for f in check(f"{answer} [1].", [TABLE], question)] == [verdict]


WRONG = [
    # a number that stands there, in another row, year or scale
    ("What was total revenue in 2019?", "$41.2 million"),
    ("What was total revenue in 2019?", "$48.9 million"),
    ("What was total revenue in 2019?", "$54.1 billion"),
    ("What was total revenue in 2019?", "$54.1"),
    ("How much rent was paid in 2018?", "$1.2 million"),
    ("What was the gross margin in 2018?", "38.2 %"),
    # a number that follows from others
    ("What was the change in services revenue from 2018 to 2019?", "-$2.6 million"),
    ("What was the change in services revenue from 2018 to 2019?", "$2.1 million"),
    ("What was the change in hardware revenue between 2018 and 2019?", "5.2 million"),
    ("What is the percentage change in services from 2018 to 2019?", "6.74 %"),
    ("What is the percentage change in services from 2018 to 2019?", "25.61 %"),
    ("What was the average services revenue in 2018 and 2019?", "10,466.67 thousand"),
    ("What percentage of total revenue came from services in 2019?", "76.16 %"),
    ("What was the change in net income between 2018 and 2019?", "2.2 million"),
    # a number that stands there where another one is to be worked out
    ("What was the change in services revenue from 2018 to 2019?", "$12.9 million"),
    ("What was the average services revenue from 2017 to 2019?", "10,300 thousand"),
]


@pytest.mark.parametrize(("question", "answer"), WRONG)
def test_the_wrong_answer_is_conflicting(question, answer):
    (figure,) = check(f"{answer} [1].", [TABLE], question)
    assert (figure.verdict, bool(figure.step)) == ("conflicting", True)


def test_a_conflict_tells_what_the_evidence_says():
    (figure,) = check("2.2 million [1].", [TABLE], "What was the change in net income between 2018 and 2019?")
    assert figure.step == "difference of 3,400 and 1,200"
    (figure,) = check("$48.9 million [1].", [TABLE], "What was total revenue in 2019?")
    assert figure.step == "Total revenue: $54,100"


def test_a_question_that_the_evidence_knows_nothing_of_changes_nothing():
    (figure,) = check("$54.1 million [1].", [TABLE], "Who is the chairman?")
    assert figure.verdict == "quoted"


def test_a_sentence_with_words_of_its_own_is_not_read_by_the_question():
    prose = "Services brought in $12.9 million in 2019 [1]."
    assert check(prose, [TABLE], "What was net income in 2018?")[0].verdict == "quoted"


def test_a_piece_of_a_table_has_the_heads_of_the_piece_before_it():
    first = passage("| In millions | 2019 | 2018 |\n| Sales | 120 | 110 |")
    second = passage("| Costs | 80 | 75 |", start=first.end + 1, hex_digit="b")
    question = "What were the costs in 2018?"
    assert check("$75 million [2].", [first, second], question)[0].verdict == "quoted"
    assert check("$80 million [2].", [first, second], question)[0].verdict == "conflicting"


def test_a_scale_that_the_document_states_beside_its_table_counts():
    table = passage("| | 2019 | 2018 |\n| Sales | 120 | 110 |")
    text = passage("The table shows sales (in millions).", start=500, hex_digit="b")
    question = "What were sales in 2019?"
    assert check("$120 million [1][2].", [table, text], question)[0].verdict == "quoted"
    assert check("$120 million [1].", [table], question)[0].verdict == "conflicting"
