import pytest
from fpdf import FPDF

from ingest.drafts import DocumentOptions
from ingest.items import CutDocument, MarketFile, Refused, Skipped
from ingest.limits import MEGABYTE
from ingest.reading import read_file
from market.instruments import InstrumentBook

BOOK = InstrumentBook.reference()
PLAIN = DocumentOptions()


@pytest.fixture
def read(tmp_path):
    def read(name, content, options=PLAIN):
        path = tmp_path / name
        path.write_bytes(content)
        return list(read_file(path, options, BOOK))

    return read


def test_a_document_comes_with_its_passages(read):
    [item] = read("note.md", b"# Rates\nThe committee held rates.")
    assert isinstance(item, CutDocument)
    assert [passage.text for passage in item.passages] == ["# Rates\nThe committee held rates."]


def test_a_document_knows_the_instruments_that_it_mentions(read):
    [item] = read(
        "note.md", b"# Small caps\nThe Russell 2000 rose while the Nasdaq Composite fell in January."
    )
    assert set(item.document.profile.symbols) == {"^RUT", "^IXIC"}


def test_a_table_gives_its_documents_and_what_its_rows_lack(read):
    items = read("news.csv", b"date,text\n2026-01-22,One.\n2026-01-22,\n2026-02-30,Two.\n")
    assert [type(item) for item in items] == [CutDocument, Skipped, Refused]


def test_market_rows_are_left_to_the_market_tables(read):
    [item] = read("SPY.csv", b"Date,Open,High,Low,Close,Volume\n2026-01-21,10,11,9,10.5,100\n")
    assert isinstance(item, MarketFile)


def test_a_file_is_read_as_what_it_is(read):
    pdf = FPDF()
    pdf.set_font("helvetica", size=10)
    pdf.add_page()
    pdf.multi_cell(0, text="The committee held the federal funds rate steady in January.")
    [item] = read("report.txt", bytes(pdf.output()))
    assert isinstance(item, CutDocument)
    assert item.document.text.startswith("The committee held")


@pytest.mark.parametrize(
    ("name", "most"), [("large.md", 20), ("large.html", 30), ("large.csv", 100), ("large.pdf", 200)]
)
def test_a_file_that_is_too_large_is_refused_by_its_size(tmp_path, name, most):
    with (tmp_path / name).open("wb") as file:
        file.truncate(most * MEGABYTE + 1)
    [item] = read_file(tmp_path / name, PLAIN, BOOK)
    assert isinstance(item, Refused)
    assert item.refusal.reason == f"it has {most}.0 MB, and {most} MB is the most for its kind"


def test_a_file_that_is_gone_is_refused(tmp_path):
    [item] = read_file(tmp_path / "gone.md", PLAIN, BOOK)
    assert isinstance(item, Refused)
    assert item.refusal.reason == "it cannot be read (No such file or directory)"


class Appending(DocumentOptions):
    """Options that have a line written to the file as soon as anybody asks for the title."""

    path = None

    def __getattribute__(self, name):
        if name == "title":
            with Appending.path.open("a") as file:
                file.write("One more line.\n")
        return super().__getattribute__(name)


def test_a_file_that_is_written_to_while_it_is_read_is_refused(tmp_path, read):
    Appending.path = tmp_path / "note.md"
    [item] = read("note.md", b"The committee held rates.\n", Appending())
    assert isinstance(item, Refused)
    assert item.refusal.reason == "it changed while it was read"
