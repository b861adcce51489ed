"""What is a near-copy of a text, and what only looks like one."""

from __future__ import annotations

import csv
import random
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from vectorstore.near_copies import compare, fingerprint

DEMO = Path(__file__).parents[2] / "copilot" / "demo" / "articles"
STATEMENTS = Path(__file__).parents[2].parent / "shared" / "data" / "fomc" / "communications.csv"
STORY = (
    "Small companies led the market on Thursday as traders priced in further rate cuts. The Russell 2000 rose 0.76 % to"
    " 2,718.77, its best close of the year, while the S&P 500 added 0.55 %. Analysts said that floating-rate debt makes"
    " small firms the first to gain when the central bank eases. Energy led the sector funds before materials, and"
    " financials came last. Volume was above the average of the last 30 days, and breadth was the best since November."
    " Strategists warned that the lead rests on a few weeks of data and that earlier leads of this kind were given back"
    " within a quarter in three of eight cases. The next test comes with the earnings of regional banks on 29 January."
)


def is_copy(one: str, other: str) -> bool:
    """Whether the pair is found and taken for copies, in both directions."""
    a, b = fingerprint(one), fingerprint(other)
    assert compare(a, b) == compare(b, a)
    return bool(set(a.bands.tolist()) & set(b.bands.tolist())) and compare(a, b).is_copy


@pytest.mark.parametrize(
    "other",
    [
        STORY.upper(),
        STORY.replace(". ", ".\n\n"),
        f"(Example Wire) - {STORY} Reporting by A. Writer. All rights reserved.",
        " ".join(STORY.split()[: len(STORY.split()) // 2]),
        STORY.replace("led the market", "were ahead")
        .replace("Analysts said", "Observers note")
        .replace("warned", "said"),
        STORY.replace("0.76 %", "0.76 percent").replace("2,718.77", "2718.77"),
        STORY.replace(" Energy led the sector funds before materials, and financials came last.", ""),
    ],
    ids=[
        "case",
        "line breaks",
        "agency lines",
        "cut off",
        "words edited",
        "figures written otherwise",
        "a sentence less",
    ],
)
def test_edits_of_carriers_make_near_copies(other):
    assert is_copy(STORY, other)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0.76 %", "0.67 %"),
        ("30 days", "90 days"),
        ("Thursday", "Friday"),
        ("since November", "since October"),
        ("three of eight", "four of eight"),
        ("29 January", "30 January"),
        ("Russell 2000 rose", "Russell 2000 fell"),
    ],
)
def test_another_figure_date_or_direction_is_another_text(old, new):
    assert not is_copy(STORY, STORY.replace(old, new))


def test_one_of_two_equal_figures_that_was_changed_is_noticed():
    text = f"{STORY} It rose 3 % over the 12 months to May. Bonds lost 1 % over the 12 months to May."
    assert not is_copy(text, text.replace("12 months", "24 months", 1))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "", False),
        ("", STORY, False),
        ("Gold rose by 2 %.", "GOLD rose, by 2 %", True),
        ("Gold rose by 2 %.", "Gold rose by 3 %.", False),
        ("Gold rose.", "Gold rose. Oil fell. Copper was little changed in thin trade.", False),
        ("株価は上昇した。", "株価は上昇した。", True),
        ("\ud800 odd", "\ud800 odd", True),
    ],
)
def test_short_texts_are_copies_only_where_they_say_the_same(one, other, expected):
    assert is_copy(one, other) == expected


def test_long_texts_are_compared_by_samples():
    generator = random.Random(5)
    words = ["".join(generator.choices("abcdefghijk", k=4)) for _ in range(30_000)]
    text = " ".join(words)
    assert is_copy(text, " ".join(words[:15_000]))
    assert compare(fingerprint(text), fingerprint(" ".join(words[:15_000]))).size_ratio == pytest.approx(
        0.5, abs=0.05
    )
    assert not is_copy(text, " ".join(words[:3_000]))


def test_fingerprint_is_the_same_on_every_machine_and_with_every_version():
    """Fingerprints are kept in libraries: where this fails, old ones must be made anew by a migration."""
    made = fingerprint(STORY)
    assert (made.bands[0], made.bands[-1], made.shingles[0], made.figures[0]) == (
        -1331235395941813324,
        2914295795646331942,
        19539715,
        2171765452768240946,
    )


def test_demo_has_one_near_copy():
    texts = {path.stem: path.read_text("utf-8").split("---", 2)[2] for path in sorted(DEMO.glob("*.md"))}
    found = [pair for pair in combinations(texts, 2) if is_copy(texts[pair[0]], texts[pair[1]])]
    assert found == [("2026-01-22-closing-levels-wire", "2026-01-22-closing-levels")]


@pytest.mark.real_data
def test_policy_statements_that_share_most_words_are_told_apart():
    if not STATEMENTS.exists():
        pytest.skip(f"{STATEMENTS} is missing")
    csv.field_size_limit(1 << 30)
    with STATEMENTS.open(encoding="utf-8", newline="") as file:
        texts = [
            row["Text"]
            for row in csv.DictReader(file)
            if row["Type"] == "Statement" and row["Text"].strip() != "None"
        ]
    made = [fingerprint(text) for text in texts]
    assert max(compare(*pair).containment for pair in pairwise(made)) > 0.95
    assert not any(compare(*pair).is_copy for pair in combinations(made, 2))
