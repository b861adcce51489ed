from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fpdf import FPDF

from ingest.drafts import DocumentOptions
from ingest.errors import UnreadableDocument
from ingest.parse import parse_file
from market.clock import end_of_day, new_york_day

FILINGS = Path(__file__).parents[2].parent / "shared" / "data" / "sec10q"
PLAIN = DocumentOptions()
HEADER = """---
title: Rates on hold
publisher: Example Wire
published: 2026-01-28
url: https://wire.example/rates
kind: Note
---
# Another heading
The committee held rates.
"""
PAGE = """<html><head><title>Records | Example News</title><meta property="og:site_name" content="Example News">
<link rel="canonical" href="https://news.example/records">
<script type="application/ld+json">{"@graph": [{"datePublished": "2026-01-22T09:30:00-05:00"}]}</script>
<style>.hidden {color: red}</style><script>var secret = 1;</script></head><body><nav><a href="/">Home</a></nav>
<article><h1>Records</h1><p>The Russell 2000 rose 1.2% on Thursday to close at a record, extending its lead.</p>
<h2>Why it matters</h2><p>Small companies carry more floating-rate debt, so lower rates reach their earnings sooner.</p>
<table><tr><th>Index</th><th>Change</th></tr><tr><td>Russell 2000</td><td>1.2%</td></tr></table>
<p>Volume was 12% above its average, with <b>advancers</b> leading decliners by three to one on the exchange.</p>
<script>alert("secret")</script></article></body></html>"""


@pytest.fixture
def file(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def pdf_bytes(*pages, title="", password=""):
    pdf = FPDF()
    pdf.set_creation_date(datetime(2026, 1, 23, 15, tzinfo=UTC))
    pdf.set_font("helvetica", size=10)
    if title:
        pdf.set_title(title)
    if password:
        pdf.set_encryption(owner_password="owner", user_password=password)
    for page in pages:
        pdf.add_page()
        pdf.multi_cell(0, text=page)
    return bytes(pdf.output())


def test_a_header_says_what_the_document_is(file):
    document = parse_file(file("note.md", HEADER), PLAIN)
    assert (document.title, document.publisher, document.kind) == ("Rates on hold", "Example Wire", "note")
    assert document.url == "https://wire.example/rates"
    assert new_york_day(document.published_at).isoformat() == "2026-01-28"
    assert document.text.startswith("# Another heading")


def test_options_override_the_document_except_its_date(file):
    other_day = end_of_day(datetime(2020, 1, 1, tzinfo=UTC).date())
    options = DocumentOptions(publisher="Us", kind="Memo", title="Ours", published_at=other_day)
    document = parse_file(file("note.md", HEADER), options)
    assert (document.publisher, document.kind, document.title) == ("Us", "memo", "Ours")
    assert new_york_day(document.published_at).isoformat() == "2026-01-28"
    assert parse_file(file("undated.md", "Words."), options).published_at == other_day


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("a.md", "Intro\n# The heading\nText.", "The heading"),
        ("a.txt", "Small caps lead the market\n\nText follows here.", "Small caps lead the market"),
        ("small_cap-note.txt", "A first sentence.\nAnother.", "small cap note"),
        ("rules.md", "---\nA quiet day\n---\nText.", "rules"),
    ],
)
def test_the_title_is_the_heading_or_the_first_line_or_the_name(file, name, content, title):
    document = parse_file(file(name, content), PLAIN)
    assert document.title == title
    assert document.publisher == "unknown"
    assert not document.dated


def test_a_filing_as_text_is_a_filing_and_a_name_can_hold_the_form(file):
    cover = (
        "UNITED STATES\nSECURITIES AND EXCHANGE COMMISSION\nFORM 10-K\nFor the fiscal year ended December 31, 2022\n"
        "Example Inc.\n(Exact name of registrant as specified in its charter)\nText."
    )
    document = parse_file(file("a.txt", cover), PLAIN)
    assert (document.company, document.form, document.kind) == ("Example Inc.", "10-K", "filing")
    document = parse_file(file("3M_2018_10K.txt", "Text without a cover."), PLAIN)
    assert (document.title, document.form) == ("3M 2018 10K", "10-K")


