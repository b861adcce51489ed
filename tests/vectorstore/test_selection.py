"""What fills an answer: copies left out, neighbours joined, documents taken in turn."""

import pytest

from vectorstore.selection import Ranked
from vectorstore.selection import select as select_ranked

SPREAD = 0.03


def select(passages: list[Ranked], limit: int) -> list[list[Ranked]]:
    return select_ranked(passages, limit, spread=SPREAD, joined=2)


def ranked(*texts: str, document: int | None = None, group: str = "") -> list[Ranked]:
    """Passages of one document, or of one each, the best first; no two are neighbours."""
    return [
        Ranked(10 * number, number if document is None else document, group, text, 1 - number / 1000)
        for number, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        ([], []),
        (["Gold rose.", "Oil fell."], [0, 1]),
        (["Gold rose.", "gold  ROSE"], [0]),
        (["Gold rose by 2 %.", "Gold rose by 3 %."], [0, 1]),
        (["Gold rose.", "Then gold rose again."], [0]),
        (["Then gold rose again.", "Gold rose."], [0]),
        (["Gold rose", "Marigold rose"], [0, 1]),
        (["!", "?"], [0]),
    ],
)
def test_copies_are_left_out(texts, kept):
    assert [hit[0].text for hit in select(ranked(*texts), 8)] == [texts[number] for number in kept]


NEAR = (
    "Gold rose to a record on Friday as rates fell, dealers said.",
    "Gold rose to a record on Friday as rates fell, said dealers.",
)


def test_near_copies_of_one_group_are_one_hit():
    assert len(select(ranked(*NEAR, group="d-1"), 8)) == 1


def test_like_passages_of_documents_that_are_no_copies_are_kept():
    assert len(select(ranked(*NEAR), 8)) == 2


def test_neighbours_are_one_hit_in_the_order_of_their_text():
    second, first = Ranked(8, 0, "", "Second.", 0.9), Ranked(7, 0, "", "First.", 0.8)
    assert [[item.text for item in hit] for hit in select([second, first], 8)] == [["First.", "Second."]]


def test_neighbours_of_two_documents_stay_apart():
    assert len(select([Ranked(7, 0, "", "One.", 0.9), Ranked(8, 1, "", "Other.", 0.8)], 8)) == 2


def test_a_third_neighbour_is_a_hit_of_its_own():
    passages = [Ranked(place, 0, "", f"Passage {place}.", 1 - place / 100) for place in range(3)]
    assert [len(hit) for hit in select(passages, 8)] == [2, 1]


def test_a_document_gives_way_to_one_that_is_nearly_as_good():
    long = [Ranked(0, 0, "", "A.", 0.9), Ranked(5, 0, "", "B.", 0.89)]
    other = Ranked(9, 1, "", "C.", 0.89 - SPREAD / 2)
    assert [hit[0].text for hit in select([*long, other], 8)] == ["A.", "C.", "B."]


def test_no_more_hits_than_asked_for():
    assert len(select(ranked(*(f"Word{number}" for number in range(9))), 3)) == 3
