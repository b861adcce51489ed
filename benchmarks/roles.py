"""The processes of ``benchmarks.durability``: each ingests, writes or reads on one home.

They are started as ``python -m benchmarks.roles ROLE HOME TARGET SETUP``, where the target is the folder to ingest or
the number of the writer or reader.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from vectorstore.documents import Document, Passage, content_id
from vectorstore.embeddings import open_embedder
from vectorstore.library import Library
from vectorstore.snapshot import IN_MEMORY

ROOT = Path(__file__).parents[1]
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
PASSAGES = 4  # of a written document
LOOK_EVERY_S = 0.05  # a reader's pause between two searches
STOP = "stop"
"""The file in a home that ends the writers and readers."""
SUBJECTS = "Oil Gold Copper Rates Stocks Bonds Inflation Growth Earnings Housing Exports Wages".split()
VERBS = "rose fell held rallied slid paused recovered slowed".split()
REASONS = "demand supply weather policy inventories guidance tariffs rotation liquidity positioning".split()


@dataclass(frozen=True, slots=True)
class Setup:
    """How the processes open the library, and how long a writer waits between two documents."""

    model: str
    through_chroma: bool
    pause_s: float

    def open(self, home: Path) -> Library:
        """The library of a home."""
        limit = 0 if self.through_chroma else IN_MEMORY
        return Library(home, embedder=open_embedder(self.model), in_memory=limit)


def start(role: str, home: Path, target: str, setup: Setup) -> subprocess.Popen[str]:
    """A process that plays a role."""
    command = [sys.executable, "-m", "benchmarks.roles", role, str(home), target, json.dumps(asdict(setup))]
    return subprocess.Popen(command, cwd=ROOT, text=True, stderr=subprocess.PIPE)


def word_of(writer: int, number: int) -> str:
    """A word that stands in one document only."""
    return "zq" + content_id("x", writer, number)[2:]


def ingest(setup: Setup, home: Path, folder: str) -> None:
    """Ingest a folder."""
    from ingest.jobs import DocumentOptions, ingest_paths

    with setup.open(home) as library:
        ingest_paths(library, None, [Path(folder)], DocumentOptions())


def write(setup: Setup, home: Path, number: str) -> None:
    """Add documents one by one and index each, until told to stop; note when each was added and when indexed."""
    writer, count = int(number), 0
    generator = random.Random(writer)
    with setup.open(home) as library, (home / f"writer-{number}.jsonl").open("a", encoding="utf-8") as log:
        while not (home / STOP).exists():
            document, passages = written_document(generator, writer, count)
            library.add(document, passages)
            added = time.monotonic()
            (home / f"latest-{number}").write_text(str(count), encoding="utf-8")
            library.index_pending()
            line = {"word": word_of(writer, count), "added": added, "indexed": time.monotonic()}
            log.write(json.dumps(line) + "\n")
            log.flush()
            count += 1
            time.sleep(setup.pause_s)


def written_document(generator: random.Random, writer: int, number: int) -> tuple[Document, list[Passage]]:
    """A document of some passages, its own word in one of them."""
    lines = [
        " ".join(
            f"{generator.choice(SUBJECTS)} {generator.choice(VERBS)} on {generator.choice(REASONS)}"
            f" by {generator.randrange(1, 999) / 100} %."
            for _ in range(12)
        )
        for _ in range(PASSAGES)
    ]
    lines[generator.randrange(PASSAGES)] += f" Reference {word_of(writer, number)}."
    document = Document(
        title=f"Wire {writer}, item {number}",
        text="\n".join(lines),
        published_at=FIRST + timedelta(minutes=number),
        publisher=f"Writer {writer}",
        source=f"writer-{writer}#row={number}",
        kind="article",
    )
    passages, begin = [], 0
    for line in lines:
        passages.append(Passage(document.id, begin, begin + len(line), line, document.title))
        begin += len(line) + 1
    return document, passages


def read(setup: Setup, home: Path, number: str) -> None:
    """Look for the next document of some writer from before it is added, again and again; note when it was found."""
    generator = random.Random(1000 + int(number))
    with setup.open(home) as library, (home / f"reader-{number}.jsonl").open("a", encoding="utf-8") as log:
        while not (home / STOP).exists():
            written = sorted(home.glob("latest-*"))
            if not written:
                time.sleep(LOOK_EVERY_S)
                continue
            path = generator.choice(written)
            word = word_of(int(path.name.removeprefix("latest-")), int(path.read_text("utf-8") or 0) + 1)
            searches = list[float]()
            while not (home / STOP).exists() and not finds(library, word, searches):
                time.sleep(LOOK_EVERY_S)
            line = {"word": word, "found": time.monotonic(), "searches": searches}
            log.write(json.dumps(line) + "\n")
            log.flush()


def finds(library: Library, word: str, searches: list[float]) -> bool:
    """Whether one search finds the word; adds how long it took."""
    before = time.monotonic()
    hits = library.search(f"Reference {word}", limit=3)
    searches.append(time.monotonic() - before)
    return any(word in hit.passage.text for hit in hits)


ROLES = {"ingest": ingest, "write": write, "read": read}

if __name__ == "__main__":
    role, home, target, setup = sys.argv[1:]
    ROLES[role](Setup(**json.loads(setup)), Path(home), target)
