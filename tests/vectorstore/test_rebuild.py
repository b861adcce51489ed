"""Indexes written anew: beside the old ones, without embedding, whoever reads, writes or is killed meanwhile."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from library_documents import JANUARY, make_document, numbered_text
from test_library_processes import start

from vectorstore.embeddings import HashEmbedder
from vectorstore.library import Library


class NeverEmbeds(HashEmbedder):
    def embed_passages(self, texts):
        raise AssertionError("nothing is to be embedded")


def fill(library: Library, count: int = 30) -> None:
    for number in range(count):
        library.add(*make_document(numbered_text("Gold", number)))
    library.add(*make_document("Oil fell.", source="oil.txt"))
    library.add(*make_document("Oil rose.", source="oil.txt", published_at=JANUARY + timedelta(days=1)))
    library.index_pending()


def folders(library: Library) -> set[str]:
    return {path.name for path in library.folder.iterdir() if path.is_dir()}


def test_rebuilt_library_finds_the_same_in_every_process_and_leaves_nothing_behind(open_library):
    library, reader = open_library(), open_library()
    fill(library)
    queries = {"gold 7 rose": None, "oil": None, "oil fell": JANUARY}
    before = [[hit.passage.id for hit in reader.search(q, as_of=m)] for q, m in queries.items()]
    names = folders(library)
    assert library.rebuild() == 32
    assert [[hit.passage.id for hit in reader.search(q, as_of=m)] for q, m in queries.items()] == before
    assert len(folders(library)) == len(names)
    assert library.check().ok
    assert reader.check().ok


def test_rebuild_embeds_nothing(tmp_path):
    with Library(tmp_path, embedder=HashEmbedder()) as library:
        fill(library)
    shutil.rmtree(tmp_path / "chroma")
    shutil.rmtree(tmp_path / "words")
    with Library(tmp_path, embedder=NeverEmbeds(), in_memory=0) as library:
        assert library.rebuild() == 32
        assert library.search("gold 7 rose")
        assert library.check().ok


def test_readers_never_see_an_empty_index_while_it_is_rebuilt(open_library):
    library = open_library()
    fill(library)
    stop, answers, errors = threading.Event(), list[int](), list[Exception]()

    def read() -> None:
        with Library(library.folder, embedder=HashEmbedder(), chroma_url=url, in_memory=0) as reader:
            while not stop.is_set():
                try:
                    answers.append(len(reader.search("gold rose", limit=5)))
                except Exception as error:  # noqa: BLE001
                    errors.append(error)

    url = library._indexes._chroma_url
    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        library.rebuild()
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert set(answers) == {5}


def test_what_is_added_replaced_and_removed_during_a_rebuild_is_not_lost(open_library):
    library, other = open_library(), open_library()
    fill(library)
    gone = library.documents()[-1].id

    def meanwhile(done: int, total: int) -> None:
        if not changes:
            changes.append(done)
            other.add(*make_document("Copper rallied."))
            other.add(*make_document("Oil held.", source="oil.txt", published_at=JANUARY + timedelta(days=2)))
            other.index_pending()
            other.remove(gone)

    changes: list[int] = []
    library.rebuild(meanwhile)
    assert library.check().ok
    for seen in (library, other):
        assert seen.search("copper rallied", limit=1)[0].passage.text == "Copper rallied."
        assert seen.search("oil held", limit=1)[0].passage.text == "Oil held."
        assert gone not in {hit.document.id for hit in seen.search("gold", limit=50)}


def test_rebuild_by_two_processes_at_once_goes_one_after_the_other(library):
    fill(library)
    with start(library, "rebuild", 2) as one, start(library, "rebuild", 2) as two:
        one.wait()
        two.wait()
    assert (one.returncode, two.returncode) == (0, 0)
    assert library.check().ok
    assert library.search("gold 7 rose")


@pytest.mark.parametrize("after", [0.0, 0.05, 0.1, 0.2, 0.4, 0.8])
def test_killed_rebuild_leaves_a_library_that_works_and_the_next_cleans_up(library, after):
    fill(library, 200)
    with start(library, "rebuild", 50) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        threading.Event().wait(after)
        os.kill(process.pid, signal.SIGKILL)
    assert library.search("gold 7 rose", limit=1)[0].passage.text == numbered_text("Gold", 7)
    assert library.check().ok
    assert len(folders(library)) == 2


def test_index_of_another_format_is_written_anew_at_the_first_search(tmp_path):
    with Library(tmp_path, embedder=HashEmbedder()) as library:
        fill(library)
        with library._database.transaction() as connection:
            connection.execute("UPDATE meta SET value = '1' WHERE name = 'words_format'")
    overwrite(tmp_path / "words")
    with Library(tmp_path, embedder=NeverEmbeds()) as library:
        assert library.search("gold 7 rose", limit=1)[0].passage.text == numbered_text("Gold", 7)
        assert library.check().ok
        assert not (tmp_path / "words").exists()


def overwrite(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(b"of another program")
