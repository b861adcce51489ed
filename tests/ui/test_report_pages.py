"""A report as a file: every format opens, says what it should, and shows hostile words as words."""

import io
import re
from dataclasses import replace

import pytest
from scripted_faces import PASSAGE, RECEIPT

from copilot.evidence import ReceiptEvidence
from copilot.research.plan import Section
from copilot.research.prose import Prose
from copilot.research.report import (
    FurtherReading,
    Part,
    QuoteLine,
    Reference,
    Report,
    ReportChart,
)
from copilot.tieout import CheckedFigure
from ui.report_pages.files import FORMATS, write_report
from ui.report_pages.layout import summary_line

HOSTILE = '<script>alert(1)</script> <img src=x onerror=alert(2)> #import "x" $5 and $6 *b* [l](javascript:x) \\u{41}'
RANKED = ReceiptEvidence.of(RECEIPT)
PROSE = f"Up 9.54 % [1], not 8.2 % [2].\n\n- Wire: “{HOSTILE}” [2]\n\n| a | b |\n|---|---|\n| x | 9.54 % |"


def figure(text, verdict, evidence, after=0, step=""):
    start = PROSE.index(text, after)
    return CheckedFigure(text, 1.0, "%", verdict, (evidence,), start, start + len(text), step)


def make_report(**changes):
    figures = (
        figure("9.54 %", "computed", RANKED.id),
        figure("8.2 %", "conflicting", RANKED.id, step="the receipt gives 9.54 %"),
        figure("9.54 %", "computed", RANKED.id, after=20),
    )
    hostile_passage = replace(PASSAGE, title=HOSTILE, publisher=HOSTILE, quote=HOSTILE)
    fields = {
        "title": f"Rotation {HOSTILE}",
        "topic": "rotation",
        "kind": "report",
        "as_of": RANKED.as_of,
        "written_at": RANKED.as_of,
        "model": "embedded",
        "topics": ("small_cap", HOSTILE),
        "tone": "mixed",
        "market": "Equities",
        "parts": (
            Part(Section.ANALYSIS, f"Moves {HOSTILE}", Prose(PROSE, figures)),
            Part(Section.RISKS, "", Prose("- It may end [2].")),
        ),
        "references": (Reference(1, (RANKED,)), Reference(2, (hostile_passage,))),
        "charts": (ReportChart(RANKED, HOSTILE, 1),),
        "instruments": (QuoteLine("^RUT", "Russell 2000", 2718.77, "", "2026-01-22", 0.76, {"YTD": 9.54}),),
        "reading": (FurtherReading("d-1", HOSTILE, "Wire", "2026-01-21", "javascript:alert(3)"),),
        "unanswered": ("What is the rent on the moon?",),
        "notes": ("A note.",),
    }
    return Report(**(fields | changes))


@pytest.fixture(scope="module")
def files():
    return {form: write_report(make_report(), form) for form in FORMATS}


SECTIONS = ("Integrated analysis", "Risks and opportunities", "Not answered", "References", "Related instruments",
            "Related reading", "Verification")  # fmt: skip


def text_of_pdf(content):
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def text_of_docx(content):
    import docx

    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_every_format_has_all_sections_and_the_count_of_figures(files):
    texts = {
        "md": files["md"].decode(),
        "html": files["html"].decode(),
        "pdf": text_of_pdf(files["pdf"]),
        "docx": text_of_docx(files["docx"]),
    }
    for form, text in texts.items():
        plain = text.replace("&#x27;", "'")
        for words in (
            *SECTIONS,
            "2 of 3 figures tie out to 1 document and 1 computation; 1 marked",
            "2,718.77",
        ):
            assert words in plain, (form, words)
    for form in ("pdf", "docx"):
        assert "<script>alert(1)</script>" in texts[form]
        assert "$5 and $6" in texts[form]


def test_html_runs_nothing_loads_nothing_and_links_only_within(files):
    page = files["html"].decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "default-src 'none'" in page
    links = set(re.findall(r'href="([^"]*)"', page))
    assert {link for link in links if not link.startswith("#ref-")} == {"https://example.com/small-caps"}
    assert "<svg" in page
    assert 'title="conflicting · [1] · the receipt gives 9.54 %"' in page


def test_markdown_shows_hostile_words_as_words(files):
    from markdown_it import MarkdownIt

    page = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(files["md"].decode())
    assert "<script" not in page
    assert "<img" not in page
    assert set(re.findall(r'href="([^"]*)"', page)) <= {"https://example.com/small-caps"}
    assert "**8.2 %** ⚠" in files["md"].decode()


def test_word_document_has_headings_a_picture_and_no_live_link(files):
    import docx

    document = docx.Document(io.BytesIO(files["docx"]))
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "List Bullet"} <= styles
    assert len(document.inline_shapes) == 1
    assert not [item for item in document.part.rels.values() if "hyperlink" in item.reltype]


def test_report_without_anything_can_be_written():
    empty = make_report(
        parts=(), references=(), charts=(), instruments=(), reading=(), unanswered=(), topics=()
    )
    assert summary_line(empty) == "No figures; 0 documents and 0 computations cited"
    for form in ("md", "html", "pdf"):
        assert write_report(empty, form)
