"""A report as a Word document: real headings, lists and tables, charts as pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING

from ui.report_pages.drawings import png_of
from ui.report_pages.sheet import (
    Box,
    Bullets,
    Element,
    Grid,
    Heading,
    Line,
    Paragraph,
    Picture,
    Run,
    Sheet,
    Sources,
)
from ui.web.verdicts import MARKS

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph as WordParagraph
    from docx.text.run import Run as WordRun

INK, QUIET, ACCENT, UNTIED = "1C2430", "5B6572", "1F5F8B", "9A5B00"
WASH, UNTIED_WASH, RULE = "F4F6F9", "FFF3DC", "D9DDE3"
SANS = "Arial"
ROWS_KEPT_WITH_HEAD = 3
CELL_MARGIN_TWIPS = "70"
PICTURE_CM, MARGIN_CM = 16.0, 2.2
TABLE_POINTS = ((6, 8.5), (8, 7.5), (99, 6.5))
"""Up to so many columns, this size of letters."""


def to_docx(sheet: Sheet) -> bytes:
    """The sheet as a .docx file."""
    import docx
    from docx.shared import Cm

    document = docx.Document()
    for section in document.sections:
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = Cm(MARGIN_CM)
        section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
        _write(section.footer.paragraphs[0], sheet.footer, points=7.5, colour=QUIET)
    document.core_properties.title = sheet.title
    document.core_properties.author = "Tieout"
    _style(document)
    _write(document.add_paragraph(), sheet.subtitle.upper(), points=9, colour=ACCENT, bold=True)
    _write(document.add_paragraph(style="Title"), sheet.title)
    facts = document.add_paragraph()
    for name, value in sheet.facts:
        _write(facts, f"{name} ", points=9, colour=INK, bold=True)
        _write(facts, f"{value}    ", points=9, colour=QUIET)
    if sheet.tags:
        _write(document.add_paragraph(), " · ".join(sheet.tags), points=9, colour=QUIET)
    for element in sheet.elements:
        _WRITERS[type(element)](document, element)
    held = BytesIO()
    document.save(held)
    return held.getvalue()


def _style(document: Document) -> None:
    from docx.shared import Pt, RGBColor

    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    sizes = {
        "Title": (24, INK),
        "Heading 1": (16, ACCENT),
        "Heading 2": (12.5, INK),
        "Heading 3": (11, QUIET),
    }
    for name, (points, colour) in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = SANS, Pt(points), True
        style.font.color.rgb = RGBColor.from_string(colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            if key.endswith("Theme"):
                del fonts.attrib[key]
        fonts.set(_name("w:eastAsia"), SANS)
        style.paragraph_format.keep_with_next = True


def _heading(document: Document, element: Heading) -> None:
    document.add_heading(element.text, level=element.level)


def _paragraph(document: Document, element: Paragraph) -> None:
    paragraph = document.add_paragraph()
    _runs(
        paragraph, element.runs, points=8.5 if element.quiet else None, colour=QUIET if element.quiet else INK
    )


def _bullets(document: Document, element: Bullets) -> None:
    for item in element.items:
        _runs(document.add_paragraph(style="List Bullet"), item)


def _grid(document: Document, element: Grid) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    columns = len(element.head)
    points = next(size for most, size in TABLE_POINTS if columns <= most)
    table = document.add_table(rows=0, cols=columns)
    table.autofit = True
    _narrow_margins(table)
    for place, row in enumerate((element.head, *element.rows)):
        added = table.add_row()
        added._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))
        cells = added.cells
        for column, (cell, line) in enumerate(zip(cells, row, strict=False)):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            paragraph.paragraph_format.keep_with_next = place < ROWS_KEPT_WITH_HEAD
            if element.right[column]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _runs(paragraph, line, points=points, colour=QUIET if place == 0 else INK, bold=place == 0)
            _rule_below(cell, INK if place == 0 else RULE)
    _repeat_head(table)
    _widen(table, element)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _picture(document: Document, element: Picture) -> None:
    from docx.shared import Cm

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run().add_picture(BytesIO(png_of(element.receipt)), width=Cm(PICTURE_CM))
    caption = document.add_paragraph()
    _write(caption, f"{element.caption} ", points=8.5, colour=QUIET)
    _run(caption, Run(str(element.cite), cite=element.cite), points=8.5)


def _sources(document: Document, element: Sources) -> None:
    from docx.shared import Cm

    for item in element.items:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(0.9)
        paragraph.paragraph_format.first_line_indent = Cm(-0.9)
        _write(paragraph, f"{item.number}\t", points=9, colour=ACCENT, bold=True)
        _write(paragraph, item.text, points=9)
        if item.url:
            _write(paragraph, f" {item.url}", points=8.5, colour=ACCENT)
        paragraph.add_run().add_break()
        _write(paragraph, item.detail, points=8.5, colour=QUIET)


def _box(document: Document, element: Box) -> None:
    from docx.shared import Pt

    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    _shade(cell, UNTIED_WASH if element.kind == "untied" else WASH)
    _write(cell.paragraphs[0], element.title, points=9.5, bold=True)
    for line in element.lines:
        paragraph = cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(1)
        _write(paragraph, line, points=8.5)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


_WRITERS: Mapping[type[Element], Callable[..., None]] = MappingProxyType(
    {
        Heading: _heading,
        Paragraph: _paragraph,
        Bullets: _bullets,
        Grid: _grid,
        Picture: _picture,
        Sources: _sources,
        Box: _box,
    }
)


def _runs(
    paragraph: WordParagraph,
    line: Line,
    *,
    points: float | None = None,
    colour: str = INK,
    bold: bool = False,
) -> None:
    for run in line:
        _run(paragraph, run, points=points, colour=colour, bold=bold)


def _run(
    paragraph: WordParagraph, run: Run, *, points: float | None = None, colour: str = INK, bold: bool = False
) -> None:
    if run.cite:
        written = _write(paragraph, run.text, points=points, colour=ACCENT, bold=True)
        written.font.superscript = True
        return
    untied = run.verdict in ("conflicting", "unsupported")
    sign = MARKS[run.verdict].sign if untied else ""  # type: ignore[index] # one of the verdicts
    written = _write(
        paragraph,
        f"{run.text}{sign}",
        points=points,
        colour=UNTIED if untied else colour,
        bold=bold or run.strong,
    )
    written.italic = run.emphasis
    if untied:
        written._r.get_or_add_rPr().append(_element("w:shd", val="clear", color="auto", fill=UNTIED_WASH))
    if run.code:
        written.font.name = "Courier New"


def _write(
    paragraph: WordParagraph, text: str, *, points: float | None = None, colour: str = "", bold: bool = False
) -> WordRun:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    if points:
        run.font.size = Pt(points)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    run.bold = bold or None
    return run


def _widen(table: Table, element: Grid) -> None:
    """Gives each column a width by its longest words, so that no word processor squeezes them."""
    from docx.shared import Cm

    total = 21.0 - 2 * MARGIN_CM
    lengths = [_room(element, column) for column in range(len(element.head))]
    for column, length in zip(table.columns, lengths, strict=True):
        column.width = Cm(total * length / sum(lengths))
        for cell in column.cells:
            cell.width = column.width


def _narrow_margins(table: Table) -> None:
    """Little space beside each cell: at Word's own 2 mm a side ten columns lose a quarter of the page."""
    margins = _element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w=CELL_MARGIN_TWIPS, type="dxa"))
    properties = table._tbl.tblPr
    look = properties.find(_name("w:tblLook"))
    properties.insert(
        len(properties) if look is None else properties.index(look), margins
    )  # in the schema's order


def _room(element: Grid, column: int) -> float:
    """How much room a column needs beside the others: its longest word whole, and half of its longest cell."""
    cells = ["".join(run.text for run in row[column]) for row in (element.head, *element.rows)]
    word = max((len(word) for cell in cells for word in cell.split(" ")), default=1)
    return max(word + 2, min(34, max(map(len, cells))) * 0.62 + 2)


def _shade(cell: _Cell, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=colour))


def _rule_below(cell: _Cell, colour: str) -> None:
    borders = _element("w:tcBorders")
    borders.append(_element("w:bottom", val="single", sz="4", color=colour))
    cell._tc.get_or_add_tcPr().append(borders)


def _repeat_head(table: Table) -> None:
    row = table.rows[0]._tr
    row.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    from docx.oxml import OxmlElement

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(_name(f"w:{key}"), value)
    return element


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    name: str = qn(tag)
    return name
