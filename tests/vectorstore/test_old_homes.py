"""Libraries that earlier versions of this program have filled."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from library_documents import JANUARY, make_document
from test_near_copies import STORY

from vectorstore.catalog import embedding_key
from vectorstore.database import MIGRATIONS
from vectorstore.embeddings import HashEmbedder
from vectorstore.filters import microseconds
from vectorstore.library import Library
from vectorstore.rows import passage_values
from vectorstore.vectors import VectorIndex
from vectorstore.worklist import Entry

DAY = timedelta(days=1)
RATES_1, RATES_2, RATES_3 = (
    make_document(text, source="rates.txt", published_at=JANUARY + day * DAY)
    for text, day in (("Rates fell.", 0), ("Rates rose.", 5), ("Rates held.", 9))
)
SAME_1, SAME_2 = (make_document(text, source="gold.txt") for text in ("Gold fell.", "Gold rose."))
WIRE = make_document(STORY, publisher="Wire", source="wire.txt")
DAILY = make_document(f"(Wire) {STORY}", publisher="Daily", source="daily.txt", published_at=JANUARY + DAY)
HELD = (RATES_3, SAME_2, WIRE, DAILY)
REPLACED = (RATES_1, RATES_2, SAME_1)


class NeverEmbeds(HashEmbedder):
    def embed_passages(self, texts):
        raise AssertionError("nothing is to be embedded again")


@pytest.fixture(params=[1, 2])
def old_home(request, tmp_path) -> Path:
    """The folder of a library of database version 1 or 2, its replaced documents archived."""
    with closing(sqlite3.connect(tmp_path / "library.db")) as connection, connection:
        for migration in MIGRATIONS[: request.param]:
            connection.executescript(migration)
        connection.execute(f"PRAGMA user_version = {request.param}")
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            [("model", "hash (256 dimensions)"), ("collection", "passages-of-old"), ("generation", "2")],
        )
        for document, passages in (*REPLACED, *HELD):
            put(connection, document, passages, current=(document, passages) in HELD)
    (tmp_path / "lexical").mkdir()
    (tmp_path / "lexical" / "meta.json").write_text("of an older format")
    return tmp_path


def put(connection, document, passages, *, current: bool) -> None:
    embedder = HashEmbedder()
    connection.execute(
        "INSERT INTO documents (id, title, text, published_at, published_us, publisher, source, url, kind, dated,"
        " current, passages) VALUES (?, ?, ?, ?, ?, ?, ?, '', 'article', 1, ?, ?)",
        (
            document.id,
            document.title,
            document.text,
            document.published_at.isoformat(),
            microseconds(document.published_at),
            document.publisher,
            document.source,
            current,
            len(passages),
        ),
    )
    if current:
        connection.execute("INSERT INTO sources VALUES (?, ?)", (document.source, document.id))
    folder = Path(connection.execute("PRAGMA database_list").fetchone()[2]).parent
    index = VectorIndex(folder / "chroma", url="", collection="passages-of-old", dimensions=256)
    for passage in passages:
        key, vector = (
            embedding_key("hash", passage.embedded_text),
            embedder.embed_query(passage.embedded_text),
        )
        connection.execute("INSERT OR IGNORE INTO embeddings VALUES (?, ?)", (key, vector.tobytes()))
        connection.execute(
            'INSERT INTO passages (id, embedding, state, document_id, start, "end", text, context)'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (passage.id, key, "done" if current else "archived", *passage_values(passage)),
        )
        if current:
            index.write(
                [Entry(passage.id, passage.text, passage.context, key, document.id, True)], vector[None, :]
            )
    index.close()


def seen(library: Library, query: str, as_of=None) -> set[str]:
    return {library.document(hit.document.id).text for hit in library.search(query, as_of=as_of, limit=20)}


@pytest.mark.parametrize("in_memory", [0, 1000])
def test_old_library_is_searched_at_once_without_embedding_again(old_home, in_memory):
    with Library(old_home, embedder=NeverEmbeds(), in_memory=in_memory) as library:
        assert seen(library, "rates gold") >= {"Rates held.", "Gold rose."}
        assert not seen(library, "rates gold") & {"Rates fell.", "Rates rose.", "Gold fell."}


@pytest.mark.parametrize("bring_up_to_date", [Library.index_pending, Library.check])
def test_old_versions_and_near_copies_are_known_after_the_next_ingest_or_check(old_home, bring_up_to_date):
    with Library(old_home, embedder=NeverEmbeds(), in_memory=0) as library:
        bring_up_to_date(library)
        assert library.check().ok
        assert "Rates fell." in seen(library, "rates", JANUARY + 4 * DAY)
        assert "Rates rose." in seen(library, "rates", JANUARY + 8 * DAY)
        assert "Rates rose." not in seen(library, "rates", JANUARY + 9 * DAY)
        numbers = [version.number for version in library.versions(RATES_2[0].id)]
        assert numbers == [1, 2, 3]
        assert [item.id for item in library.copies_of(DAILY[0].id)] == [WIRE[0].id]
        assert not (old_home / "lexical").exists()


def test_version_replaced_under_the_same_date_is_seen_nowhere_as_before(old_home):
    with Library(old_home, embedder=NeverEmbeds()) as library:
        library.index_pending()
        assert "Gold fell." not in seen(library, "gold", JANUARY)
        assert "Gold rose." in seen(library, "gold", JANUARY)
        assert library.document(SAME_1[0].id).text == "Gold fell."


def test_reading_an_old_source_again_changes_nothing(old_home):
    with Library(old_home, embedder=NeverEmbeds()) as library:
        assert [library.add(*document) for document in HELD] == ["unchanged"] * len(HELD)
        library.index_pending()
        assert library.check().ok
