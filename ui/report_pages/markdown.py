"""A report as Markdown: its prose as it is, everything else written so that it is shown as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from ui.audit_pages import plain_markdown
from ui.report_pages.reading import NO_BREAK
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
from ui.web.markup import is_web_address
from ui.web.verdicts import MARKS

_LONE_AMPERSAND = re.compile(r"&amp;(?![#\w]+;)")


def to_markdown(sheet: Sheet) -> str:
    """The sheet as Markdown. A figure that does not tie out carries its sign."""
    facts = " · ".join(f"**{_plain(name)}** {_plain(value)}" for name, value in sheet.facts)
    tags = " · ".join(map(_plain, sheet.tags))
    head = [f"# {_plain(sheet.title)}", f"*{_plain(sheet.subtitle)}*", facts, tags]
    blocks = [
        *head,
        *(_WRITERS[type(element)](element) for element in sheet.elements),
        f"*{_plain(sheet.footer)}*",
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _heading(element: Heading) -> str:
    return f"{'#' * (element.level + 1)} {_plain(element.text)}"


def _paragraph(element: Paragraph) -> str:
    return _runs(element.runs)


def _bullets(element: Bullets) -> str:
    return "\n".join(f"- {_runs(item)}" for item in element.items)


def _grid(element: Grid) -> str:
    rules = ["--:" if right else "---" for right in element.right]
    rows = [
        ["".join(_run(run, first=False) for run in cell) for cell in row]
        for row in (element.head, *element.rows)
    ]
    lines = [f"| {' | '.join(row)} |" for row in (rows[0], rules, *rows[1:])]
    return "\n".join(lines)


def _picture(element: Picture) -> str:
    return f"*Chart: {_plain(element.caption)} [{element.cite}]*"


def _sources(element: Sources) -> str:
    return "\n".join(
        f"- **[{item.number}]** {_plain(item.text)}{_address(item.url)}  \n  {_plain(item.detail)}"
        for item in element.items
    )


def _address(url: str) -> str:
    """An address that is one stands as it is, so that it can be opened; anything else is text."""
    if not url:
        return ""
    return f" <{url}>" if is_web_address(url) else f" {_plain(url)}"


def _box(element: Box) -> str:
    return "\n".join([f"> **{_plain(element.title)}**", *(f"> - {_plain(line)}" for line in element.lines)])


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
    return "".join(_run(run, first=number == 0) for number, run in enumerate(line))


def _run(run: Run, *, first: bool) -> str:
    if run.cite:
        return f"[{run.cite}]" if first else f" [{run.cite}]"
    run = replace(run, text=run.text.replace(NO_BREAK, " "))
    text = _plain(run.text) if first else _plain(f"x{run.text}")[1:]  # inside a line a dash is no list
    if run.verdict in ("conflicting", "unsupported"):
        return f"**{text}** {MARKS[run.verdict].sign}"  # type: ignore[index] # one of the verdicts
    if run.code:
        return f"`{run.text.replace('`', 'ˋ')}`"
    for wanted, sign in ((run.emphasis, "*"), (run.strong, "**")):
        text = f"{sign}{text}{sign}" if wanted else text
    return text


def _plain(text: str) -> str:
    """``text`` as Markdown shows it; an ampersand that begins no entity stands as it is."""
    return _LONE_AMPERSAND.sub("&", plain_markdown(text))
