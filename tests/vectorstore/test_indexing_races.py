"""Documents that change in one library while another one embeds their passages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from library_documents import make_document

from vectorstore.embeddings import HashEmbedder
from vectorstore.library import Library

OIL, OIL_PASSAGES = make_document("Oil fell.", source="oil.txt")
NEW_OIL, NEW_OIL_PASSAGES = make_document("Oil rose.", source="oil.txt")
GOLD, GOLD_PASSAGES = make_document("Gold rose.")


@dataclass
class Interrupted(HashEmbedder):
    """An embedder that lets something happen once, when it is given its first passages."""

    happening: list[Callable[[], object]] = field(default_factory=list)

    def embed_passages(self, texts):
        if self.happening:
            self.happening.pop()()
        return super().embed_passages(texts)


def remove(other: Library) -> None:
    other.remove(OIL.id)


def replace(other: Library) -> None:
    other.add(NEW_OIL, NEW_OIL_PASSAGES)
    other.remove(GOLD.id)  # brings the discards of all documents to the indexes


def replace_and_bring_back(other: Library) -> None:
    replace(other)
    other.add(OIL, OIL_PASSAGES)


@pytest.mark.parametrize(
    ("change", "found"),
    [(remove, {"Gold rose."}), (replace, {"Oil rose."}), (replace_and_bring_back, {"Oil fell."})],
)
def test_what_changes_while_it_is_embedded_leaves_nothing_behind(tmp_path, change, found):
    embedder = Interrupted()
    with (
        Library(tmp_path, embedder=embedder) as library,
        Library(tmp_path, embedder=HashEmbedder()) as other,
    ):
        library.add(OIL, OIL_PASSAGES)
        library.add(GOLD, GOLD_PASSAGES)
        embedder.happening.append(lambda: change(other))
        library.index_pending()
        assert {hit.passage.text for hit in library.search("oil gold")} == found
        report = library.check()
        assert report.ok
        assert (report.passages, report.pending) == (1, 0)


def test_document_that_is_removed_while_a_search_reads_it_is_left_out(tmp_path):
    class Remover:
        """Judges passages, and has one of their documents removed meanwhile."""

        def scores(self, query, texts):
            other.remove(OIL.id)
            return np.zeros(len(texts), dtype=np.float32)

    with (
        Library(tmp_path, embedder=HashEmbedder(), reranker=Remover()) as library,
        Library(tmp_path, embedder=HashEmbedder()) as other,
    ):
        library.add(OIL, OIL_PASSAGES)
        library.add(GOLD, GOLD_PASSAGES)
        library.index_pending()
        assert [hit.document.id for hit in library.search("oil gold")] == [GOLD.id]
