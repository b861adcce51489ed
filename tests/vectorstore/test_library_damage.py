"""Indexes that were lost or damaged: searches say so, and a check mends them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from library_documents import make_document

from vectorstore.embeddings import HashEmbedder
from vectorstore.errors import BrokenCatalog, BrokenIndex
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
@pytest.mark.parametrize("index", ["chroma", "lexical"])
def test_damaged_index_is_an_error_and_a_check_mends_it(filled, index, damage: Callable[[Path], None]):
    damage(filled / index)
    with Library(filled, embedder=HashEmbedder()) as library:
        with pytest.raises(BrokenIndex, match="tieout check"):
            library.search("gold")
        assert not library.check().ok
        assert library.search("gold")[0].passage.text == "Gold rose."
        assert library.check().ok


def test_damaged_catalog_is_an_error_that_names_the_file(filled):
    (filled / "library.db").write_bytes(b"damaged " * 500)
    with pytest.raises(BrokenCatalog, match=r"library\.db"):
        Library(filled, embedder=HashEmbedder())


def test_catalog_of_a_later_version_is_refused(filled):
    import sqlite3

    connection = sqlite3.connect(filled / "library.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(BrokenCatalog, match="99"):
        Library(filled, embedder=HashEmbedder())


def test_check_finds_what_one_index_lacks_and_what_it_has_too_much(filled):
    with Library(filled, embedder=HashEmbedder()) as library:
        gold, oil, _ = (hit.passage.id for hit in library.search("gold oil rates"))
        library._indexes.lexical.delete([gold])
        library._indexes.worklist._database.rows("UPDATE passages SET state = 'archived' WHERE id = ?", [oil])
        report = library.check()
        assert (report.missing_words, report.missing_vectors) == (1, 0)
        assert (report.extra_words, report.extra_vectors) == (1, 1)
        assert report.passages == 2
        assert library.check().ok
