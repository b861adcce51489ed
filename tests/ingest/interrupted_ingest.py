"""A run of ingest that sends itself a signal when the first passages are searchable: ``HOME FOLDER SIGNAL``."""

import os
import signal
import sys
from pathlib import Path

from ingest.drafts import DocumentOptions
from ingest.jobs import ingest_paths
from vectorstore.embeddings import open_embedder
from vectorstore.library import Library

if __name__ == "__main__":
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell ignores it for what it starts in the background
    home, folder, number = sys.argv[1:]

    def interrupt(label, done, total):
        if label == "indexing":
            os.kill(os.getpid(), int(number))

    with Library(Path(home), embedder=open_embedder("hash")) as library:
        ingest_paths(library, None, [Path(folder)], DocumentOptions(), interrupt)
