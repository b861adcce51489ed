"""The bulk road: its vectors beside those of sentence-transformers, its batches, its threads."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.embeddings import (
    BFLOAT16_COSINE,
    LIGHT_CHARACTERS,
    MAX_TOKENS,
    MiniLmEmbedder,
    has_fast_bfloat16,
    model_folder,
)
from vectorstore.minilm_bulk import (
    BATCH_TOKENS,
    LENGTH_STEP,
    BulkMiniLm,
    FusedLinear,
    Linear,
    can_fuse,
    in_batches,
    padded,
)

WORDS = (
    "Net sales rose 8.2 % to $2,161 million; the committee judged that risks to inflation remain balanced. "
)
TEXTS = [
    "",
    "x",
    "S&P 500 ▲ +1.2 % (YTD), naïve café 株価",
    *(f"{number} {WORDS * repeats}"[: 40 * number + 5] for number in range(40) for repeats in (1, 9, 30)),
]
bfloat16 = pytest.mark.skipif(not has_fast_bfloat16(), reason="this processor does not multiply bfloat16")


@pytest.fixture(scope="module")
def reference() -> np.ndarray:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(model_folder()), local_files_only=True, device="cpu").encode(TEXTS)


@pytest.fixture(scope="module")
def float32() -> BulkMiniLm:
    return BulkMiniLm(model_folder(), max_tokens=MAX_TOKENS, bfloat16=False)


def test_float32_vectors_are_those_of_sentence_transformers(float32, reference):
    vectors = float32.embed(TEXTS)
    assert vectors.dtype == np.float32
    assert np.abs(vectors - reference).max() < 1e-5


@bfloat16
def test_bfloat16_vectors_agree_within_the_stated_tolerance(reference):
    vectors = BulkMiniLm(model_folder(), max_tokens=MAX_TOKENS, bfloat16=True).embed(TEXTS)
    assert vectors.dtype == np.float32
    assert (vectors * reference).sum(axis=1).min() > BFLOAT16_COSINE


def test_embedder_takes_the_bulk_road_for_many_texts_and_agrees(reference):
    embedder = MiniLmEmbedder()
    times = LIGHT_CHARACTERS // sum(map(len, TEXTS)) + 1
    vectors = embedder.embed_passages(TEXTS * times)[-len(TEXTS) :]
    assert (vectors * reference).sum(axis=1).min() > BFLOAT16_COSINE
    few = embedder.embed_passages(TEXTS[:5])
    assert (few * reference[:5]).sum(axis=1).min() > BFLOAT16_COSINE


def test_several_threads_embed_at_once_and_torch_keeps_its_threads(float32, reference):
    threads = torch.get_num_threads()
    with ThreadPoolExecutor(3) as pool:
        for vectors in pool.map(float32.embed, [TEXTS[:40]] * 6):
            assert np.abs(vectors - reference[:40]).max() < 1e-5
    float32.embed(TEXTS[:3])
    assert torch.get_num_threads() == threads


@pytest.mark.skipif(not can_fuse(), reason="this torch has no fused products")
def test_fused_products_equal_plain_ones():
    generator = torch.Generator().manual_seed(7)
    weight, bias, states, residual = (
        torch.randn(shape, generator=generator) for shape in ((48, 32), (48,), (80, 32), (80, 48))
    )
    plain, fused = Linear(weight, bias), FusedLinear.of(weight, bias)
    for name, arguments in (("__call__", ()), ("gelu", ()), ("plus", (residual,))):
        expected = getattr(plain, name)(states, *arguments)
        assert torch.allclose(getattr(fused, name)(states, *arguments), expected, atol=1e-4), name


def test_plain_products_give_the_same_vectors(float32, reference):
    unpacked = BulkMiniLm(model_folder(), max_tokens=MAX_TOKENS, bfloat16=False, fuse=False)
    assert np.abs(unpacked.embed(TEXTS) - reference).max() < 1e-5


@given(st.lists(st.integers(2, MAX_TOKENS), max_size=200))
def test_batches_hold_every_text_once_and_waste_little(lengths):
    batches = list(in_batches(lengths))
    assert sorted(number for batch in batches for number in batch) == list(range(len(lengths)))
    for batch in batches:
        widths = {padded(lengths[number]) for number in batch}
        assert len(widths) == 1
        assert max(widths) * len(batch) <= BATCH_TOKENS
        assert all(max(widths) - lengths[number] < LENGTH_STEP for number in batch)


def test_bulk_road_does_not_import_sentence_transformers():
    program = (
        "import sys; from vectorstore.embeddings import open_embedder;"
        "open_embedder().embed_passages(['rates ' * 99] * 30);"
        "assert 'torch' in sys.modules;"
        "sys.exit(bool({'transformers', 'sentence_transformers'} & sys.modules.keys()))"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[2])
