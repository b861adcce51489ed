"""The signs of a passage, and their weights."""

from dataclasses import fields

import numpy as np
import pytest

from vectorstore.fusion import RANKING, Ranking, Wanted, best_unit, first_scores, reading_scores
from vectorstore.readings import Reading

SIGNS = ("words", "pairs", "context", "meaning", "unit", "years")
FLAT = dict.fromkeys("cost sale net revenu total".split(), 1.0)


def test_the_weights_of_the_signs_add_up_to_one():
    assert {field.name for field in fields(Ranking)} >= set(SIGNS)
    assert sum(getattr(RANKING, sign) for sign in SIGNS) == pytest.approx(1.0)


def test_what_is_best_by_every_sign_scores_one():
    one = np.array([1.0], dtype=np.float32)
    wanted = Wanted.of("total revenue of 2019", with_phrases=False)
    reading = Reading.of("Total revenue 2019", "")
    first = first_scores(RANKING, {"words": one * 20, "pairs": one * 3, "context": one * 7}, one)
    read = reading_scores(RANKING, wanted, [reading], FLAT)
    assert float((first + read)[0]) == pytest.approx(1.0)


def test_bm25_counts_as_a_share_of_the_best():
    bm25 = {"words": np.array([20.0, 10.0, 0.0], dtype=np.float32)}
    scores = first_scores(RANKING, bm25, np.zeros(3, dtype=np.float32))
    assert scores.tolist() == pytest.approx([RANKING.words, RANKING.words / 2, 0.0])


@pytest.mark.parametrize(
    ("unit", "score"),
    [({"net", "sale"}, 1.0), ({"net", "sale", "cost", "total"}, 2 / 3), ({"cost"}, 0.0), (set(), 0.0)],
)
def test_a_row_that_is_called_as_asked_counts_most(unit, score):
    assert best_unit(frozenset({"net", "sale"}), [frozenset(unit)], FLAT) == pytest.approx(score)


def test_the_words_of_reports_count_less_than_the_own_ones():
    wanted = Wanted.of("cogs", with_phrases=True)
    reading = Reading.of("Cost of sales", "")
    read = reading_scores(RANKING, wanted, [reading], FLAT)
    assert float(read[0]) == pytest.approx(RANKING.unit * RANKING.phrases)
