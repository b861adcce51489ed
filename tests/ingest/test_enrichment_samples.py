"""The labelled samples hold their figures; benchmarks/enrichment.py prints them."""

from __future__ import annotations

import pytest

from benchmarks.enrichment import (
    CONSTITUENTS,
    constituents_book,
    first_symbols_right,
    read_sample,
    score_language,
    score_mentions,
    score_tone,
    score_topics,
)
from ingest.tone import Tone
from ingest.topics import topic_names
from market.instruments import InstrumentBook


@pytest.fixture(scope="module")
def book() -> InstrumentBook:
    if not CONSTITUENTS.exists():
        pytest.skip(f"{CONSTITUENTS} is missing")
    return constituents_book()


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("sample", "precision", "recall"), [("mentions", 0.98, 0.95), ("mentions_held", 0.95, 0.95)]
)
def test_symbols_are_right(book, sample, precision, recall):
    score = score_mentions(sample, book)
    assert score.precision >= precision, score.errors
    assert score.recall >= recall, score.errors


@pytest.mark.real_data
def test_the_first_symbol_is_what_the_text_is_about(book):
    assert first_symbols_right("mentions_held", book) >= 0.9


@pytest.mark.parametrize(
    ("sample", "precision", "recall"), [("topics", 0.95, 0.92), ("topics_held", 0.8, 0.8)]
)
def test_topics_are_right(sample, precision, recall):
    score = score_topics(sample)
    assert score.precision >= precision, score.errors
    assert score.recall >= recall, score.errors


@pytest.mark.parametrize(("sample", "band", "side"), [("tone", 0.95, 0.95), ("tone_held", 0.8, 0.83)])
def test_tones_are_right(sample, band, side):
    bands, sides, found = score_tone(sample)
    assert bands >= band, found
    assert sides >= side, found


def test_no_tone_is_the_contrary():
    very = {"very negative": "negative", "very positive": "positive"}
    for sample in ("tone", "tone_held"):
        *_, found = score_tone(sample)
        contrary = [
            pair for pair in found if {very.get(tone, tone) for tone in pair} == {"positive", "negative"}
        ]
        assert sum(found[pair] for pair in contrary) <= 2, contrary


def test_languages_are_right():
    share, wrong = score_language()
    assert share >= 0.97, wrong


def test_labels_are_of_the_fixed_lists():
    for sample in ("topics", "topics_held"):
        labels = {
            label.strip().removeprefix("?")
            for row in read_sample(sample)
            for label in row["topics"].split(",")
        }
        assert labels - {""} <= set(topic_names())
    assert {row["tone"] for row in read_sample("tone")} == {str(tone) for tone in Tone}
