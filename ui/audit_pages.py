"""An audit as a page of HTML and as Markdown: the findings, then the report with its text marked.

The report's words are data: in HTML every sign of them is escaped and nothing is live, in Markdown every sign that
could be markup is written as itself.
"""

from __future__ import annotations

import html
import re
from itertools import groupby
from typing import TYPE_CHECKING

from copilot.audit.marking import Piece, pieces_of
from copilot.audit.result import TIED
from ui.audit_rendering import describe_evidence, heading_of, ids_of, shortened, summary_of
from ui.terminal import printable

if TYPE_CHECKING:
    from copilot.audit.result import AuditResult

_MARKUP = re.compile(r"[\\`*_\[\]|~$!]|^[ \t]*(?:[#>+=-]|[0-9]+[.)])", re.MULTILINE)
"""Signs that are markup anywhere, and those that are at the beginning of a line."""
_LABELS = {"contradiction": "contradicted", "warning": "cannot be traced", "note": "note", "tied": "ties out"}

_STYLE = """
body{font:16px/1.55 Georgia,serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
h1,h2,h3{font-family:system-ui,sans-serif;line-height:1.25}li{margin:.4rem 0}.dim{color:#555;font-size:.9em}
.report{white-space:pre-wrap;border-top:1px solid #ccc;padding-top:1rem;overflow-wrap:anywhere}
mark{color:inherit;border-radius:3px;padding:0 .12em}
mark.contradiction{background:#ffd0cc}mark.warning{background:#ffe9b8}
mark.note{background:#e3e3e3}mark.tied{background:#cfeed3}mark.unchecked{background:#fff;border-bottom:2px dotted #999}
sup{font:600 .7em system-ui,sans-serif}code{font-size:.85em}
@media(prefers-color-scheme:dark){body{background:#161616;color:#e8e8e8}.dim{color:#aaa}
mark.contradiction{background:#7a2b24}mark.warning{background:#6b5314}mark.note{background:#444}mark.tied{background:#22502a}
mark.unchecked{background:#161616}}
""".strip()


def audit_html(result: AuditResult) -> str:
    """The audit as one page without scripts, links or anything that is fetched."""
    evidence = {item.id: item for item in result.evidence}
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f'<meta name="viewport" content="width=device-width"><title>Audit: {_safe(result.title)}</title>',
        f"<style>{_STYLE}</style></head><body><h1>Audit: {_safe(result.title)}</h1><p>{_safe(summary_of(result))}</p>",
    ]
    numbered = enumerate(result.findings, start=1)
    for kind, group in groupby(numbered, key=lambda item: item[1].kind):
        parts.append(f"<h3>{_safe(heading_of(kind))}</h3><ul>")
        for number, found in group:
            cited = "".join(
                f'<br><span class="dim"><code>{_safe(item)}</code> {_safe(describe_evidence(evidence[item]))}</span>'
                for item in found.evidence
                if item in evidence
            )
            quoted = f'<br><span class="dim">“{_safe(shortened(found.sentence))}”</span>'
            parts.append(f"<li><sup>{number}</sup> {_safe(found.reason)}{quoted}{cited}</li>")
        parts.append("</ul>")
    parts.append("<h2>Figures that tie out</h2><ul>")
    parts += [
        f"<li><b>{_safe(f.text)}</b> {_safe(f.status)}: {_safe(f.reason)} <code>{_safe(ids_of(f.evidence))}</code></li>"
        for f in result.figures
        if f.status in TIED
    ]
    legend = " ".join(f'<mark class="{grade}">{words}</mark>' for grade, words in _LABELS.items())
    parts.append(
        f'</ul><h2>The report, marked</h2><p class="dim">{legend}; a number leads to its finding.</p>'
    )
    parts.append(f'<div class="report">{"".join(map(_html_piece, pieces_of(result)))}</div></body></html>')
    return "".join(parts) + "\n"


def audit_markdown(result: AuditResult) -> str:
    """The audit as Markdown."""
    evidence = {item.id: item for item in result.evidence}
    lines = [f"# Audit: {plain_markdown(result.title)}", "", plain_markdown(summary_of(result)), ""]
    numbered = enumerate(result.findings, start=1)
    for kind, group in groupby(numbered, key=lambda item: item[1].kind):
        lines += [f"## {plain_markdown(heading_of(kind))}", ""]
        for number, found in group:
            lines.append(f"- **({number})** {plain_markdown(found.reason)}  ")
            lines.append(f"  “{plain_markdown(shortened(found.sentence))}”")
            lines += [
                f"  - `{item}` {plain_markdown(describe_evidence(evidence[item]))}"
                for item in found.evidence
                if item in evidence
            ]
        lines.append("")
    lines += ["## Figures that tie out", ""]
    lines += [
        f"- **{plain_markdown(f.text)}** {f.status}: {plain_markdown(f.reason)}{plain_markdown(ids_of(f.evidence))}"
        for f in result.figures
        if f.status in TIED
    ]
    lines += [
        "",
        "## The report, marked",
        "",
        "**bold (n)** has finding n, ✓ ties out, ? could not be checked.",
        "",
    ]
    pieces = pieces_of(result)
    before = ["", *(piece.text for piece in pieces)]
    marked = "".join(_markdown_piece(piece, text) for piece, text in zip(pieces, before, strict=False))
    return "\n".join(lines) + "\n" + marked.strip() + "\n"


def _html_piece(piece: Piece) -> str:
    text = _safe(piece.text)
    if not piece.grade:
        return text
    numbers = f"<sup>{', '.join(map(str, piece.findings))}</sup>" if piece.findings else ""
    tick = "✓" if piece.tied else ""
    return f'<mark class="{piece.grade}" title="{_safe(piece.tip)}">{text}{tick}</mark>{numbers}'


def _markdown_piece(piece: Piece, before: str) -> str:
    """A piece as Markdown; ``before`` is the text of the piece before it, which may end amid a line."""
    goes_on = bool(before) and not before.endswith("\n")
    text = plain_markdown(f"x{piece.text}")[1:] if goes_on else plain_markdown(piece.text)
    tick = "✓" if piece.tied else ""
    if piece.grade == "tied":
        return f"{text}{tick}"
    if piece.grade == "unchecked":
        return f"{text}?"
    if not piece.grade or not text.strip() or "\n\n" in text:
        return text
    numbers = f" ({', '.join(map(str, piece.findings))})" if piece.findings else ""
    return f"**{text.strip()}{tick}{numbers}**"


def _safe(text: str) -> str:
    return html.escape(printable(text), quote=True)


def plain_markdown(text: str) -> str:
    """``text`` so that Markdown shows it as it is: no markup, no tags, no links."""
    escaped = _MARKUP.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", printable(text))
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;")
    escaped = re.sub(r"(^|\n) {4,}", "\\1", escaped)  # four spaces would make it code
    return escaped.replace("://", ":\u2060//").replace("@", "&#64;").replace("www.", "www\u2060.")
