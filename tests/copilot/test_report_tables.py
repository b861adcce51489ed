"""Figures out of the tables of reports: the right row, column, period and scale, or none."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.reports.columns import Span, columns_of
from copilot.reports.lines import SURE, line_of, line_words, score
from copilot.reports.periods import AskedPeriod, ReportPeriod, asked_periods, ends_of, in_words
from copilot.reports.tables import Row, rows_of
from vectorstore.labels import Period

REPORT = """
### Consolidated Statements of Operations (Unaudited)

(In millions, except number of shares, which are reflected in thousands, and per share amounts)

| | Three Months Ended | | Nine Months Ended |
| | July 1, 2023 | June 25, 2022 | July 1, 2023 | June 25, 2022 |
| Net sales: |
| Products | $60,584 | $63,355 | $230,901 | $245,241 |
| Services | 21,213 | 19,604 | 62,886 | 58,941 |
| Total net sales | 81,797 | 82,959 | 293,787 | 304,182 |
| Cost of sales: |
| Services | 6,248 | 5,589 | 18,370 | 16,411 |
| Earnings per share: |
| Diluted | $1.26 | $1.20 | $4.67 | $4.82 |
| Shares used in computing earnings per share: |
| Diluted | 15,775,021 | 16,262,203 | 15,859,263 | 16,394,937 |

### Consolidated Balance Sheets

(In millions)

| | July 1, 2023 | September 24, 2022 |
| Total assets | $335,038 | $352,755 |
"""


def best_row(words: str) -> Row:
    line = line_of(words)
    return max(rows_of(REPORT), key=lambda row: score(row, line))


@pytest.mark.parametrize(
    ("heads", "spans"),
    [
        (
            [
                ["", "Three Months Ended", "", "Nine Months Ended"],
                ["", "Oct 1, 2022", "Sep 25, 2021", "Oct 1, 2022"],
            ],
            [(date(2022, 10, 1), 3), (date(2021, 9, 25), 3), (date(2022, 10, 1), 9)],
        ),
        (
            [["", "Three Months Ended March 31,"], ["", "2022", "2023"]],
            [(date(2022, 3, 31), 3), (date(2023, 3, 31), 3)],
        ),
        (
            [["(In millions)", "2023", "Three Months Ended March 31, 2022", "Percentage Change"]],
            [(date(2023, 3, 31), 3), (date(2022, 3, 31), 3), None],
        ),
        (
            [["Three Months Ended September 30,", "2022", "2021"]],
            [(date(2022, 9, 30), 3), (date(2021, 9, 30), 3)],
        ),
        ([["", "December 31, 2022", "Level 1"]], [(date(2022, 12, 31), 0), None]),
    ],
)
def test_heads_tell_what_the_columns_are_about(
    heads: list[list[str]], spans: list[tuple[date, int] | None]
) -> None:
    width = max(len(row) for row in heads) if len(heads) == 1 else len(heads[-1])
    found = [column.span for column in columns_of(heads, width)]
    assert found == [Span(*span) if span else None for span in spans]


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("revenue", "81,797"),
        ("net sales", "81,797"),
        ("diluted eps", "$1.26"),
        ("earnings per diluted share", "$1.26"),
        ("services revenue", "21,213"),
        ("services cost of sales", "6,248"),
        ("total assets", "$335,038"),
    ],
)
def test_a_line_is_found_by_what_people_call_it(words: str, cell: str) -> None:
    row = best_row(line_words(words))
    assert score(row, line_of(line_words(words))) >= SURE
    assert row.cells[1] == cell


def test_a_row_has_its_own_scale() -> None:
    scales = {(row.group, row.label): row.scale for row in rows_of(REPORT)}
    assert scales["Net sales", "Total net sales"] == "millions"
    assert scales["Earnings per share", "Diluted"] == ""
    assert scales["Shares used in computing earnings per share", "Diluted"] == "thousands"


def test_what_narrows_a_line_must_be_in_the_row() -> None:
    assert score(best_row("grocery revenue"), line_of("grocery revenue")) < SURE


REPORTS = [
    ReportPeriod(date(2022, 9, 30), frozenset({Period(2022, 3)}), Period(2023, 1)),
    ReportPeriod(date(2023, 3, 31), frozenset({Period(2023, 1)}), Period(2023, 3)),
]


@pytest.mark.parametrize(
    ("text", "end", "months"),
    [
        ("Q3 2022", date(2022, 9, 30), 3),
        ("fiscal Q3 2023", date(2023, 3, 31), 3),
        ("the third quarter of fiscal 2022", date(2022, 4, 1), 3),
        ("the nine months ended March 31, 2023", date(2023, 3, 31), 9),
        ("at the end of March 2023", date(2023, 3, 31), None),
        ("the March quarter of 2023", date(2023, 3, 31), 3),
        ("the latest quarter", date(2023, 3, 31), 3),
    ],
)
def test_a_period_is_read_for_the_company(text: str, end: date, months: int | None) -> None:
    asked, _ = asked_periods(text)
    assert (ends_of(asked[0], REPORTS)[0], asked[0].months) == (end, months)


def test_a_year_earlier_is_a_second_period() -> None:
    asked, rest = asked_periods("sales in Q1 2023 against a year earlier")
    assert [ends_of(each, REPORTS)[0] for each in asked] == [date(2023, 3, 31), date(2022, 4, 1)]
    assert "2023" not in rest


@pytest.mark.parametrize(
    "asked",
    [
        AskedPeriod(year=2022, quarter=3, months=3),
        AskedPeriod(year=2023, month=6, months=9),
        AskedPeriod(year=2023, month=3, day=1),
        AskedPeriod(year=2023, quarter=1, months=3, calendar=False, years_back=1),
        AskedPeriod(months=3),
    ],
)
def test_a_period_in_words_reads_as_itself(asked: AskedPeriod) -> None:
    assert asked_periods(in_words(asked))[0][-1] == asked


GROUPED = """
### Operating Segments

