"""How long a cold command takes, beside a bare Python on the same machine in the same run.

    .venv/bin/python benchmarks/startup.py [--home HOME] [--runs 5]

Prints JSON: for each command the median and the minimum in seconds, and the ratio of its median to that of
``python -c pass``. With ``--home`` of a filled workspace it times a question as well.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

TIEOUT = Path(sys.executable).with_name("tieout")
QUESTION = "How did the Russell 2000 do against the Nasdaq this year?"


def seconds(command: list[str]) -> float:
    """Wall time of one run. Raises ``CalledProcessError`` where the command fails."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    """Times each command, the runs of all of them interleaved."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, help="a filled workspace")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    commands = {"python": [sys.executable, "-c", "pass"], "help": [str(TIEOUT), "--help"]}
    if options.home:
        home = [str(TIEOUT), "--home", str(options.home)]
        commands["search"] = [*home, "search", "small caps", "--json"]
        commands["metric"] = [
            *home,
            "metric",
            "price_return",
            "symbol=^RUT",
            "--as-of",
            "2026-01-22",
            "--json",
        ]
        commands["ask"] = [*home, "ask", QUESTION, "--as-of", "2026-01-22", "--json"]
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(options.runs):
        for name, command in commands.items():
            times[name].append(seconds(command))
    bare = statistics.median(times["python"])
    rows = {
        name: {
            "median_s": round(statistics.median(taken), 3),
            "min_s": round(min(taken), 3),
            "times_python": round(statistics.median(taken) / bare, 1),
        }
        for name, taken in times.items()
    }
    print(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main()
