"""The files that a report can become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from ui.report_pages.layout import lay_out

if TYPE_CHECKING:
    from copilot.research.report import Report
    from ui.report_pages.sheet import Sheet

Format = Literal["md", "html", "pdf", "docx"]


@dataclass(frozen=True, slots=True)
class FileFormat:
    """One kind of file: what it is called, its media type, and what writes it."""

    title: str
    media_type: str
    write: Callable[[Sheet], bytes]


def _markdown(sheet: Sheet) -> bytes:
    from ui.report_pages.markdown import to_markdown

    return to_markdown(sheet).encode()


def _html(sheet: Sheet) -> bytes:
    from ui.report_pages.html import to_html

    return to_html(sheet).encode()


def _pdf(sheet: Sheet) -> bytes:
    from ui.report_pages.pdf import to_pdf

    return to_pdf(sheet)


def _docx(sheet: Sheet) -> bytes:
    from ui.report_pages.word import to_docx

    return to_docx(sheet)


FORMATS: Mapping[Format, FileFormat] = MappingProxyType(
    {
        "md": FileFormat("Markdown", "text/markdown", _markdown),
        "html": FileFormat("HTML", "text/html", _html),
        "pdf": FileFormat("PDF", "application/pdf", _pdf),
        "docx": FileFormat(
            "Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx
        ),
    }
)


def write_report(report: Report, form: Format) -> bytes:
    """The report as a file of that format."""
    return FORMATS[form].write(lay_out(report))
