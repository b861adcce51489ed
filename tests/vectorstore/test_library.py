"""The contract of a library, with Chroma in its folder and on a server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from library_documents import JANUARY, make_document

from vectorstore.documents import Passage
from vectorstore.embeddings import HashEmbedder
from vectorstore.errors import (
    BadPassage,
    BlankQuery,
    BrokenIndex,
    UnknownDocument,
    WrongModel,
)
from vectorstore.library import Library

NEWS = (
    ("Stocks rallied after the central bank cut rates.", "Reuters", "article", 1),
    ("Oil slid as inventories grew.", "EIA", "report", 2),
    ("The committee left rates unchanged.", "Federal Reserve", "minutes", 3),
    ("Rates on mortgages fell to 6.1 %.", "Freddie Mac", "report", 4),
)


def fill(library: Library) -> None:
    for text, publisher, kind, day in NEWS:
        moment = JANUARY + timedelta(days=day)
        library.add(*make_document(text, published_at=moment, publisher=publisher, kind=kind))
    library.index_pending()


def texts(hits) -> list[str]:
    return [hit.passage.text for hit in hits]


def test_empty_library_finds_nothing(open_library):
    assert open_library().search("rates") == []


def test_best_match_comes_first_with_its_document_and_scores(open_library):
    library = open_library()
    fill(library)
    best, *_ = library.search("Oil slid as inventories grew")
    assert best.passage.text == NEWS[1][0]
    assert best.document.publisher == "EIA"
    assert best.document == library.document(best.document.id)
    assert 0.0 < best.score <= 1.0
    assert best.lexical > 0.0


def test_similarity_is_the_cosine_even_of_passages_that_only_words_found(open_library):
    library = open_library()
    fill(library)
    embedder = HashEmbedder()
    for hit in library.search("rates"):
        cosine = embedder.embed_query("rates") @ embedder.embed_query(hit.passage.embedded_text)
        assert hit.similarity == pytest.approx(float(cosine), abs=1e-6)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kinds": ["report"]}, {1, 3}),
        ({"publishers": ["Reuters", "EIA"]}, {0, 1}),
        ({"as_of": JANUARY + timedelta(days=2)}, {0, 1}),
        ({"as_of": JANUARY + timedelta(days=2, microseconds=-1)}, {0}),
        ({"published_from": JANUARY + timedelta(days=4)}, {3}),
        ({"published_from": JANUARY + timedelta(days=4, microseconds=1)}, set()),
        ({"kinds": ["report"], "as_of": JANUARY + timedelta(days=3)}, {1}),
        ({"published_from": JANUARY + timedelta(days=3), "as_of": JANUARY + timedelta(days=2)}, set()),
        ({"kinds": ["poem"]}, set()),
        ({"document_ids": ["d-000000000000"]}, set()),
    ],
)
def test_filters_apply_before_ranking(open_library, filters, expected):
    library = open_library()
    fill(library)
    assert set(texts(library.search("rates", **filters))) == {NEWS[i][0] for i in expected}


def test_document_ids_limit_the_search(open_library):
    library = open_library()
    fill(library)
    wanted = next(d for d in library.documents() if d.publisher == "EIA")
    assert {hit.document.id for hit in library.search("rates", document_ids=[wanted.id])} == {wanted.id}


def test_query_of_several_sentences_finds_what_each_asks_for(open_library):
    library = open_library()
    fill(library)
    hits = library.search("Did oil slide? Have inventories grown? And what became of mortgages?")
    assert set(texts(hits[:2])) == {NEWS[1][0], NEWS[3][0]}
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)


def test_limit_is_kept(open_library):
    library = open_library()
    fill(library)
    assert len(library.search("rates", limit=2)) == 2


def test_latest_gives_only_passages_of_the_newest_document_allowed(open_library):
    library = open_library()
    fill(library)
    library.add(*make_document("Coffee rose.\nOil fell.", published_at=JANUARY + timedelta(days=9)))
    library.index_pending()
    assert texts(library.search("Oil", order="latest")) == [
        "Coffee rose.\nOil fell."
    ]  # neighbours are one hit
    assert texts(library.search("Oil", order="latest", kinds=["report"])) == [NEWS[3][0]]
    assert library.search("Oil", order="latest", as_of=JANUARY) == []
    nowhen = {"published_from": JANUARY + timedelta(days=9), "as_of": JANUARY + timedelta(days=3)}
    assert library.search("Oil", order="latest", **nowhen) == []


def test_the_same_words_are_given_once(open_library):
    library = open_library()
    for day, text in enumerate(["Gold rose by 2 %.", "GOLD rose, by 2 %", "Gold rose by 3 %."]):
        library.add(*make_document(text, published_at=JANUARY + timedelta(days=day)))
    library.index_pending()
    found = texts(library.search("gold rose"))
    assert len(found) == 2
    assert "Gold rose by 3 %." in found


def test_adding_the_same_again_changes_nothing(open_library):
    library = open_library()
    assert library.add(*make_document("One.", source="a.txt")) == "added"
    assert library.add(*make_document("One.", source="a.txt")) == "unchanged"
    assert library.add(*make_document("One.", source="copy/a.txt")) == "unchanged"
    assert library.index_pending() == 1
    assert library.index_pending() == 0


def test_new_version_replaces_the_old_which_stays_readable(open_library):
    library = open_library()
    old, old_passages = make_document("Rates fell.", source="a.txt")
    new, new_passages = make_document("Rates rose.", source="a.txt")
    library.add(old, old_passages)
    library.index_pending()
    assert library.add(new, new_passages) == "replaced"
    assert texts(library.search("rates")) == []  # the new one is not indexed yet
    library.index_pending()
    assert texts(library.search("rates")) == ["Rates rose."]
    assert library.document(old.id) == old
    assert library.passages_of(old.id) == old_passages
    assert [summary.id for summary in library.documents()] == [new.id]


def test_version_that_comes_back_is_searched_again(open_library):
    library = open_library()
    for text, outcome in [("Rates fell.", "added"), ("Rates rose.", "replaced"), ("Rates fell.", "replaced")]:
        assert library.add(*make_document(text, source="a.txt")) == outcome
        library.index_pending()
        assert texts(library.search("rates")) == [text]
    assert library.check().ok


def test_version_that_comes_back_before_the_index_heard_of_it(open_library):
    library = open_library()
    library.add(*make_document("Rates fell.", source="a.txt"))
    library.index_pending()
    library.add(*make_document("Rates rose.", source="a.txt"))
    library.add(*make_document("Rates fell.", source="a.txt"))
    library.index_pending()
    assert texts(library.search("rates")) == ["Rates fell."]
    assert library.check().ok


def test_content_held_by_another_source_is_still_searched_after_one_changes(open_library):
    library = open_library()
    library.add(*make_document("Rates fell.", source="a.txt"))
    library.add(*make_document("Rates fell.", source="b.txt"))
    library.add(*make_document("Rates rose.", source="a.txt"))
    library.index_pending()
    assert set(texts(library.search("rates"))) == {"Rates fell.", "Rates rose."}


def test_removal_reaches_all_three_stores(open_library):
    library = open_library()
    fill(library)
    gone = next(d for d in library.documents() if d.publisher == "EIA")
    passage = library.passages_of(gone.id)[0]
    library.remove(gone.id)
    assert passage.text not in texts(library.search("Oil inventories"))
    assert library.check().ok
    assert library.check().passages == len(NEWS) - 1
    with pytest.raises(UnknownDocument, match=gone.id):
        library.document(gone.id)
    with pytest.raises(UnknownDocument, match=gone.id):
        library.remove(gone.id)
    with pytest.raises(UnknownDocument, match=gone.id):
        library.passages_of(gone.id)


def test_removed_document_can_be_added_again(open_library):
    library = open_library()
    document, passages = make_document("Rates fell.")
    library.add(document, passages)
    library.index_pending()
    library.remove(document.id)
    assert library.add(document, passages) == "added"
    library.index_pending()
    assert texts(library.search("rates")) == ["Rates fell."]


def test_library_opened_later_finds_what_was_indexed(open_library):
    first = open_library()
    fill(first)
    first.close()
    assert len(open_library().search("rates", limit=10)) == len(NEWS)


def test_open_library_sees_what_another_one_writes(open_library):
    reader, writer = open_library(), open_library()
    fill(writer)
    assert len(reader.search("rates", limit=10)) == len(NEWS)
    writer.add(*make_document("Copper rallied."))
    writer.index_pending()
    assert texts(reader.search("copper"))[0] == "Copper rallied."
    reader.add(*make_document("Zinc rallied."))
    reader.index_pending()
    assert texts(writer.search("zinc"))[0] == "Zinc rallied."


def test_progress_ends_at_the_whole(open_library):
    library = open_library()
    for i in range(520):
        library.add(*make_document(f"Document number {i}."))
    seen: list[tuple[int, int]] = []
    assert library.index_pending(lambda done, total: seen.append((done, total))) == 520
    assert seen == [(512, 520), (520, 520)]


def test_lists_and_summaries(library):
    fill(library)
    assert library.kinds() == ["article", "minutes", "report"]
    assert library.publishers() == ["EIA", "Federal Reserve", "Freddie Mac", "Reuters"]
    assert library.documents()[0].publisher == "Freddie Mac"
    early = library.documents(as_of=JANUARY + timedelta(days=1))
    assert [(d.publisher, d.passages, d.dated) for d in early] == [("Reuters", 1, True)]


def test_document_is_given_back_as_it_was_even_in_another_time_zone(library):
    moment = datetime.fromisoformat("2026-01-02T16:00:00.000001-05:00")
    document, passages = make_document("Nul \0 and 📈 are text.", published_at=moment)
    library.add(document, passages)
    assert library.document(document.id) == document
    assert library.passages_of(document.id) == passages


@pytest.mark.parametrize(
    "query",
    [
        "S&P 500 (YTD)?",
        'rates AND "',
        "rates OR (",
        "+rates -cut ^2 ~",
        "kind:report",
        "[* TO *]",
        "!!!",
        "\\",
        "*",
        "' --",
        "\0",
        "株価 📈",
        "the of and",
    ],
)
def test_any_text_is_a_query(library, query):
    fill(library)
    assert len(library.search(query, limit=10)) == len(NEWS)


@pytest.mark.parametrize("query", ["", "  \n"])
def test_blank_query_is_refused(library, query):
    with pytest.raises(BlankQuery, match="blank"):
        library.search(query)
    with pytest.raises(BlankQuery, match="blank"):
        library.search(query, published_from=JANUARY + timedelta(days=1), as_of=JANUARY)


def test_naive_moment_is_refused(library):
    with pytest.raises(ValueError, match="time zone"):
        library.search("rates", as_of=datetime(2026, 1, 1))  # noqa: DTZ001


def test_limit_below_one_is_refused(library):
    with pytest.raises(ValueError, match="at least 1"):
        library.search("rates", limit=0)


def test_passage_that_is_no_span_of_its_document_is_refused(library):
    document, _ = make_document("Rates fell.")
    other, _ = make_document("Rates rose.")
    with pytest.raises(BadPassage, match=r"0\.\.4"):
        library.add(document, [Passage(document.id, 0, 4, "Rate ")])
    with pytest.raises(BadPassage, match=other.id):
        library.add(document, [Passage(other.id, 0, 5, "Rates")])
    assert library.documents() == []


class OtherModel(HashEmbedder):
    name = "other"


def test_library_of_another_model_is_refused_with_the_mend(library):
    fill(library)
    with pytest.raises(WrongModel, match=r"hash \(256 dimensions\).*other \(256 dimensions\).*new home"):
        Library(library.folder, embedder=OtherModel())


def test_empty_library_takes_another_model(library):
    with Library(library.folder, embedder=OtherModel()) as other:
        fill(other)
        assert other.search("rates")


class CountingEmbedder(HashEmbedder):
    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed_passages(self, texts):
        self.texts += texts
        return super().embed_passages(texts)


def test_equal_text_is_embedded_once(tmp_path):
    embedder = CountingEmbedder()
    with Library(tmp_path, embedder=embedder) as library:
        library.add(*make_document("Disclaimer.\nRates fell.\nDisclaimer."))
        library.index_pending()
        library.add(*make_document("Disclaimer.\nRates rose."))
        library.index_pending()
    assert sorted(embedder.texts) == ["A title\nDisclaimer.", "A title\nRates fell.", "A title\nRates rose."]


def test_server_that_does_not_answer_is_an_error(tmp_path):
    with Library(tmp_path, embedder=HashEmbedder(), chroma_url="http://127.0.0.1:9") as library:
        library.add(*make_document("Rates fell."))
        with pytest.raises(BrokenIndex, match=r"127\.0\.0\.1:9.*see that it runs"):
            library.index_pending()


def test_year_one_and_far_future_are_dates_too(library):
    library.add(*make_document("Rates fell.", published_at=datetime(1, 1, 1, tzinfo=UTC)))
    library.add(*make_document("Rates rose.", published_at=datetime(9999, 12, 31, tzinfo=UTC)))
    library.index_pending()
    assert texts(library.search("rates", as_of=JANUARY)) == ["Rates fell."]


def test_limited_library_holds_its_documents_alone(library):
    fill(library)
    oil, minutes = (next(d for d in library.documents() if d.kind == kind and d.publisher == publisher)
                    for kind, publisher in (("report", "EIA"), ("minutes", "Federal Reserve")))  # fmt: skip
    view = library.limited_to([minutes.id])
    assert texts(view.search("rates")) == [NEWS[2][0]]
    assert view.search("oil", document_ids=[oil.id]) == []
    assert [item.id for item in view.documents()] == [minutes.id]
    assert view.documents(document_ids=[oil.id]) == []
    assert (view.kinds(), view.publishers()) == (["minutes"], ["Federal Reserve"])
    assert view.document(minutes.id).text == NEWS[2][0]
    with pytest.raises(UnknownDocument, match=oil.id):
        view.document(oil.id)
    assert len(library.documents()) == len(NEWS)
    with pytest.raises(ValueError, match="no document"):
        library.limited_to([])
