"""What a metric's header promises beside its statement: a minimum, bounds, an optional series, the time before."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from market.errors import BadParameter, MetricFileError, NoRows, TooFewRows
from market.metric_files import read_metric
from market.metrics import load_metrics, run_metric
from market.periods import parse_as_of
from market.tables import MarketTables

METRICS = load_metrics()
AS_OF = parse_as_of("2026-01-22")
HEADER = """\
-- name: own
-- title: Own
-- summary: A metric of the user's own.
-- param: symbol (instrument): it
-- param: size (integer 2..9, default 3): a number
-- column: symbol [text]: it
-- column: closes [count]: how many
-- value: closes
-- sentence: It has {closes}.
-- example: How many closes has it?
-- source: a count
"""
STATEMENT = (
    "\nSELECT $symbol AS symbol, count(*) AS closes FROM closes WHERE symbol = $symbol AND $size > 0\n"
)


def walk(symbol, sessions, column="close", end="2026-01-22"):
    days = pd.bdate_range(end=end, periods=sessions)
    levels = [100 + (position * 7) % 11 for position in range(sessions)]
    return pd.DataFrame({"date": days, column: levels}).assign(symbol=symbol, source="made")


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    tables = MarketTables(tmp_path_factory.mktemp("market"), clock=lambda: datetime(2026, 2, 1, tzinfo=UTC))
    tables.upsert("prices", pd.concat([walk("AAA", 300), walk("BBB", 300), walk("CCC", 12)]))
    flat = walk("FLAT", 60).assign(close=100)
    tables.upsert("prices", flat)
    return tables


def run(tables, name, **arguments):
    return run_metric(METRICS[name], arguments, tables, AS_OF)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("volatility", {"period": "past week"}, "AAA has 5 of the 20 returns that it needs"),
        ("beta", {"benchmark": "BBB", "period": "past week"}, "AAA with BBB has 5 of the 20 returns"),
        ("sharpe_ratio", {"period": "past week"}, "AAA has 5 of the 20 returns"),
    ],
)
def test_a_short_history_is_refused_with_both_numbers(tables, name, arguments, message):
    with pytest.raises(TooFewRows, match=message):
        run(tables, name, symbol="AAA", **arguments)


def test_an_average_over_more_sessions_than_are_held_is_refused(tables):
    with pytest.raises(
        TooFewRows, match="CCC has 12 of the 50 closes that it needs; take a longer period, or load"
    ):
        run(tables, "moving_average", symbol="CCC", sessions="50")


def test_of_several_the_short_ones_are_left_out_with_a_note(tables):
    receipt = run(tables, "moving_average", symbol="AAA,CCC", sessions="50")
    assert [row["symbol"] for row in receipt.rows] == ["AAA"]
    assert "left out: CCC has 12 of the 50 closes that it needs" in receipt.notes


def test_a_message_tells_of_the_first_symbols_and_how_many_more_there_are(tmp_path):
    tables = MarketTables(tmp_path, clock=lambda: datetime(2026, 2, 1, tzinfo=UTC))
    names = [f"M{number:02}" for number in range(60)]
    tables.upsert("prices", pd.concat([walk(name, 5) for name in names]))
    with pytest.raises(NoRows, match=r"M19 .*; and 40 more \(as of") as caught:
        run(tables, "ranking", group=",".join(names), period="2020-01-02..2020-02-03")
    assert "M20" not in str(caught.value)
    with pytest.raises(TooFewRows, match=r"M19 has 4, and 40 more have fewer of the 20 returns"):
        run(tables, "volatility", symbol=",".join(names), period="2026-01-16..2026-01-22")


def test_no_variation_gives_no_ratio_and_an_rsi_of_50(tables):
    assert run(tables, "sharpe_ratio", symbol="FLAT", period="past month").value is None
    assert run(tables, "rsi", symbol="FLAT").value == 50
    assert run(tables, "max_drawdown", symbol="FLAT", period="past month").value == 0


@pytest.mark.parametrize("sessions", ["1", "251", "many"])
def test_numbers_out_of_bounds_are_refused(tables, sessions):
    with pytest.raises(BadParameter, match=r"give 2 to 250|whole number"):
        run(tables, "moving_average", symbol="AAA", sessions=sessions)


def test_the_time_before_is_as_long_and_ends_where_the_period_begins(tables):
    receipt = run(tables, "rotation", group="AAA,BBB", benchmark="BBB", period="2025-11-03..2025-12-03")
    assert receipt.params["before"] == "2025-10-04..2025-11-03"
    given = {name: str(value) for name, value in receipt.params.items()}
    assert run(tables, "rotation", **given).rows == receipt.rows


def test_a_risk_free_rate_may_be_left_out(tables):
    receipt = run(tables, "sharpe_ratio", symbol="AAA", period="past 3 months")
    assert (receipt.params["risk_free"], receipt.rows[0]["risk_free_pct"]) == ("none", 0)


def test_no_adjusted_closes_no_total_return(tables):
    with pytest.raises(NoRows, match="needs adjusted closes"):
        run(tables, "total_return", symbol="AAA")


def test_closes_that_begin_after_the_period_are_said_to(tables):
    notes = run(tables, "distance_from_high", symbol="CCC").notes
    assert any(note.startswith("short: the closes of CCC begin on 2026-01-07") for note in notes)


def test_wilders_beginning_is_the_mean_of_the_first_changes(tables):
    levels = walk("CCC", 12)["close"].diff().dropna()
    gain, loss = levels[:5].clip(lower=0).mean(), -levels[:5].clip(upper=0).mean()
    for change in levels[5:]:
        gain, loss = (gain * 4 + max(change, 0)) / 5, (loss * 4 + max(-change, 0)) / 5
    value = run(tables, "rsi", symbol="CCC", sessions="5").value
    assert value == pytest.approx(100 * gain / (gain + loss), rel=1e-12)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("-- minimum: few closes", "expected 'number column'"),
        ("-- minimum: 3 closings", "'closings' is no column; did you mean closes"),
        ("-- minimum: {sizes} closes", "'sizes' is no integer parameter; did you mean size"),
    ],
)
def test_a_bad_minimum_is_refused_with_its_line(tmp_path, line, message):
    file = tmp_path / "own.sql"
    file.write_text(f"{HEADER}{line}\n{STATEMENT}", encoding="utf-8")
    with pytest.raises(MetricFileError, match=r"own\.sql, line 12: .*") as caught:
        read_metric(file)
    assert message in str(caught.value)


def test_the_minimum_can_be_that_of_a_parameter(tables, tmp_path):
    file = tmp_path / "own.sql"
    file.write_text(f"{HEADER}-- minimum: {{size}} closes\n{STATEMENT}", encoding="utf-8")
    metric = read_metric(file)
    assert run_metric(metric, {"symbol": "CCC"}, tables, AS_OF).value == 12
    with pytest.raises(TooFewRows, match="0 of the 3 closes"):
        run_metric(metric, {"symbol": "^GSPC"}, tables, AS_OF)
