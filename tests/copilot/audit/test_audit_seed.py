"""The report that the product answers to: what is wrong in it is found, and what ties out is said."""

from pathlib import Path

import pytest

from copilot.audit import audit
from market.periods import parse_as_of

SEED = Path(__file__).parents[4] / "shared" / "data" / "seed" / "small_cap_resurgence.txt"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not SEED.exists(), reason="the report is not in ../shared/data"),
]


@pytest.fixture(scope="module")
def result(market_workspace):
    return audit(SEED.read_text(encoding="utf-8"), market_workspace, parse_as_of("2026-01-24"))


def places(result, kind):
    return [
        result.text[span.start : span.end]
        for finding in result.findings
        if finding.kind == kind
        for span in (finding.spans if kind in ("uncited", "no_session", "table_value") else finding.spans[:1])
    ]


def test_the_lead_that_its_own_figures_contradict(result):
    (lead, again) = (finding for finding in result.findings if finding.kind == "arithmetic")
    assert "nearly 3 percentage points" in lead.sentence
    assert "8.2% less 1.8% is 6.4 points" in lead.reason
    assert "8.2% year-to-date outperformance" in again.sentence


def test_closes_and_moves_that_no_session_shows(result):
    assert {"6,923.58", "23,555.85", "49,162.07", "2,684.13"} <= set(places(result, "no_session"))
    assert {"0.23%", "0.49%", "0.21%", "1.05%", "1.25%", "1.48%"} <= set(places(result, "no_session"))
    assert {"8.2%", "1.2%", "1.8%"} <= set(places(result, "table_value"))


def test_figures_without_a_citation(result):
    assert {"49,162.07", "2,684.13", "$395", "$100", "$165", "$700", "$13.4B", "8.2%"} <= set(
        places(result, "uncited")
    )


def test_the_source_that_is_never_cited(result):
    (never,) = (finding for finding in result.findings if finding.kind == "never_cited")
    assert "MarketWatch" in never.sentence
    assert {ref.label: ref.cited for ref in result.references}["2"] == 0


def test_sources_that_do_not_match(result):
    assert set(places(result, "source_mismatch")) == {"RSM US", "Goldman Sachs", "MoneyFlows", "KPMG"}


def test_dates_before_the_index_and_a_rating_that_is_none(result):
    assert places(result, "before_first_day") == ["since 1928", "since 1928"]
    assert places(result, "wrong_rating") == ["Procter & Gamble"]


def test_figures_that_tie_out_are_told_with_evidence(result):
    tied = {figure.text for figure in result.tied}
    assert {
        "68.1",
        "66.5",
        "64.9",
        "$395",
        "$100",
        "$165",
        "$700",
        "44.5%",
        "$3.4B",
        "13.9%",
        "3.25%",
        "2.2%",
    } <= tied
    assert all(figure.evidence for figure in result.tied)


def test_a_year_to_date_that_no_close_gives_follows_from_a_close_that_no_session_shows(result):
    reasons = [finding.reason for finding in result.findings if finding.kind == "table_value"]
    assert any("the report's own close of 2,684.13 gives it (+8.15 %)" in reason for reason in reasons)
