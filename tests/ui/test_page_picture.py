"""Pages of PDFs as pictures."""

from io import BytesIO

import pytest
from fpdf import FPDF
from PIL import Image

from ui.page_picture import SCALE, page_picture


@pytest.fixture
def file(tmp_path):
    made = FPDF()
    made.set_font("Helvetica", size=14)
    for words in ("First page only", "Total net sales rose to 82,959 in the quarter"):
        made.add_page()
        made.cell(text=words)
    made.output(tmp_path / "report.pdf")
    return tmp_path / "report.pdf"


def colours(content):
    picture = Image.open(BytesIO(content)).convert("RGB")
    return {colour for _, colour in picture.getcolors(maxcolors=1 << 20)}


def is_yellow(colour):
    red, green, blue = colour
    return red > 230 and green > 200 and blue < 220


def test_quotation_is_marked_on_its_page(file):
    marked = page_picture(file, 2, "Total net sales | rose to 82,959 in")
    assert any(is_yellow(colour) for colour in colours(marked))
    assert Image.open(BytesIO(marked)).width == pytest.approx(595 * SCALE, abs=2)
    assert not any(
        is_yellow(colour) for colour in colours(page_picture(file, 1, "Total net sales rose to 82,959"))
    )


def test_what_cannot_be_drawn_gives_no_picture(file, tmp_path):
    assert page_picture(file, 9, "x") is None
    assert page_picture(tmp_path / "gone.pdf", 1, "x") is None
    assert page_picture(tmp_path / "note.md", 1, "x") is None
    (tmp_path / "broken.pdf").write_bytes(b"no pdf")
    assert page_picture(tmp_path / "broken.pdf", 1, "x") is None
