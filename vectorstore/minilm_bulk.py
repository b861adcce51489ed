"""MiniLM's forward pass in torch: the vectors of many passages, several times as fast as sentence-transformers.

The same weights and the same architecture as ``vectorstore.minilm``. The time is won by bfloat16 where the processor
multiplies it, by batches of equal length, by oneDNN's products on reordered weights with what follows them (GELU, the
residual) in the same pass, and by one stream of batches a core instead of several cores at one product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from vectorstore.minilm import HEAD_WIDTH, HEADS, LAYER_NORM_EPSILON, LAYERS, WIDTH, Array, open_model

LENGTH_STEP = 16
"""Texts are padded to a multiple: torch's attention takes 0.75 ns for a pair of tokens at 256 tokens, 1.25 at 250."""
BATCH_TOKENS = 4096
"""In one forward pass of one stream: 13 MB in the widest layer. 2,048 are as fast, 8,192 a tenth slower."""
MOST_STREAMS = 8
"""Beyond, cores share a stream: each stream needs Python between two products."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A product with weights and bias, and what follows it."""

    weight: Tensor
    bias: Tensor

    def __call__(self, states: Tensor) -> Tensor:
        """The product (n, out)."""
        return functional.linear(states, self.weight, self.bias)

    def gelu(self, states: Tensor) -> Tensor:
        """GELU of the product."""
        return functional.gelu(self(states))

    def plus(self, states: Tensor, residual: Tensor) -> Tensor:
        """The product and the residual (n, out)."""
        return residual + self(states)


class FusedLinear(Linear):
    """The same by oneDNN in one pass, the weights in the order in which it reads them."""

    @classmethod
    def of(cls, weight: Tensor, bias: Tensor) -> FusedLinear:
        """With the weights (out, in) reordered."""
        return cls(torch.ops.mkldnn._reorder_linear_weight(weight, BATCH_TOKENS), bias)

    def __call__(self, states: Tensor) -> Tensor:
        """The product (n, out)."""
        return self._followed_by(states, "none", "")

    def gelu(self, states: Tensor) -> Tensor:
        """GELU of the product."""
        return self._followed_by(states, "gelu", "none")  # by the error function, not by its approximation

    def plus(self, states: Tensor, residual: Tensor) -> Tensor:
        """The product and the residual (n, out)."""
        product = torch.ops.mkldnn._linear_pointwise.binary(states, residual, self.weight, self.bias, "add")
        return cast("Tensor", product)

    def _followed_by(self, states: Tensor, function: str, algorithm: str) -> Tensor:
        product = torch.ops.mkldnn._linear_pointwise(states, self.weight, self.bias, function, [], algorithm)
        return cast("Tensor", product)


Norm = tuple[Tensor, Tensor]
"""Weight and bias of a layer normalisation."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer's weights; ``heads`` are query, key and value of all heads in one product."""

    heads: Linear
    mixed: Linear
    mixed_norm: Norm
    inner: Linear
    outer: Linear
    outer_norm: Norm


