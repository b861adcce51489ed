"""Candidates: the nearest of many vectors, and words looked up within a pool of documents."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from vectorstore.candidates import SHORTLIST, Gatherer
from vectorstore.fusion import RANKING, Wanted
from vectorstore.lexical import FIELDS, LexicalScores
from vectorstore.routing import Router
from vectorstore.snapshot import ShelvedDocument, Snapshot, signs_of
from vectorstore.versions import FOREVER

WANTED = Wanted.of("net sales", with_phrases=False)
DOCUMENTS = 100


@dataclass
class ListedWords:
    """A lexical index that gives the passages of a list in its order, all with the same score."""

    numbers: list[int]
    document_of: np.ndarray
    asked: list[tuple[int, bool]] = field(default_factory=list)

    def matching(self, weights, limit, document_ids=None):
        self.asked.append((limit, document_ids is not None))
        allowed = None if document_ids is None else {int(name) for name in document_ids}
        found = [n for n in self.numbers if allowed is None or self.document_of[n] in allowed][:limit]
        return {
            name: LexicalScores(np.array(found, np.int64), np.ones(len(found), np.float32)) for name in FIELDS
        }


def make_snapshot(passages, dimensions=384):
    chance = np.random.default_rng(5)
    vectors = chance.normal(size=(passages, dimensions)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ones = np.ones(DOCUMENTS, dtype=np.int64)
    shelved = [
        ShelvedDocument(str(n), "article", "", "", "", frozenset(), "", -1, None) for n in range(DOCUMENTS)
    ]
    return Snapshot(
        generation=1,
        passages=np.arange(passages, dtype=np.int64),
        document_of=np.arange(passages, dtype=np.int64) * DOCUMENTS // passages,
        vectors=vectors,
        documents=tuple(shelved),
        published_us=ones,
        known_us=ones,
        superseded_us=ones * FOREVER,
        titled_us=-ones,
        router=Router.of({}),
        _order=np.arange(passages, dtype=np.int64),
    )


def first(count):
    return np.arange(DOCUMENTS) < count


def test_signs_are_a_bit_each_and_the_last_word_is_filled_up():
    signs = signs_of(np.array([[1.0, -1.0, 0.5], [-1.0, -1.0, -1.0]], dtype=np.float32))
    assert signs.shape == (1, 2)
    assert np.bitwise_count(signs).tolist() == [[2, 0]]


@pytest.mark.parametrize("pool", [first(DOCUMENTS), first(60)])
def test_nearest_of_many_are_found_by_their_signs(pool):
    snapshot = make_snapshot(3 * SHORTLIST)
    chance = np.random.default_rng(7)
    hits = 0
    for place in chance.choice(len(snapshot.passages) // 2, 20, replace=False):
        vector = snapshot.vectors[place] + 0.05 * chance.normal(size=384).astype(np.float32)
        vector /= np.linalg.norm(vector)
        allowed = np.flatnonzero(pool[snapshot.document_of])
        exact = allowed[np.argsort(-(snapshot.vectors[allowed] @ vector))[:10]]
        found = Gatherer(None, None, snapshot, [pool], 100).gather([{}], vector)
        assert pool[snapshot.document_of[found.places]].all()
        hits += len(set(exact) & set(found.places))
    assert hits >= 0.9 * 200  # chance vectors share no structure: real ones are found more surely


@pytest.mark.parametrize(
    ("allowed", "asked"),
    [
        (DOCUMENTS, [(20, False)]),
        (50, [(40, False)]),
        (1, [(20, True)]),  # too few to wade through all that match
    ],
)
def test_few_documents_are_named_to_the_index_and_many_picked_from_what_it_gives(allowed, asked):
    snapshot = make_snapshot(1000)
    mixed = np.random.default_rng(3).permutation(1000).tolist()
    words = ListedWords(mixed, snapshot.document_of)
    (found,) = Gatherer(None, words, snapshot, [first(allowed)], 20).matching(WANTED, RANKING)
    assert words.asked == asked
    wanted = [n for n in mixed if snapshot.document_of[n] < allowed][:10]
    for places, _scores in found.values():
        assert places.tolist()[: len(wanted)] == wanted[: len(places)]


def test_the_index_is_asked_again_by_name_where_what_it_gives_lies_outside():
    snapshot = make_snapshot(1000)
    words = ListedWords(list(range(999, -1, -1)), snapshot.document_of)  # the allowed ones come last
    (found,) = Gatherer(None, words, snapshot, [first(30)], 20).matching(WANTED, RANKING)
    assert words.asked == [(66, False), (20, True)]
    assert found["words"][0].tolist() == list(range(299, 279, -1))
