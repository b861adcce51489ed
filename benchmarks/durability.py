"""What a library survives: kills in the middle of an ingest, and several processes at once.

    python -m benchmarks.durability --folder FOLDER --kills 30
    python -m benchmarks.durability --minutes 5 --writers 2 --readers 4

With ``--kills`` a process ingests the files of a folder and is sent SIGKILL at a random moment, again and again; where
a run ends before its kill, the next begins in a new home. In the end each home is compared with one that was filled
without a kill: documents lost, passages lost or twice, and what ``tieout check`` finds.

With ``--minutes`` writers add documents and readers look for them by a word that stands in no other, all of them
processes of their own on one home, Chroma embedded. Reported are errors, documents lost, and how long after it was
added, and after ``index_pending`` had returned, a document was found by another process. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from benchmarks.kills import Kills
from benchmarks.roles import Setup
from benchmarks.together import Together
from vectorstore.embeddings import DEFAULT_MODEL


def main() -> None:
    """Run what is asked for and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, help="the files to ingest")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--latest-kill-s", type=float, default=25.0, help="a run is killed before that")
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--pause-s", type=float, default=0.5, help="of a writer between two documents")
    parser.add_argument("--through-chroma", action="store_true", help="readers keep no vectors in memory")
    parser.add_argument("--model", default=DEFAULT_MODEL)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    setup = Setup(options.model, options.through_chroma, options.pause_s)
    result: dict[str, object] = {"model": options.model, "processors": os.cpu_count()}
    if options.kills:
        if options.folder is None:
            parser.error("--kills needs --folder: the files to ingest")
        runs = Kills(setup, options.folder, options.latest_kill_s, options.seed)
        result["kills"] = runs.run(options.kills)
    if options.minutes:
        result["together"] = Together(setup, options.writers, options.readers).run(60 * options.minutes)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
