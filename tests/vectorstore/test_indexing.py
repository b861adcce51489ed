"""The indexer: batches, their overlap, what is kept when something fails."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import pytest
from library_documents import make_document

from vectorstore.catalog import Catalog
from vectorstore.database import Database
from vectorstore.embeddings import HashEmbedder
from vectorstore.errors import BrokenIndex, EmbeddingError
from vectorstore.indexing import BATCH, TURN, Indexer
from vectorstore.library import Library
from vectorstore.worklist import Worklist

WAIT_S = 30.0


@dataclass
class CountingEmbedder(HashEmbedder):
    """Remembers the texts of each call; fails at the call of a number, and tells when one begins."""

    calls: list[list[str]] = field(default_factory=list)
    fails_at: int = -1
    begun: dict[int, threading.Event] = field(default_factory=dict)

    def embed_passages(self, texts):
        self.calls.append(list(texts))
        number = len(self.calls) - 1
        if number in self.begun:
            self.begun[number].set()
        if number == self.fails_at:
            raise EmbeddingError("no vectors today")
        return super().embed_passages(texts)


@dataclass
class ListedIndexes:
    """Takes batches down instead of writing them; waits for an event before one, fails at one."""

    worklist: Worklist
    written: list[list[str]] = field(default_factory=list)
    waits: dict[int, threading.Event] = field(default_factory=dict)
    fails_at: int = -1

    def write(self, entries, vectors):
        number = len(self.written)
        if number in self.waits:
            assert self.waits[number].wait(WAIT_S), "the next batch was not embedded meanwhile"
        if number == self.fails_at:
            raise BrokenIndex("the disk is full")
        assert len(vectors) == len(entries)
        self.written.append([entry.passage_id for entry in entries])
        self.worklist.finish(entries)

    def delete(self, passage_ids):
        self.worklist.finish_discards(passage_ids)


@pytest.fixture
def worklist(tmp_path):
    database = Database(tmp_path / "library.db")
    worklist = Worklist(database)
    worklist.claim("hash", HashEmbedder.dimensions)
    yield worklist
    database.close()


@pytest.fixture
def add(tmp_path, worklist):
    catalog = Catalog(worklist._database, model="hash")

    def add_passages(count: int) -> None:
        document, passages = make_document("\n".join(f"Passage {number} of many." for number in range(count)))
        catalog.add(document, passages)

    return add_passages


def test_next_batch_is_embedded_while_one_is_written(tmp_path, worklist, add):
    add(3 * BATCH)
    second, third = threading.Event(), threading.Event()
    embedder = CountingEmbedder(begun={1: second, 2: third})
    indexes = ListedIndexes(worklist, waits={0: second, 1: third})
    assert Indexer(tmp_path, worklist, indexes, embedder).index_pending() == 3 * BATCH
    assert [len(batch) for batch in indexes.written] == [BATCH] * 3


def test_more_than_a_turn_is_indexed_in_order_and_reported_by_batches(tmp_path, worklist, add):
    add(TURN + 7)
    indexes, embedder, steps = ListedIndexes(worklist), CountingEmbedder(), []
    caller = threading.current_thread()

    def show(done: int, total: int) -> None:
        assert threading.current_thread() is caller
        steps.append((done, total))

    assert Indexer(tmp_path, worklist, indexes, embedder).index_pending(show) == TURN + 7
    assert steps == [(done, TURN + 7) for done in (*range(BATCH, TURN + 1, BATCH), TURN + 7)]
    ids = [passage_id for batch in indexes.written for passage_id in batch]
    assert len(ids) == len(set(ids)) == TURN + 7
    assert worklist.count("done") == TURN + 7


def test_nothing_is_embedded_again_after_writing_failed(tmp_path, worklist, add):
    add(2 * BATCH + 5)
    embedder = CountingEmbedder()
    failing = ListedIndexes(worklist, fails_at=0)
    with pytest.raises(BrokenIndex, match="disk is full"):
        Indexer(tmp_path, worklist, failing, embedder).index_pending()
    assert worklist.count("done") == 0
    assert Indexer(tmp_path, worklist, ListedIndexes(worklist), embedder).index_pending() == 2 * BATCH + 5
    texts = [text for call in embedder.calls for text in call]
    assert len(texts) == len(set(texts)) == 2 * BATCH + 5


def test_batches_before_a_failed_embedding_are_written(tmp_path, worklist, add):
    add(2 * BATCH)
    indexes = ListedIndexes(worklist)
    with pytest.raises(EmbeddingError, match="no vectors today"):
        Indexer(tmp_path, worklist, indexes, CountingEmbedder(fails_at=1)).index_pending()
    assert worklist.count("done") == BATCH
    assert Indexer(tmp_path, worklist, indexes, CountingEmbedder()).index_pending() == BATCH


def test_equal_texts_are_embedded_once(tmp_path):
    embedder = CountingEmbedder()
    with Library(tmp_path / "library", embedder=embedder) as library:
        for publishers in (("Reuters", "Dow Jones"), ("Bloomberg",)):
            for publisher in publishers:
                library.add(*make_document("Rates were left alone.", source=publisher, publisher=publisher))
            library.index_pending()
    assert [len(call) for call in embedder.calls] == [1]
