"""Ingests that are killed at random moments, and what they leave."""

from __future__ import annotations

import random
import signal
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.roles import Setup, start


@dataclass(frozen=True, slots=True)
class Contents:
    """What a home holds: document id to the ids of its passages; the entries of both indexes; what a check found."""

    passages: dict[str, list[str]]
    indexed: Counter[str]
    findings: list[str]


@dataclass(frozen=True, slots=True)
class Kills:
    """Runs of one ingest, each killed before ``latest_s``."""

    setup: Setup
    folder: Path
    latest_s: float
    seed: int

    def run(self, kills: int) -> dict[str, object]:
        """Kill so many runs, and compare what they filled with what a run without kills fills."""
        with tempfile.TemporaryDirectory(prefix="durability-") as place:
            started = time.perf_counter()
            whole = self.finished(Path(place) / "whole")
            whole_s = time.perf_counter() - started
            homes, moments = self.killed(Path(place), kills)
            others = [self.finished(home) for home in homes if home.exists()]
        return {
            "kills": len(moments),
            "at_s": moments,
            "homes": len(others),
            "documents": len(whole.passages),
            "passages": sum(map(len, whole.passages.values())),
            "without_a_kill_s": round(whole_s, 1),
            "documents_lost": sum(len(whole.passages.keys() - other.passages.keys()) for other in others),
            "passages_lost": sum(lost(whole, other) for other in others),
            "twice": sum(twice(whole, other) for other in others),
            "found_by_check": [finding for other in others for finding in other.findings],
        }

    def killed(self, place: Path, kills: int) -> tuple[list[Path], list[float]]:
        """The homes of so many killed runs, and the moments of the kills."""
        generator = random.Random(self.seed)
        homes, moments = [place / "0"], list[float]()
        while len(moments) < kills:
            moment = generator.uniform(0.0, self.latest_s)
            with start("ingest", homes[-1], str(self.folder), self.setup) as process:
                try:
                    process.communicate(timeout=moment)
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
                    moments.append(round(moment, 1))
                else:
                    homes.append(place / str(len(homes)))
        return homes, moments

    def finished(self, home: Path) -> Contents:
        """What a home holds after a run that ends."""
        with start("ingest", home, str(self.folder), self.setup) as process:
            _, errors = process.communicate()
        if process.returncode:
            raise SystemExit(f"the run in {home} failed: {errors}")
        with self.setup.open(home) as library:
            report = library.check()
            passages = {
                item.id: [passage.id for passage in library.passages_of(item.id)]
                for item in library.documents()
            }
            indexes = library._indexes
            indexed = Counter([*indexes.vectors.ids(), *indexes.lexical.ids()])
        return Contents(passages, indexed, [f"{finding.count} {finding.text}" for finding in report.findings])


def lost(whole: Contents, other: Contents) -> int:
    """How many passages the catalog or an index lacks."""
    held = {passage for passages in other.passages.values() for passage in passages}
    expected = [passage for passages in whole.passages.values() for passage in passages]
    return sum(passage not in held or other.indexed[passage] < 2 for passage in expected)


def twice(whole: Contents, other: Contents) -> int:
    """How many passages the catalog has twice, and documents that should not be there."""
    held = Counter(passage for passages in other.passages.values() for passage in passages)
    return sum(count > 1 for count in held.values()) + len(other.passages.keys() - whole.passages.keys())
