"""Opinions on answers."""

import pytest

from copilot.errors import BrokenStore
from copilot.feedback import REASON_CHARS, Feedback


def test_the_latest_opinion_counts_and_can_be_taken_back(tmp_path):
    feedback = Feedback(tmp_path / "feedback.db")
    assert feedback.of("a-1") is None
    feedback.give("a-1", liked=True)
    feedback.give("a-1", liked=False, reason="  the wrong year ")
    assert (feedback.of("a-1").liked, feedback.of("a-1").reason) == (False, "the wrong year")
    feedback.give("a-2", liked=True, reason="x" * 5000)
    assert len(feedback.of("a-2").reason) == REASON_CHARS
    assert [opinion.answer_id for opinion in feedback.all()] == ["a-2", "a-1"]
    feedback.take_back("a-1")
    assert feedback.of("a-1") is None


def test_damaged_store_is_named(tmp_path):
    path = tmp_path / "feedback.db"
    path.write_bytes(b"no database at all, but long enough to be read as one" * 40)
    with pytest.raises(BrokenStore, match=r"feedback\.db"):
        Feedback(path)
