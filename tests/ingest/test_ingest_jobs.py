import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fpdf import FPDF

from ingest.drafts import DocumentOptions
from ingest.jobs import ingest_paths
from market.tables import MarketTables
from vectorstore.documents import content_id
from vectorstore.embeddings import open_embedder
from vectorstore.errors import BadPassage, LibraryBusy
from vectorstore.library import Library

PLAIN = DocumentOptions()
PRICES = (
    "Date,Open,High,Low,Close,Volume\n2026-01-21,10,11,9,10.5,100\n2026-01-22,10,11,9,ten and a half,100\n"
)


@pytest.fixture
def library(tmp_path):
    with Library(tmp_path / "home", embedder=open_embedder("hash")) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "inbox"
    path.mkdir()
    (path / "rates.md").write_text(
        "# Rates on hold\nThe committee held the federal funds rate steady in January."
    )
    (path / "notes").mkdir()
    (path / "notes" / "energy.txt").write_text("Energy shares led the market on Thursday.")
    (path / "news.csv").write_text(
        "date,title,text\n2026-01-22,Banks,Banks rose 1.4%.\n2026-01-23,Nothing,None\n"
    )
    return path


@pytest.fixture
def bad_folder(folder):
    pdf = FPDF()
    pdf.set_font("helvetica", size=10)
    pdf.set_encryption(owner_password="owner", user_password="user")
    pdf.add_page()
    pdf.cell(text="Secret.")
    (folder / "locked.pdf").write_bytes(bytes(pdf.output()))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nbroken")
    (folder / "SPY.csv").write_text(PRICES)
    (folder / "empty.md").write_text("")
    (folder / "archive.zip").write_bytes(b"PK\x03\x04")
    (folder / "binary.txt").write_bytes(b"\x7fELF\x00\x00\x00")
    (folder / "evil\x1b[31m.md").write_text("")
    (folder / ("long" * 50 + ".md")).write_text("A file with a long name reads like any other.")
    return folder


def test_a_folder_is_brought_in_and_found(library, folder):
    report = ingest_paths(library, None, [folder], PLAIN)
    assert report.ok
    assert (report.added, report.unchanged, report.replaced) == (3, 0, 0)
    assert [refusal.reason for refusal in report.skipped] == ["the row has no text"]
    assert library.search("federal funds rate", limit=1)[0].document.title == "Rates on hold"


def test_a_second_run_adds_nothing(library, folder):
    ingest_paths(library, None, [folder], PLAIN)
    report = ingest_paths(library, None, [folder], PLAIN)
    assert (report.added, report.unchanged, report.replaced) == (0, 3, 0)
    assert len(library.documents()) == 3


def test_a_file_that_changed_replaces_its_document(library, folder):
    ingest_paths(library, None, [folder], PLAIN)
    (folder / "rates.md").write_text("# Rates cut\nThe committee cut the federal funds rate.")
    report = ingest_paths(library, None, [folder], PLAIN)
    assert (report.added, report.unchanged, report.replaced) == (0, 2, 1)
    assert len(library.documents()) == 3


def test_bad_files_are_named_with_their_reason_and_the_others_go_on(library, bad_folder, tmp_path):
    tables = MarketTables(tmp_path / "tables")
    report = ingest_paths(library, tables, [bad_folder, tmp_path / "missing"], PLAIN)
    reasons = {
        refusal.source.rpartition("/")[2].partition("#")[0]: refusal.reason for refusal in report.refused
    }
    assert set(reasons) == {
        "missing", "locked.pdf", "broken.pdf", "SPY.csv", "empty.md", "archive.zip", "binary.txt", "evil\\x1b[31m.md",
    }  # fmt: skip
    assert "no such file" in reasons["missing"]
    assert "encrypted" in reasons["locked.pdf"]
    assert "not a readable PDF" in reasons["broken.pdf"]
    assert "ten and a half" in reasons["SPY.csv"]
    assert "empty" in reasons["empty.md"]
    assert "ZIP archive" in reasons["archive.zip"]
    assert "a program" in reasons["binary.txt"]
    assert not report.ok
    assert report.added == 4
    assert len(library.documents()) == 4


