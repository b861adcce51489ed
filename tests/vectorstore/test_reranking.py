"""A cross-encoder by setting: it reads what the ranking chose, and has half a say."""

from collections.abc import Sequence

import numpy as np
import pytest
from library_documents import make_document
from numpy.typing import NDArray

from vectorstore.embeddings import HashEmbedder
from vectorstore.errors import EmbeddingError
from vectorstore.library import Library
from vectorstore.reranking import CrossEncoderReranker


class PrefersCopper:
    """A reranker that likes one word."""

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        del query
        return np.array(["Copper" in text for text in texts], dtype=np.float32)


def test_a_reranker_has_its_say(tmp_path):
    for reranker, first in ((None, "Gold rose."), (PrefersCopper(), "Copper fell.")):
        with Library(tmp_path / "library", embedder=HashEmbedder(), reranker=reranker) as library:
            for text in ("Gold rose.", "Copper fell."):
                library.add(*make_document(text))
            library.index_pending()
            assert library.search("gold rose", limit=1)[0].passage.text == first


def test_a_cross_encoder_is_read_from_a_folder(tmp_path):
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "gold", "rose", "oil"]
    (tmp_path / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizerFast(vocab_file=str(tmp_path / "vocab.txt")).save_pretrained(tmp_path)
    sizes = dict.fromkeys(("num_hidden_layers", "num_attention_heads", "num_labels"), 1)
    config = BertConfig(vocab_size=len(words), hidden_size=8, intermediate_size=8, **sizes)
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    scores = CrossEncoderReranker(str(tmp_path)).scores("gold", ["gold rose", "oil"])
    assert scores.shape == (2,)
    assert ((scores >= 0) & (scores <= 1)).all()


def test_a_model_that_is_not_there_is_named(tmp_path):
    with pytest.raises(EmbeddingError, match="rerank_model"):
        CrossEncoderReranker(str(tmp_path / "none")).scores("gold", ["gold"])
