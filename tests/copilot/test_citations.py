"""Ids in prose become numbers, whatever the pieces in which the prose arrives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    ("A link [text](https://x.example/a) stays.", "A link [text](https://x.example/a) stays.", (), ()),
    ("A link [3](https://x.example/a) stays.", "A link [3](https://x.example/a) stays.", (), ()),
    ("In (fiscal year 2024) it rose.", "In (fiscal year 2024) it rose.", (), ()),
    ("Item (3) of [sic] the [x] list [ ].", "Item (3) of [sic] the [x] list [ ].", (), ()),
    (f"Code `rows[3]` and `[{A}]` stay.", f"Code `rows[3]` and `[{A}]` stay.", (), ()),
    (f"``a ` [{A}]`` [{A}]", f"``a ` [{A}]`` [1]", (A,), ()),
    (f"A lone ` tick [{A}]\nnext", "A lone ` tick [1]\nnext", (A,), ()),
    (f"```python\nx[1] # [{A}]\n```\nAfter [{A}]", f"```python\nx[1] # [{A}]\n```\nAfter [1]", (A,), ()),
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
