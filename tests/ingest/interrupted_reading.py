"""A process that reads files by ``odd_reader``: ``interrupted_reading.py PATH...``."""

import signal
import sys
from pathlib import Path

from odd_reader import read_oddly

from ingest.drafts import DocumentOptions
from ingest.messages import Setup
from ingest.readers import Readers
from market.instruments import InstrumentBook

if __name__ == "__main__":
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell ignores it for what it starts in the background
    setup = Setup(DocumentOptions(), InstrumentBook.reference(), read_file=read_oddly)
    with Readers(setup) as readers:
        for reading in readers.read_all([Path(name) for name in sys.argv[1:]]):
            list(reading)
