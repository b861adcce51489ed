"""The embedded analyst on the demo, and on real statements and series."""

import csv
import re
from pathlib import Path

import pytest

from copilot.agent import Copilot
from copilot.demo import demo_folder
from copilot.settings import Settings
from copilot.workspace import Workspace
from ingest.jobs import DocumentOptions, ingest_paths
from market.periods import parse_as_of

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A copilot over the demo's articles and tables, with the shipped embedding model."""
    with Workspace(Settings(home=tmp_path_factory.mktemp("demo"))) as workspace:
        folders = [demo_folder() / "articles", demo_folder() / "tables"]
        report = ingest_paths(workspace.library, workspace.tables, folders, DocumentOptions())
        assert report.ok, report.refused
        yield Copilot(workspace)


def asked(copilot, question, day="2026-01-22"):
    return copilot.ask(question, as_of=parse_as_of(day))


def metrics_of(answer):
    return [item.metric for item in answer.citations if item.kind == "receipt"]


def figures_of(answer, verdict):
    return [figure.text for figure in answer.figures if figure.verdict == verdict]


def test_relative_return_is_computed_and_reasons_are_quoted(demo):
    answer = asked(demo, "How did the Russell 2000 do against the Nasdaq this year?")
    assert figures_of(answer, "computed")[:3] == ["+9.54 %", "+0.83 %", "8.71 percentage points"]
    assert metrics_of(answer) == ["relative_return"]
    quotes = [item for item in answer.citations if item.kind == "passage"]
    assert quotes
    shown = " ".join(re.sub(r"\s+", " ", item.quote) for item in quotes)
    assert all(words in shown for words in re.findall("“(.+?)”", answer.prose))
    for item in quotes:
        assert demo.workspace.library.document(item.document_id).text[item.start : item.end] == item.quote


@pytest.mark.parametrize(
    "question",
    [
        "small caps vs the nasdaq ytd",
        "By how much do small caps lead the Nasdaq Composite so far this year?",
        "what's the gap between the R2K and the Nasdaq since the end of December",
        "Compare ^RUT with ^IXIC between 2025-12-31 and 2026-01-22.",
    ],
)
def test_the_same_question_in_other_words_has_the_same_figures(demo, question):
    answer = asked(demo, question)
    assert {"+9.54 %", "+0.83 %", "8.71 percentage points"} <= set(figures_of(answer, "computed"))


@pytest.mark.parametrize(
    ("question", "day", "metric", "figure"),
    [
        ("Where did the Dow close?", "2026-01-22", "last_close", "49,384.01"),
        ("How did small caps do in the latest session?", "2026-01-23", "session_change", "1.82 %"),
        ("Which sectors lead this year?", "2026-01-22", "ranking", "+9.39 %"),
        ("sp500 ytd", "2026-01-22", "price_return", "+0.99 %"),
        ("What is the price target for Applied Materials?", "2026-01-23", "ratings", "$395.00"),
        ("How big is Fox by market value?", "2026-01-23", "fundamentals", "$32.10 billion"),
        ("What is the Energy sector score?", "2026-01-23", "series_value", "68.10"),
    ],
)
def test_metric_is_chosen_by_what_is_asked(demo, question, day, metric, figure):
    answer = asked(demo, question, day)
    assert metrics_of(answer) == [metric]
    assert figure in figures_of(answer, "computed")


@pytest.mark.parametrize(
    ("question", "publisher", "words"),
    [
        ("What does KPMG say about bonds?", "KPMG", "bond market may not respond"),
        ("What did Jefferson say about the balance sheet?", "Federal Reserve", "concluded the reduction"),
        ("What is the GDP forecast for 2026?", "RSM US", "grow 2.2%"),
        ("tell me about inflows by market cap", "MoneyFlows", "$500 million"),
    ],
)
def test_documents_are_quoted_word_for_word(demo, question, publisher, words):
    answer = asked(demo, question, "2026-01-23")
    assert publisher in {item.publisher for item in answer.citations if item.kind == "passage"}
    assert words in answer.prose
    assert not figures_of(answer, "unsupported")


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2022 World Cup?",
        "who won the world cup",
        "What is the capital of France?",
        "What did Tesla report last quarter?",
        "How do I bake sourdough bread?",
        "hello",
        "asdf qwer zxcv",
        "Return of the Nikkei 225 in 1987?",
    ],
)
def test_what_library_and_tables_do_not_hold_is_refused_in_one_sentence(demo, question):
    answer = asked(demo, question)
    assert answer.refused, answer.prose
    assert answer.citations == ()
    assert answer.prose.endswith(".")
    assert not re.search(r"[.!?]\s+[A-Z]", answer.prose)


