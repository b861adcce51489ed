"""The market page over a few closes."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from copilot.evidence import ReceiptEvidence
from copilot.quoteboard import quotes
from copilot.settings import Settings
from copilot.workspace import Workspace
from market.metrics import run_metric
from market.periods import parse_as_of
from ui.web.charts import draw, shape_of
from ui.web.desk import WorkspaceDesk

AS_OF = parse_as_of("2026-01-30")


def script(desk):
    from ui.web.market_page import show_market

    show_market(desk)


@pytest.fixture
def workspace(tmp_path):
    with Workspace(Settings(home=tmp_path / "home", embedding_model="hash")) as workspace:
        yield workspace


@pytest.fixture
def filled(workspace):
    days = pd.bdate_range("2025-11-03", "2026-01-30")
    rows = [
        {"symbol": symbol, "date": day.date(), "close": base + step * place, "source": source}
        for symbol, base, step, source in (
            ("^RUT", 2400, 4, "one"), ("^GSPC", 6800, 2, "one"), ("XLE", 40, 0.1, "one"), ("XLE", 41, 0.1, "two"),
        )
        for place, day in enumerate(days)
    ]  # fmt: skip
    workspace.tables.upsert("prices", pd.DataFrame(rows))
    return workspace


def open_page(workspace, view=None):
    desk = WorkspaceDesk(workspace)
    at = AppTest.from_function(script, kwargs={"desk": desk}, default_timeout=90).run()
    if view:
        at.segmented_control(key="market-view").set_value(view).run()
    assert not at.exception
    return at


def shown(at):
    return "\n".join(element.proto.body for element in at.get("html"))


def test_without_prices_the_page_says_so(workspace):
    assert "There are no prices yet" in shown(open_page(workspace))


def test_overview_quotes_indices_and_sectors(filled):
    text = shown(open_page(filled))
    assert "<strong>^RUT</strong> Russell 2000" in text
    assert "2,656.00" in text
    assert "<strong>XLE</strong>" in text


def test_a_quote_rests_on_receipts(filled):
    (quote,) = quotes(filled, ["^RUT", "NONE"], AS_OF, ("YTD",))
    assert (quote.close, quote.date) == (2656.0, "2026-01-30")
    assert quote.change_pct == pytest.approx(100 * (2656 / 2652 - 1))
    assert [receipt.metric for receipt in quote.receipts] == ["session_change", "price_return"]
    assert quote.returns["YTD"] == pytest.approx(quote.receipts[1].value)


def test_chart_and_its_receipt(filled):
    at = open_page(filled, "Chart")
    assert "History of closes" in shown(at)


def test_any_metric_is_computed_by_form(filled):
    at = open_page(filled, "Compute")
    at.selectbox(key="compute-metric").set_value("price_return").run()
    at.text_input(key="field-price_return-symbol").set_value("small caps")
    next(button for button in at.button if button.label == "Compute").click().run()
    assert not at.exception
    assert "Price return" in shown(at)
    at.text_input(key="field-price_return-symbol").set_value("nosuchthing")
    next(button for button in at.button if button.label == "Compute").click().run()
    assert "This cannot be computed" in shown(at)


def test_tables_tell_freshness_and_conflicts(filled):
    at = open_page(filled, "Tables")
    assert list(at.dataframe[0].value["table"]) == ["prices", "observations", "fundamentals", "ratings"]
    assert list(at.dataframe[1].value["symbol"]) == ["XLE"]


def evidence(workspace, metric, **arguments):
    return ReceiptEvidence.of(run_metric(workspace.metrics[metric], arguments, workspace.tables, AS_OF))


def test_charts_fit_what_a_receipt_holds(filled):
    lines = shape_of(evidence(filled, "price_history", symbol="^RUT,^GSPC", period="YTD"))
    assert (lines.value.name, lines.along, lines.by, lines.is_line) == (
        "since_start_pct",
        "day",
        "name",
        True,
    )
    bars = shape_of(evidence(filled, "ranking", group="^RUT,^GSPC"))
    assert (bars.value.name, bars.along, bars.is_line) == ("return_pct", "name", False)
    assert shape_of(evidence(filled, "price_return", symbol="^RUT")) is None
    assert draw(evidence(filled, "ranking", group="^RUT,^GSPC")).to_dict()["mark"]["type"] == "bar"
