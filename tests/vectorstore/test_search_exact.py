"""Searches over few passages: exact, and without Chroma."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from library_documents import JANUARY, make_document

from vectorstore.embeddings import HashEmbedder
from vectorstore.library import Library

PASSAGES = 300
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """The folder of a closed library of 300 passages, half of them from each of two days."""
    rng = np.random.default_rng(0)
    words = [f"word{i}" for i in range(60)]
    lines = [" ".join(rng.choice(words, 12)) for _ in range(PASSAGES)]
    folder = tmp_path_factory.mktemp("filled")
    with Library(folder, embedder=HashEmbedder()) as library:
        for day, part in enumerate((lines[: PASSAGES // 2], lines[PASSAGES // 2 :])):
            library.add(*make_document("\n".join(part), published_at=JANUARY + timedelta(days=day)))
        library.index_pending()
    return folder


@pytest.fixture(params=[PASSAGES, PASSAGES - 1, 0], ids=["exact", "filtered_exact", "never_exact"])
def library(request, filled) -> Iterator[Library]:
    with Library(filled, embedder=HashEmbedder(), in_memory=request.param) as opened:
        yield opened


@pytest.mark.parametrize("filters", [{}, {"as_of": JANUARY}, {"as_of": JANUARY + timedelta(days=1)}])
def test_every_road_finds_the_passages_of_an_exact_product(library, filters):
    query = "word1 word2 word3"
    embedder = HashEmbedder()
    allowed = [
        passage
        for document in library.documents(filters.get("as_of"))
        for passage in library.passages_of(document.id)
    ]
    vectors = embedder.embed_passages([passage.embedded_text for passage in allowed])
    best = np.argsort(-(vectors @ embedder.embed_query(query)))[:10]
    found = [hit.passage for hit in library.search(query, limit=50, **filters)]
    for number in best:
        wanted = allowed[number]
        assert any(
            held.document_id == wanted.document_id and held.start <= wanted.start < held.end for held in found
        )


def test_few_passages_are_searched_without_importing_chroma(filled):
    program = (
        "import sys; from pathlib import Path;"
        "from vectorstore.embeddings import HashEmbedder; from vectorstore.library import Library;"
        f"library = Library(Path({str(filled)!r}), embedder=HashEmbedder());"
        "assert library.search('word1'); library.close();"
        "sys.exit('chromadb' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
