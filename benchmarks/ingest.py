"""How fast documents are taken in, beside the model's bare ``encode`` and what people would otherwise use.

    python -m benchmarks.ingest                                  made-up documents, all methods side by side
    python -m benchmarks.ingest --folder FOLDER                  the PDF, Markdown, text and HTML files of a folder
    python -m benchmarks.ingest --passages 50000 --only tieout   memory of a large run

Each method takes in the same documents with the same model, in a process of its own, its model loaded beforehand. The
documents are dealt into rounds, and in each round every method takes its turn alone, so that what else the machine does
falls on all; ratios are medians over the rounds. Measured are

- ``encode float32``, ``encode bfloat16``: sentence-transformers' ``encode`` of the passages that we cut, nothing else;
- ``tieout``: the whole way of files into a library: read, cut, catalog, embed, Chroma, tantivy;
- ``langchain``, ``llamaindex``: their loading of plain text (pypdf for PDF), their splitter, embedding and Chroma;
- ``txtai``: its embedding and index of the passages that we cut.

Splitters differ, so next to the time for the same documents there are the tokens that go through the model in a second.
Beside other work on the machine, processor time is the steadier measure. Prints JSON; a table for the eye goes to
standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from benchmarks.corpus import write_documents
from benchmarks.intake import BARE_BFLOAT16, BARE_FLOAT32, TIEOUT, Turn, offline, open_method, take_turn
from benchmarks.peers import PEERS
from vectorstore.embeddings import has_fast_bfloat16

SUFFIXES = {".pdf", ".md", ".txt", ".html", ".htm"}
METHODS = (BARE_FLOAT32, BARE_BFLOAT16, TIEOUT, *PEERS)
COMPARED = (
    (TIEOUT, BARE_FLOAT32),
    (TIEOUT, BARE_BFLOAT16),
    *((TIEOUT, peer) for peer in PEERS),
    ("langchain", BARE_FLOAT32),
)


def main() -> None:
    """Measure the methods and print their figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, help="take the documents of this folder")
    parser.add_argument(
        "--passages", type=int, default=1500, help="of made-up documents, or at most of the folder's"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=METHODS, default=METHODS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        files = (
            files_of(options.folder)
            if options.folder
            else write_documents(Path(scratch) / "made", options.passages)
        )
        random.Random(7).shuffle(files)
        rounds = [files[number :: options.rounds] for number in range(min(options.rounds, len(files)))]
        turns, missing = measure(options.only, rounds, Path(scratch))
    result = report(turns, missing, len(files))
    show(result)
    json.dump(result, sys.stdout, indent=2)
    sys.stdout.write("\n")


def files_of(folder: Path) -> list[Path]:
    """The documents under a folder."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)


def measure(
    methods: Sequence[str], rounds: Sequence[Sequence[Path]], scratch: Path
) -> tuple[dict[str, list[Turn]], dict[str, str]]:
    """The turns of each method that can be had, and why others cannot."""
    workers = {
        name: ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=offline) for name in methods
    }
    missing: dict[str, str] = {}
    for name, worker in workers.items():
        if reason := worker.submit(open_method, name, scratch / name.replace(" ", "-")).result():
            missing[name] = reason
    turns: dict[str, list[Turn]] = {name: [] for name in methods if name not in missing}
    for number, files in enumerate(rounds):
        order = list(turns)
        for name in order[number % len(order) :] + order[: number % len(order)]:
            print(f"round {number + 1} of {len(rounds)}: {name}", file=sys.stderr)
            turns[name].append(workers[name].submit(take_turn, files).result())
    for worker in workers.values():
        worker.shutdown()
    return turns, missing


def report(turns: dict[str, list[Turn]], missing: dict[str, str], documents: int) -> dict[str, object]:
    """The figures of all methods, and how they compare."""
    methods = {
        name: {
            "passages": sum(turn.passages for turn in taken),
            "tokens": sum(turn.tokens for turn in taken),
            "seconds": [round(turn.seconds, 2) for turn in taken],
            "processor_s": round(sum(turn.processor_s for turn in taken), 1),
            "passages_per_s": round(rate(taken, "passages"), 1),
            "tokens_per_s": round(rate(taken, "tokens")),
            "peak_memory_mb": round(max(turn.peak_mb for turn in taken)),
        }
        for name, taken in turns.items()
    }
    ratios = {
        f"{first} against {second}": compare(turns[first], turns[second])
        for first, second in COMPARED
        if first in turns and second in turns
    }
    return {
        "documents": documents,
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "bfloat16": has_fast_bfloat16(),
        "methods": methods,
        "ratios": ratios,
        "missing": missing,
    }


def compare(first: Sequence[Turn], second: Sequence[Turn]) -> dict[str, float]:
    """How many times as fast the first is as the second, over the same documents: in the median round, least, most."""
    pairs = list(zip(first, second, strict=True))
    by_time = [other.seconds / own.seconds for own, other in pairs]
    by_tokens = [(own.tokens / own.seconds) / (other.tokens / other.seconds) for own, other in pairs]
    by_processor = [other.processor_s / own.processor_s for own, other in pairs]
    return {
        "same_documents": round(median(by_time), 2),
        "least": round(min(by_time), 2),
        "most": round(max(by_time), 2),
        "tokens_per_s": round(median(by_tokens), 2),
        "processor_time": round(median(by_processor), 2),
    }


def rate(turns: Sequence[Turn], unit: str) -> float:
    """So many units a second over all rounds."""
    return sum(getattr(turn, unit) for turn in turns) / sum(turn.seconds for turn in turns)


def show(result: dict[str, object]) -> None:
    """The table for the eye, to standard error."""
    methods, ratios, missing = (dict(result[part]) for part in ("methods", "ratios", "missing"))  # type: ignore[call-overload]
    for name, row in methods.items():
        print(
            f"{name:16} {row['passages_per_s']:8.1f} passages/s {row['tokens_per_s']:8} tokens/s"
            f" {row['peak_memory_mb']:6} MB",
            file=sys.stderr,
        )
    for name, ratio in ratios.items():
        print(
            f"{name}: {ratio['same_documents']} times as fast ({ratio['least']} to {ratio['most']}), "
            f"{ratio['processor_time']} by processor time",
            file=sys.stderr,
        )
    for name, reason in missing.items():
        print(f"{name} was not measured: {reason}", file=sys.stderr)


if __name__ == "__main__":
    main()
