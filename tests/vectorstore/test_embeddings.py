"""Vectors: the shipped embedders, the light road beside the real library."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from vectorstore.embeddings import (
    MODEL_SHA256,
    HashEmbedder,
    MiniLmEmbedder,
    SentenceTransformerEmbedder,
    model_folder,
    open_embedder,
    require_sha256,
)
from vectorstore.errors import EmbeddingError
from vectorstore.minilm import MiniLm

TEXTS = (
    "What did the Federal Reserve say about inflation?",
    "S&P 500 ▲ +1.2 % (YTD), naïve café 株価",
    "x",
    "The committee judges that the risks remain balanced. " * 60,  # more than 256 tokens
    "",
)


@pytest.fixture(scope="module")
def minilm() -> MiniLmEmbedder:
    return MiniLmEmbedder()


@pytest.mark.parametrize("name", ["hash", "all-MiniLM-L6-v2"])
def test_vectors_have_unit_length_and_queries_equal_passages(name):
    embedder = open_embedder(name)
    passages = embedder.embed_passages(TEXTS)
    assert passages.shape == (len(TEXTS), embedder.dimensions)
    assert passages.dtype == np.float32
    assert np.linalg.norm(passages, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    for text, vector in zip(TEXTS, passages, strict=True):
        assert embedder.embed_query(text) == pytest.approx(vector, abs=1e-6)
    assert embedder.embed_passages([]).shape == (0, embedder.dimensions)


def test_light_road_equals_sentence_transformers(minilm):
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(model_folder()), local_files_only=True, device="cpu")
    expected = reference.encode(list(TEXTS))
    light = np.stack([minilm.embed_query(text) for text in TEXTS])
    assert np.abs(light - expected).max() < 1e-4


def test_light_road_imports_neither_torch_nor_sentence_transformers():
    program = (
        "import sys; import vectorstore.library; from vectorstore.embeddings import open_embedder;"
        "assert 'chromadb' not in sys.modules;"
        "open_embedder().embed_query('rates');"
        "sys.exit(bool({'torch', 'transformers', 'sentence_transformers', 'chromadb'} & sys.modules.keys()))"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[2])


def test_meaning_is_nearer_than_words(minilm):
    query = minilm.embed_query("The central bank lowered its policy rate")
    near, far = minilm.embed_passages(["The Fed cut interest rates.", "The bank of the river is lower."])
    assert query @ near > query @ far


def test_packaged_model_is_the_published_one():
    require_sha256(model_folder() / "model.safetensors", MODEL_SHA256)


def test_another_file_is_refused_with_the_mend(tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"other")
    with pytest.raises(EmbeddingError, match=r"expected 53aa51172d14.*reinstall"):
        require_sha256(path, MODEL_SHA256)


@pytest.mark.parametrize("content", [b"", b"\x10\0\0\0\0\0\0\0not json"])
def test_damaged_model_is_an_error(tmp_path, content):
    (tmp_path / "model.safetensors").write_bytes(content)
    with pytest.raises(EmbeddingError, match="reinstall"):
        MiniLm(tmp_path, max_tokens=256)


def test_names_open_the_embedder_they_name(tmp_path):
    assert isinstance(open_embedder("hash"), HashEmbedder)
    assert isinstance(open_embedder("sentence-transformers/all-MiniLM-L6-v2"), MiniLmEmbedder)
    other = open_embedder(str(tmp_path))
    assert isinstance(other, SentenceTransformerEmbedder)
    with pytest.raises(EmbeddingError, match="cannot be loaded"):
        other.embed_query("rates")