def test_market_rows_go_to_the_market_tables(library, folder, tmp_path):
    (folder / "SPY.csv").write_text(PRICES.replace("ten and a half", "10.7"))
    tables = MarketTables(tmp_path / "tables")
    report = ingest_paths(library, tables, [folder], PLAIN)
    assert report.ok, report.refused
    assert report.rows["prices"].added == 2
    assert report.added == 3


def test_a_mapping_for_documents_does_not_refuse_market_rows(library, folder, tmp_path):
    (folder / "SPY.csv").write_text(PRICES.replace("ten and a half", "10.7"))
    (folder / "news.csv").write_text("Note\nBanks rose 1.4%.\n")
    options = DocumentOptions(mapping={"text": "Note"})
    report = ingest_paths(library, MarketTables(tmp_path / "tables"), [folder], options)
    assert report.ok, report.refused
    assert (report.added, report.rows["prices"].added) == (3, 2)


def test_market_rows_without_tables_are_refused(library, folder):
    (folder / "SPY.csv").write_text(PRICES)
    [refused] = ingest_paths(library, None, [folder], PLAIN).refused
    assert "market rows" in refused.reason


def test_progress_counts_files_and_passages(library, folder):
    seen = []
    ingest_paths(library, None, [folder], PLAIN, lambda *step: seen.append(step))
    assert [step for step in seen if step[0] == "reading"] == [("reading", n, 3) for n in range(4)]
    assert seen[-1] == ("indexing", 3, 3)


def test_a_file_that_does_not_fit_its_passages_is_refused_like_any_other(library, folder):
    (folder / "news.csv").unlink()
    report = ingest_paths(RefusingLibrary(library), None, [folder], PLAIN)
    assert [refusal.source for refusal in report.refused] == [str(folder / "notes" / "energy.txt")]
    assert report.added == 1


class RefusingLibrary:
    """A library that takes no energy."""

    def __init__(self, library):
        self.index_pending = library.index_pending
        self._library = library

    def add(self, document, passages):
        if "Energy" in document.text:
            raise BadPassage("a passage is not a span of the document")
        return self._library.add(document, passages)


class BusyLibrary:
    """A library that another process keeps."""

    def add(self, document, passages):
        raise LibraryBusy("another process has been writing")

    def index_pending(self, on_progress=None):
        return 0


def test_a_library_that_cannot_be_written_ends_the_run(folder):
    with pytest.raises(LibraryBusy):
        ingest_paths(BusyLibrary(), None, [folder], PLAIN)


def test_an_index_that_fails_ends_the_run_and_its_processes(library, folder):
    def fail(label, done, total):
        if label == "indexing":
            raise RuntimeError("no more")

    for number in range(300):
        (folder / f"{number}.txt").write_text(f"Words of note {number}.")
    with pytest.raises(RuntimeError, match="no more"):
        ingest_paths(library, None, [folder], PLAIN, fail)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_ended_anywhere_is_resumed_by_the_next(tmp_path, number):
    folder, home = tmp_path / "inbox", tmp_path / "home"
    folder.mkdir()
    for note in range(150):
        words = (content_id("w", note, place) for place in range(8))
        (folder / f"{note:03}.txt").write_text(f"Note {note} has words of its own: {' '.join(words)}.")
    program = Path(__file__).with_name("interrupted_ingest.py")
    command = [sys.executable, "-W", "ignore", str(program), str(home), str(folder), str(int(number))]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    ended = subprocess.run(command, env=environment, stderr=subprocess.DEVNULL, check=False)
    assert ended.returncode == -number
    with Library(home, embedder=open_embedder("hash")) as library:
        held = len(library.documents())
        report = ingest_paths(library, None, [folder], PLAIN)
        assert (report.added, report.unchanged) == (150 - held, held)
        assert held
        assert library.check().ok
        assert len(library.documents()) == 150
