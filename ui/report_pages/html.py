"""A report as one page of HTML: no scripts, nothing that is fetched, charts within it; its words are escaped."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from types import MappingProxyType

from ui.report_pages.drawings import svg_of
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
    Source,
    Sources,
)
from ui.web.markup import web_link
from ui.web.verdicts import MARKS

STYLE_FILE = "report.css"
"""The looks of a report, wherever it stands."""
_ALONE = (
    'body{margin:0;font:16px/1.6 Georgia,"Times New Roman",serif}'
    "@media(prefers-color-scheme:dark){body{background:#14181e}}"
    "main.report{max-width:50rem;margin:0 auto;padding:2.5rem 1.25rem 3rem}"
    "@media print{main.report{max-width:none;padding:0}}"
)


def to_html(sheet: Sheet) -> str:
    """The sheet as a whole page."""
    body = f"{head_of(sheet)}{elements_of(sheet.elements)}<footer>{_safe(sheet.footer)}</footer>"
    return (
        f'<!doctype html><html lang="{sheet.language}"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{_safe(sheet.title)}</title>'
        f'<style>{_ALONE}{style_of_report()}</style></head><body><main class="report">{body}</main></body></html>\n'
    )


def style_of_report() -> str:
    """The style sheet; its rules hold within an element of the class ``report`` alone."""
    return resources.files("ui.report_pages").joinpath(STYLE_FILE).read_text(encoding="utf-8")


def head_of(sheet: Sheet) -> str:
    """The head of the report."""
    facts = "".join(f"<span><b>{_safe(name)}</b> {_safe(value)}</span>" for name, value in sheet.facts)
    tags = "".join(f'<span class="tag">{_safe(tag)}</span>' for tag in sheet.tags)
    return (
        f'<header><p class="kind">{_safe(sheet.subtitle)}</p><h1>{_safe(sheet.title)}</h1>'
        f'<p class="facts">{facts}</p><p class="tags">{tags}</p></header>'
    )


def elements_of(elements: Sequence[Element], *, linked: bool = False) -> str:
    """Elements one after another. ``linked``: references lead to their documents in the library of the page."""
    written = (
        _sources(element, linked=linked) if isinstance(element, Sources) else _WRITERS[type(element)](element)
        for element in elements
    )
    return "".join(written)


def _heading(element: Heading) -> str:
    return f"<h{element.level + 1}>{_safe(element.text)}</h{element.level + 1}>"


def _paragraph(element: Paragraph) -> str:
    quiet = ' class="quiet"' if element.quiet else ""
    return f"<p{quiet}>{_runs(element.runs)}</p>"


def _bullets(element: Bullets) -> str:
    return f"<ul>{''.join(f'<li>{_runs(item)}</li>' for item in element.items)}</ul>"


def _grid(element: Grid) -> str:
    sides = [' class="right"' if right else "" for right in element.right]
    head = "".join(f"<th{side}>{_runs(cell)}</th>" for side, cell in zip(sides, element.head, strict=False))
    rows = "".join(
        f"<tr>{''.join(f'<td{side}>{_runs(cell)}</td>' for side, cell in zip(sides, row, strict=False))}</tr>"
        for row in element.rows
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _picture(element: Picture) -> str:
    svg = svg_of(element.receipt)
    caption = f"{_safe(element.caption)} {_cite(element.cite)}"
    return f'<figure role="img" aria-label="{_safe(element.caption)}">{svg}<figcaption>{caption}</figcaption></figure>'


def _sources(element: Sources, *, linked: bool = False) -> str:
    items = "".join(
        f'<li id="ref-{item.number}" value="{item.number}">{_safe(item.text)}{_place(item) if linked else ""}'
        f"{f' <span class=url>{web_link(item.url)}</span>' if item.url else ''}"
        f'<span class="detail">{_safe(item.detail)}</span></li>'
        for item in element.items
    )
    return f'<ol class="references">{items}</ol>'


def _place(item: Source) -> str:
    return f' <span class="place"><a href="{_safe(item.place)}">open</a></span>' if item.place else ""


def _box(element: Box) -> str:
    sign = "⚠" if element.kind == "untied" else "✓"
    lines = "".join(f"<li>{_safe(line)}</li>" for line in element.lines)
    listed = f"<ul>{lines}</ul>" if lines else ""
    title = f'<strong><span class="sign">{sign}</span> {_safe(element.title)}</strong>'
    return f'<div class="box {element.kind}">{title}{listed}</div>'


_WRITERS: Mapping[type[Element], Callable[..., str]] = MappingProxyType(
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


def _runs(line: Line) -> str:
    return "".join(map(_run, line))


def _run(run: Run) -> str:
    if run.cite:
        return _cite(run.cite)
    if run.verdict:
        sign = MARKS[run.verdict].sign  # type: ignore[index] # of a checked figure
        return (
            f'<span class="figure {run.verdict}" title="{_safe(run.tip)}">{_safe(run.text)}'
            f'<span class="mark" aria-label="{run.verdict}">{sign}</span></span>'
        )
    text = _safe(run.text)
    for wanted, tag in ((run.code, "code"), (run.emphasis, "em"), (run.strong, "strong")):
        text = f"<{tag}>{text}</{tag}>" if wanted else text
    return text


def _cite(number: int) -> str:
    return f'<sup class="cite"><a href="#ref-{number}">{number}</a></sup>'


def _safe(text: str) -> str:
    return html.escape(text, quote=True)
