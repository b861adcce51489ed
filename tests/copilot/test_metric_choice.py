"""Which metric the embedded analyst chooses, with which arguments, for questions that stand in no metric's file."""

import pytest

from copilot.analyst.model import Desk
from copilot.demo import demo_folder
from copilot.settings import Settings
from copilot.workspace import Workspace
from ingest.jobs import DocumentOptions, ingest_paths
from market.metrics import load_metrics
from market.periods import parse_as_of


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with Workspace(Settings(home=tmp_path_factory.mktemp("demo"))) as workspace:
        report = ingest_paths(
            workspace.library, workspace.tables, [demo_folder() / "tables"], DocumentOptions()
        )
        assert report.ok, report.refused
        yield Desk(workspace, parse_as_of("2026-01-23"))


MOST = 0.7
CHOICES = (
    (
        "In how many past years did small caps lead the Nasdaq by at least 4 points after 14 sessions?",
        "precedent",
    ),
    ("Has the Russell 2000 ever been 5 points ahead of the S&P 500 this early in the year?", "precedent"),
    ("Which years started with the Dow beating the Nasdaq by 3 points, and what came next?", "precedent"),
    ("Give me the S&P 500's return for every calendar year since 2015", "calendar_years"),
    ("What was the Russell 2000's worst year?", "calendar_years"),
    ("What is usually the strongest month for the S&P 500?", "month_seasonality"),
    ("How do small caps tend to perform in January?", "month_seasonality"),
    ("How did the market react to the Fed's cut on 3 March 2020?", "event_window"),
    ("What did XLF do in the days around 10 March 2023?", "event_window"),
    ("Returns of the sectors before and after 8 November 2016", "event_window"),
    ("How much did the ten-year yield rise in 2022?", "series_change"),
    ("Has unemployment gone up since the start of 2025?", "series_change"),
    ("How many basis points separate the ten-year and the two-year yield?", "series_spread"),
    ("What is the gap between the 10-year yield and the fed funds rate?", "series_spread"),
    ("What's the inflation rate?", "series_year_on_year"),
    ("How much higher are consumer prices than a year ago?", "series_year_on_year"),
    ("What is the unemployment rate?", "series_value"),
    ("What is ACM Research's three-year sales growth?", "fundamental_growth"),
    ("How fast has Fox's revenue grown over the past year?", "fundamental_growth"),
    ("How big is Fox by market value?", "fundamentals"),
    ("What is Rambus's P/E?", "valuation"),
    ("Is Fortinet expensive relative to its sales?", "valuation"),
    ("Is Fortinet a large cap or a mid cap?", "market_cap_band"),
    ("Who upgraded Applied Materials?", "ratings"),
    ("What's the consensus price target for Fortinet?", "ratings_consensus"),
    ("How many buy ratings does Spotify have?", "ratings_consensus"),
    ("How much upside does Applied Materials have?", "target_upside"),
    ("Is Procter & Gamble trading below its median target?", "target_upside"),
    ("Which sectors have a volatility below 20 and a positive return this year?", "screen"),
    ("Which sectors are up more than 5 percent this year?", "screen"),
    ("Which sectors lead this year?", "ranking"),
    ("How did small caps do against the Nasdaq this year?", "relative_return"),
    ("How much is the Russell 2000 up this year?", "price_return"),
)


@pytest.mark.parametrize(("question", "metric"), CHOICES)
def test_the_metric_is_the_one_that_answers(desk, question, metric):
    (part,) = desk.read(question)
    assert {call.metric.name for call in desk.matcher.calls_for(part)} == {metric}


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        (
            "What happened in earlier years when IWM led QQQ by three points after ten trading days?",
            {"symbol": "IWM", "benchmark": "QQQ", "lead": "3", "sessions": "10"},
        ),
        ("Five-year EPS growth rate of Fortinet", {"symbol": "FTNT", "item": "eps", "years": "5"}),
        ("What is the EV/EBITDA multiple of Rambus?", {"symbol": "RMBS", "measure": "ev_ebitda"}),
        (
            "What did small caps do in the 10 sessions around 7 January 2026?",
            {"symbols": "^RUT", "event": "7 January 2026", "sessions": "10"},
        ),
    ],
)
def test_numbers_and_items_of_a_question_reach_the_parameters(desk, question, arguments):
    (part,) = desk.read(question)
    (call,) = desk.matcher.calls_for(part)
    assert arguments.items() <= call.arguments.items()


@pytest.mark.parametrize(
    "question", ["What was Rambus's P/E in 2019?", "How was Fortinet valued in March 2020?"]
)
def test_a_multiple_of_another_time_is_not_answered_with_todays(desk, question):
    (part,) = desk.read(question)
    assert "valuation" not in {call.metric.name for call in desk.matcher.calls_for(part)}


def test_no_two_metrics_share_an_example():
    examples = [example for metric in load_metrics().values() for example in metric.examples]
    assert len(set(examples)) == len(examples)


def test_the_examples_of_a_metric_choose_it(desk):
    """Those on closes and series, of which the demo knows all; most of them, since some ask what others give too."""
    for metric in load_metrics().values():
        if not metric.reads_closes and not any(item.kind == "series" for item in metric.parameters):
            continue
        if {"fundamentals", "ratings"} & set(metric.tables):
            continue
        sample = metric.examples[::3]
        chosen = [
            {call.metric.name for part in desk.read(example) for call in desk.matcher.calls_for(part)}
            for example in sample
        ]
        assert chosen.count({metric.name}) >= MOST * len(sample), (metric.name, chosen)
