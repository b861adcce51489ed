import numpy as np
import pytest

from copilot.evidence import PassageEvidence
from copilot.sentences import rank_sentences, split_sentences, word_overlap


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rose. It fell.", ["It rose.", "It fell."]),
        ("The U.S. economy grew 2.2 % in 2026. Rates fell.", ["The U.S. economy grew 2.2 % in 2026.", "Rates fell."]),
        ("Apple Inc. reported sales. They rose.", ["Apple Inc. reported sales.", "They rose."]),
        ("He said “no.” She left.", ["He said “no.”", "She left."]),
        ("Title\n\nA paragraph without an end", ["Title", "A paragraph without an end"]),
        ("Mr. J. Powell spoke. Markets rose!", ["Mr. J. Powell spoke.", "Markets rose!"]),
        ("", []),
    ],
)
def test_sentences_stay_as_they_stand(text, expected):
    assert split_sentences(text) == expected
    assert all(sentence in text for sentence in expected)


def test_best_sentence_answers_the_question_and_copies_are_left_out():
    text = (
        "Small caps rose because lower rates cut the cost of their debt. "
        "Energy shares climbed after crude oil supplies became tight in the north."
    )
    copy = "Small caps rose because lower rates cut the cost of their debts."
    ranked = rank_sentences("Why did small caps rise on lower rates?", [passage(text), passage(copy, 2)], embed_words)
    assert ranked[0].text.startswith("Small caps rose because lower rates")
    assert len(ranked) == 2


def test_reason_is_preferred_where_one_is_wanted():
    text = "The small caps index was up again this week. The small caps index was up because of lower rates."
    ranked = rank_sentences("Why is the small caps index up?", [passage(text)], embed_words, causal=True)
    assert "because" in ranked[0].text


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
