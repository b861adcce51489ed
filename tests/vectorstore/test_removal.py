"""Removal: by id, by what documents are, and by source; from every store."""

from __future__ import annotations

from datetime import timedelta

import pytest
from library_documents import JANUARY, make_document
from test_library import NEWS, fill, texts

from vectorstore.errors import UnknownDocument
from vectorstore.library import Library

DAY = timedelta(days=1)
TABLES = (
    "documents",
    "passages",
    "embeddings",
    "versions",
    "fingerprints",
    "bands",
    "copies",
    "discards",
    "outdated",
)


def rows(library: Library) -> dict[str, int]:
    return {name: library._database.rows(f"SELECT count(*) FROM {name}")[0][0] for name in TABLES}


@pytest.mark.parametrize(
    ("limits", "gone"),
    [
        ({"kinds": ["report"]}, {1, 3}),
        ({"publishers": ["Reuters", "EIA"]}, {0, 1}),
        ({"published_from": JANUARY + 3 * DAY}, {2, 3}),
        ({"published_to": JANUARY + 3 * DAY}, {0, 1, 2}),
        ({"published_from": JANUARY + 2 * DAY, "published_to": JANUARY + 3 * DAY}, {1, 2}),
        ({"kinds": ["report"], "publishers": ["EIA"]}, {1}),
        ({"kinds": ["poem"]}, set()),
    ],
)
def test_all_that_matches_is_removed_and_nothing_else(open_library, limits, gone):
    library = open_library()
    fill(library)
    assert {library.document(item.id).text for item in library.every_version(**limits)} == {
        NEWS[i][0] for i in gone
    }
    assert library.remove_matching(**limits) == len(gone)
    left = {NEWS[i][0] for i in range(4) if i not in gone}
    assert set(texts(library.search("rates oil stocks", limit=10))) == left
    report = library.check()
    assert report.ok
    assert report.passages == len(left)


def test_removal_without_a_limit_is_refused(library):
    with pytest.raises(ValueError, match="name a publisher"):
        library.remove_matching(kinds=[], published_from=None)


def test_removed_documents_leave_no_row_in_any_table(library):
    library.add(*make_document("Rates fell.", source="a.txt"))
    library.add(*make_document("Rates fell.", publisher="EIA", source="b.txt"))
    library.add(*make_document("Rates rose.", source="a.txt", published_at=JANUARY + DAY))
    library.index_pending()
    library.remove_matching(publishers=["EIA"])
    assert rows(library)["documents"] == 2
    library.remove_matching(publishers=["Reuters"])
    assert set(rows(library).values()) == {0}


def test_all_versions_match_where_they_meet_the_limits(open_library):
    library = open_library()
    library.add(*make_document("Rates fell.", source="a.txt"))
    library.add(*make_document("Rates rose.", source="a.txt", published_at=JANUARY + DAY))
    library.index_pending()
    assert library.remove_matching(published_to=JANUARY) == 1
    assert texts(library.search("rates")) == ["Rates rose."]
    assert library.search("rates", as_of=JANUARY) == []
    assert library.check().ok


def test_where_one_version_is_removed_the_others_stand_when_they_stood(open_library):
    library = open_library()
    old, new = (
        make_document(text, source="a.txt", published_at=JANUARY + day * DAY)
        for day, text in enumerate(["Rates fell.", "Rates rose."])
    )
    for document in (old, new):
        library.add(*document)
    library.index_pending()
    assert [item.id for item in library.with_earlier_versions(new[0].id)] == [new[0].id, old[0].id]
    assert [item.id for item in library.with_earlier_versions(old[0].id)] == [old[0].id]
    library.remove(new[0].id)
    assert library.search("rates") == []
    assert texts(library.search("rates", as_of=JANUARY)) == ["Rates fell."]
    assert library.add(*new) == "added"
    library.index_pending()
    assert texts(library.search("rates")) == ["Rates rose."]
    assert library.check().ok
    with pytest.raises(UnknownDocument, match="d-nothing"):
        library.with_earlier_versions("d-nothing")


def test_source_is_removed_with_all_versions_and_what_another_source_holds_stays(open_library):
    library = open_library()
    shared, passages = make_document("Rates held.", source="b.txt")
    library.add(shared, passages)
    for day, text in enumerate(["Rates fell.", "Rates held.", "Rates rose."]):
        library.add(
            *make_document(text, source="a.txt", published_at=JANUARY + day * DAY * (text != "Rates held."))
        )
    library.index_pending()
    assert {library.document(item.id).text for item in library.of_source("a.txt")} == {
        "Rates fell.",
        "Rates rose.",
    }
    assert library.remove_source("a.txt") == 2
    assert texts(library.search("rates")) == ["Rates held."]
    assert library.remove_source("a.txt") == 0
    assert library.check().ok


def test_rows_of_a_table_go_with_it(library):
    for number in range(3):
        library.add(*make_document(f"Row {number}.", source=f"news.csv#row={number}"))
    library.add(*make_document("Another table.", source="news.csv.old#row=1"))
    assert library.remove_source("news.csv#row=1") == 1
    assert library.remove_source("news.csv") == 2
    assert [library.document(item.id).text for item in library.documents()] == ["Another table."]
