"""Properties of the search that hold for all inputs."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from library_documents import JANUARY, make_document

from vectorstore.embeddings import HashEmbedder
from vectorstore.fusion import fuse, without_copies
from vectorstore.library import Library

DAYS = 40


@pytest.fixture(scope="module")
def dated(tmp_path_factory):
    """A library with one document for each of forty days; the word ``rates`` is in all."""
    with Library(tmp_path_factory.mktemp("dated"), embedder=HashEmbedder()) as library:
        for day in range(DAYS):
            moment = JANUARY + timedelta(days=day)
            library.add(*make_document(f"Rates on day {day}.", published_at=moment))
        library.index_pending()
        yield library


@given(seconds=st.integers(-10, DAYS * 86_400 + 10), early=st.integers(0, DAYS * 86_400))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_search_sees_exactly_the_window(dated, seconds, early):
    as_of, since = JANUARY + timedelta(seconds=seconds), JANUARY + timedelta(seconds=early)
    found = dated.search("rates", as_of=as_of, published_from=since, limit=DAYS)
    expected = {d.id for d in dated.documents() if since <= d.published_at <= as_of}
    assert {hit.document.id for hit in found} == expected


@given(text=st.text(min_size=1))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_that_is_not_blank_is_searched(dated, text):
    if text.strip():
        assert dated.search(text)


def test_fusion_is_between_nothing_and_one():
    cosine = np.array([1.0, -1.0, 0.5, 0.0], dtype=np.float32)
    bm25 = np.array([20.0, 0.0, 10.0, 0.0], dtype=np.float32)
    assert fuse(cosine, bm25).tolist() == [1.0, 0.0, 0.5, 0.0]
    assert fuse(cosine, np.zeros_like(bm25)).tolist() == [0.5, 0.0, 0.25, 0.0]


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
    assert without_copies(texts) == kept
