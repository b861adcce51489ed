import zipfile

import pytest

from ingest.errors import UnreadableDocument
from ingest.signatures import suffix_by_content


@pytest.fixture
def suffix(tmp_path):
    def suffix(name, content):
        path = tmp_path / name
        path.write_bytes(content)
        return suffix_by_content(path, name)

    return suffix


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("note.md", b"# Rates", ".md"),
        ("NOTE.MD", b"# Rates", ".md"),
        ("note", b"Rates", ""),
        ("report.txt", b"%PDF-1.7 and so on", ".pdf"),
        ("report", b"\n%PDF-1.7 and so on", ".pdf"),
        ("note.txt", b"The mark %PDF-1.7 begins a PDF.", ".txt"),
        ("page.pdf", b"<!doctype html><p>Rates", ".html"),
        (
            "page.csv",
            b"\xef\xbb\xbf\n<?xml version='1.0'?>\n<!-- one --><!-- two -->\n<HTML lang='en'>",
            ".html",
        ),
        ("note.md", b"<b>Rates</b> rose", ".md"),
        ("page.htm", b"no tag of its own", ".htm"),
    ],
)
def test_a_file_is_what_it_begins_with(suffix, name, content, expected):
    assert suffix(name, content) == expected


def test_a_word_document_is_known_by_what_is_in_it(tmp_path, suffix):
    with zipfile.ZipFile(tmp_path / "letter.zip", "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    assert suffix_by_content(tmp_path / "letter.zip", "letter.zip") == ".docx"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x05\x06" + bytes(18), "a ZIP archive, not an Office document"),
        (b"PK\x03\x04cut", "cut off or damaged"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\x7fELF", "a program"),
    ],
)
def test_what_cannot_be_read_is_refused_as_what_it_is(suffix, content, what):
    with pytest.raises(UnreadableDocument, match=what) as refused:
        suffix("report.docx", content)
    assert refused.value.mend
