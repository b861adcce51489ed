"""Near-copies in a library: grouped the same in whatever order they come, kept, and told at each moment."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest
from library_documents import JANUARY, make_document
from test_near_copies import STORY

from vectorstore.documents import Document, Passage, Profile
from vectorstore.embeddings import HashEmbedder
from vectorstore.errors import UnknownDocument
from vectorstore.library import Library

HOUR = timedelta(hours=1)
CARRIERS = (
    ("Wire", STORY, 0),
    ("Daily", f"NEW YORK (Wire) - {STORY}", 2),
    ("Herald", STORY[: len(STORY) // 2], 5),
    ("Post", STORY.replace("Analysts said", "Observers note"), 30),
)


def carried(publisher: str, text: str, hours: float, **fields: object) -> Document:
    return Document(
        title=f"The story by {publisher}",
        text=text,
        published_at=JANUARY + hours * HOUR,
        publisher=publisher,
        source=f"{publisher}.txt",
        kind="article",
        **fields,
    )


def groups(library: Library, as_of=None) -> dict[str, str]:
    """Publisher to the publisher of the document that it is a near-copy of."""
    held = {item.id: item for item in library.documents(as_of)}
    return {
        item.publisher: held[item.near_copy_of].publisher if item.near_copy_of else ""
        for item in held.values()
    }


def test_groups_are_the_same_in_whatever_order_the_copies_come(tmp_path):
    expected = {"Wire": "", "Daily": "Wire", "Herald": "Wire", "Post": "Wire", "Other": ""}
    for number, order in enumerate(permutations(CARRIERS)):
        with Library(tmp_path / str(number), embedder=HashEmbedder()) as library:
            library.add(
                carried("Other", "Something else was said of other things, at length, by others.", 1), []
            )
            for carrier in order:
                library.add(carried(*carrier), [])
            assert groups(library) == expected


def test_copy_of_a_copy_belongs_to_the_first_that_it_is_a_copy_of(library):
    """The first half and the second half share nothing; both are copies of the whole, which came out between them."""
    sentences = STORY.split(". ")
    for publisher, text, hours in (
        ("Whole", STORY, 2),
        ("Beginning", ". ".join(sentences[:4]), 1),
        ("End", ". ".join(sentences[4:]), 3),
    ):
        library.add(carried(publisher, text, hours), [])
    assert groups(library) == {"Beginning": "", "Whole": "Beginning", "End": "Beginning"}
    assert groups(library, JANUARY + 2.5 * HOUR) == {"Beginning": "", "Whole": "Beginning"}


def test_as_of_before_the_first_carrier_is_seen_nothing_is_a_copy(library):
    library.add(carried("Late", STORY, 9), [])
    library.add(carried("Later", STORY, 10), [])
    library.add(carried("First", STORY, 0), [])
    assert groups(library, JANUARY) == {"First": ""}
    assert groups(library) == {"First": "", "Late": "First", "Later": "First"}


def test_copies_are_listed_for_each_member_as_of_a_moment(library):
    documents = [carried(*carrier) for carrier in CARRIERS]
    for document in documents:
        library.add(document, [])
    assert [item.publisher for item in library.copies_of(documents[1].id)] == ["Post", "Herald", "Wire"]
    early = library.copies_of(documents[1].id, as_of=JANUARY + 6 * HOUR)
    assert [item.publisher for item in early] == ["Herald", "Wire"]
    with pytest.raises(UnknownDocument, match="d-nothing"):
        library.copies_of("d-nothing")


@pytest.mark.parametrize("gone", ["Wire", "Daily"])
def test_where_one_is_removed_the_others_stay_together(library, gone):
    documents = {carrier[0]: carried(*carrier) for carrier in CARRIERS}
    for document in documents.values():
        library.add(document, [])
    library.remove(documents[gone].id)
    first, *others = [name for name in documents if name != gone]
    assert groups(library) == {first: "", **dict.fromkeys(others, first)}


@pytest.mark.parametrize(
    ("mine", "theirs", "grouped"),
    [
        ({}, {}, True),
        ({"hours": 0}, {"hours": 24 * 6}, False),
        ({"hours": 0}, {"hours": 24 * 6, "dated": False}, True),
        ({"company": "Apple Inc."}, {"company": "NVIDIA CORP"}, False),
        ({"company": "Apple Inc."}, {}, True),
        ({"form": "10-Q"}, {"form": "10-K"}, False),
        ({"period_end": date(2025, 6, 30)}, {"period_end": date(2025, 9, 30)}, False),
        ({"profile": Profile(symbols=("AAPL",))}, {"profile": Profile(symbols=("NVDA",))}, False),
        ({"profile": Profile(symbols=("AAPL",))}, {"profile": Profile(symbols=("NVDA", "AAPL"))}, True),
    ],
)
def test_what_documents_say_of_themselves_can_keep_equal_texts_apart(library, mine, theirs, grouped):
    library.add(carried("Wire", STORY, **{"hours": 0} | mine), [])
    library.add(carried("Daily", STORY, **{"hours": 1} | theirs), [])
    assert groups(library) == {"Wire": "", "Daily": "Wire" if grouped else ""}


def test_titles_with_other_dates_keep_equal_texts_apart(library):
    for title in ("Statement of 20 March 2024", "Statement of 1 May 2024", "The 2024-03-20 statement"):
        library.add(*make_document(STORY, title=title, publisher=title))
    assert all(not item.near_copy_of for item in library.documents())


def test_version_is_no_copy_of_the_version_before(library):
    library.add(*make_document(STORY, source="a.txt"))
    library.add(*make_document(f"{STORY} More is said now.", source="a.txt", published_at=JANUARY + HOUR))
    (held,) = library.documents()
    assert (held.near_copy_of, held.version, held.next_version) == ("", 2, "")
    (before,) = library.documents(JANUARY)
    assert (before.near_copy_of, before.version, before.next_version) == ("", 1, held.id)
    assert held.previous_version == before.id


def test_passage_of_several_copies_is_found_once_and_each_alone_where_it_alone_is_seen(open_library):
    library = open_library()
    for publisher, text, hours in CARRIERS[:3]:
        document = carried(publisher, text, hours)
        library.add(document, make_passages(document))
    library.index_pending()
    found = [hit for hit in library.search("why small companies lead") if "floating-rate" in hit.passage.text]
    assert len(found) == 1
    (alone,) = library.search("why small companies lead", publishers=["Daily"])
    assert alone.document.publisher == "Daily"


def make_passages(document: Document):
    return [Passage(document.id, 0, len(document.text), document.text)]
