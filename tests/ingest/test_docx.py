import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest import docx
from ingest.docx import read_docx
from ingest.drafts import DocumentOptions
from ingest.errors import UnreadableDocument
from ingest.parse import parse_file
from market.clock import new_york_day

MOMENT = datetime(2026, 1, 22, 15, tzinfo=UTC)


def saved(document, **properties):
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def report():
    document = Document()
    document.add_heading("Market report", 0)
    document.add_paragraph("Small caps led the market.")
    document.add_heading("Rates", 1)
    document.add_paragraph("Lower rates", style="List Bullet")
    document.add_paragraph("Lower costs", style="List Number")
    table = document.add_table(rows=3, cols=3)
    for row, texts in zip(
        table.rows,
        [("", "Change in percent", ""), ("", "2026", "2025"), ("Russell 2000", "1.2 %", "(0.4)")],
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    return document


def test_headings_lists_and_tables_are_kept():
    assert read_docx(saved(report()), "source").text == (
        "# Market report\n\nSmall caps led the market.\n\n# Rates\n- Lower rates\n- Lower costs\n\n"
        "| | Change in percent |\n| | 2026 | 2025 |\n| Russell 2000 | 1.2 % | (0.4) |"
    )


def test_the_properties_say_title_author_and_day():
    earlier = datetime(2026, 1, 5, tzinfo=UTC)
    draft = read_docx(
        saved(report(), title="January", author="J. Doe", created=earlier, modified=MOMENT), "source"
    )
    assert (draft.title, draft.publisher, draft.published_at) == ("January", "J. Doe", MOMENT)


def test_what_a_program_fills_in_says_nothing():
    draft = read_docx(saved(report()), "source")
    assert (draft.title, draft.publisher, draft.published_at) == ("Market report", "", None)


def test_inserted_words_are_read_and_deleted_ones_are_not():
    document = Document()
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    change = f"<w:p {nsdecls('w')}>{run.format('Rates ')}<w:ins>{run.format('rose')}</w:ins>" + (
        "<w:del><w:r><w:delText>fell</w:delText></w:r></w:del></w:p>"
    )
    document.element.body.insert(0, parse_xml(change))
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p>{run.format('Within a control.')}</w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(1, parse_xml(control))
    assert read_docx(saved(document), "source").text == "Rates rose\n\nWithin a control."


def test_a_filing_gives_company_form_and_period():
    document = Document()
    for line in (
        "UNITED STATES SECURITIES AND EXCHANGE COMMISSION", "FORM 10-K",
        "For the fiscal year ended December 31, 2022", "Example Inc.",
        "(Exact name of registrant as specified in its charter)",
    ):  # fmt: skip
        document.add_paragraph(line)
    draft = read_docx(saved(document), "source")
    assert (draft.company, draft.form, draft.period_end) == ("Example Inc.", "10-K", date(2022, 12, 31))


def test_a_release_is_of_the_day_of_its_dateline(tmp_path):
    document = Document()
    document.add_paragraph("NEW YORK, January 22, 2026 – Example Inc. today announced its results.")
    path = tmp_path / "release.docx"
    path.write_bytes(saved(document, modified=datetime(2026, 3, 1, tzinfo=UTC)))
    found = parse_file(path, DocumentOptions())
    assert new_york_day(found.published_at) == date(2026, 1, 22)
    assert (found.title, found.kind) == ("release", "document")


def packed(name="word/document.xml", size=1000, declared=None):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"\x00" * size)
    content = buffer.getvalue()
    if declared is None:
        return content
    true, false = (number.to_bytes(4, "little") for number in (size, declared))
    return content.replace(true, false)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (packed(size=docx.MOST_XML_BYTES + 1), "its text unpacks to 30,000,001 bytes"),
        (packed("word/media/a.png", docx.MOST_BYTES + 1), "it unpacks to 100,000,001 bytes"),
        (packed(size=50_000_000, declared=1000), "not a readable DOCX"),
        (packed(), "not a readable DOCX"),
        (saved(report())[:-300], "not a readable DOCX"),
        (b"PK\x03\x04 cut off", "not a readable DOCX"),
        (b"plain text", "not a readable DOCX"),
        (docx.OLD_OR_ENCRYPTED + b"rest", "encrypted, or an old .doc"),
    ],
    ids=[
        "large text",
        "large picture",
        "lying size",
        "no word file",
        "cut off",
        "no zip",
        "text",
        "encrypted",
    ],
)
def test_what_cannot_be_read_says_why(content, reason):
    with pytest.raises(UnreadableDocument, match=reason) as caught:
        read_docx(content, "source")
    assert caught.value.mend


def test_too_many_parts_are_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(docx.MOST_PARTS + 1):
            archive.writestr(f"{number}", b"")
    with pytest.raises(UnreadableDocument, match="10,001 parts"):
        read_docx(buffer.getvalue(), "source")


def test_a_broken_part_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(report()))) as whole, zipfile.ZipFile(buffer, "w") as broken:
        for part in whole.infolist():
            content = whole.read(part)
            broken.writestr(part.filename, content[:200] if part.filename == "word/document.xml" else content)
    with pytest.raises(UnreadableDocument, match="not a readable DOCX"):
        read_docx(buffer.getvalue(), "source")