def test_a_page_gives_its_main_text_without_scripts(file):
    document = parse_file(file("page.html", PAGE), PLAIN)
    assert (document.title, document.publisher, document.kind) == ("Records", "Example News", "article")
    assert document.url == "https://news.example/records"
    assert document.published_at == datetime(2026, 1, 22, 14, 30, tzinfo=UTC)
    assert "## Why it matters" in document.text
    assert "| Russell 2000 | 1.2% |" in document.text
    assert not any(word in document.text for word in ("secret", "color: red", "Home"))


@pytest.mark.parametrize(
    "stated", ["{not json", '{"datePublished": "soon"}', '{"datePublished": 5}', "[" * 5_000]
)
def test_a_page_with_bad_metadata_falls_back_to_its_tags(file, stated):
    page = PAGE.replace('{"@graph": [{"datePublished": "2026-01-22T09:30:00-05:00"}]}', stated)
    tag = '<meta property="article:published_time" content="2026-01-22T14:30:00Z"></head>'
    document = parse_file(file("page.html", page.replace("</head>", tag)), PLAIN)
    assert document.published_at == datetime(2026, 1, 22, 14, 30, tzinfo=UTC)


def test_a_pdf_gives_the_text_of_its_pages_and_its_title(file):
    pages = [f"Example Research | {n}\nThe index rose {n}.5% in month {n}.\n{n}" for n in range(1, 6)]
    document = parse_file(file("report.pdf", pdf_bytes(*pages, title="Monthly index report")), PLAIN)
    assert document.title == "Monthly index report"
    assert document.text == "\n\n".join(f"The index rose {n}.5% in month {n}." for n in range(1, 6))
    assert [document.page_at(start) for start in document.pages] == [1, 2, 3, 4, 5]
    assert [document.text[start:][:14] for start in document.pages] == ["The index rose"] * 5
    assert document.published_at == datetime(2026, 1, 23, 15, tzinfo=UTC)


def test_a_title_that_a_program_made_is_not_taken(file):
    content = pdf_bytes("Text of the report, long enough to be read.", title="Microsoft Word - draft.docx")
    assert parse_file(file("index_report.pdf", content), PLAIN).title == "index report"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.odt", b"PK", ".odt is not a known type"),
        ("README", b"text", "file without extension"),
        ("empty.md", b" \n ", "it is empty"),
        ("header.md", b"---\ntitle: only\n---\n", "there is no text"),
        ("yaml.md", b"---\ntitle: a: b\n---\nText.", "not YAML in line 2"),
        ("date.md", b"---\ndate: soon\n---\nText.", "'soon'"),
        ("binary.txt", b"\x7fELF\x02\x01\x00\x00", "zero bytes"),
        ("broken.pdf", b"%PDF-1.7\nbroken", "not a readable PDF"),
        ("text.pdf", b"no pdf at all", "not a readable PDF"),
        ("cut.pdf", pdf_bytes("Text of the report.")[:-600], "its end is missing"),
        ("pictures.pdf", pdf_bytes("", ""), "no text, only pictures"),
        ("locked.pdf", pdf_bytes("Secret.", password="user"), "encrypted"),
        ("menu.html", b"<html><body><script>var a = 1;</script></body></html>", "no main text"),
    ],
)
def test_a_file_that_is_no_document_says_why_and_how_to_mend_it(file, name, content, reason):
    with pytest.raises(UnreadableDocument, match=reason) as caught:
        parse_file(file(name, content), PLAIN)
    assert caught.value.source.endswith(name)
    assert caught.value.mend


@pytest.mark.real_data
@pytest.mark.skipif(not FILINGS.exists(), reason=f"{FILINGS} is missing")
def test_a_quarterly_filing_says_who_when_and_for_which_quarter():
    document = parse_file(FILINGS / "2022 Q3 AAPL.pdf", PLAIN)
    assert document.title == "Apple Inc. Form 10-Q, quarter ended June 25, 2022"
    assert (document.publisher, document.kind) == ("Apple Inc.", "filing")
    assert (
        new_york_day(document.published_at).isoformat() == "2022-07-29"
    )  # signed on the 28th, after the close
    assert (document.company, document.form) == ("Apple Inc.", "10-Q")
    assert document.period_end == date(2022, 6, 25)
    row = "| Americas | $37,472 | $35,870 | 4% | $129,850 | $116,486 | 11% |"
    assert document.page_at(document.text.index(row)) == 19
    assert "Form 10-Q | 16" not in document.text
