import os
import signal
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest
from odd_reader import NotInTheReader, read_halfway, read_oddly, tell_process

from ingest.drafts import DocumentOptions
from ingest.errors import ReaderFailed
from ingest.items import CutDocument, Refused
from ingest.limits import MEGABYTE, Limits
from ingest.messages import Setup
from ingest.reader import MOST_FILES
from ingest.readers import Readers
from market.instruments import InstrumentBook

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BOOK = InstrumentBook.reference()
STRICT = Limits(seconds_per_file=1.0, memory_bytes=200 * MEGABYTE)


def read_all(paths, *, limits=STRICT, read_file=read_oddly, most=1):
    """What each file holds: the text of its documents, or the reason of its refusal."""
    with Readers(Setup(DocumentOptions(), BOOK, limits, read_file), most) as readers:
        return [(reading.path.name, [_told(item) for item in reading]) for reading in readers.read_all(paths)]


def _told(item):
    return item.document.text if isinstance(item, CutDocument) else item.refusal.reason


@pytest.fixture
def write(tmp_path):
    def write(*names):
        paths = [tmp_path / name for name in names]
        for path in paths:
            path.write_text(f"The words of {path.name}.")
        return paths

    return write


@pytest.mark.parametrize("most", [1, 3])
def test_files_come_in_their_order_whoever_reads_them(write, most):
    names = [f"file {number}.txt" for number in range(250)]
    read = read_all(write(*names), most=most)
    assert read == [(name, [f"The words of {name}."]) for name in names]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("spin.txt", "reading it takes more than 1 s"),
        ("swallow.txt", "reading it takes more than 200 MB of memory"),
        ("crash.txt", "the process that read it broke down (SIGSEGV"),
        ("abort.txt", "the process that read it broke down (SIGABRT"),
        ("leave.txt", "the process that read it broke down (status 3"),
    ],
)
def test_a_file_that_ends_its_reader_is_refused_and_no_other(write, name, reason):
    before, odd, after = read_all(write("before.txt", name, "after.txt"))
    assert before == ("before.txt", ["The words of before.txt."])
    assert odd[1][0].startswith(reason)
    assert len(odd[1]) == 1
    assert after == ("after.txt", ["The words of after.txt."])


def test_a_reader_that_waits_for_ever_is_ended_by_the_clock(write):
    odd, after = read_all(write("sleep.txt", "after.txt"))
    assert odd == ("sleep.txt", ["reading it takes more than 1 s"])
    assert after == ("after.txt", ["The words of after.txt."])


def test_what_a_library_prints_is_no_message(write):
    assert read_all(write("shout.txt")) == [("shout.txt", ["The words of shout.txt."])]


def test_documents_before_a_break_are_kept(tmp_path):
    path = tmp_path / "news.csv"
    path.write_text("text\nFirst.\nSecond.\n")
    [(_, told)] = read_all([path], read_file=read_halfway)
    assert told[0] == "First."
    assert "SIGABRT" in told[-1]


def test_a_document_too_large_for_memory_waits_on_disk(tmp_path):
    paths = [tmp_path / f"{number}.txt" for number in range(3)]
    for path in paths:
        path.write_text("Some words of a long text. " * 15_000)
    read = read_all(paths, limits=Limits())
    assert [len(told[0]) for _, told in read] == [27 * 15_000 - 1] * 3


def test_a_fresh_reader_takes_over_from_one_that_has_read_much(tmp_path):
    read = read_all([tmp_path] * (MOST_FILES + 1), read_file=tell_process)
    readers = [told[0] for _, told in read]
    assert len(set(readers[:-1])) == 1
    assert readers[-1] != readers[0]


def test_a_reader_that_does_not_start_says_why(write):
    setup = Setup(DocumentOptions(), NotInTheReader(), STRICT)
    with Readers(setup) as readers, pytest.raises(ReaderFailed, match="nothing works here"):
        list(chain.from_iterable(readers.read_all(write("a.txt"))))


def test_a_refusal_names_the_file_and_the_mend(write):
    [path] = write("crash.txt")
    with Readers(Setup(DocumentOptions(), BOOK, STRICT, read_oddly)) as readers:
        [item] = chain.from_iterable(readers.read_all([path]))
    assert isinstance(item, Refused)
    assert item.refusal.source == str(path)
    assert item.refusal.mend == "Split it, or save it in another format."


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_behind(tmp_path, number):
    pipe = tmp_path / "hang.txt"
    os.mkfifo(pipe)
    command = [sys.executable, "-W", "ignore", str(HERE / "interrupted_reading.py"), str(pipe)]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{HERE}"}
    with (
        subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as parent,
        pipe.open() as held_by_reader,
    ):
        assert held_by_reader.readline() == "reading\n"
        parent.send_signal(number)
        assert held_by_reader.read() == ""  # the end of the pipe, which only the end of the reader brings
        assert parent.wait() != 0
