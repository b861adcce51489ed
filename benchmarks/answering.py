"""How long the embedded analyst takes in a large library: warm, and as a cold process.

    python -m benchmarks.answering [--passages 50000] [--cache FOLDER] [--questions 40]

The library is the one of ``benchmarks/query.py``, filled once and kept in the cache folder; ``--home HOME`` measures a
home of yours instead. Its answers are stored in a copy of the home's conversations, not in the home.

Measured are ``Copilot.ask`` in a process that has answered before, without and with a conversation, and
``tieout ask`` as a process of its own, its processor time beside the wall time: on a busy machine the first tells more.
``--profile`` prints where the time of one warm answer goes. Prints JSON.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

from benchmarks.corpus import make_question
from benchmarks.intake import offline
from benchmarks.query import CACHE, COMMAND, filled_home
from copilot.agent import Copilot
from copilot.settings import Settings
from copilot.workspace import Workspace

COLD_RUNS = 5
PROFILE_ROWS = 40


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=int, default=50_000)
    parser.add_argument("--cache", type=Path, default=CACHE, help="where the library is kept")
    parser.add_argument("--home", type=Path, help="a home that is filled already")
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    offline()
    filled = options.home or filled_home(options.cache, options.passages)
    chance = random.Random(29)
    questions = [make_question(chance) for _ in range(options.questions)]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = borrowed(filled, Path(folder))
        result = {"warm_s": warm(home, questions, profile=options.profile), "cold_s": cold(home, questions)}
    json.dump(result, sys.stdout, indent=2)
    sys.stdout.write("\n")


def borrowed(filled: Path, folder: Path) -> Path:
    """A home whose library and tables are those of ``filled``, by links, and whose answers are its own."""
    for name in ("library", "market", "metrics"):
        if (filled / name).exists():
            (folder / name).symlink_to((filled / name).resolve())
    for file in filled.glob("examples-*.npz"):
        shutil.copy(file, folder)
    return folder


def warm(home: Path, questions: Sequence[str], *, profile: bool) -> dict[str, object]:
    """Seconds of an answer in a process that has answered before."""
    with Workspace(Settings(home=home)) as workspace:
        copilot = Copilot(workspace)
        copilot.ask(questions[0])
        alone = [timed(copilot, question) for question in questions]
        conversation = workspace.conversations.create(None)
        within = [timed(copilot, question, conversation.id) for question in questions[:10]]
        if profile:
            shown(copilot, questions[1])
    return {
        "median": round(median(seconds for seconds, _ in alone), 3),
        "p90": round(quantiles((seconds for seconds, _ in alone), n=10)[-1], 3),
        "processor_median": round(median(spent for _, spent in alone), 3),
        "in_a_conversation_median": round(median(seconds for seconds, _ in within), 3),
    }


def timed(copilot: Copilot, question: str, conversation_id: str | None = None) -> tuple[float, float]:
    """Wall and processor seconds of one answer."""
    begun, spent = time.perf_counter(), time.process_time()
    copilot.ask(question, conversation_id=conversation_id)
    return time.perf_counter() - begun, time.process_time() - spent


def shown(copilot: Copilot, question: str) -> None:
    """Where the time goes, all threads together, to standard error."""
    profiler = cProfile.Profile()
    profiler.enable()
    copilot.ask(question)
    profiler.disable()
    pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(PROFILE_ROWS)


def cold(home: Path, questions: Sequence[str]) -> dict[str, float]:
    """Seconds of ``tieout ask`` as a process of its own; the first run of a home is left out."""
    runs = [process_times(home, question) for question in questions[: COLD_RUNS + 1]][1:]
    return {
        "median": round(median(seconds for seconds, _ in runs), 2),
        "least": round(min(seconds for seconds, _ in runs), 2),
        "processor_median": round(median(spent for _, spent in runs), 2),
    }


def process_times(home: Path, question: str) -> tuple[float, float]:
    """Wall and processor seconds of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    pid = os.posix_spawn(
        str(COMMAND),
        [str(COMMAND), "--home", str(home), "ask", question, "--json"],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status = os.waitpid(pid, 0)
    seconds = time.perf_counter() - begun
    if status:
        raise SystemExit(f"`tieout ask` ended with status {os.waitstatus_to_exitcode(status)}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
