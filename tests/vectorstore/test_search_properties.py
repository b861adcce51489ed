"""Properties of the search that hold for all inputs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from library_documents import JANUARY, make_document

from vectorstore.embeddings import HashEmbedder
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
