import numpy as np
import pytest

from copilot.analyst.sentences import gives_a_reason, quotable_spans, rank_sentences, word_overlap
from copilot.evidence import PassageEvidence


def passage(text, number=1):
    return PassageEvidence(
        id=f"p-{number:012x}",
        document_id="d-1",
        title="T",
        publisher="P",
        url="",
        published_at="2026-01-22T00:00:00+00:00",
        dated=True,
        doc_kind="article",
        quote=text,
        start=0,
        end=len(text),
    )


def embed_words(texts):
    """A bag of words as a vector: enough to tell related sentences from others."""
    vectors = np.zeros((len(texts), 512), np.float32)
    for row, text in enumerate(texts):
        for word in text.lower().replace(".", "").replace("?", "").split():
            vectors[row, sum(map(ord, word)) % 512] += 1
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


FIRST = "The U.S. economy grew by 2.2 % in 2026 and jobs were added."
SECOND = "Rates fell, and Apple Inc. sold more bonds than ever before."
BACK = "That is why small companies lead the market this year."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{FIRST} {SECOND}", [FIRST, SECOND]),
        (f"{FIRST} {BACK}", [FIRST, f"{FIRST} {BACK}"]),
        (f"{FIRST}\n\n{BACK}", [FIRST]),
        (f"# A heading of the article\n\n{FIRST}", [FIRST]),
        (f"{FIRST}\n- {SECOND}", [FIRST, SECOND.removeprefix("- ")]),
        ("Too short. Also short.", []),
        ("", []),
    ],
)
def test_sentences_are_quoted_as_they_stand(text, expected):
    found = [sentence.removeprefix("- ") for sentence in quotable_spans(text)]
    assert found == expected
    assert all(sentence in text for sentence in found)


def test_best_sentence_answers_the_question_and_copies_are_left_out():
    text = (
        "Small caps rose because lower rates cut the cost of their debt. "
        "Energy shares climbed after crude oil supplies became tight in the north."
    )
    copy = "Small caps rose because lower rates cut the cost of their debts."
    ranked = rank_sentences(
        "Why did small caps rise on lower rates?", [passage(text), passage(copy, 2)], embed_words
    )
    assert ranked[0].text.startswith("Small caps rose because lower rates")
    assert len(ranked) == 2


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Small caps rose because rates fell.", True),
        ("Lower financing costs benefit smaller companies.", True),
        ("The rally was driven by small caps.", True),
        ("The index was up again this week.", False),
    ],
)
def test_reasons_are_told_from_reports(sentence, reason):
    assert gives_a_reason(sentence) is reason


@pytest.mark.parametrize(
    "text",
    [
        "Total assets 352,583 346,747 338,516 323,888.",
        "Net sales",
        "Too short.",
        "This sentence has no end and is a heading of some kind",
        "See the note in [p-0123456789ab] for how small caps did this year.",
    ],
)
def test_table_rows_headings_and_forged_markers_are_not_quoted(text):
    assert rank_sentences("How did small caps do this year?", [passage(text)], embed_words) == []


def test_overlap_ignores_endings_and_small_words():
    assert word_overlap("The index was rising", "An index rises") == pytest.approx(1.0)


def test_a_sentence_too_short_to_stand_alone_comes_with_the_next_one():
    text = "DCAI revenue decreased 27% from Q3 2021. Server volume decreased due to lower purchases by customers."
    assert quotable_spans(text) == [text]


def test_an_it_that_points_to_nothing_can_be_quoted():
    text = "The vote was taken. It was agreed that the next meeting would be held on Tuesday, March 17, 2026."
    assert (
        "It was agreed that the next meeting would be held on Tuesday, March 17, 2026."
        in quotable_spans(text)[-1]
    )
