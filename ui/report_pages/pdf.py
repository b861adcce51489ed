"""A report as PDF, set by Typst: its words go in as data and are never read as markup."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ui.report_pages.drawings import svg_of
from ui.report_pages.sheet import Element, Grid, Picture, Sheet, Sources
from ui.web.markup import is_web_address
from ui.web.verdicts import MARKS

TEMPLATE = "report.typ"
FONTS = ("Libertinus Serif", "DejaVu Sans Mono", "New Computer Modern")
"""The first is the text's; the others have signs that it lacks. All are part of Typst, as is any font of the system."""
LONG_WORDS = 22
"""Characters from which a column of words shares the width that is left."""


def to_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF of A4 pages."""
    import typst

    with TemporaryDirectory() as name:
        folder = Path(name)
        data = _data(sheet, folder)
        folder.joinpath("data.json").write_text(json.dumps(data), encoding="utf-8")
        template = resources.files("ui.report_pages").joinpath(TEMPLATE).read_text(encoding="utf-8")
        folder.joinpath(TEMPLATE).write_text(template, encoding="utf-8")
        pdf: bytes = typst.compile(folder / TEMPLATE, root=folder, format="pdf")
        return pdf


def _data(sheet: Sheet, folder: Path) -> dict[str, Any]:
    data = asdict(sheet)
    data["fonts"] = FONTS
    data["elements"] = [
        _element(element, fields, folder, number)
        for number, (element, fields) in enumerate(zip(sheet.elements, data["elements"], strict=True))
    ]
    signed: dict[str, Any] = _signed(data)
    return signed


def _element(element: Element, fields: dict[str, Any], folder: Path, number: int) -> dict[str, Any]:
    fields["type"] = type(element).__name__
    if isinstance(element, Picture):
        del fields["receipt"]
        fields["file"] = f"chart-{number}.svg"
        folder.joinpath(fields["file"]).write_text(svg_of(element.receipt), encoding="utf-8")
    elif isinstance(element, Grid):
        fields["widths"] = [_width(element, column) for column in range(len(element.head))]
    elif isinstance(element, Sources):
        for item, source in zip(fields["items"], element.items, strict=True):
            item["live"] = is_web_address(source.url)
    return fields


def _width(element: Grid, column: int) -> str:
    longest = max(
        (sum(len(run.text) for run in row[column]) for row in element.rows if column < len(row)), default=0
    )
    return "rest" if longest >= LONG_WORDS else "auto"


def _signed(value: Any) -> Any:  # noqa: ANN401 - plain JSON
    """``value`` with the sign of each verdict beside it."""
    if isinstance(value, dict):
        signed = {key: _signed(item) for key, item in value.items()}
        if "verdict" in value:
            signed["sign"] = MARKS[value["verdict"]].sign if value["verdict"] else ""
        return signed
    return [_signed(item) for item in value] if isinstance(value, (list, tuple)) else value
