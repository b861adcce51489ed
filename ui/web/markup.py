"""Turns untrusted text into safe markup: the one road by which words reach the page.

Words of models, documents, titles and questions are data. Tags, scripts, images and links in them are shown as
text; ``$`` is a dollar. What comes out holds only elements that this module writes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from copilot.evidence import Evidence, PassageEvidence, full_title
from copilot.support import UNSOUND, CheckedSentence
from copilot.tieout import CheckedFigure
from ui.web.verdicts import MARKS, SUPPORT_MEANINGS

CITATION = re.compile(r"\[([0-9]{1,3})\](?!\()")
"""The mark of a citation in prose; three digits, as no answer cites a thousand sources."""

DISABLED_RULES = ("link", "image", "autolink", "html_inline", "html_block", "reference", "code")
"""What would go live, and what would swallow words: ``[1]: …`` as a definition, indented text as code."""

_OPEN, _CLOSE = "\ue000", "\ue001"  # private use characters: no text of the world has a meaning for them
_HOLDER = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_PUNCTUATION = re.compile(r"([!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~])")
_SHORTCODE = re.compile(r":(?=[\w/+-]+:)")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_WORD_JOINER = "\u2060"


def render_prose(
    prose: str,
    figures: Sequence[CheckedFigure] = (),
    citations: Sequence[Evidence] = (),
    sentences: Sequence[CheckedSentence] = (),
) -> str:
    """``prose`` (Markdown) as HTML, its figures marked with their verdicts and its ``[n]`` made into chips.

    A sentence that its evidence does not support ends with a mark that tells the reason. ``[n]`` opens
    ``citations[n-1]``; without one (an answer that is still being written) it is a plain chip.
    """
    held: list[str] = []
    text: list[str] = []
    at = 0
    for start, end, markup in _spans(prose, figures, citations, sentences):
        text += [_plain(prose[at:start]), f"{_OPEN}{len(held)}{_CLOSE}"]
        held.append(markup)
        at = end
    text.append(_plain(prose[at:]))
    rendered: str = _parser().render("".join(text))
    return _HOLDER.sub(lambda match: held[int(match[1])], rendered)


def escape(text: str) -> str:
    """``text`` for the body or an attribute of an element."""
    return html.escape(text, quote=True)


def label(text: str) -> str:
    """``text`` on one line for a widget's label, which Streamlit reads as Markdown: every sign stands for itself."""
    line = _SHORTCODE.sub(f":{_WORD_JOINER}", " ".join(text.split()))
    return _PUNCTUATION.sub(r"\\\1", line)


def is_web_address(url: str) -> bool:
    """Whether ``url`` is an address of the web and nothing else."""
    return bool(_WEB_ADDRESS.fullmatch(url))


def web_link(url: str) -> str:
    """A link to ``url`` that shows the address itself; what is no web address stays text."""
    shown = escape(url)
    if not is_web_address(url):
        return shown
    return f'<a href="{shown}" target="_blank" rel="noopener noreferrer">{shown}</a>'


def name_of(evidence: Evidence) -> str:
    """What a source is called in one line, as plain text."""
    if isinstance(evidence, PassageEvidence):
        title = full_title(evidence)
        return title if evidence.publisher in ("", evidence.company) else f"{evidence.publisher}: {title}"
    given = ", ".join(str(value) for value in evidence.params.values() if value not in (None, ""))
    return f"{evidence.title}: {given}" if given else evidence.title


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": False})
    parser.enable("table").disable(list(DISABLED_RULES))
    parser.add_render_rule("fence", _render_fence)
    return parser


def _render_fence(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    """A fenced block without its info string, which would stand in an attribute."""
    return f"<pre><code>{html.escape(tokens[index].content)}</code></pre>\n"


def _plain(text: str) -> str:
    return text.replace(_OPEN, "\ufffd").replace(_CLOSE, "\ufffd")


def _spans(
    prose: str,
    figures: Sequence[CheckedFigure],
    citations: Sequence[Evidence],
    sentences: Sequence[CheckedSentence],
) -> Iterator[tuple[int, int, str]]:
    """The stretches of ``prose`` that are replaced, in order and without overlap."""
    number_of = {item.id: n for n, item in enumerate(citations, start=1)}
    found = [(figure.start, figure.end, _figure(figure, number_of)) for figure in figures]
    found += [
        (match.start(), match.end(), _chip(int(match[1]), citations))
        for match in CITATION.finditer(prose)
        if not citations or 1 <= int(match[1]) <= len(citations)
    ]
    for sentence in sentences:
        if sentence.verdict in UNSOUND:
            place = sentence.start + len(prose[sentence.start : sentence.end].rstrip(" |*_~"))
            found.append((place, place, _doubt(sentence)))
    at = 0
    for start, end, markup in sorted(found, key=lambda span: span[:2]):
        if start >= at:
            yield start, end, markup
            at = end


def _chip(number: int, citations: Sequence[Evidence]) -> str:
    if not citations:
        return f'<span class="chip">{number}</span>'
    name = escape(name_of(citations[number - 1]))
    return (
        f'<span class="chip" role="button" tabindex="0" data-open="{number}" '
        f'title="{name}" aria-label="Source {number}: {name}">{number}</span>'
    )


def _doubt(sentence: CheckedSentence) -> str:
    """The mark behind a sentence that is not supported."""
    why = f"{sentence.verdict}: {SUPPORT_MEANINGS[sentence.verdict]} · {'; '.join(sentence.reasons)}"
    told = f'role="note" tabindex="0" title="{escape(why)}" aria-label="{escape(why)}"'
    return f'<span class="doubt {sentence.verdict}" {told}>?</span>'


def _figure(figure: CheckedFigure, number_of: dict[str, int]) -> str:
    mark = MARKS[figure.verdict]
    numbers = [number_of[item] for item in figure.evidence if item in number_of]
    opens = f' role="button" tabindex="0" data-open="{numbers[0]}"' if numbers else ""
    title = escape(explain_figure(figure, numbers))
    return (
        f'<span class="figure {figure.verdict}"{opens} title="{title}">{escape(figure.text)}'
        f'<span class="mark" role="img" aria-label="{figure.verdict}">{mark.sign}</span></span>'
    )


def explain_figure(figure: CheckedFigure, numbers: Sequence[int]) -> str:
    """The verdict of ``figure`` in words, with the numbers of its sources and the step that gave it."""
    sources = " ".join(f"[{n}]" for n in numbers)
    parts = [f"{figure.verdict}: {MARKS[figure.verdict].meaning}", sources, figure.step]
    return " · ".join(part for part in parts if part)
