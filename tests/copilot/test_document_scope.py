"""Which documents a question names, what it asks of them, and what changed between two of them."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.analyst.changes import asks_what_changed, changes_between
from copilot.analyst.days import days_in
from copilot.analyst.forecasts import asks_for_forecast
from copilot.analyst.reading import Part
from copilot.analyst.report_questions import companies_named
from copilot.analyst.scope import read_document_ask
from copilot.evidence import PassageEvidence

TODAY = date(2026, 1, 22)
KINDS, PUBLISHERS = ["minute", "statement"], ["Federal Reserve"]
COMPANIES = ["Intel Corporation", "Amazon.com, Inc.", "Apple Inc."]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("in July 2023", [(date(2023, 7, 1), date(2023, 7, 31))]),
        ("on 3 March 2020", [(date(2020, 3, 3), date(2020, 3, 3))]),
        ("May and June 2023", [(date(2023, 5, 1), date(2023, 5, 31)), (date(2023, 6, 1), date(2023, 6, 30))]),
        ("rates may rise", []),
        ("2023-06-14", [(date(2023, 6, 14), date(2023, 6, 14))]),
        ("in December", [(date(2025, 12, 1), date(2025, 12, 31))]),
    ],
)
def test_days_are_read_from_a_question(text: str, days: list[tuple[date, date]]) -> None:
    found = days_in(f"What happened {text}", TODAY)
    assert [(item.first, item.last) for item in found] == days


def test_a_follow_up_takes_day_and_topic_from_the_question_before() -> None:
    first = Part("What did the Fed say about its balance sheet in May 2022?", "")
    ask = read_document_ask(Part("and in the minutes?", "", before=first), KINDS, PUBLISHERS, TODAY)
    assert ask.kind == "minute"
    assert ask.days[0].first == date(2022, 5, 1)
    assert "balance sheet" in ask.topic


def test_a_bare_month_of_a_follow_up_is_of_the_same_year() -> None:
    first = Part("What did the FOMC decide in June 2023?", "")
    ask = read_document_ask(Part("and in July?", "", before=first), KINDS, PUBLISHERS, TODAY)
    assert ask.days[0].first == date(2023, 7, 1)
    assert "decide" in ask.topic


def test_a_central_bank_of_which_nothing_is_held_is_noticed() -> None:
    ask = read_document_ask(Part("What did the ECB decide in June 2023?", ""), KINDS, PUBLISHERS, TODAY)
    assert ask.stranger == "European Central Bank"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Intel's revenue", ["Intel Corporation"]),
        ("amazon or apple?", ["Amazon.com, Inc.", "Apple Inc."]),
        ("What is intelligence?", []),
    ],
)
def test_companies_are_found_by_what_people_call_them(text: str, named: list[str]) -> None:
    assert companies_named(text, COMPANIES)[0] == named


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("What will Apple's revenue be in 2026?", True),
        ("Where will rates be next year?", True),
        ("Is the Nasdaq going to fall?", True),
        ("What do analysts say rates will be?", False),
        ("What does the Fed expect inflation will do?", False),
        ("What was revenue in 2022?", False),
    ],
)
def test_forecasts_are_told_from_what_sources_expect(text: str, asks: bool) -> None:
    assert asks_for_forecast(text) is asks


def passage(text: str, number: int) -> PassageEvidence:
    return PassageEvidence(f"p-{number:012x}", f"d-{number}", "", "", "", "2023-01-01T00:00:00+00:00",
                           dated=True, doc_kind="statement", quote=text, start=0, end=len(text))  # fmt: skip


def test_equal_sentences_are_left_out_and_changed_ones_stand_side_by_side() -> None:
    before = passage(
        "Inflation remains elevated in recent months. The Committee decided to raise the target range.", 1
    )
    after = passage(
        "Inflation remains elevated in recent months. The Committee decided to maintain the target range.", 2
    )
    changes = changes_between([before], [after])
    assert [(item.before, item.after) for item in changes] == [
        (
            "The Committee decided to raise the target range.",
            "The Committee decided to maintain the target range.",
        )
    ]


def test_new_and_dropped_sentences_stand_alone() -> None:
    before = passage("The war in Ukraine weighs on supply chains everywhere.", 1)
    after = passage("Bank lending has tightened sharply since the spring.", 2)
    found = [(bool(item.before), bool(item.after)) for item in changes_between([before], [after])]
    assert found == [(False, True), (True, False)]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("What changed between the statements of May and June?", True),
        ("What is new in the May statement?", True),
        ("How did rates move in May?", False),
    ],
)
def test_questions_for_changes_are_recognised(text: str, asks: bool) -> None:
    assert asks_what_changed(text) is asks
