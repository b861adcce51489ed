"""How long text takes to be read: figures found, prose checked, documents cut into passages.

    .venv/bin/python benchmarks/text.py

Prints JSON: for each the seconds of processor time for a text and for one four times as long, and their ratio (4 where
time grows with the length alone).
"""

import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

from copilot.evidence import PassageEvidence
from copilot.figures import find_figures
from copilot.tieout import check
from ingest.chunk import chunk
from vectorstore.documents import Document, Passage

SENTENCE = "The index rose {:.2f} % to {:,} on 5 May 2024, ahead of the S&P 500 by 3.17 points [1]. "


def prose(characters: int) -> str:
    """Market prose with a figure in every few words."""
    generator = random.Random(7)
    sentences = [SENTENCE.format(generator.random() * 9, generator.randrange(10**6)) for _ in range(99)]
    return ("".join(sentences) * (characters // 8000 + 1))[:characters]


def evidence() -> PassageEvidence:
    """A passage that holds some of the figures."""
    quote = prose(800)
    document = Document("T", quote, datetime.now(UTC), "P", "s")
    return PassageEvidence.of(document, Passage(document.id, 0, len(quote), quote))


def seconds(work: Callable[[str], object], characters: int) -> float:
    """Processor time of ``work`` on a text of that length."""
    text = prose(characters)
    started = time.process_time()
    work(text)
    return time.process_time() - started


def main() -> None:
    """Measures each piece of work at two lengths."""
    held = [evidence()]
    works: dict[str, tuple[Callable[[str], object], int]] = {
        "find_figures": (find_figures, 50_000),
        "check": (lambda text: check(text, held), 50_000),
        "chunk": (lambda text: chunk(Document("T", text, datetime.now(UTC), "P", "s")), 500_000),
    }
    rows = {}
    for name, (work, characters) in works.items():
        work(prose(1000))
        short, long = seconds(work, characters), seconds(work, 4 * characters)
        rows[name] = {
            "characters": characters,
            "s": round(short, 3),
            "s_at_4_times": round(long, 3),
            "ratio": round(long / short, 1),
        }
    print(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main()
