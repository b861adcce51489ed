"""Indexes that were lost or damaged: searches say so, and a check mends them."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import tantivy
from library_documents import make_document

from vectorstore.checkup import CheckReport
from vectorstore.embeddings import HashEmbedder
from vectorstore.errors import BrokenCatalog, BrokenIndex, LibraryError, UnusableFolder
from vectorstore.lexical import LexicalIndex
from vectorstore.library import Library


def overwrite_files(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"damaged " * 500)


def empty_folder(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


@pytest.fixture
def filled(tmp_path) -> Path:
    """The folder of a closed library of three documents."""
    with Library(tmp_path, embedder=HashEmbedder()) as library:
        for text in ("Gold rose.", "Oil fell.", "Rates held."):
            library.add(*make_document(text))
        library.index_pending()
    return tmp_path


@pytest.mark.parametrize("damage", [overwrite_files, empty_folder, shutil.rmtree])
@pytest.mark.parametrize("index", ["chroma", "words"])
def test_damaged_index_is_an_error_and_a_check_mends_it(filled, index, damage: Callable[[Path], None]):
    damage(filled / index)
    with Library(filled, embedder=HashEmbedder(), in_memory=0) as library:
        with pytest.raises(BrokenIndex, match="tieout check"):
            library.search("gold")
        assert not library.check().ok
        assert library.search("gold")[0].passage.text == "Gold rose."
        assert library.check().ok


def test_few_passages_are_found_although_chroma_is_damaged_and_a_check_still_mends_it(filled):
    overwrite_files(filled / "chroma")
    with Library(filled, embedder=HashEmbedder()) as library:
        assert library.search("gold")[0].passage.text == "Gold rose."
        assert [finding.name for finding in library.check().findings] == ["chroma_unreadable"]


def overwrite(catalog: Path) -> None:
    catalog.write_bytes(b"damaged " * 500)


def overwrite_after_header(catalog: Path) -> None:
    content = catalog.read_bytes()
    catalog.write_bytes(content[:100] + b"damaged " * ((len(content) - 100) // 8))


def cut_off(catalog: Path) -> None:
    catalog.write_bytes(catalog.read_bytes()[:6000])


def drop_tables(catalog: Path) -> None:
    catalog.unlink()
    connection = sqlite3.connect(catalog)
    connection.execute("PRAGMA user_version = 1")
    connection.close()


def put_folder_in_place(catalog: Path) -> None:
    catalog.unlink()
    catalog.mkdir()


@pytest.mark.parametrize(
    "damage", [overwrite, overwrite_after_header, cut_off, drop_tables, put_folder_in_place]
)
def test_damaged_catalog_is_an_error_that_names_the_file(filled, damage: Callable[[Path], None]):
    damage(filled / "library.db")
    with (
        pytest.raises(BrokenCatalog, match=r"library\.db.* (restore it|choose another home)"),
        Library(filled, embedder=HashEmbedder()) as library,
    ):
        library.search("gold")


def test_folder_that_cannot_be_made_is_an_error_with_the_mend(tmp_path):
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file", tmp_path / "file" / "library"):
        with pytest.raises(UnusableFolder, match=rf"{folder} cannot be written.*choose another home"):
            Library(folder, embedder=HashEmbedder())


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="the rights of a folder do not bind this user"
)
def test_folder_that_is_read_only_is_an_error_with_the_mend(tmp_path):
    folder = tmp_path / "library"
    folder.mkdir(mode=0o500)
    with pytest.raises(LibraryError, match=r"library.*choose another home"):
        Library(folder, embedder=HashEmbedder())


def test_lock_that_cannot_be_opened_is_an_error_with_the_mend(filled):
    (filled / "indexing.lock").unlink()
    (filled / "indexing.lock").mkdir()
    with Library(filled, embedder=HashEmbedder()) as library:
        library.add(*make_document("Copper rose."))
        with pytest.raises(UnusableFolder, match=rf"{filled} cannot be written"):
            library.index_pending()


def test_catalog_of_a_later_version_is_refused(filled):
    connection = sqlite3.connect(filled / "library.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(BrokenCatalog, match="99"):
        Library(filled, embedder=HashEmbedder())


def names(report: CheckReport) -> dict[str, int]:
    return {finding.name: finding.count for finding in report.findings}


def test_check_finds_what_one_index_lacks_and_what_it_has_too_much(filled):
    with Library(filled, embedder=HashEmbedder()) as library:
        for number in range(20):
            library.add(*make_document(f"Copper rose on day {number}."))
        library.index_pending()
        gold, oil = (library.search(name, limit=1)[0].passage.id for name in ("gold", "oil"))
        LexicalIndex(filled / "words").delete([gold])
        with closing(sqlite3.connect(filled / "library.db")) as connection, connection:
            connection.execute("UPDATE passages SET state = 'archived' WHERE id = ?", [oil])
        report = library.check()
        assert names(report) == {"lexical_missing": 1, "lexical_extra": 1, "chroma_extra": 1}
        assert all(finding.mended for finding in report.findings)
        assert report.passages == 22
        assert library.check().ok
        assert library.search("gold", limit=1)[0].passage.id == gold


def change(catalog: Path, *statements: str) -> None:
    with closing(sqlite3.connect(catalog)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM documents WHERE rowid = 1", {"orphan_passages": 1, "orphan_versions": 1}),
        ("DELETE FROM versions", {"documents_without_version": 3}),
        ("UPDATE documents SET passages = 7 WHERE rowid = 1", {"passage_counts": 1}),
        ("UPDATE documents SET known_us = known_us + 1, superseded_us = 5 WHERE rowid = 1", {"stamps": 1}),
        ("DELETE FROM embeddings WHERE rowid = 1", {"missing_embeddings": 1}),
        ("UPDATE embeddings SET vector = zeroblob(1024) WHERE rowid = 1", {"missing_embeddings": 1}),
        ("UPDATE embeddings SET vector = x'00' WHERE rowid = 1", {"missing_embeddings": 1}),
        (
            "UPDATE embeddings SET vector = (SELECT max(vector) FROM embeddings) WHERE rowid IN"
            " (SELECT rowid FROM embeddings ORDER BY vector LIMIT 1)",
            {"wrong_vectors": 1},
        ),
        ("DELETE FROM copies", {}),
        ("DELETE FROM fingerprints", {}),
    ],
)
def test_check_mends_the_catalog(filled, statement, found):
    change(filled / "library.db", statement)
    with Library(filled, embedder=HashEmbedder(), in_memory=0) as library:
        report = library.check()
        assert found.items() <= names(report).items()
        assert report.ok == (not found)
        assert library.check().ok
        assert len(library.search("gold oil rates")) == report.passages


def test_passage_that_is_not_the_words_of_its_document_is_reported_and_left_to_the_reader(filled):
    change(filled / "library.db", "UPDATE passages SET text = 'Gold fell.' WHERE text = 'Gold rose.'")
    with Library(filled, embedder=HashEmbedder()) as library:
        for report in (library.check(), library.check()):
            (finding,) = report.findings
            assert (finding.name, finding.count, finding.mended) == ("no_spans", 1, False)
            assert "ingest them again" in finding.text


def test_entry_that_is_twice_in_the_lexical_index_is_found(filled):
    index = tantivy.Index.open(str(filled / "words"))
    writer = index.writer(heap_size=15_000_000, num_threads=1)
    with Library(filled, embedder=HashEmbedder()) as library:
        document = tantivy.Document(id=library.search("gold", limit=1)[0].passage.id)
        document.add_unsigned("number", 1)
        writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        assert names(library.check()) == {"lexical_twice": 1}
        assert library.check().ok