def test_what_was_published_or_known_later_stays_unseen(demo):
    answer = asked(demo, "How did the Russell 2000 end January 2026?")
    assert "5.31" not in answer.prose
    assert all(item.published_at <= "2026-01-23T05:00" for item in answer.citations if item.kind == "passage")
    assert figures_of(asked(demo, "Russell 2000 year to date", "2026-01-30"), "computed")[0] == "+5.31 %"
    assert asked(demo, "What is the price target for Fortinet?", "2026-01-22").refused


def test_part_that_fails_is_told_and_the_other_is_answered(demo):
    answer = asked(demo, "Where did the Dow close and how did the Nikkei do in 1987?")
    assert "49,384.01" in answer.prose
    assert "On “how did the Nikkei do in 1987”" in answer.prose


def test_several_parts_are_answered_in_order(demo):
    answer = asked(demo, "Where did the Dow close, and what does KPMG say about bonds?")
    assert answer.prose.index("49,384.01") < answer.prose.index("KPMG")


def test_same_question_gives_the_same_answer(demo):
    first, second = (asked(demo, "Why are small caps up this year?") for _ in range(2))
    assert (first.prose, first.citations, first.figures) == (second.prose, second.citations, second.figures)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Should I buy small caps?", "no investment advice"),
        ("Where was the Nasdaq some decades ago?", "do not understand the time"),
    ],
)
def test_what_it_does_not_do_is_said(demo, question, said):
    answer = asked(demo, question)
    assert metrics_of(answer) == []
    assert said in answer.prose


@pytest.mark.parametrize(
    "question",
    [
        "What was the volatility of the Nasdaq this year?",
        "What is the worst week of the Russell 2000 this year?",
        "How will the S&P 500 do next month?",
        "How did the Dow do since the last election?",
    ],
)
def test_no_other_measure_and_no_other_time_is_computed(demo, question):
    assert metrics_of(asked(demo, question)) == []


def test_each_period_that_is_named_is_computed(demo):
    answer = asked(demo, "Compare the Russell 2000 in January 2026 with the past 5 sessions", "2026-01-30")
    assert figures_of(answer, "computed")[0] == "+5.31 %"
    assert metrics_of(answer) == ["price_return", "price_return"]


def test_follow_ups_lean_on_the_question_before(demo):
    conversation = demo.workspace.conversations.create(as_of=parse_as_of("2026-01-22"))
    said = [
        figures_of(demo.ask(question, conversation_id=conversation.id), "computed")[0]
        for question in (
            "How did the Russell 2000 do this year?",
            "and the Nasdaq?",
            "and in the past 5 sessions?",
        )
    ]
    assert said[:2] == ["+9.54 %", "+0.83 %"]
    assert said[2] not in said[:2]


def test_digits_of_a_name_are_no_figure(demo):
    texts = [figure.text for figure in asked(demo, "sp500 ytd").figures]
    assert "500" not in texts


@pytest.mark.real_data
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not beside the project")
def test_latest_statement_and_yield_as_of_a_sunday(tmp_path):
    source = SHARED / "fomc" / "communications.csv"
    with source.open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if "2021-12" <= row["Date"] < "2022-06" and row["Type"] == "Statement"
        ]
    statements = tmp_path / "statements.csv"
    with statements.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with Workspace(Settings(home=tmp_path / "home")) as workspace:
        paths = [statements, SHARED / "market" / "fred" / "DGS10.csv"]
        options = DocumentOptions(publisher="Federal Reserve")
        assert ingest_paths(workspace.library, workspace.tables, paths, options).ok
        question = "What did the Fed decide in its latest statement, and where is the ten-year yield?"
        answer = asked(Copilot(workspace), question, "2022-03-20")
    assert (
        "decided to raise the target range for the federal funds rate to 1/4 to 1/2 percent" in answer.prose
    )
    assert "2.14 %" in figures_of(answer, "computed")
    passages = [item for item in answer.citations if item.kind == "passage"]
    assert {item.published_at[:10] for item in passages} == {"2022-03-17"}, (
        "the end of 16 March in New York, in UTC"
    )
    assert all(item.window["end"] <= "2022-03-20" for item in answer.citations if item.kind == "receipt")
    assert not figures_of(answer, "unsupported")
