"""Remembers the metrics' example questions as the matcher reads them: masked, and as vectors.

To mask 400 examples and to embed them takes two seconds, to read them from the home a few milliseconds.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from market.instruments import InstrumentBook

Vectors = NDArray[np.float32]
Kept = TypeVar("Kept")
BATCH = 128
"""Texts embedded at once: so few take the embedder's light road, which does not import torch for them."""
READ_BY = (
    "copilot.analyst.masking",
    "copilot.analyst.matching",
    "market.grammar",
    "market.names",
    "market.periods",
)
"""The modules by which an example is masked: after a change of theirs it is masked anew."""


class ExampleMemory:
    """The masked texts and vectors of example questions, in memory and in a file of the home.

    They hold for one set of names and one embedding model; with others they are worked out anew. A file that cannot
    be read or written only costs time.
    """

    def __init__(self, folder: Path, embed: Callable[[Sequence[str]], Vectors], model: str) -> None:
        self._folder = folder
        self._embed = embed
        self._model = model
        self._book: InstrumentBook | None = None
        self._masked: dict[str, str] = {}
        self._vectors: dict[str, Vectors] = {}
        self._kept: object | None = None

    def once(self, make: Callable[[], Kept]) -> Kept:
        """What ``make`` gives, worked out once for the texts and names that were prepared last."""
        if self._kept is None:
            self._kept = make()
        return cast("Kept", self._kept)

    def prepare(self, texts: Sequence[str], mask: Callable[[str], str], book: InstrumentBook) -> None:
        """Sees to it that ``texts``, masked with the names of ``book``, are in memory."""
        if book is not self._book:
            self._book, self._masked, self._kept = book, {}, None
        if all(text in self._masked for text in texts):
            return
        self._kept = None
        path = self._folder / f"examples-{self._key(texts, book)}.npz"
        if self._load(path, texts):
            return
        self._masked |= {text: mask(text) for text in texts}
        wanted = list(dict.fromkeys(self._masked[text] for text in texts))
        for first in range(0, len(wanted), BATCH):
            batch = wanted[first : first + BATCH]
            self._vectors |= dict(zip(batch, self._embed(batch), strict=True))
        self._store(path, texts)

    def mask(self, text: str) -> str:
        """The masked form of a prepared text."""
        return self._masked[text]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The unit vectors (n, d) of texts; those of masked examples are remembered."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        fresh = dict(zip(missing, self._embed(missing), strict=True)) if missing else {}
        return np.stack([self._vectors[text] if text in self._vectors else fresh[text] for text in texts])

    def _key(self, texts: Sequence[str], book: InstrumentBook) -> str:
        names = [(item.symbol, item.name, item.kind, item.aliases) for item in book.instruments]
        said = repr((self._model, list(texts), names, [_changed(module) for module in READ_BY]))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def _load(self, path: Path, texts: Sequence[str]) -> bool:
        try:
            with np.load(path, allow_pickle=False) as held:
                masked, vectors = (
                    json.loads(str(held["masked"])),
                    np.asarray(held["vectors"], dtype=np.float32),
                )
        except (OSError, ValueError, KeyError, EOFError):
            return False
        if len(masked) != len(texts) or len(vectors) != len(texts):
            return False
        self._masked |= dict(zip(texts, masked, strict=True))
        self._vectors |= dict(zip(masked, vectors, strict=True))
        return True

    def _store(self, path: Path, texts: Sequence[str]) -> None:
        """Writes the file whole or not at all, and removes those of other names or models."""
        masked = [self._masked[text] for text in texts]
        waiting = path.with_suffix(f".{os.getpid()}.part")
        with suppress(OSError):
            with waiting.open("wb") as file:
                np.savez(
                    file,
                    masked=json.dumps(masked),
                    vectors=np.stack([self._vectors[text] for text in masked]),
                )
            waiting.replace(path)
            for old in self._folder.glob("examples-*.npz"):
                if old != path:
                    old.unlink(missing_ok=True)


def _changed(module: str) -> int:
    """When the file of a module was changed, in nanoseconds; 0 where it has none."""
    from importlib.util import find_spec

    spec = find_spec(module)
    return Path(spec.origin).stat().st_mtime_ns if spec and spec.origin and Path(spec.origin).exists() else 0
