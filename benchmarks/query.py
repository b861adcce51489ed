"""How long a search takes in a large library: as a cold process, warm beside the query's vector alone, beside peers.

    python -m benchmarks.query [--passages 50000] [--cache FOLDER] [--only tieout]

The library is filled once with made-up documents and kept in the cache folder; ``--home HOME`` measures that of a home
instead. Measured are

- ``tieout search`` as a process of its own, beside a bare Python;
- ``Library.search`` in one that has searched before, with and without filters, in turn with the embedding of the same
  query alone, which no query's cache shortens;
- the peers' search over the same passages with the same vectors, their embedding of the query included.

Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.corpus import KINDS, PUBLISHERS, make_question, write_documents
from benchmarks.intake import OPTIONS, offline
from benchmarks.peers import PEERS, Vectors, quiet
from ingest.jobs import ingest_paths
from vectorstore.embeddings import open_embedder
from vectorstore.library import Library

CACHE = Path(".tieout") / "benchmarks"
LIMIT = 8
COLD_RUNS = 5
COMMAND = Path(sys.executable).with_name("tieout")
FILTERS: Mapping[str, dict[str, object]] = {
    "none": {},
    "as of a day": {"as_of": datetime(2020, 6, 30, tzinfo=UTC)},
    "a year": {"published_from": datetime(2019, 1, 1, tzinfo=UTC), "as_of": datetime(2020, 1, 1, tzinfo=UTC)},
    "a publisher": {"publishers": [PUBLISHERS[0]]},
    "a kind": {"kinds": [KINDS[0]]},
    "all of these": {
        "as_of": datetime(2020, 6, 30, tzinfo=UTC),
        "publishers": [PUBLISHERS[0]],
        "kinds": [KINDS[0]],
    },
    "latest": {"order": "latest"},
}


def main() -> None:
    """Fill the library where that is needed, measure, and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=int, default=50_000)
    parser.add_argument("--cache", type=Path, default=CACHE, help="where the library is kept")
    parser.add_argument("--home", type=Path, help="a home that is filled already")
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--only", nargs="+", choices=("tieout", *PEERS), default=("tieout", *PEERS))
    options = parser.parse_args()
    offline()
    home = options.home or filled_home(options.cache, options.passages)
    chance = random.Random(11)
    questions = [make_question(chance) for _ in range(options.queries)]
    result: dict[str, object] = {"passages": len(passages_of(home)[0])}
    if "tieout" in options.only:
        result |= {"cold_s": cold(home, questions), "warm": warm(home, questions)}
    peers = [name for name in PEERS if name in options.only]
    result["peers"] = {name: in_own_process(peer_times, name, home, questions) for name in peers}
    json.dump(result, sys.stdout, indent=2)
    sys.stdout.write("\n")


def filled_home(cache: Path, passages: int) -> Path:
    """A home whose library holds about so many passages; a run that was ended is resumed."""
    home = cache / f"home-{passages}"
    done = home / "filled"
    if not done.exists():
        with (
            tempfile.TemporaryDirectory() as scratch,
            Library(home / "library", embedder=open_embedder()) as library,
        ):
            files = write_documents(Path(scratch), passages)
            ingest_paths(library, None, files, OPTIONS, show_progress)
        done.touch()
    return home


def show_progress(label: str, number: int, total: int) -> None:
    """How far the filling is, to standard error."""
    if label == "indexing":
        print(f"\r{number} of {total} passages", end="", file=sys.stderr)


def cold(home: Path, questions: Sequence[str]) -> dict[str, float]:
    """Seconds of the command and of a bare Python, in turn."""
    command: list[float] = []
    python: list[float] = []
    for question in questions[:COLD_RUNS]:
        python.append(seconds([sys.executable, "-c", "pass"]))
        command.append(seconds([str(COMMAND), "--home", str(home), "search", question, "--json"]))
    return {
        "median": round(median(command), 2),
        "least": round(min(command), 2),
        "bare_python": round(median(python), 2),
    }


def seconds(command: Sequence[str]) -> float:
    """Wall time of one run. Raises ``CalledProcessError`` where the command fails."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


def warm(home: Path, questions: Sequence[str]) -> dict[str, object]:
    """Milliseconds of a search with each filter, in turn with the embedding of the query alone."""
    result: dict[str, object] = {}
    for name, filters in FILTERS.items():
        alone = open_embedder()  # of its own, which remembers none of these queries
        with Library(home / "library", embedder=open_embedder()) as library:
            search = searcher(library, filters)
            for question in questions[:3]:
                search(f"{question} again")
                alone.embed_query(f"{question} again")
            pairs = [
                (milliseconds(alone.embed_query, question), milliseconds(search, question))
                for question in questions
            ]
        embedding, searching = zip(*pairs, strict=True)
        result[name] = {
            "embedding_ms": spread(embedding),
            "search_ms": spread(searching),
            "ratio": round(median(searching) / median(embedding), 2),
        }
    return result


def searcher(library: Library, filters: dict[str, object]) -> Callable[[str], object]:
    """A search with these filters."""
    return lambda question: library.search(question, limit=LIMIT, **filters)  # type: ignore[arg-type]


def milliseconds(work: Callable[[str], object], question: str) -> float:
    """How long work on a question takes."""
    begun = time.perf_counter()
    work(question)
    return 1000 * (time.perf_counter() - begun)


def spread(times_ms: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and least."""
    return {
        "median": round(median(times_ms), 2),
        "p95": round(float(np.percentile(times_ms, 95)), 2),
        "least": round(min(times_ms), 2),
    }


def in_own_process(work: Callable[..., dict[str, object]], *arguments: object) -> dict[str, object]:
    """What ``work`` gives in a process that ends with it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=offline) as worker:
        return worker.submit(work, *arguments).result()


def peer_times(name: str, home: Path, questions: Sequence[str]) -> dict[str, object]:
    """Milliseconds of a peer's search over the passages of the home's library, or why there are none."""
    texts, vectors = passages_of(home)
    print(f"filling {name}", file=sys.stderr)
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            peer = PEERS[name](Path(folder), vectors)
            quiet()
            peer.add(texts)
            for question in questions[:3]:
                peer.search(f"{question} again", LIMIT)
            return {
                "search_ms": spread([milliseconds(lambda q: peer.search(q, LIMIT), q) for q in questions])
            }
    except ImportError as error:
        return {"missing": f'{error}: uv pip install --link-mode copy -c constraints.txt -e ".[benchmarks]"'}
    except Exception as error:  # noqa: BLE001 - the other peers are to be measured all the same
        return {"missing": f"{type(error).__name__}: {error}"}


def passages_of(home: Path) -> tuple[list[str], Vectors]:
    """What the model read of each passage in the home's library, and the vectors of these texts."""
    with sqlite3.connect(home / "library" / "library.db") as connection:
        rows = connection.execute(
            "SELECT p.context || char(10) || p.text, e.vector FROM passages p JOIN embeddings e ON e.key = p.embedding"
            " WHERE p.state = 'done'"
        ).fetchall()
    connection.close()
    return [text for text, _ in rows], {
        text: np.frombuffer(vector, dtype=np.float32) for text, vector in rows
    }


if __name__ == "__main__":
    main()
