"""A figure of another company, time, measure or row does not tie out; the right one in other words does."""

import pytest

from copilot.evidence import PassageEvidence, ReceiptEvidence
from copilot.tieout import check

REPORT = """| (In millions) | Three Months Ended | | Six Months Ended | |
| | April 1, 2023 | March 26, 2022 | April 1, 2023 | March 26, 2022 |
| Total net sales | $94,836 | $97,278 | $211,990 | $221,223 |
| Cost of sales | 52,860 | 54,719 | 119,682 | 124,000 |
| Operating income | 28,318 | 29,979 | 64,334 | 71,000 |
| Net income | 24,160 | 25,010 | 54,158 | 59,640 |
| iPhone | 51,334 | 50,570 | 117,109 | 122,198 |
| Mac | 7,168 | 10,435 | 14,903 | 21,287 |"""
NEWS = (
    "Apple's revenue rose to $94.8 billion in 2023 from $90.1 billion in 2022, while Intel's revenue fell to "
    "$54.2 billion in 2023. Inflation was 3.4 percent in December 2023 compared with 6.5 percent a year earlier."
)


def passage(quote, **fields):
    known = {
        "id": "p-aaaaaaaaaaaa", "document_id": "d-0123456789ab", "title": "Markets", "publisher": "The Paper",
        "url": "", "published_at": "2024-01-22T21:00:00+00:00", "dated": True, "doc_kind": "article",
        "quote": quote, "start": 0, "end": len(quote),
    }  # fmt: skip
    return PassageEvidence(**{**known, **fields})


def receipt(metric, rows, columns, *, window=("2025-12-31", "2026-01-22"), hex_digit="b"):
    return ReceiptEvidence(
        id=f"m-{hex_digit * 12}",
        metric=metric,
        title=metric.replace("_", " ").capitalize(),
        metric_hash="0" * 64,
        params={},
        as_of="2026-01-23T04:59:59.999999+00:00",
        window={"start": window[0], "end": window[1]} if window else None,
        value=next(cell for cell in rows[0].values() if isinstance(cell, float)),
        unit="%",
        columns=tuple({"name": name, "unit": unit, "description": told} for name, unit, told in columns),
        rows=tuple(rows),
        tables={},
        sources=(),
        sql="SELECT 1",
        notes=(),
        hash="1" * 64,
    )


FILING = passage(
    REPORT,
    company="Apple Inc.",
    title="2023 Q2 AAPL",
    form="10-Q",
    period_end="2023-04-01",
    doc_kind="filing",
)
ARTICLE = passage(NEWS)
NAMES = [
    ("symbol", "text", ""),
    ("name", "text", ""),
    ("benchmark", "text", ""),
    ("benchmark_name", "text", ""),
]
SPREAD = receipt(
    "relative_return",
    [{"symbol": "^RUT", "name": "Russell 2000", "benchmark": "^IXIC", "benchmark_name": "Nasdaq Composite",
      "spread_pp": 8.71, "return_pct": 9.54, "benchmark_return_pct": 0.83}],
    [*NAMES, ("spread_pp", "pp", "the instrument's return less the benchmark's"), ("return_pct", "%", "the return"),
     ("benchmark_return_pct", "%", "the benchmark's return")],
)  # fmt: skip
RISK = receipt(
    "volatility",
    [{"symbol": "AAPL", "name": "Apple Inc.", "volatility_pct": 27.5}],
    [("symbol", "text", ""), ("name", "text", ""), ("volatility_pct", "%", "annualised volatility of the returns")],
)  # fmt: skip

TIES = [
    ("Apple's net sales were $94.8 billion in the second quarter of 2023 [1].", FILING),
    ("Apple's revenue came to $94,836 million [1].", FILING),
    ("Turnover was $94.8 billion [1].", FILING),
    ("Sales of the iPhone maker were $94.8 billion in the quarter to April 2023 [1].", FILING),
    ("A year earlier, in the quarter ended March 26, 2022, revenue was $97.3 billion [1].", FILING),
    ("Sales of $94.8 billion and a net profit of $24.2 billion [1].", FILING),
    ("iPhone sales were $51.3 billion [1].", FILING),
    ("iPhone sales rose 1.5 % [1].", FILING),
    ("In the six months ended April 1, 2023, Apple sold Macs for $14.9 billion [1].", FILING),
    (
        "Net sales fell 2.5 % to $94.8 billion in Q2 2023, while net income slipped 3.4 % to $24.2 billion [1].",
        FILING,
    ),
    (
        "In the quarter ended April 1, 2023 sales were $94.8 billion, down from $97.3 billion a year earlier [1].",
        FILING,
    ),
    ("The company earned $24.2 billion, after $25.0 billion in the second quarter of 2022 [1].", FILING),
    ("iPhone revenue of $51.3 billion made up 54 % of Apple's total in the quarter [1].", FILING),
    ("Operating income was $28.3 billion, or 29.9 % of net sales [1].", FILING),
    ("Apple's revenue was $94.8 billion in 2023 [1].", ARTICLE),
    ("Apple had revenue of $90.1 billion in 2022 [1].", ARTICLE),
    ("Intel's sales were $54.2 billion in 2023 [1].", ARTICLE),
    ("Consumer prices rose 3.4 percent in December 2023 [1].", ARTICLE),
    ("Inflation stood at 6.5 percent in 2022 [1].", ARTICLE),
    ("The Russell 2000 is up 9.54 % this year [1].", SPREAD),
    ("Small caps returned 9.54 % in January 2026 [1].", SPREAD),
    ("The Nasdaq gained 0.83 % [1].", SPREAD),
    ("Apple's volatility is 27.5 % [1].", RISK),
    ("AAPL swings by 27.5 % a year [1].", RISK),
]


