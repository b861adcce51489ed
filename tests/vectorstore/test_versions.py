"""Documents that change: each moment sees the version that stood then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from library_documents import JANUARY, make_document

from vectorstore.documents import Document
from vectorstore.errors import UnknownDocument
from vectorstore.library import Library

FEBRUARY = JANUARY + timedelta(days=31)
MARCH = JANUARY + timedelta(days=59)
MOMENT = timedelta(microseconds=1)


def put(library: Library, text: str, published_at: datetime = JANUARY, **fields) -> Document:
    """The document of ``a.txt``, added and indexed."""
    document, passages = make_document(text, source="a.txt", published_at=published_at, **fields)
    library.add(document, passages)
    library.index_pending()
    return document


def seen(library: Library, as_of: datetime | None = None) -> set[str]:
    """The texts of the passages that a search sees; they are those of the documents listed."""
    found = {hit.passage.text for hit in library.search("rates", as_of=as_of, limit=20)}
    assert found == {library.document(item.id).text for item in library.documents(as_of)}
    return found


def test_each_moment_sees_the_version_that_stood_then(open_library):
    library = open_library()
    put(library, "Rates fell.")
    put(library, "Rates rose.", FEBRUARY)
    put(library, "Rates held.", MARCH)
    assert seen(library) == {"Rates held."}
    assert seen(library, JANUARY - MOMENT) == set()
    assert seen(library, JANUARY) == seen(library, FEBRUARY - MOMENT) == {"Rates fell."}
    assert seen(library, FEBRUARY) == seen(library, MARCH - MOMENT) == {"Rates rose."}
    assert seen(library, MARCH) == {"Rates held."}
    assert library.check().ok
    assert seen(library, JANUARY) == {"Rates fell."}


def test_correction_under_the_same_date_is_seen_from_its_ingest_on(open_library):
    library = open_library()
    put(library, "Rates fell.")
    before = datetime.now(UTC)
    put(library, "Rates rose.")
    assert seen(library, JANUARY) == seen(library, before) == {"Rates fell."}
    assert seen(library, datetime.now(UTC)) == seen(library) == {"Rates rose."}


def test_the_same_words_with_a_better_title_stand_from_their_publication(open_library):
    library = open_library()
    put(library, "Rates fell.", title="untitled")
    better = put(library, "Rates fell.", title="The minutes")
    assert [item.id for item in library.documents(JANUARY)] == [better.id]
    assert seen(library, JANUARY - MOMENT) == set()


def test_date_that_is_learned_later_counts_from_then_on(open_library):
    library = open_library()
    text = "Rates fell."
    found_at = datetime.now(UTC)
    undated = Document("A title", text, found_at, "Reuters", "a.txt", dated=False)
    library.add(undated, make_document(text)[1][:0])
    dated = put(library, text)
    assert [item.id for item in library.documents(JANUARY)] == [dated.id]
    assert [item.id for item in library.documents()] == [dated.id]


def test_version_that_comes_back_stands_throughout(open_library):
    library = open_library()
    put(library, "Rates fell.")
    put(library, "Rates rose.", FEBRUARY)
    put(library, "Rates fell.")
    assert seen(library) == {"Rates fell."}
    assert seen(library, FEBRUARY) == {"Rates fell.", "Rates rose."}
    assert seen(library, JANUARY) == {"Rates fell."}
    assert library.check().ok


def test_versions_are_numbered_and_linked(library):
    old = put(library, "Rates fell.")
    new = put(library, "Rates rose.", FEBRUARY)
    expected = [(1, old.id, JANUARY, FEBRUARY), (2, new.id, FEBRUARY, None)]
    for document in (old, new):
        found = library.versions(document.id)
        assert [(v.number, v.document_id, v.since, v.until) for v in found] == expected
    with pytest.raises(UnknownDocument, match="d-nothing"):
        library.versions("d-nothing")


def test_superseding_reaches_the_indexes_even_if_it_happens_before_they_are_written(open_library):
    library = open_library()
    old, passages = make_document("Rates fell.", source="a.txt")
    library.add(old, passages)
    library.add(*make_document("Rates rose.", source="a.txt", published_at=FEBRUARY))
    library.index_pending()
    assert seen(library) == {"Rates rose."}
    assert seen(library, JANUARY) == {"Rates fell."}
    assert library.check().ok


def test_many_old_versions_do_not_hide_the_one_that_stands(open_library):
    library = open_library()
    for day in range(150):
        text = f"Rates on day {day}."
        library.add(*make_document(text, source="a.txt", published_at=JANUARY + timedelta(days=day)))
    library.index_pending()
    assert seen(library) == {"Rates on day 149."}
    assert seen(library, JANUARY + timedelta(days=70)) == {"Rates on day 70."}


def test_old_version_keeps_standing_while_another_source_holds_it(open_library):
    library = open_library()
    put(library, "Rates fell.")
    library.add(*make_document("Rates fell.", source="b.txt"))
    put(library, "Rates rose.", FEBRUARY)
    assert seen(library, MARCH) == {"Rates fell.", "Rates rose."}
