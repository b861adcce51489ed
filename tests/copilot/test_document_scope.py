"""Which documents a question names, what it asks of them, and what changed between two of them."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.analyst.changes import asks_what_changed, changes_between
from copilot.analyst.days import days_in, impossible_days
from copilot.analyst.forecasts import asks_for_forecast
from copilot.analyst.reading import Part
from copilot.analyst.report_questions import companies_named
from copilot.analyst.scope import read_document_ask
from copilot.analyst.votes import vote_question
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


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("where is the target range now", True),
        ("fed funds target range??", True),
        ("what's the fed's policy rate", True),
        ("what did participants say about the target range", False),
        ("target range in June 2022", False),
    ],
)
def test_a_bare_question_for_the_target_range_is_for_the_latest_statement(text: str, latest: bool) -> None:
    ask = read_document_ask(Part(text, ""), KINDS, PUBLISHERS, TODAY)
    assert (ask.publisher, ask.latest) == ("Federal Reserve", latest)


def test_the_day_of_the_next_meeting_is_looked_for_in_minutes() -> None:
    ask = read_document_ask(Part("When does the Fed meet next?", ""), KINDS, PUBLISHERS, TODAY)
    assert (ask.kind, ask.latest, ask.steps) == ("minute", True, 0)
    assert not asks_for_forecast("When will the Fed meet next?")


def test_a_day_that_no_calendar_has_is_told() -> None:
    assert impossible_days("Who voted against on 31 February 2024, and on 29 February 2024?") == [
        "31 February 2024"
    ]


def test_two_digits_after_a_month_may_be_a_year() -> None:
    (found,) = days_in("who dissented sept 24", TODAY)
    assert found.first == found.last
    assert found.or_else == (date(2024, 9, 1), date(2024, 9, 30))


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("Was anybody absent from the vote?", "Absent and not voting was Adriana D. Kugler."),
        ("Did an alternate vote?", "Neel Kashkari voted as an alternate member at this meeting."),
        ("Who voted no?", "Voting against this action was Esther L. George, who preferred more."),
        (
            "What did Miran want?",
            "Governor Miran preferred to lower the target range by 1/2 percentage point.",
        ),
    ],
)
def test_votes_are_answered_by_the_sentence_that_tells_it(topic: str, text: str) -> None:
    question = vote_question(topic)
    assert question is not None
    assert question.written.search(text)


def test_none_against_is_no_vote_against() -> None:
    question = vote_question("Who voted against?")
    assert question is not None
    assert not question.written.search("Voting against this action: None.")