@pytest.mark.parametrize(("prose", "evidence"), TIES)
def test_the_right_figure_ties_out_in_other_words_too(prose, evidence):
    assert {figure.verdict for figure in check(prose, [evidence])} <= {"quoted", "computed", "derived"}


CONFLICTS = [
    # another company
    ("Intel's net sales were $94.8 billion [1].", FILING, "Apple Inc."),
    ("Revenue at Microsoft was $94.8 billion in the second quarter of 2023 [1].", FILING, "Apple Inc."),
    ("Intel's revenue was $94.8 billion in 2023 [1].", ARTICLE, "apple"),
    ("The Nasdaq gained 9.54 % [1].", SPREAD, "russell 2000"),
    ("The Russell 2000 rose 0.83 % [1].", SPREAD, "nasdaq composite"),
    # another time
    ("Apple's net sales were $94.8 billion in 2022 [1].", FILING, "April 2023"),
    ("Apple's net sales were $94.8 billion in the third quarter of 2023 [1].", FILING, "2023"),
    ("Apple's net sales were $94.8 billion in the six months ended April 1, 2023 [1].", FILING, "2023"),
    ("Apple's revenue was $94.8 billion in 2022 [1].", ARTICLE, "2023"),
    ("Inflation was 6.5 percent in December 2023 [1].", ARTICLE, "2022"),
    ("The Russell 2000 rose 9.54 % in 2024 [1].", SPREAD, "2025-12-31 to 2026-01-22"),
    # another measure or row
    ("Apple's net income was $94.8 billion [1].", FILING, "revenue"),
    ("Apple's net profit was $94.8 billion in 2023 [1].", ARTICLE, "revenue"),
    ("Mac sales were $51.3 billion [1].", FILING, "Mac is 7,168"),
    ("The maximum drawdown of Apple was 27.5 % [1].", RISK, "volatility"),
]


@pytest.mark.parametrize(("prose", "evidence", "told"), CONFLICTS)
def test_the_same_number_of_another_thing_is_conflicting(prose, evidence, told):
    (figure,) = check(prose, [evidence])
    assert (figure.verdict, told in figure.step) == ("conflicting", True), figure.step


def test_two_figures_that_were_exchanged_are_both_conflicting():
    figures = check("Net sales of $24.2 billion and net income of $94.8 billion [1].", [FILING])
    assert [figure.verdict for figure in figures] == ["conflicting", "conflicting"]


def test_a_figure_of_2023_does_not_support_one_of_2022_of_another_company():
    prose = "Intel's revenue was $94.8 billion in 2022 [1]."
    assert check(prose, [FILING])[0].verdict == "conflicting"


def test_what_is_quoted_word_for_word_is_not_read_again():
    quote = "Our rivals' sales fell. In 2019, Foo's revenue, then Bar's, was $5.5 billion by 2020."
    prose = f"The paper says: “{quote}” [1]"
    assert [f.verdict for f in check(prose, [passage(quote, company="Baz Corp.")])] == ["quoted"]


def test_a_row_that_is_quoted_is_checked_by_its_own_label_and_columns():
    prose = "| | April 1, 2023 | March 26, 2022 |\n|---|---|---|\n| Net sales | $94,836 | $97,278 | [1]"
    question = "What was Apple's net income in the second quarter of 2023?"
    assert [f.verdict for f in check(prose, [FILING], question)] == ["quoted", "quoted"]
    exchanged = prose.replace("$94,836 | $97,278", "$97,278 | $94,836")
    assert [f.verdict for f in check(exchanged, [FILING], question)] == ["conflicting", "conflicting"]