| | Three Months Ended |
| (In Millions) | Sep 30, 2023 | Oct 1, 2022 |
| Net revenue: |
| Client Computing |
| Desktop | $2,753 | $3,222 |
| Notebook | 4,503 | 4,408 |
| Other | 611 | 498 |
| | 7,867 | 8,128 |
| Data Center and AI | 3,814 | 4,255 |
| Total net revenue | $11,681 | $12,383 |
| Operating income: |
| Client Computing | $2,073 | $1,447 |
"""


def test_a_row_of_sums_without_a_label_is_the_total_of_its_group_and_ends_it() -> None:
    found = {(row.label, row.group): row.cells[1] for row in rows_of(GROUPED)}
    assert found["Client Computing", "Net revenue"] == "7,867"
    assert found["Data Center and AI", "Net revenue"] == "3,814"
    assert found["Client Computing", "Operating income"] == "$2,073"


def test_a_row_without_a_label_that_sums_up_nothing_is_left_out() -> None:
    rows = rows_of(GROUPED.replace("7,867", "7,900"))
    assert all(row.cells[1] != "7,900" for row in rows)


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("rev for q3 fy24 (ended oct 29 2023)", [(2023, 0, 10)]),
        ("Q3 2022, i.e. the quarter ended Oct 30, 2022", [(2022, 0, 10)]),
        ("Q3 2023 (quarter ended Sep 30)", [(2023, 3, 0)]),
        ("quarters ended Sep 30 2023 and 2022", [(2023, 0, 9), (2022, 0, 9)]),
        ("Q2 and Q3 2023", [(2023, 2, 0), (2023, 3, 0)]),
        ("quarter ended 9/30/2023", [(2023, 0, 9)]),
        ("the sept-23 quarter", [(2023, 0, 9)]),
        ("FQ3 2024", [(2024, 3, 0)]),
        ("three months to 1 July 2023 and three months to 1 April 2023", [(2023, 0, 7), (2023, 0, 4)]),
    ],
)
def test_a_period_told_twice_or_in_short_is_one_period(
    text: str, periods: list[tuple[int, int, int]]
) -> None:
    asked, rest = asked_periods(f"revenue {text}")
    assert [(one.year, one.quarter, one.month) for one in asked] == periods
    assert not any(sign.isdigit() for sign in rest)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("gross margin %", "gross profit"),
        ("operating margin", "operating income"),
        ("gross margin", ""),
        ("net income", ""),
    ],
)
def test_a_margin_knows_the_line_that_it_is_a_share_of(words: str, part: str) -> None:
    assert line_of(line_words(words)).part == part
