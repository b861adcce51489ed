"""Reranking by a cross-encoder, which reads query and passage together: an option, and slower by a thousand times."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import EmbeddingError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class Reranker(Protocol):
    """Judges passages for a query by reading both."""

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Scores (n,) between 0 and 1; higher fits better. Raises ``EmbeddingError``."""


class CrossEncoderReranker:
    """Any cross-encoder of sentence-transformers, by name or path."""

    def __init__(self, name: str) -> None:
        self.name = name

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Scores (n,) between 0 and 1."""
        judged = self._model.predict([(query, text) for text in texts], show_progress_bar=False)
        logits = np.asarray(judged, dtype=np.float32).reshape(len(texts), -1)[:, -1]
        if logits.min(initial=0.0) >= 0.0 and logits.max(initial=0.0) <= 1.0:
            return logits
        return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32)

    @cached_property
    def _model(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model: CrossEncoder = CrossEncoder(self.name)
        except (OSError, ValueError) as error:
            raise EmbeddingError(
                f"the reranking model {self.name!r} cannot be loaded ({error}): check its name, or unset rerank_model"
            ) from error
        return model
