"""Writers and readers on one library at once: errors, losses, and how soon what is written is found."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks.roles import PASSAGES, STOP, Setup, start


@dataclass(frozen=True, slots=True)
class Together:
    """So many writers and readers."""

    setup: Setup
    writers: int
    readers: int

    def run(self, seconds: float) -> dict[str, object]:
        """Let them work for so long; gives what came of it."""
        with tempfile.TemporaryDirectory(prefix="durability-") as place:
            home = Path(place)
            with self.setup.open(home):
                pass
            processes = [
                *(start("write", home, str(number), self.setup) for number in range(self.writers)),
                *(start("read", home, str(number), self.setup) for number in range(self.readers)),
            ]
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline and all(process.poll() is None for process in processes):
                time.sleep(0.2)
            (home / STOP).touch()
            errors = [
                error for process in processes if (error := process.communicate()[1]) or process.returncode
            ]
            written = {str(line["word"]): line for line in lines(home, "writer-*.jsonl")}
            looked = lines(home, "reader-*.jsonl")
            found = [(line, written[line["word"]]) for line in looked if line["word"] in written]
            return {
                "seconds": round(seconds),
                "writers": self.writers,
                "readers": self.readers,
                "errors": [error[-500:] for error in errors],
                "written": len(written),
                "found_by_readers": len(found),
                "index_pending_s": spread([line["indexed"] - line["added"] for line in written.values()]),
                "found_after_added_s": spread([line["found"] - at["added"] for line, at in found]),
                "found_after_indexed_s": spread(
                    [max(0.0, line["found"] - at["indexed"]) for line, at in found]
                ),
                "search_s": spread([took for line in looked for took in line["searches"]]),
                **self.left(home, len(written)),
            }

    def left(self, home: Path, written: int) -> dict[str, object]:
        """What the library holds in the end."""
        with self.setup.open(home) as library:
            report = library.check()
            held = len(library.documents())
        return {
            "documents_lost": max(0, written - held),
            "passages_lost": max(0, PASSAGES * written - report.passages),
            "found_by_check": [f"{finding.count} {finding.text}" for finding in report.findings],
        }


def lines(home: Path, pattern: str) -> list[dict[str, Any]]:
    """What the processes noted."""
    return [
        json.loads(line)
        for path in sorted(home.glob(pattern))
        for line in path.read_text("utf-8").splitlines()
    ]


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 90th and 99th of a hundred, and the most."""
    if len(seconds) < 2:
        return {}
    cuts = quantiles(seconds, n=100, method="inclusive")
    named = {"median": cuts[49], "p90": cuts[89], "p99": cuts[98], "most": max(seconds)}
    return {name: round(value, 3) for name, value in named.items()}
