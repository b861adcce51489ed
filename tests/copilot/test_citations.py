"""Ids in prose become numbers, whatever the pieces in which the prose arrives."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from copilot.citations import CitationStream, number_citations
from copilot.evidence import Ledger, PassageEvidence

A, B, C = "p-aaaaaaaaaaaa", "m-bbbbbbbbbbbb", "p-cccccccccccc"
UNKNOWN = "m-dddddddddddd"


def evidence(evidence_id: str) -> PassageEvidence:
    return PassageEvidence(
        id=evidence_id,
        document_id="d-0123456789ab",
        title="Small caps",
        publisher="The Paper",
        url="https://paper.example/small-caps",
        published_at="2026-01-22T21:00:00+00:00",
        dated=True,
        doc_kind="article",
        quote="The index rose.",
        start=0,
        end=15,
    )


@pytest.fixture
def ledger() -> Ledger:
    return held()


def held() -> Ledger:
    found = Ledger()
    found.add([evidence(A), evidence(B), evidence(C)])
    return found


CASES = [
    (f"Up 8.2 % [{A}].", "Up 8.2 % [1].", (A,), ()),
    (f"Up [{B}], then down [{A}] and up [{B}].", "Up [1], then down [2] and up [1].", (B, A), ()),
    (f"Both [{A}, {B}].", "Both [1][2].", (A, B), ()),
    (f"Both [{A}; {B}].", "Both [1][2].", (A, B), ()),
    (f"Both [{A} {B}].", "Both [1][2].", (A, B), ()),
    (f"Twice [{A}][{A}].", "Twice [1].", (A,), ()),
    (f"Twice [{A}] [{A}].", "Twice [1].", (A,), ()),
    (f"Twice [{A}][{B}][{A}].", "Twice [1][2].", (A, B), ()),
    (f"Unknown [{UNKNOWN}].", "Unknown.", (), (UNKNOWN,)),
    (f"Unknown [{UNKNOWN}] and known [{A}].", "Unknown and known [1].", (A,), (UNKNOWN,)),
    (f"Half known [{UNKNOWN}, {A}].", "Half known [1].", (A,), (UNKNOWN,)),
    (f"[{UNKNOWN}] The start.", "The start.", (), (UNKNOWN,)),
    (f"One.\n[{UNKNOWN}] Two.", "One.\nTwo.", (), (UNKNOWN,)),
    ("Forged [3].", "Forged.", (), ("[3]",)),
    ("Forged [1][2].", "Forged.", (), ("[1]", "[2]")),
    ("Forged [1, 2].", "Forged.", (), ("[1]", "[2]")),
    (f"Mixed [2, {A}].", "Mixed [1].", (A,), ("[2]",)),
    (f"Lenticular 【{A}】.", "Lenticular [1].", (A,), ()),
    (f"Round ({A}).", "Round [1].", (A,), ()),
    ("Forged [3] and on.", "Forged and on.", (), ("[3]",)),
    ("Look-alikes ［3］【４】[５] [^6] 〔7〕[①].", "Look-alikes.", (), ("[3]", "[4]", "[5]", "[6]", "[7]", "[1]")),
    (f"Look-alike ids ［{A}］ [{A.replace('a', 'ａ')}].", "Look-alike ids.", (), (A, A)),
    ("A zero-width [\u200b1\u200b] and a joiner [\u200d2].", "A zero-width and a joiner.", (), ("[1]", "[2]")),
    ("In a circle ①②.", "In a circle (1)(2).", (), ()),
    ("A [text](https://x.example/a) link.", "A [text] (`https://x.example/a`) link.", (), ()),
    ("A [3](https://x.example/a) link.", "A (`https://x.example/a`) link.", (), ("[3]",)),
    ("![x](https://x.example/p?q=key)", "![x] (`https://x.example/p?q=key`)", (), ()),
    ("[a][b]\n\n[b]: //x.example", "[a][b]\n\n[b] : //x.example", (), ()),
    ("[a](javascript:alert(1))", "[a] (javascript:alert(1))", (), ()),
    ("See www.x.example, or HTTPS://x.example.", "See `www.x.example`, or `HTTPS://x.example`.", (), ()),
    ("<img src=//x.example> p<0.05 a < b", "‹img src=//x.example> p<0.05 a < b", (), ()),
    ("<https://x.example>", "‹`https://x.example`>", (), ()),
    (f"[{A}](//x.example)", "[1] (//x.example)", (A,), ()),
    ("[a][3](//x.example)", "[a] (//x.example)", (), ("[3]",)),
    (f"As follows [{A}]: a [b]: c\n> [d]: //x", "As follows [1]: a [b]: c\n> [d] : //x", (A,), ()),
    ("Code `https://x.example` stays.", "Code `https://x.example` stays.", (), ()),
    ("A tick ` https://x.example", "A tick ˋ `https://x.example`", (), ()),
    ("Hidden\U000e0041\U000e0042 and \u202eturned", "Hidden and turned", (), ()),
    ("with the wharf, http: and www", "with the wharf, http: and www", (), ()),
    ("In (fiscal year 2024) it rose.", "In (fiscal year 2024) it rose.", (), ()),
    ("Item (3) of [sic] the [x] list [ ].", "Item (3) of [sic] the [x] list [ ].", (), ()),
    (f"Code `rows[3]` and `[{A}]` stay.", f"Code `rows[3]` and `[{A}]` stay.", (), ()),
    (f"``a ` [{A}]`` [{A}]", f"``a ` [{A}]`` [1]", (A,), ()),
    (f"A lone ` tick [{A}]\nnext", "A lone ˋ tick [1]\nnext", (A,), ()),
    (f"```python\nx[1] # [{A}]\n```\nAfter [{A}]", f"```python\nx[1] # [{A}]\n```\nAfter [1]", (A,), ()),
    (f"~~~\n[{A}]\n~~~\nAfter ~~[{A}]~~", f"~~~\n[{A}]\n~~~\nAfter ~~[1]~~", (A,), ()),
    (f"```\nnever closed [{A}]", f"```\nnever closed [{A}]", (), ()),
    ("An unclosed [m-ab", "An unclosed [m-ab", (), ()),
    (f"An unclosed [{A}", f"An unclosed [{A}", (), ()),
    (f"Nested [[{A}]].", "Nested [[1]].", (A,), ()),
    (f"| XLE | 8.2 % [{A}] |\n| XLK | 1 % [{B}] |", "| XLE | 8.2 % [1] |\n| XLK | 1 % [2] |", (A, B), ()),
    (f"Last reference stays [{A}] [{UNKNOWN}]", "Last reference stays [1]", (A,), (UNKNOWN,)),
    ("  Spaces   and\n\n lines  stay \n", "  Spaces   and\n\n lines  stay \n", (), ()),
    ("", "", (), ()),
]  # fmt: skip


@pytest.mark.parametrize(("prose", "expected", "cited", "removed"), CASES)
def test_markers_are_numbered(ledger, prose, expected, cited, removed):
    numbered = number_citations(prose, ledger)
    assert numbered.prose == expected
    assert tuple(item.id for item in numbered.cited) == cited
    assert numbered.removed == removed


@pytest.mark.parametrize("prose", [case[0] for case in CASES])
def test_every_split_gives_what_one_piece_gives(ledger, prose):
    expected = number_citations(prose, ledger)
    for split in range(len(prose) + 1):
        assert streamed([prose[:split], prose[split:]]) == (expected.prose, expected.cited, expected.removed)
    assert streamed(list(prose)) == (expected.prose, expected.cited, expected.removed)


FRAGMENTS = [
    f"[{A}]",
    f"[{B}, {UNKNOWN}]",
    "[3]",
    "[",
    "]",
    "(",
    ")",
    "`",
    "```",
    "\n",
    " ",
    "text",
    A,
    "[2](",
    f"({B})",
    "［1］",
    "①",
    "\u200b",
    "~~~",
    "<",
    "](",
    "https://x.example/a.",
    "htt",
    "www.",
    ":",
    "!",
]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(FRAGMENTS), max_size=14), st.lists(st.integers(1, 9), min_size=1, max_size=30)
)
def test_any_chunking_gives_what_one_piece_gives(fragments, sizes):
    prose = "".join(fragments)
    chunks, at = [], 0
    for size in sizes:
        chunks.append(prose[at : at + size])
        at += size
    expected = number_citations(prose, held())
    assert streamed([*chunks, prose[at:]]) == (expected.prose, expected.cited, expected.removed)


def test_text_without_markers_is_not_held_back(ledger):
    assert CitationStream(ledger).feed("The index rose 8.2 %.") == "The index rose 8.2 %."


def test_a_long_bracket_is_text(ledger):
    prose = "[" + "1, " * 400 + "1]"
    assert number_citations(prose, ledger).prose == prose


def streamed(chunks):
    stream = CitationStream(held())
    prose = "".join([*(stream.feed(chunk) for chunk in chunks), stream.close()])
    return prose, stream.cited, stream.removed


LIVE = [
    "![x](//x.example/p)",
    "[x](//x.example)",
    "<img src=//x.example>",
    "<https://x.example>",
    "https://x.example/p?q=1",
    "[a]: //x.example\n",
    "[a]",
    "[3](//x.example)",
    "<!--",
    "\n",
    "\n\n",
    "`",
    "``",
    "[",
    "]",
    "(",
    "!",
    " ",
    ":",
    f"[{A}]",
    "a",
    "\\",
    "|",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(LIVE), max_size=10))
def test_prose_is_inert_in_a_renderer_that_allows_everything(fragments):
    prose = number_citations("".join(fragments), held()).prose
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(prose)
    assert not re.search(r"<(?:a|img|!--)|<script", html)
    assert not re.search(r"https?://", re.sub(r"<code>.*?</code>|<pre>.*?</pre>", "", html, flags=re.DOTALL))