class BulkMiniLm:
    """The model of one folder (``model.safetensors``, ``tokenizer.json``), in bfloat16 or float32.

    ``fuse=False`` leaves oneDNN's fused products out, as where torch has none.
    """

    def __init__(self, folder: Path, *, max_tokens: int, bfloat16: bool, fuse: bool = True) -> None:
        weights, self._tokenizer = open_model(folder, max_tokens=max_tokens)
        self._type = torch.bfloat16 if bfloat16 else torch.float32
        self._threads = torch.get_num_threads()
        read = partial(_tensor, weights, self._type)
        linear = FusedLinear.of if fuse and can_fuse() else Linear
        self._words = read("embeddings.word_embeddings.weight")
        self._positions = read("embeddings.position_embeddings.weight")
        self._positions += read("embeddings.token_type_embeddings.weight")[0]
        self._first_norm = _pair(read, "embeddings.LayerNorm")
        self._layers = [_layer(read, linear, f"encoder.layer.{number}") for number in range(LAYERS)]

    def embed(self, texts: Sequence[str]) -> Array:
        """The unit vectors (n, 384) of texts, in bfloat16 to a cosine of 0.9999 with those of float32."""
        encoded = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.empty((len(encoded), WIDTH), dtype=np.float32)

        def fill(batch: NDArray[np.intp]) -> None:
            vectors[batch] = self._vectors([encoded[number] for number in batch])

        self._in_streams(fill, list(in_batches([len(ids) for ids in encoded])))
        return vectors

    def _in_streams(
        self, work: Callable[[NDArray[np.intp]], None], batches: Sequence[NDArray[np.intp]]
    ) -> None:
        """Do each batch's work on some of the threads that torch would use for one."""
        streams = min(self._threads, MOST_STREAMS)
        settle = partial(torch.set_num_threads, self._threads // streams)
        try:
            with ThreadPoolExecutor(streams, "embedding", initializer=settle) as pool:
                for _ in pool.map(work, batches):
                    pass
        finally:
            torch.set_num_threads(
                self._threads
            )  # of threads to come, which the streams have set for themselves

    @torch.inference_mode()
    def _vectors(self, encoded: Sequence[Sequence[int]]) -> Array:
        """The unit vectors of some texts: the mean of their tokens' states after the last layer."""
        lengths = torch.tensor([len(ids) for ids in encoded])
        width = padded(int(lengths.max()))
        ids = torch.tensor([[*ids, *[0] * (width - len(ids))] for ids in encoded])
        held = torch.arange(width) < lengths[:, None]
        hidden = torch.zeros(held.shape, dtype=self._type).masked_fill_(~held, -torch.inf)[:, None, None, :]
        embedded = functional.embedding(ids, self._words) + self._positions[:width]
        states = _normalised(embedded.view(-1, WIDTH), self._first_norm)
        for layer in self._layers:
            states = _through(layer, states, hidden)
        kept = states.view(*ids.shape, WIDTH).float() * held[:, :, None]
        vectors: Array = functional.normalize(kept.sum(dim=1)).numpy()
        return vectors


def in_batches(lengths: Sequence[int]) -> Iterator[NDArray[np.intp]]:
    """The numbers of texts of about equal length, the long ones first, at most :data:`BATCH_TOKENS` together."""
    widths = np.array([padded(length) for length in lengths])
    for width in sorted(set(widths.tolist()), reverse=True):
        numbers = np.flatnonzero(widths == width)
        yield from np.array_split(numbers, -(-len(numbers) * width // BATCH_TOKENS))


def padded(length: int) -> int:
    """The length to which a text of so many tokens is padded."""
    return -(-length // LENGTH_STEP) * LENGTH_STEP


def _through(layer: Layer, states: Tensor, hidden: Tensor) -> Tensor:
    """The states (texts x width, 384) after a layer; ``hidden`` (texts, 1, 1, width) is -inf for padding."""
    texts, width = hidden.shape[0], hidden.shape[-1]
    query, key, value = layer.heads(states).view(texts, width, 3, HEADS, HEAD_WIDTH).permute(2, 0, 3, 1, 4)
    mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=hidden)
    mixed = mixed.transpose(1, 2).reshape(-1, WIDTH)
    states = _normalised(layer.mixed.plus(mixed, states), layer.mixed_norm)
    return _normalised(layer.outer.plus(layer.inner.gelu(states), states), layer.outer_norm)


def _normalised(states: Tensor, norm: Norm) -> Tensor:
    return functional.layer_norm(states, (WIDTH,), *norm, LAYER_NORM_EPSILON)


def _tensor(weights: Mapping[str, Array], type_: torch.dtype, name: str) -> Tensor:
    """A copy of the weights of one name, which are mapped from a file."""
    return torch.from_numpy(np.array(weights[name])).to(type_)


Read = Callable[[str], Tensor]
Make = Callable[[Tensor, Tensor], Linear]


def _layer(read: Read, linear: Make, name: str) -> Layer:
    def product(*parts: str) -> Linear:
        """The products of these parts of the layer as one."""
        weights, biases = zip(*(_pair(read, f"{name}.{part}") for part in parts), strict=True)
        return linear(torch.cat(weights), torch.cat(biases))

    return Layer(
        heads=product("attention.self.query", "attention.self.key", "attention.self.value"),
        mixed=product("attention.output.dense"),
        mixed_norm=_pair(read, f"{name}.attention.output.LayerNorm"),
        inner=product("intermediate.dense"),
        outer=product("output.dense"),
        outer_norm=_pair(read, f"{name}.output.LayerNorm"),
    )


def _pair(read: Read, name: str) -> tuple[Tensor, Tensor]:
    return read(f"{name}.weight"), read(f"{name}.bias")


@cache
def can_fuse() -> bool:
    """Whether this torch has oneDNN's fused products, which its own compiler uses; they are not public."""
    try:
        linear = FusedLinear.of(torch.eye(LENGTH_STEP), torch.zeros(LENGTH_STEP))
        states = torch.eye(LENGTH_STEP)
        return torch.allclose(
            linear.plus(linear.gelu(states), states), functional.gelu(states) + states, atol=1e-3
        )
    except (AttributeError, RuntimeError, TypeError):
        return False
