import pypdfium2
import pytest
from fpdf import FPDF

from ingest.pages.lines import lines_of
from ingest.pages.words import words_of


def document(write, rotation=0):
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=10)
    write(pdf)
    opened = pypdfium2.PdfDocument(bytes(pdf.output()))
    opened[0].set_rotation(rotation)
    return opened


def lines(opened):
    return [line.text for line in lines_of(words_of(opened, 0))]


def upright(pdf):
    pdf.text(20, 20, "Net sales rose")
    pdf.text(20, 30, "in all regions.")


def test_words_have_places_sizes_and_weights():
    def write(pdf):
        upright(pdf)
        pdf.set_font("helvetica", "BI", size=20)
        pdf.text(20, 50, "Outlook")

    first, *_, last = words_of(document(write), 0)
    assert (first.text, last.text) == ("Net", "Outlook")
    assert first.left == pytest.approx(last.left, abs=2)
    assert first.left < first.right
    assert last.y > first.y
    assert last.size == pytest.approx(2 * first.size, rel=0.05)
    assert last.weight > first.weight
    assert last.slanted > first.slanted


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_is_read_however_it_is_turned(rotation):
    assert lines(document(upright, rotation)) == ["Net sales rose", "in all regions."]


def test_a_table_that_is_set_sideways_is_read():
    def write(pdf):
        with pdf.rotation(90, 50, 50):
            upright(pdf)

    assert lines(document(write)) == ["Net sales rose", "in all regions."]


def test_a_stamp_along_the_edge_is_left_out():
    def write(pdf):
        upright(pdf)
        with pdf.rotation(90, 10, 100):
            pdf.text(10, 100, "Draft copy")

    assert lines(document(write)) == ["Net sales rose", "in all regions."]


def test_a_raised_figure_is_a_mark():
    def write(pdf):
        pdf.text(20, 20, "Total 82,959")
        pdf.set_font("helvetica", size=6)
        pdf.text(20 + 21.4, 18.8, "1")

    assert lines(document(write)) == ["Total 82,959 ¹"]
