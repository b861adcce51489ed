"""A reader of files that does what their names say. Processes that read import it by its name."""

import os
import signal
import time

from ingest.items import CutDocument, Skipped
from ingest.reading import read_file
from ingest.report import Refusal


def hang(path):
    """Tell whoever reads the file, which is a pipe, and never end."""
    with path.open("w") as pipe:
        pipe.write("reading\n")
        pipe.flush()
        time.sleep(3600)


def spin(_):
    while True:
        pass


def swallow(_):
    held = []
    while True:
        held.append(bytearray(10_000_000))


ODD = {
    "hang": hang,
    "sleep": lambda _: time.sleep(3600),
    "spin": spin,
    "swallow": swallow,
    "crash": lambda _: os.kill(os.getpid(), signal.SIGSEGV),
    "abort": lambda _: os.abort(),
    "leave": lambda _: os._exit(3),
    "shout": lambda _: print("printed where messages go", flush=True),  # noqa: T201
}


def read_oddly(path, options, book):
    """What the file is called decides what happens; then it is read as any other."""
    if odd := ODD.get(path.stem.split()[0]):
        odd(path)
    yield from read_file(path, options, book)


def read_halfway(path, options, book):
    """A document, and then the end of the process."""
    for item in read_file(path, options, book):
        assert isinstance(item, CutDocument)
        yield item
        os.abort()


def tell_process(path, options, book):
    """Which process reads the file."""
    yield Skipped(Refusal(str(path), str(os.getpid())))


def fail_to_unpickle():
    raise RuntimeError("nothing works here")


class NotInTheReader:
    """What cannot be made in the process that reads."""

    def __reduce__(self):
        return fail_to_unpickle, ()
