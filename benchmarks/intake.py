"""Methods of taking documents in, each in a process of its own, with the model loaded before the first turn."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.memory import MemoryPeak
from benchmarks.peers import PEERS, Peer, quiet
from ingest.drafts import DocumentOptions
from vectorstore.embeddings import MAX_TOKENS, has_fast_bfloat16, model_folder, open_embedder

BARE_FLOAT32, BARE_BFLOAT16, TIEOUT = "encode float32", "encode bfloat16", "tieout"
OPTIONS = DocumentOptions(published_at=datetime(2024, 1, 2, tzinfo=UTC))
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Turn:
    """What one method did with the documents of one round."""

    seconds: float
    processor_s: float
    passages: int
    tokens: int
    peak_mb: float


Taken = tuple[float, float, Sequence[str]]
"""Seconds, seconds of processor time, and the texts that were embedded."""
Take = Callable[[Sequence[Path]], Taken]
"""Takes files in."""

_TAKE: list[Take] = []
"""The method of this process."""


def offline() -> None:
    """Keep this process from the network."""
    os.environ["HF_HUB_OFFLINE"] = "1"


def open_method(name: str, folder: Path) -> str:
    """Load the model of a method and warm it up; gives why it cannot be had, or nothing."""
    if name == BARE_BFLOAT16 and not has_fast_bfloat16():
        return "this processor does not multiply bfloat16"
    try:
        _TAKE.append(_opened(name, folder))
    except ImportError as error:
        return f'{error}: uv pip install --link-mode copy -c constraints.txt -e ".[benchmarks]"'
    except Exception as error:  # noqa: BLE001 - a peer that cannot be had must not keep the others from being measured
        return f"{type(error).__name__}: {error}"
    return ""


def _opened(name: str, folder: Path) -> Take:
    if name in PEERS:
        return peer(PEERS[name](folder))
    return tieout(folder) if name == TIEOUT else bare(name)


def take_turn(files: Sequence[Path]) -> Turn:
    """Take the documents of one round in."""
    with MemoryPeak() as peak:
        seconds, processor_s, texts = _TAKE[0](files)
    return Turn(seconds, processor_s, len(texts), count_tokens(texts), peak.most_bytes / MEGABYTE)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """The seconds that work takes, and those of processor time, with the processes that it started and ended."""
    begun, spent = time.perf_counter(), sum(os.times()[:4])
    work()
    return time.perf_counter() - begun, sum(os.times()[:4]) - spent


def bare(name: str) -> Take:
    """sentence-transformers' ``encode`` of our passages."""
    from sentence_transformers import SentenceTransformer

    quiet()
    model = SentenceTransformer(str(model_folder()), device="cpu")
    if name == BARE_BFLOAT16:
        model = model.bfloat16()
    model.encode(["warm up"] * 40)

    def take(files: Sequence[Path]) -> Taken:
        texts = our_passages(files)
        seconds = timed(lambda: model.encode(texts, batch_size=32, show_progress_bar=False))
        return *seconds, texts

    return take


def tieout(folder: Path) -> Take:
    """The whole way of files into a library."""
    from ingest.jobs import ingest_paths
    from vectorstore.library import Library

    embedder = open_embedder()
    embedder.embed_passages(["warm up " * 100] * 40)
    library = Library(folder, embedder=embedder)

    def take(files: Sequence[Path]) -> Taken:
        held = {summary.id for summary in library.documents()}
        seconds = timed(lambda: ingest_paths(library, None, files, OPTIONS))
        new = [summary.id for summary in library.documents() if summary.id not in held]
        return *seconds, [p.embedded_text for document_id in new for p in library.passages_of(document_id)]

    return take


def peer(method: Peer) -> Take:
    """A peer's way of texts into its store."""
    quiet()
    method.add(["warm up " * 100] * 4)

    def take(files: Sequence[Path]) -> Taken:
        pieces = [] if method.cuts else our_passages(files)

        def work() -> None:
            if method.cuts:
                pieces.extend(piece for path in files for piece in method.split(plain_text(path)))
            method.add(pieces)

        seconds = timed(work)
        return *seconds, pieces

    return take


def plain_text(path: Path) -> str:
    """What a plain loader gives: a file's text, a PDF's by pypdf."""
    if path.suffix.lower() != ".pdf":
        return path.read_text(encoding="utf-8", errors="replace")
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def our_passages(files: Sequence[Path]) -> list[str]:
    """What the model reads of the passages that we cut."""
    from ingest.items import CutDocument
    from ingest.reading import read_file
    from market.instruments import InstrumentBook

    book = InstrumentBook.reference()
    items = (item for path in files for item in read_file(path, OPTIONS, book))
    return [p.embedded_text for item in items if isinstance(item, CutDocument) for p in item.passages]


def count_tokens(texts: Sequence[str]) -> int:
    """The tokens that go through the model, which cuts a text off after 256."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return sum(len(encoding.ids) for encoding in tokenizer.encode_batch(list(texts)))
